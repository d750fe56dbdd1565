// swift-tools-version: 6.2
import PackageDescription

// A package as a team that owns sale logic would have it: its shop, and its tests.
let package = Package(
  name: "FlashShop",
  platforms: [.macOS(.v26)],
  products: [
    .library(name: "FlashShop", targets: ["FlashShop"])
  ],
  dependencies: [.package(name: "saleroom", path: "../saleroom")],
  targets: [
    .target(
      name: "FlashShop", dependencies: [.product(name: "LiveCommerce", package: "saleroom")]),
    .testTarget(
      name: "FlashShopTests",
      dependencies: ["FlashShop", .product(name: "SaleTesting", package: "saleroom")]),
  ],
  swiftLanguageModes: [.v6]
)
