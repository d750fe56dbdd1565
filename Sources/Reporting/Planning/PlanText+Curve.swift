// The curve of a plan, what it rests on, and why no size suffices.
import Experiments
import LiveCommerce
import Stochastics

extension PlanText {
  /// What was seen at every combination.
  var curve: [String] {
    guard !result.points.isEmpty else { return [] }
    let binding = result.binding
    let measure = report.binding.map { ["mean of \(Display.safe($0.metric))"] } ?? []
    let header =
      question.knobs.map(\.path) + ["sessions", "kept", "low", "high"] + measure + ["shown"]
    let rows = result.points.map { point in
      point.sizes
        + [
          ValueText.count(Double(point.sessions)), percent(point.kept.estimate),
          percent(point.kept.low), percent(point.kept.high),
        ]
        + (binding.map { [mean(point, $0)] } ?? []) + [word(point.judgement)]
    }
    let title = palette.strong("Share of sessions that keep every promise, with its 95 % interval")
    return [title] + line + TextTable(header: header, rows: rows).block(palette)
  }

  /// The curve as one line, of one knob.
  private var line: [String] {
    guard question.knobs.count == 1, let first = result.points.first,
      let last = result.points.last, result.points.count > 2
    else { return [] }
    let shares = result.points.map { Int(($0.kept.estimate * 1000).rounded()) }
    let shown = Sparkline.text(shares, width: 60, by: .mean)
    return shown.isEmpty ? [] : ["  \(report.sizes(first)) │\(shown)│ \(report.sizes(last))"]
  }

  private func mean(_ point: PlanPoint, _ promise: Int) -> String {
    text(point.promises[promise].mean, point.promises[promise].judgement.expectation)
  }

  private func word(_ judgement: Judgement?) -> String {
    switch judgement {
    case .kept: palette.good("keeps")
    case .broken: palette.bad("breaks")
    case .undecided: palette.notable("open")
    case nil: ""
    }
  }

  /// Why no combination suffices.
  var reasons: [String] {
    guard let obstacle = result.obstacle, let best = report.point(obstacle.best) else { return [] }
    let expectation = report.scenario.expectations[obstacle.promise]
    let lines = [
      "`\(Display.safe(expectation.text))` is broken at \(report.sizes(best)), "
        + (result.worsening == nil ? "the easiest there is." : "the best that was tried."),
      response(obstacle, expectation),
    ]
    return [palette.strong("Because")] + wrapped(lines, indent: 2)
  }

  /// What limited the binding promise in a session of the answer, or of the best there is; what was
  /// busiest, where the promise does not wait for that.
  var bottleneck: [String] {
    guard let found = result.bottleneck, let point = report.point(found.combination) else {
      return []
    }
    let what = found.holdsPromise ? "Bottleneck" : "Busiest tier"
    let title = palette.strong("\(what) at \(report.sizes(point)), session \(found.session)")
    // On one line however long it is: a command is there to be pasted.
    let again = Display.safe(report.command(at: point, session: found.session))
    return [title] + wrapped(limits(found), indent: 2) + ["  see it: \(again)"]
  }

  /// The tier that holds up the promise, or that none does.
  private func limits(_ found: PlanBottleneck) -> [String] {
    let promise = "`\(Display.safe(report.scenario.expectations[found.promise].text))`"
    let busiest = found.limits.busiest
    guard found.holdsPromise else {
      return ["That is not what \(promise) waits for: no tier holds it up.", busiest.sentence]
    }
    let sentence = found.bottleneck.sentence
    guard found.bottleneck.tier != busiest.tier else { return [sentence] }
    return [sentence, "\(promise) does not wait for the busiest: \(busiest.title)."]
  }

  private func response(_ obstacle: PlanObstacle, _ expectation: Expectation) -> String {
    let sizes = [obstacle.before, obstacle.best].map {
      question.texts($0).joined(separator: ", ")
    }
    let start = "From \(sizes[0]) to \(sizes[1]) `\(Display.safe(expectation.metric))`"
    let missing =
      obstacle.missing > 0 && obstacle.missing.isFinite
      ? ", and \(text(obstacle.missing, expectation)) are missing on average" : ""
    switch obstacle.response {
    case .none:
      return "\(start) gains \(gain(obstacle.gain, expectation))\(missing): it does not respond to "
        + "the knob. What holds it back is elsewhere."
    case .constant:
      return
        "\(start) is the same in every session\(missing). No size of this range moves it; what sizes "
        + "beyond the range do was not seen."
    case .improves:
      return "\(start) still gains \(gain(obstacle.gain, expectation))\(missing): sizes beyond the "
        + "range may do."
    case .worsens: return "\(start) gets worse: more is no help."
    case .unclear: return "Whether more of the knob would help could not be told."
    }
  }

  /// By how much a promise gets better, with its interval.
  private func gain(_ gain: Interval?, _ expectation: Expectation) -> String {
    guard let gain, gain.low != 0 || gain.high != 0 else { return "nothing" }
    return "\(text(gain.estimate, expectation)) (\(text(gain.low, expectation)) to "
      + "\(text(gain.high, expectation)))"
  }

  /// What the answer rests on.
  var grounds: [String] {
    let stages = zip(["probe", "search", "confirm"], result.sessions).map { "\($1) to \($0)" }
    return [palette.strong("Grounds")]
      + wrapped(
        [
          shape,
          "\(count(result.sessionsUsed, "session")): \(stages.joined(separator: ", ")); at most "
            + "\(question.limit) may be run.",
          "\(count(result.judgements, "judgement")), each by sessions of its own: all are right at "
            + "once with \(percent(question.confidence)) confidence.",
        ] + survivors, indent: 2)
  }

  /// A latency alone is kept by answering nobody.
  private var survivors: [String] {
    let metrics = report.scenario.expectations.map(\.metric)
    guard metrics.contains(where: { $0.hasPrefix("latency.") }),
      !metrics.contains(where: { $0.hasPrefix("lost.") || $0.hasPrefix("funnel.") })
    else { return [] }
    return [
      "A latency knows only those who have heard: promise `lost.unanswered == 0` beside it, or "
        + "whoever gives up and never hears makes it better."
    ]
  }

  private var shape: String {
    guard let worsening = result.worsening else {
      return "No promise was seen to get worse where it ought to get better, among "
        + "\(count(result.points.count, "size")); from this it is taken that what is harder than a "
        + "broken size is broken too."
    }
    let texts = [worsening.better, worsening.worse].map {
      question.texts($0).joined(separator: ", ")
    }
    let promise = Display.safe(report.scenario.expectations[worsening.promise].text)
    return "`\(promise)` gets worse from \(texts[0]) to \(texts[1]), in \(worsening.sessions) of "
      + "\(worsening.compared) sessions: sizes were scanned, and nothing is said of those that "
      + "were passed over."
  }
}
