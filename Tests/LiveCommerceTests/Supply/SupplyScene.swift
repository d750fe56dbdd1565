// A plain session for tests of supply: everybody who comes orders one product at once and pays, so what
// is sold, missed and left follows from stock and sizes alone.
import Stochastics

@testable import LiveCommerce

enum SupplyScene {
  /// A product whose variants have these stocks and shares.
  static func scenario(
    visits: Double = 600, stock: [Int], shares: [Double]? = nil,
    _ change: (inout Scenario) -> Void = { _ in }
  ) -> Scenario {
    let cohort = Plain.cohort {
      $0.dwell = .fixed(40)
      $0.abandonment = 0
      $0.reaction = .fixed(0.2)
    }
    return Plain.scenario(
      length: 60 * second, traffic: [Plain.stream(visits, .steady(from: 0, to: 30 * second))],
      cohorts: [cohort]
    ) {
      $0.epoch = second
      $0.rooms[0].rundown = [Plain.linkUp(at: 0)]
      $0.decision.perSecond = 1_000
      $0.decision.order = 1
      $0.products[0].variants = stock.enumerated().map { index, units in
        Variant(
          name: "\(36 + index)", share: shares?[index] ?? 1 / Double(stock.count), stock: units)
      }
      change(&$0)
    }
  }

  static func run(_ scenario: Scenario, seed: UInt64 = 1) throws -> SessionRecord {
    try Observed(scenario, seed: seed, keepsLog: false).record
  }

  static func value(_ name: String, _ record: SessionRecord) -> Double? {
    Metrics.named(name)?.value(of: record)
  }
}
