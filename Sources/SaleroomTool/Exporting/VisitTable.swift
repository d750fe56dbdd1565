// The visits of a session as a platform's log would have them, for `saleroom fit` and for whoever knows
// a log and wants to see what the simulator makes of it.
import LiveCommerce
import Reporting

/// Visits as comma-separated values.
struct VisitTable {
  static let header = CSVTable.row([
    "viewer", "enter", "exit", "source", "cohort", "shown", "click", "order", "pay",
  ])

  let scenario: Scenario

  func text(of visit: LoggedVisit) -> String {
    let instants = [visit.shown, visit.click, visit.order, visit.pay].map(seconds)
    return CSVTable.row(
      [
        "\(visit.account)", LoadTerms.seconds(visit.enter), seconds(visit.exit),
        visit.source.rawValue, scenario.cohorts[visit.cohort].name,
      ] + instants)
  }

  private func seconds(_ instant: Int64?) -> String { instant.map(LoadTerms.seconds) ?? "" }
}
