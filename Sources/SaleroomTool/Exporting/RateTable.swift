// The arrivals as a schedule of rates: how many fall into each step, steps without any included. They
// are written one by one, for between two arrivals there may be more of them than memory holds.
import LiveCommerce
import Reporting

/// Rates as comma-separated values.
struct RateTable: LoadFormat {
  static let name = "rates"
  static let summary = "how many arrive in each step of --per"

  /// The most steps of a window: more of them nobody reads, and to write them takes hours.
  private static let mostSteps: Int64 = 10_000_000

  private let terms: LoadTerms
  /// The step that is being counted.
  private var step: Int64 = 0
  private var count = 0

  init(_ terms: LoadTerms) { self.terms = terms }

  func begin() -> String { CSVTable.row(["from", "requests", "perSecond"]) }

  static func refusal(of terms: LoadTerms) -> String? {
    let end = terms.to ?? terms.scenario.length
    guard end > terms.from, (end - 1 - terms.from) / terms.step >= mostSteps else { return nil }
    let steps = (end - 1 - terms.from) / terms.step + 1
    return "\(LoadTerms.seconds(terms.step)) s make \(steps) steps, and a table of rates has "
      + "\(mostSteps) at most: take a larger --per, or a window with --from and --to"
  }

  mutating func piece(before arrival: Arrival?) -> String? {
    guard let arrival else { return lastPiece() }
    return step < (arrival.instant - terms.from) / terms.step ? finishedStep() : nil
  }

  mutating func text(of arrival: Arrival) -> String {
    count += 1
    return ""
  }

  private mutating func lastPiece() -> String? {
    let end = terms.to ?? terms.scenario.length
    // By division, for the start of a step after the last may lie beyond all instants.
    let isWithin = end > terms.from && step <= (end - 1 - terms.from) / terms.step
    return count > 0 || isWithin ? finishedStep() : nil
  }

  func end() -> String { "" }

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
