// A comparison for people: what is worse, what is better, what else has changed, what became of the
// promises, and whether pairing was of use.
import Experiments
import LiveCommerce
import Stochastics

/// A comparison as text.
struct ComparisonText {
  /// Longer lists of names are cut.
  private static let mostNames = 8
  let report: ComparisonReport
  let palette: Palette

  private var comparison: Comparison { report.comparison }

  var text: String {
    let lines = comparison.byImportance
    let promised = Set(comparison.promises.map(\.measure))
    let regressed = judged(.broken)
    let told = Set(regressed.map(\.measure.name))
    let sections: [[String]] = [
      header, verdict,
      table("Worse under B by more than is allowed", regressed),
      table("Undecided", comparison.isExact ? [] : judged(.undecided)),
      table(
        told.isEmpty ? "Worse under B" : "Otherwise worse under B",
        lines.filter { $0.finding == .worse && !told.contains($0.measure.name) }),
      table("Better under B", lines.filter { $0.finding == .better }),
      table(
        "Otherwise changed",
        lines.filter { [.more, .less].contains($0.finding) && !told.contains($0.measure.name) }),
      table(
        "Promised, no difference shown",
        lines.filter { $0.finding == .notShown && promised.contains($0.measure.name) }),
      promises, breaches, rest, pairing,
    ]
    return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") + "\n" }
      .joined(separator: "\n")
  }

  // MARK: Head

  private var header: [String] {
    let sides = [("A", comparison.a), ("B", comparison.b)].map { name, side in
      let digest = palette.faint("scenario \(Digest.text(side.digest))")
      return "\(palette.strong(name))  \(Display.safe(side.title))  \(digest)"
    }
    let sessions = comparison.b.rows.count
    let count = sessions == 1 ? "1 session" : "\(ValueText.count(Double(sessions))) sessions"
    let line =
      "\(count) each, seed \(report.seed), \(report.numbers), \(report.origin.tool) "
      + report.origin.version
    return sides + [palette.faint(line)] + report.notes.flatMap(wrapped)
  }

  private var verdict: [String] {
    guard let gate = report.gate else { return wrapped("COMPARED: \(counts)") }
    let word =
      switch gate.judgement {
      case .kept: palette.good("KEPT")
      case .broken: palette.bad("BROKEN")
      case .undecided: palette.notable("UNDECIDED")
      }
    return wrapped("VERDICT: \(word) – \(reason(gate))") + undecided(gate)
  }

  private func reason(_ gate: RegressionGate) -> String {
    let limit = "\(ValueText.significant(gate.tolerance * 100)) %"
    let worse = gate.measures.filter { $0.judgement == .broken }.map(\.line.measure.name)
    let open = gate.measures.filter { $0.judgement == .undecided }
    let doubtful = promises(gate, .undecided)
    var parts: [String] = []
    if !comparison.newBreaches.isEmpty {
      parts.append("B breaks what A does not: \(names(comparison.newBreaches))")
    }
    let lapsed = promises(gate, .broken)
    if !lapsed.isEmpty {
      parts.append("promises broken by B and not by A: \(names(lapsed))")
    }
    if !worse.isEmpty { parts.append("worse by more than \(limit): \(names(worse))") }
    guard parts.isEmpty else { return parts.joined(separator: "; ") }
    if !open.isEmpty || !doubtful.isEmpty, comparison.isExact {
      parts.append(
        "one session of each cannot tell chance from change in "
          + "\(names(open.map(\.line.measure.name) + doubtful)); save the baseline with --replications"
      )
      return parts.joined(separator: "; ")
    }
    if !doubtful.isEmpty {
      parts.append("promises that A is shown to keep and B is not: \(names(doubtful))")
    }
    if !open.isEmpty {
      parts.append(
        "no regression is shown, but \(open.count) of the measures asked for "
          + "\(open.count == 1 ? "is" : "are") not shown to have kept within \(limit)")
    }
    return parts.isEmpty
      ? "no measure is worse by more than \(limit); \(counts)" : parts.joined(separator: "; ")
  }

  private func promises(_ gate: RegressionGate, _ judgement: Judgement) -> [String] {
    gate.promises.filter { $0.judgement == judgement }.map(\.promise.text)
  }

  private func undecided(_ gate: RegressionGate) -> [String] {
    guard !comparison.isExact else { return [] }
    return gate.measures.filter { $0.judgement == .undecided }.flatMap { measure in
      let missed = measure.line.measuredOnlyA
      let needed =
        missed > 0
        ? ": in \(missed) of \(comparison.b.rows.count) sessions A measured it and B had nothing to "
          + "measure; what could not be measured has not been kept"
        : measure.needed.map { ": about \(ValueText.count(Double($0))) replications would tell" }
          ?? ""
      return wrapped("  ? \(Display.safe(measure.line.measure.name))\(needed)")
    }
  }

  private var counts: String {
    let changed = comparison.count(.more) + comparison.count(.less)
    return "of \(comparison.measures.count) measures B is worse in \(comparison.count(.worse)), "
      + "better in \(comparison.count(.better)), otherwise changed in \(changed)"
  }

