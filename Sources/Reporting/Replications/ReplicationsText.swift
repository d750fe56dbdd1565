// The report on many sessions for people at a terminal: the verdict first, then the promises, then
// what must never happen, then what was measured. At most 100 columns wide, as far as names allow.
import Experiments
import LiveCommerce
import Stochastics

/// Sessions and what follows from them as text.
struct ReplicationsText: ReplicationsFormat {
  static let name = "text"
  static let fileName = "report.txt"

  let report: ReplicationsReport
  let palette: Palette

  static func render(_ report: ReplicationsReport, _ palette: Palette) -> String {
    let text = ReplicationsText(report: report, palette: palette)
    let sections =
      [text.header, text.promises, text.breaches, text.precisions]
      + Metrics.areas.filter { $0.name != "identity" }.map { text.section($0) }
      + [text.steady, text.legend]
    return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") + "\n" }
      .joined(separator: "\n")
  }

  var experiment: Experiment { report.experiment }
  var verdict: ExperimentVerdict { experiment.verdict }
  private var sessions: Int { experiment.rows.count }

  // MARK: Parts of lines

  func text(_ value: Double?, _ unit: MetricUnit) -> String {
    ValueText.text(value, unit, experiment.scenario.moneyStyle)
  }

  func percent(_ share: Double) -> String { text(share, .share) }

  /// "1.91 s to 2.05 s".
  func text(_ interval: Interval, _ unit: MetricUnit) -> String {
    "\(text(interval.low, unit)) to \(text(interval.high, unit))"
  }

  /// A mark, a name of its own, and sentences under it.
  func item(_ mark: String, _ name: String, _ sentences: [String]) -> [String] {
    let indent = String(repeating: " ", count: 6)
    return Display.wrapped(Display.safe(name), to: TextFormat.width - 2).enumerated().map {
      ($0.offset == 0 ? "\(mark) " : "  ") + $0.element
    }
      + sentences.flatMap { Display.wrapped($0, to: TextFormat.width - 6) }.map { indent + $0 }
  }

  func count(_ number: Int, _ noun: String) -> String {
    "\(ValueText.count(Double(number))) \(noun)\(number == 1 ? "" : "s")"
  }

  // MARK: Sections

  /// Title and origin, then the verdict.
  private var header: [String] {
    let file = report.origin.file.map { " of \(Display.safe($0))" } ?? ""
    var lines = Display.wrapped(Display.safe(experiment.scenario.title), to: TextFormat.width)
      .map { palette.strong($0) }
    lines.append(
      palette.faint(
        "seed \(experiment.seed), \(count(sessions, "replication")) from 0, scenario "
          + "\(experiment.scenario.digestText)\(file), "
          + "\(report.origin.tool) \(report.origin.version)"))
    return lines + ["", verdictLine]
  }

  private var verdictLine: String {
    let counts = Judgement.allCases.compactMap { judgement -> String? in
      let number = verdict.promises.count { $0.judgement == judgement }
      return number > 0 ? "\(count(number, "promise")) \(judgement.rawValue)" : nil
    }
    let never =
      verdict.breaches.isEmpty
      ? "invariants and identities kept in all"
      : verdict.breaches.map { "\($0.name) broken in \($0.sessions)" }.joined(separator: ", ")
    let missed = experiment.goals.count { !experiment.isMet($0) }
    let precision = missed > 0 ? ["\(count(missed, "precision")) not reached"] : []
    let word = experiment.judgement.rawValue.uppercased()
    return "VERDICT: \(coloured(word, experiment.judgement)) – \(count(sessions, "session")): "
      + (counts + [never] + precision).joined(separator: ", ")
  }

  private func coloured(_ text: String, _ judgement: Judgement) -> String {
    switch judgement {
    case .kept: palette.good(text)
    case .broken: palette.bad(text)
    case .undecided: palette.notable(text)
    }
  }

  func mark(_ judgement: Judgement) -> String {
    switch judgement {
    case .kept: coloured("✓", judgement)
    case .broken: coloured("✗", judgement)
    case .undecided: coloured("?", judgement)
    }
  }

  func section(_ title: String, _ lines: [String]) -> [String] {
    lines.isEmpty ? [] : [palette.strong(title)] + lines
  }

  private var promises: [String] {
    let title = "Promises, all at once with \(percent(verdict.level)) confidence"
    return section(
      title,
      verdict.promises.flatMap { promise in
        item(mark(promise.judgement), promise.expectation.text, sentences(promise))
      })
  }

  private var breaches: [String] {
    section(
      "What must never happen",
      verdict.breaches.flatMap { breach in
        // The command stands on one line, however long, so that it can be copied.
        item(
          mark(.broken), breach.name,
          ["broken in \(breach.sessions) of \(count(sessions, "session")): \(story(breach.kind))"])
          + [
            "      see it: \(Display.safe(report.command(forReplication: breach.replication)))"
          ]
      })
  }

  private func story(_ kind: Breach.Kind) -> String {
    switch kind {
    case .check(let check): Display.safe(check.first?.sentence ?? check.promise)
    case .identity(let identity):
      "it is \(text(identity.value, Metrics.named(identity.metric)?.unit ?? .number)), a fault of "
        + "\(report.origin.tool)"
    case .error(let error):
      "the sale logic threw when asked to \(error.call.rawValue) order \(error.order.rawValue): "
        + Display.safe(error.text)
    }
  }

  private var precisions: [String] {
    section(
      "Precision of the mean, with \(percent(PrecisionGoal.level)) confidence",
      experiment.goals.flatMap { goal -> [String] in
        let unit = goal.isRelative ? .share : experiment.measures.all[goal.measure].metric.unit
        let estimate = experiment.estimates[goal.measure]
        let isEnough = estimate.tally.count >= Int(Sampling.fewest)
        let reached = isEnough ? goal.reached(estimate) : nil
        let sentence =
          reached.map { "reached: ± \(text($0, unit)) after \(count(sessions, "session"))" }
          ?? "nothing can be said after \(count(sessions, "session")), of which "
          + "\(estimate.tally.count) had something to measure"
        return item(mark(experiment.isMet(goal) ? .kept : .undecided), goal.text, [sentence])
      })
  }
}
