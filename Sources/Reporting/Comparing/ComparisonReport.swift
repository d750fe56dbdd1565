// The view model of a comparison, and the formats in which it is written. The verdict is the gate's where
// there is one; else it is broken only if B breaks what must never happen and A does not.
public import Experiments
public import LiveCommerce

/// What is to be said about a comparison.
public struct ComparisonReport: Sendable {
  let origin: ReportOrigin
  let comparison: Comparison
  let gate: RegressionGate?
  let seed: UInt64
  let money: MoneyStyle
  /// What a reader ought to know of the two sides, in sentences.
  let notes: [String]

  /// Makes the report of a comparison.
  ///
  /// - Parameters:
  ///   - comparison: What was compared.
  ///   - gate: What it is held against; nil when it is only to be looked at.
  ///   - seed: The seed of both sides.
  ///   - money: How amounts are written.
  ///   - notes: What a reader ought to know of the two sides, in sentences.
  ///   - origin: What made it.
  public init(
    _ comparison: Comparison, gate: RegressionGate?, seed: UInt64, money: MoneyStyle,
    notes: [String], origin: ReportOrigin
  ) {
    self.comparison = comparison
    self.gate = gate
    self.seed = seed
    self.money = money
    self.notes = notes
    self.origin = origin
  }

  /// What is to be said of B.
  public var judgement: Judgement {
    gate?.judgement ?? (comparison.newBreaches.isEmpty ? .kept : .broken)
  }

  /// The replications that were compared, in words: "replications 0 to 29".
  var numbers: String {
    let numbers = comparison.b.rows.map(\.number)
    guard let first = numbers.first, let last = numbers.last, first < last else {
      return "replication \(numbers.first ?? 0)"
    }
    return "replications \(first) to \(last)"
  }
}

/// How a comparison is written.
public enum ComparisonFormat: String, Sendable, CaseIterable {
  /// For people.
  case text
  /// Everything in base units.
  case json
  /// One line a measure.
  case csv

  /// Writes the report, ending with a line break.
  public func render(_ report: ComparisonReport, _ palette: Palette) -> String {
    switch self {
    case .text: ComparisonText(report: report, palette: palette).text
    case .json: report.json.text
    case .csv: report.csv.text
    }
  }
}
