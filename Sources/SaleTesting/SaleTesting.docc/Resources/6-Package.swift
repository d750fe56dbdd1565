// swift-tools-version: 6.2
import PackageDescription

// A package as a team that owns sale logic would have it: its shop, its tests, and a `saleroom` of its
// own that knows the shop by name.
let package = Package(
  name: "FlashShop",
  platforms: [.macOS(.v26)],
  products: [
    .library(name: "FlashShop", targets: ["FlashShop"]),
    .executable(name: "flashshop", targets: ["FlashShopTool"]),
  ],
  dependencies: [.package(name: "saleroom", path: "../saleroom")],
  targets: [
    .target(
      name: "FlashShop", dependencies: [.product(name: "LiveCommerce", package: "saleroom")]),
    .executableTarget(
      name: "FlashShopTool",
      dependencies: ["FlashShop", .product(name: "SaleroomTool", package: "saleroom")]),
    .testTarget(
      name: "FlashShopTests",
      dependencies: ["FlashShop", .product(name: "SaleTesting", package: "saleroom")],
      exclude: ["Cases"]),
  ],
  swiftLanguageModes: [.v6]
)
