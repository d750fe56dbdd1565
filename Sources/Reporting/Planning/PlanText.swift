// A plan for people at a terminal: the answer first, then each promise at the answer and just short of
// it, then the curve, then how sure it is and what it rests on. At most 100 columns wide, as far as
// names allow.
import Experiments
import LiveCommerce
import Stochastics

/// A plan as text.
struct PlanText: PlanFormat {
  static let name = "text"
  static let fileName = "report.txt"

  let report: PlanReport
  let palette: Palette

  static func render(_ report: PlanReport, _ palette: Palette) -> String {
    let text = PlanText(report: report, palette: palette)
    return [text.header, text.reasons, text.bottleneck, text.promises, text.curve, text.grounds]
      .filter { !$0.isEmpty }.map { $0.joined(separator: "\n") + "\n" }.joined(separator: "\n")
  }

  var result: PlanResult { report.result }
  var question: PlanQuestion { report.question }

  // MARK: Parts of lines

  func text(_ value: Double?, _ expectation: Expectation) -> String {
    let unit = Metrics.named(expectation.metric)?.unit ?? .number
    return ValueText.text(value, unit, report.scenario.moneyStyle)
  }

  func percent(_ share: Double) -> String { ValueText.significant(share * 100) + " %" }

  func count(_ number: Int, _ noun: String) -> String {
    "\(ValueText.count(Double(number))) \(noun)\(number == 1 ? "" : "s")"
  }

  func wrapped(_ sentences: [String], indent: Int = 0) -> [String] {
    sentences.flatMap { Display.wrapped($0, to: TextFormat.width - indent) }.map {
      String(repeating: " ", count: indent) + $0
    }
  }

  private var knobs: String {
    question.knobs.map { knob in
      "\(knob.path) from \(knob.sizes.text(0)) to \(knob.sizes.text(knob.sizes.count - 1))"
    }.joined(separator: ", ")
  }

  private var wanted: String {
    if question.knobs.count > 1 { return question.wantsLargest ? "dearest" : "cheapest" }
    return question.wantsLargest ? "largest" : "smallest"
  }

  // MARK: Sections

  /// Title and origin, then the answer.
  private var header: [String] {
    let file = report.origin.file.map { " of \(Display.safe($0))" } ?? ""
    let origin =
      "seed \(report.seed), scenario \(report.scenario.digestText)\(file), "
      + "\(report.origin.tool) \(report.origin.version)"
    return Display.wrapped(Display.safe(report.scenario.title), to: TextFormat.width)
      .map { palette.strong($0) }
      + [palette.faint(origin)] + wrapped([knobs]).map { palette.faint($0) } + ["", verdict]
      + wrapped(claim)
  }

  private var verdict: String {
    switch result.verdict {
    case .found:
      let answer = result.answer.map(report.sizes) ?? ""
      let name = question.knobs.count > 1 ? "" : "\(question.knobs[0].path) = "
      let cost = question.knobs.count > 1 ? ", cost \(cost(result.answer))" : ""
      return "PLAN: \(palette.good("\(name)\(answer)"))\(cost)"
    case .impossible: return "PLAN: \(palette.bad("IMPOSSIBLE"))"
    case .undecided: return "PLAN: \(palette.notable("UNDECIDED"))"
    }
  }

  private func cost(_ point: PlanPoint?) -> String {
    point.map { ValueText.significant($0.cost) } ?? ValueText.nothing
  }

  /// What is claimed.
  private var claim: [String] {
    let sure = "shown with \(percent(question.confidence)) confidence"
    switch result.verdict {
    case .found:
      let answer = question.knobs.count > 1 ? "combination" : "size"
      return ["The \(wanted) \(answer) at which every promise is kept, \(sure)."] + shortClaim
    case .impossible:
      let range = question.knobs.count > 1 ? "No combination" : "No size"
      return ["\(range) keeps every promise, \(sure)."]
    case .undecided: return [undecidedClaim]
    }
  }

