// The arrivals as a schedule of rates: how many fall into each step, steps without any included.
import LiveCommerce
import Reporting

/// Rates as comma-separated values.
struct RateTable: LoadFormat {
  static let name = "rates"
  static let summary = "how many arrive in each step of --per"

  private let terms: LoadTerms
  /// The step that is being counted.
  private var step: Int64 = 0
  private var count = 0

  init(_ terms: LoadTerms) { self.terms = terms }

  func begin() -> String { CSVTable.row(["from", "requests", "perSecond"]) }

  mutating func text(of arrival: Arrival) -> String {
    var rows = ""
    let wanted = (arrival.instant - terms.from) / terms.step
    while step < wanted { rows += finishedStep() }
    count += 1
    return rows
  }

  mutating func end() -> String {
    var rows = count > 0 ? finishedStep() : ""
    let end = terms.to ?? terms.scenario.length
    // By division, for the start of a step after the last may lie beyond all instants.
    while end > terms.from, step <= (end - 1 - terms.from) / terms.step { rows += finishedStep() }
    return rows
  }

  private mutating func finishedStep() -> String {
    defer { (step, count) = (step + 1, 0) }
    let from = terms.from + step * terms.step
    // The last step is as long as the window leaves it.
    let length = min(terms.step, terms.to.map { $0 - from } ?? terms.step)
    let rate = Double(count) / (Double(length) / 1e9)
    return CSVTable.row([LoadTerms.seconds(from), "\(count)", CSVTable.number(rate)])
  }

  func advice() -> String? {
    "what lies within a step is lost: a generator that follows these rates spreads the requests "
      + "of a step evenly; take a smaller --per, or --format wrk"
  }
}