  // MARK: Measures

  /// The measures that the gate has judged so, by importance.
  private func judged(_ judgement: Judgement) -> [MeasureComparison] {
    let names = Set(
      (report.gate?.measures ?? []).filter { $0.judgement == judgement }.map(\.line.measure.name))
    return comparison.byImportance.filter { names.contains($0.measure.name) }
  }

  private func table(_ title: String, _ lines: [MeasureComparison]) -> [String] {
    guard !lines.isEmpty else { return [] }
    let level = "\(ValueText.significant(comparison.level * 100)) %"
    let table = TextTable(
      header: ["measure", "A", "B", "B − A, \(level)", "B ÷ A, \(level)"],
      rows: lines.map { line in
        let unit = line.measure.metric.unit
        return [
          Display.safe(line.measure.name), value(line.sample?.meanA, unit),
          value(line.sample?.meanB, unit),
          IntervalText.difference(line.difference ?? exact(line), unit, report.money),
          IntervalText.number(line.ratio),
        ]
      })
    return [palette.strong(title)]
      + table.block(palette, width: TextTable.wide)
  }

  /// The difference of a single session from its repetition, which has no chance in it.
  private func exact(_ line: MeasureComparison) -> Interval? {
    guard comparison.isExact, let sample = line.sample else { return nil }
    let change = sample.meanB - sample.meanA
    return Interval(estimate: change, low: change, high: change, level: 1)
  }

  private func value(_ value: Double?, _ unit: MetricUnit) -> String {
    ValueText.text(value, unit, report.money)
  }

  private var promises: [String] {
    let promises = comparison.promises
    guard !promises.isEmpty else { return [] }
    let table = TextTable(
      header: ["promise", "A", "B"],
      rows: promises.map { [Display.safe($0.text), told($0.a), told($0.b)] })
    return [palette.strong("Promises")]
      + table.block(palette)
  }

  private func told(_ judgement: PromiseJudgement?) -> String {
    guard let judgement else { return ValueText.nothing }
    return "\(judgement.judgement.rawValue) \(judgement.keptIn)/\(judgement.sessions)"
  }

  private var breaches: [String] {
    let lines = [("A", comparison.a), ("B", comparison.b)].flatMap { name, side in
      side.breaches.map { breach in
        palette.bad("✗") + " \(breach.name): broken in \(breach.sessions) of "
          + "\(side.rows.count) sessions of \(name)"
      }
    }
    return lines.isEmpty ? [] : [palette.strong("Invariants")] + lines.map { "  " + $0 }
  }

  private var rest: [String] {
    var parts = [
      "no difference shown in \(comparison.count(.notShown)) measures",
      "identical in every replication: \(comparison.count(.identical))",
    ]
    if comparison.count(.notCompared) > 0 {
      parts.append("measured in too few sessions: \(comparison.count(.notCompared))")
    }
    var lines = wrapped(parts.joined(separator: "; ") + "; --format csv tells all")
    if !comparison.isExact {
      let level = "\(ValueText.significant(comparison.level * 100)) %"
      lines += wrapped(
        "each interval holds alone with \(level); the findings hold all together with \(level) (Holm)"
      )
    }
    let half = comparison.measures.filter { $0.finding != .notCompared }
      .filter { $0.measuredA != $0.measuredB }
    for line in half.prefix(ComparisonText.mostNames) {
      lines += wrapped(
        "\(Display.safe(line.measure.name)) was measured in \(line.measuredA) sessions of A and "
          + "\(line.measuredB) of B; only sessions with both are compared")
    }
    for (name, only) in [("A", comparison.onlyA), ("B", comparison.onlyB)] where !only.isEmpty {
      lines += wrapped("only \(name) has \(names(only))")
    }
    return lines
  }

  // MARK: Pairing

  private var pairing: [String] {
    let pairing = comparison.pairing
    guard let ratio = pairing.varianceRatio else { return [] }
    let correlation = pairing.correlation.map { ValueText.significant($0) } ?? ValueText.nothing
    let told =
      ratio < 1
      ? "independent runs would need "
        + (ratio > 1e-6 ? "\(ValueText.significant(1 / ratio)) times" : "over a million times")
        + " as many sessions for the same interval"
      : "pairing did not help: the two scenarios share too little of their chance"
    var lines = wrapped(
      "Pairing: median correlation \(correlation), median variance "
        + "\(ValueText.significant(ratio)) of that of independent runs, over \(pairing.measures) "
        + "measures that vary: \(told)")
    if !pairing.unhelped.isEmpty, ratio < 1 {
      lines += wrapped("it did not help with \(names(pairing.unhelped))")
    }
    return lines
  }

  // MARK: Words

  private func names(_ names: [String]) -> String {
    let shown = names.prefix(ComparisonText.mostNames).map { Display.safe($0) }
    let rest = names.count - shown.count
    return shown.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
  }

  private func wrapped(_ sentence: String) -> [String] {
    let indent = String(sentence.prefix { $0 == " " })
    return Display.wrapped(sentence, to: TextFormat.width - indent.count).map { indent + $0 }
  }
}
