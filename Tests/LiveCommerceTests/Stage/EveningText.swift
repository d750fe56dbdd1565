// Evenings of a few lines: a crowd that has come before anything is sold, taps whenever something is linked
// up, and asks once.
@testable import LiveCommerce

enum EveningText {
  /// A scenario of some sections beside those that all these evenings have.
  static func scenario(
    _ sections: String, cohort: String = "client: { retries: 0 },", length: String = "20m",
    network: String = "{ floor: \"5ms\" }"
  ) throws -> Scenario {
    let text = """
      { saleroom: 1, title: "evening", asks: "?",
        session: { length: "\(length)", epoch: "10s" },
        cohorts: { f: {
          priceTolerance: "¥100", dwell: "60m", streamDelay: { floor: "5ms" },
          network: \(network), \(cohort) } },
        \(sections)
      }
      """
    return try Scenario.read(Array(text.utf8), file: "evening")
  }

  static func run(
    _ sections: String, cohort: String = "client: { retries: 0 },", length: String = "20m"
  ) throws -> SessionRecord {
    try Session.run(scenario(sections, cohort: cohort, length: length))
  }

  /// A crowd of so many between two instants.
  static func crowd(_ visits: Int, _ from: String = "0s", _ to: String = "30s") -> String {
    "{ visits: \(visits), arrive: { steady: { from: \"\(from)\", to: \"\(to)\" } } }"
  }

  static func product(_ stock: Int, _ more: String = "") -> String {
    "{ price: \"¥100\", stock: \(stock), limit: 1000, \(more) }"
  }
}

extension SessionRecord {
  func lost(_ reason: LossReason) -> Int { audience.losses[reason.rawValue] }
}
