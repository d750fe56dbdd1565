// The arrivals as a table, one a row, for whoever writes a load generator or wants to look.
import LiveCommerce
import Reporting

/// Arrivals as comma-separated values.
struct ArrivalTable: LoadFormat {
  static let name = "csv"
  static let summary = "a row for each arrival, to the nanosecond"

  private let terms: LoadTerms

  init(_ terms: LoadTerms) { self.terms = terms }

  func begin() -> String { CSVTable.row(Placeholder.allCases.map(\.rawValue)) }

  func text(of arrival: Arrival) -> String {
    CSVTable.row(Placeholder.allCases.map { terms.value($0, of: arrival) })
  }

  func end() -> String { "" }
  func advice() -> String? { nil }
}
