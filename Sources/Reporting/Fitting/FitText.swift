// What was learnt from a log, for people at a terminal: what was read, who came, how long they stayed
// and what they did, each with its error; how far the laws are from the log; and how the part that was
// held out compares. At most 100 columns wide, as far as names allow.
import Fitting
import LiveCommerce
import Stochastics

/// What was learnt as text.
struct FitText: FitFormat {
  static let name = "text"
  /// Columns of a picture.
  private static let pictureWidth = 60

  let report: FitReport
  let palette: Palette

  private var result: FitResult { report.result }

  static func render(_ report: FitReport, _ palette: Palette) -> String {
    let text = FitText(report: report, palette: palette)
    let sections =
      [text.header, text.faults, text.sources] + text.cohorts + [text.decisions, text.heldOut]
    return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") + "\n" }
      .joined(separator: "\n")
  }

  // MARK: What was read

  private var header: [String] {
    let file = Display.safe(report.origin.file ?? "a log")
    let length = ValueText.duration(Double(result.length) / 1e9)
    return [
      palette.strong("Learnt from \(file)"),
      palette.faint("\(report.origin.tool) \(report.origin.version)"), "",
      "\(count(result.rows.used)) visits in \(length)"
        + told(result.rows.bad, "left out") + told(result.rows.outsideWindow, "outside the window"),
    ]
  }

  /// How many rows are not among the visits, if any.
  private func told(_ rows: Int, _ why: String) -> String {
    rows > 0 ? "; \(count(rows)) row\(rows == 1 ? "" : "s") \(why)" : ""
  }

  private var faults: [String] {
    guard result.rows.bad > 0 else { return [] }
    let kinds = zip(LogFault.allCases, result.rows.faults).filter { $1 > 0 }.map {
      "  \(Display.aligned(count($1), to: 7))  \($0.words)"
    }
    let examples = result.rows.examples.map { example in
      "  line \(example.line): \(example.fault.words): `\(Display.safe(example.text))`"
    }
    return [palette.strong("Rows left out, and the first of them")] + kinds + examples
  }

  // MARK: Who came

  private var sources: [String] {
    let rows = result.sources.map { source in
      [source.source.rawValue] + cells(source.visits)
        + ["│\(Sparkline.text(source.profile, width: 40, by: .mean))"]
    }
    return [palette.strong("Visits, and when they began")]
      + table(["source", "visits", "error", "95 %", ""], rows)
  }

  // MARK: What they did

  private var cohorts: [[String]] {
    result.cohorts.map { cohort in
      let durations: [(String, DurationFit?)] = [
        ("How long they stay", cohort.stay),
        ("Reaction, from the link-up to the tap", cohort.reaction),
        ("Consideration, from a click to the order", cohort.consideration),
        ("Delay of payment, from the order", cohort.payDelay),
      ]
      return [palette.strong("Cohort \(Display.safe(cohort.name)): \(count(cohort.visits)) visits")]
        + estimates(cohort.funnel, indent: 2)
        + durations.flatMap { name, fit in fit.map { duration(name, $0) } ?? [] }
    }
  }

  private func duration(_ name: String, _ fit: DurationFit) -> [String] {
    let cut = fit.cut > 0 ? ", and \(count(fit.cut)) went on" : ""
    let head = "  \(name): \(count(fit.ended)) ended\(cut)"
    if let always = fit.always {
      let value = ValueText.duration(Double(always) / 1e9)
      return [head, "    always \(value): there is nothing to fit a law to, the scenario has that"]
    }
    guard let best = fit.best else { return [head, "    too few, or too much alike, for a law"] }
    let laws = fit.laws.map { law in
      [law.name, decimal(law.aic), law == best ? "" : "+\(decimal(law.aic - best.aic))"]
    }
    return [head] + TextTable(header: ["law", "AIC", "more"], rows: laws).lines.map { "    " + $0 }
      + ["    \(palette.strong(best.name))"] + estimates(best.parameters, indent: 6)
      + ["    " + distance(fit)] + picture(fit)
  }

  private func distance(_ fit: DurationFit) -> String {
    let start = "farthest from the log by \(ValueText.significant(fit.distance))"
    guard let pValue = fit.pValue else { return start }
    let shown = ValueText.significant(pValue)
    return "\(start); p = \(shown) (\(fit.draws) logs drawn from the law)"
  }

  /// The share that is still there, by the log and by the law.
  private func picture(_ fit: DurationFit) -> [String] {
    guard let first = fit.picture.first, let last = fit.picture.last else { return [] }
    let rows = [("log", \DurationFit.Point.observed), ("law", \.fitted)].map { name, path in
      let shares = fit.picture.map { Int(($0[keyPath: path] * 1000).rounded()) }
      let text = Sparkline.text([1000] + shares, width: FitText.pictureWidth + 1, by: .mean)
      return "    still there, \(name)  │\(text.dropFirst())│"
    }
    let from = ValueText.duration(first.seconds)
    let to = ValueText.duration(last.seconds)
    return rows + [
      "                      "
        + Display.padded(from, to: FitText.pictureWidth + 2 - Display.width(to)) + to
    ]
  }

  private var decisions: [String] {
    guard !result.decisions.isEmpty else { return [] }
    return [palette.strong("Decisions, of everybody")] + estimates(result.decisions, indent: 2)
  }

  // MARK: What was held out

  private var heldOut: [String] {
    guard let held = result.heldOut else { return [] }
    let verdict =
      held.agrees ? palette.good("AGREES") : palette.bad("DIFFERS")
    let rows = held.rows.map { row in
      [
        row.name, text(row.observed, row.unit), text(row.expected.estimate, row.unit),
        range(row.expected, row.unit), ValueText.significant(row.pValue),
      ]
    }
    return [
      "\(palette.strong("Held out")): \(count(held.visits)) visits, beside \(held.sessions) "
        + "simulations of \(count(held.simulated)): \(verdict)"
    ] + table(["", "log", "simulated", "95 % of such parts", "p"], rows)
  }

  // MARK: Parts of lines

  private func estimates(_ estimates: [Estimate], indent: Int) -> [String] {
    let rows = estimates.map { [$0.name] + cells($0) }
    guard !rows.isEmpty else { return [] }
    return TextTable(header: ["", "estimate", "error", "95 %"], rows: rows).lines.map {
      String(repeating: " ", count: indent) + $0
    }
  }

  private func cells(_ estimate: Estimate) -> [String] {
    [
      text(estimate.value, estimate.unit), text(estimate.error, estimate.unit),
      range(estimate.interval, estimate.unit),
    ]
  }

  private func range(_ interval: Interval, _ unit: Estimate.Unit) -> String {
    "\(text(interval.low, unit)) … \(text(interval.high, unit))"
  }

  private func text(_ value: Double, _ unit: Estimate.Unit) -> String {
    switch unit {
    case .seconds: ValueText.duration(value)
    case .share: ValueText.significant(value * 100) + " %"
    case .perMinute: ValueText.significant(value) + "/min"
    case .count: ValueText.count(value.rounded())
    case .number: ValueText.significant(value)
    }
  }

  private func decimal(_ value: Double) -> String { ValueText.decimal(value, places: 1) }

  private func count(_ number: Int) -> String { ValueText.count(Double(number)) }

  private func table(_ header: [String], _ rows: [[String]]) -> [String] {
    TextTable(header: header, rows: rows).lines.map { "  " + $0 }
  }
}
