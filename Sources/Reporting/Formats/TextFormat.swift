// The report for people at a terminal: the verdict first, then the promises, then what must never
// happen, then what did. At most 100 columns wide, as far as names allow.
import LiveCommerce

/// A report as text.
struct TextFormat: ReportFormat {
  static let name = "text"
  static let summary = "verdict, promises, invariants, then metrics by area, for people"
  static let fileName = "report.txt"

  /// The columns that a line may take.
  static let width = 100
  /// Where values begin.
  static let valueColumn = 32
  /// Where the values of promises begin at most.
  static let widestPromise = 60

  let report: Report
  let palette: Palette

  static func render(_ report: Report, _ palette: Palette) -> String {
    let text = TextFormat(report: report, palette: palette)
    let sections =
      [text.header, text.promises, text.invariants]
      + Metrics.areas.filter { $0.name != "identity" }.map { text.section($0) }
      + [text.faults, text.changes, text.charts]
    return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") + "\n" }
      .joined(separator: "\n")
  }

  /// Title and origin, then the verdict.
  private var header: [String] {
    let scenario = report.record.scenario
    let file = report.origin.file.map { " of \(Display.safe($0))" } ?? ""
    var lines = Display.wrapped(Display.safe(scenario.title), to: TextFormat.width)
      .map { palette.strong($0) }
    lines.append(
      palette.faint(
        "seed \(report.record.seed), replication \(report.record.replication), scenario "
          + "\(report.digest)\(file), \(report.origin.tool) \(report.origin.version)"))
    if !scenario.changes.isEmpty { lines.append(palette.notable(steered)) }
    return lines + ["", verdict]
  }

  /// The verdict in a line.
  var verdict: String {
    let verdict = report.verdict
    let promised = report.record.checks.filter { $0.isPromised || $0.brokenPromises > 0 }
    let counts = [
      kept(verdict.promises.map(\.isKept), "promises"),
      kept(promised.map { $0.brokenPromises == 0 }, "invariants"),
      kept(verdict.identities.map(\.isKept), "identities"),
    ]
    let word = verdict.isKept ? palette.good("KEPT") : palette.bad("BROKEN")
    return "VERDICT: \(word) – " + counts.compactMap(\.self).joined(separator: ", ")
  }

  private func kept(_ marks: [Bool], _ what: String) -> String? {
    marks.isEmpty ? nil : "\(marks.count { $0 }) of \(marks.count) \(what) kept"
  }

  /// A section's heading and its lines; nothing when there are no lines.
  func section(_ title: String, _ lines: [String]) -> [String] {
    lines.isEmpty ? [] : [palette.strong(title)] + lines
  }

  /// A name, dots up to a column, and what it is.
  func leader(
    _ name: String, _ value: String, mark: String = " ", to column: Int = TextFormat.valueColumn
  ) -> String {
    let start = "\(mark) \(name) "
    let dots = column - 2 - Display.width(name) - 2
    return start + palette.faint(String(repeating: ".", count: max(2, dots))) + " " + value
  }

  /// A name, dots, and a sentence on as many lines as it takes.
  func leader(_ name: String, sentence: String, mark: String) -> [String] {
    let column = max(TextFormat.valueColumn, Display.width(name) + 6)
    let lines = Display.wrapped(sentence, to: TextFormat.width - column)
    let indent = String(repeating: " ", count: column)
    return [leader(name, lines.first ?? "", mark: mark)] + lines.dropFirst().map { indent + $0 }
  }

  func text(_ value: Double?, _ unit: MetricUnit) -> String {
    ValueText.text(value, unit, report.money)
  }
}