  private var shortClaim: [String] {
    guard !result.short.isEmpty else {
      let end = question.wantsLargest ? "last" : "first"
      return ["It is the \(end) of the range: beyond it nothing was tried."]
    }
    let lists = [Judgement.broken, .undecided].map { judgement in
      result.short.filter { $0.judgement == judgement }.map(report.sizes)
    }
    var lines: [String] = []
    if !lists[0].isEmpty {
      lines.append("Too hard for sure: \(lists[0].joined(separator: "; ")).")
    }
    if !lists[1].isEmpty {
      lines.append(
        "Left open, too near the border to be told: \(lists[1].joined(separator: "; ")).")
      let sure = result.points.last { point in
        point.judgement == .broken
          && result.short.contains { point.combination != $0.combination && isHarder(point, $0) }
      }
      if let sure { lines.append("Too hard for sure: \(report.sizes(sure)).") }
    }
    return lines
  }

  private func isHarder(_ one: PlanPoint, _ other: PlanPoint) -> Bool {
    zip(one.combination.levels, other.combination.levels).allSatisfy { $0 <= $1 }
  }

  private var undecidedClaim: String {
    if result.worsening != nil, question.knobs.count > 1, result.sessions.last == 0 {
      return "A promise gets worse with a knob, and the combinations are too many to try them all: "
        + "plan one knob, or give larger steps."
    }
    let sessions = "\(result.sessionsUsed) sessions were run, at most \(question.limit) may be"
    guard let answer = result.answer else { return "\(sessions): nothing could be shown." }
    let short = result.short.filter { $0.judgement == .broken }.map(report.sizes)
    let range = short.isEmpty ? "" : ", \(short.joined(separator: "; ")) does not"
    return "\(sessions): \(report.sizes(answer)) keeps every promise\(range); whether something "
      + "between them does is not known."
  }

  // MARK: Promises

  private var promises: [String] {
    let shown =
      result.answer.map { [$0] + result.short.prefix(3) }
      ?? (result.obstacle.flatMap { report.point($0.best) } ?? result.points.last).map { [$0] }
    guard let shown, !report.scenario.expectations.isEmpty else { return [] }
    let lines = report.scenario.expectations.indices.flatMap { place -> [String] in
      let expectation = report.scenario.expectations[place]
      let binding = result.binding == place ? palette.notable(" – the binding one") : ""
      return ["  " + Display.safe(expectation.text) + binding]
        + shown.flatMap { point in
          wrapped(["at \(report.sizes(point)): \(sentence(point.promises[place]))"], indent: 6)
        }
    }
    return [palette.strong("Promises")] + lines + breaches(shown)
  }

  private func breaches(_ points: [PlanPoint]) -> [String] {
    points.filter { !$0.breaches.isEmpty }.map { point in
      "  at \(report.sizes(point)): broken: "
        + point.breaches.map { "\($0.name) in \($0.sessions)" }.joined(separator: ", ")
    }
  }

  private func sentence(_ evidence: PlanEvidence) -> String {
    let judgement = evidence.judgement
    let mean = text(evidence.mean, judgement.expectation)
    switch judgement.quantifier {
    case .share(let share):
      let range = judgement.interval.map { " (\(percent($0.low)) to \(percent($0.high)))" } ?? ""
      let reach = judgement.reach.flatMap { reach in
        reach.low.isFinite && reach.high.isFinite
          ? "; \(percent(share)) of sessions keep to \(text(reach.estimate, judgement.expectation))"
          : nil
      }
      return "kept in \(judgement.keptIn) of \(judgement.sessions)\(range), promised in "
        + "\(percent(share)); mean \(mean)\(reach ?? "")"
    case .onAverage:
      let range = judgement.interval.map {
        " (\(text($0.low, judgement.expectation)) to \(text($0.high, judgement.expectation)))"
      }
      return "mean \(mean)\(range ?? "") of \(judgement.sessions) sessions"
    }
  }
}
