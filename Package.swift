// swift-tools-version: 6.2
import PackageDescription

// Two instruments (time, chance), the subject, its pages, its tool; beside them the laboratory, with
// its library for tests, what learns from other people's logs (Fitting, on a level with Experiments),
// and the closed forms that all is held against (Validation, of which only the bench and the tests
// know). Arrows run one way:
//
//   saleroom ─► SaleroomTool ─┬─► Reporting ───┬─► Experiments ─┬─► LiveCommerce ─┬─► DiscreteEvents
//               SaleTesting ──┴─► Exploration ─┘   Fitting ─────┘                 └─► Stochastics
//
// There are no package dependencies, and there are to be none.
let package = Package(
  name: "saleroom",
  platforms: [.macOS(.v26)],
  products: [
    .library(name: "DiscreteEvents", targets: ["DiscreteEvents"]),
    .library(name: "Stochastics", targets: ["Stochastics"]),
    .library(name: "LiveCommerce", targets: ["LiveCommerce"]),
    .library(name: "Experiments", targets: ["Experiments"]),
    .library(name: "Fitting", targets: ["Fitting"]),
    .library(name: "Reporting", targets: ["Reporting"]),
    .library(name: "SaleTesting", targets: ["SaleTesting", "Exploration"]),
    .library(name: "SaleroomTool", targets: ["SaleroomTool"]),
    .executable(name: "saleroom", targets: ["saleroom"]),
    .executable(name: "saleroom-bench", targets: ["saleroom-bench"]),
  ],
  targets: [
    .target(name: "DiscreteEvents"),
    .target(name: "Stochastics"),
    .target(name: "LiveCommerce", dependencies: ["DiscreteEvents", "Stochastics"]),
    .target(
      name: "Exploration", dependencies: ["LiveCommerce", "DiscreteEvents", "Stochastics"]),
    .target(name: "SaleTesting", dependencies: ["Exploration", "LiveCommerce"]),
    .target(name: "Experiments", dependencies: ["LiveCommerce", "Stochastics"]),
    .target(name: "Fitting", dependencies: ["LiveCommerce", "Stochastics"]),
    .target(
      name: "Reporting", dependencies: ["Experiments", "Fitting", "LiveCommerce", "Stochastics"],
      // Embedded, so that the tool is one file.
      resources: [.embedInCode("Page/page.css"), .embedInCode("Page/page.js")]),
    .target(
      name: "SaleroomTool",
      dependencies: [
        "Experiments", "Exploration", "Fitting", "LiveCommerce", "Reporting", "Stochastics",
      ]),
    .target(
      name: "Validation",
      dependencies: ["DiscreteEvents", "Stochastics", "LiveCommerce", "Experiments", "Fitting"]),
    .executableTarget(name: "saleroom", dependencies: ["SaleroomTool"]),
    .executableTarget(
      name: "saleroom-bench",
      dependencies: [
        "DiscreteEvents", "Stochastics", "LiveCommerce", "Exploration", "Experiments",
        "SaleroomTool", "Validation",
      ]),

    .target(
      name: "TestSupport", dependencies: ["Stochastics"], path: "Tests/TestSupport"),
    .testTarget(
      name: "DiscreteEventsTests", dependencies: ["DiscreteEvents", "Stochastics", "TestSupport"]),
    .testTarget(name: "StochasticsTests", dependencies: ["Stochastics", "TestSupport"]),
    .testTarget(
      name: "LiveCommerceTests",
      dependencies: [
        "LiveCommerce", "DiscreteEvents", "Stochastics", "TestSupport", "Validation",
      ]),
    .testTarget(
      name: "ValidationTests", dependencies: ["Validation", "LiveCommerce", "Stochastics"]),
    .testTarget(
      name: "ExplorationTests",
      dependencies: ["Exploration", "SaleTesting", "LiveCommerce", "DiscreteEvents"],
      exclude: ["Cases"]),
    .testTarget(
      name: "ExperimentsTests",
      dependencies: ["Experiments", "LiveCommerce", "Stochastics", "TestSupport"]),
    .testTarget(
      name: "FittingTests",
      dependencies: ["Fitting", "LiveCommerce", "Stochastics", "TestSupport"]),
    .testTarget(
      name: "ReportingTests",
      dependencies: ["Reporting", "Fitting", "LiveCommerce", "Stochastics", "TestSupport"],
      exclude: ["Golden"]),
    .testTarget(
      name: "SaleroomToolTests",
      dependencies: ["SaleroomTool", "Exploration", "LiveCommerce", "Reporting", "TestSupport"],
      exclude: ["Golden"]),
  ],
  swiftLanguageModes: [.v6]
)

for target in package.targets {
  target.swiftSettings = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .strictMemorySafety(),
  ]
}
