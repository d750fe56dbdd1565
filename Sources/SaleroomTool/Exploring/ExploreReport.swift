// What an exploration tells: the verdict first, then the story of what was found, where its case is and
// the one line that replays it. Text and JSON have the same facts.
import Exploration
import LiveCommerce
import Reporting

/// What came of one target.
struct ExploreResult {
  /// Why a search ended.
  enum Ending {
    case found, done, outOfTime, interrupted
  }
  let target: ExploreTarget
  let outcome: SearchOutcome
  let ending: Ending
  /// The program that is to tell the story again.
  let program: String
  /// Where the case of what was found has been written; nil if it could not be.
  var caseFile: String?

  /// What the exit status is to say of it.
  var status: ExitStatus {
    switch ending {
    case .found: .broken
    case .done: .kept
    case .outOfTime: .undecided
    case .interrupted: .interrupted
    }
  }

  /// The one line that tells the story again.
  var replay: String? {
    caseFile.map { ShellLine.text([program, ReplayVerb.name, $0]) }
  }
}

/// What came of an exploration.
struct ExploreReport {
  /// The version of the layout.
  private static let schema = 1
  let results: [ExploreResult]
  let origin: ReportOrigin
  let seed: UInt64

  /// The worst of all results.
  var status: ExitStatus {
    let all = results.map(\.status)
    return [.broken, .interrupted, .undecided].first { all.contains($0) } ?? .kept
  }

  // MARK: Text

  /// The report for a terminal.
  func text(_ palette: Palette) -> String {
    results.map { $0.text(palette) }.joined(separator: "\n")
  }

  // MARK: JSON

  /// The report for programs; times in nanoseconds.
  var json: String {
    JSONValue.object(
      JSONValue.origin(origin, schema: ExploreReport.schema, kind: "exploration") + [
        .init("seed", .int(seed)),
        .init("verdict", .string(ExploreReport.word(status))),
        .init("searches", .array(results.map(\.json))),
      ]
    ).text
  }

  static func word(_ status: ExitStatus) -> String {
    switch status {
    case .kept: "kept"
    case .broken: "broken"
    default: "undecided"
    }
  }
}

extension ExploreResult {
  fileprivate func text(_ palette: Palette) -> String {
    var lines = [verdict(palette), about]
    if let story = outcome.found {
      lines += ["", story.text.trimmedEnd, ""]
      lines.append("case: " + (caseFile ?? "could not be written"))
      if let replay { lines.append("replay: " + replay) }
    }
    return Help.joined(lines)
  }

  private func verdict(_ palette: Palette) -> String {
    let logic = target.terms.logic
    switch ending {
    case .found:
      let place =
        outcome.isKnown
        ? "in a case that was known" + (hasOwnRules ? ", which has rules of its own" : "")
        : "in schedule \(count(outcome.schedules))"
      let kind = outcome.found?.found.kind.description ?? ""
      return palette.bad("VERDICT: BROKEN") + " – \(logic): \(kind), \(place)"
    case .done:
      return palette.good("VERDICT: KEPT") + " – \(logic): nothing found in \(extent)"
    case .outOfTime:
      return palette.notable("VERDICT: UNDECIDED")
        + " – \(logic): nothing found in \(extent), which is not all that was asked for"
    case .interrupted:
      return palette.notable("VERDICT: UNDECIDED")
        + " – \(logic): nothing found in \(extent) before the interrupt"
    }
  }

  /// Whether what was found is of a storm of other settings: a case keeps those that it was found under.
  private var hasOwnRules: Bool {
    outcome.found.map { !$0.found.storm.hasRules(of: target.terms.storm) } ?? false
  }

  /// "20 000 schedules, 14 212 distinct", or "all 1 234 schedules with at most 2 preemptions".
  private var extent: String {
    let number = count(outcome.schedules)
    let distinct = "\(count(outcome.distinct)) distinct"
    guard target.terms.strategy == .exhaustive, outcome.isComplete else {
      return "\(number) schedules, \(distinct)"
    }
    let bound = target.terms.preemptions
    return "all \(number) schedules with at most \(bound) "
      + "\(bound == 1 ? "preemption" : "preemptions"), \(distinct)"
  }

  private var about: String {
    let storm = target.terms.storm
    let faults = target.faults
    let orders = storm.orders.count
    let words =
      "\(orders) \(orders == 1 ? "order" : "orders") for \(storm.products[0].stock) of "
      + "\(target.product); \(target.terms.strategy.rawValue), seed \(target.terms.seed); "
      + (faults.isEmpty ? "no faults" : "faults: \(faults.joined(separator: ", "))")
    return Display.wrapped(words, to: 100).joined(separator: "\n")
  }

  private func count(_ value: Int) -> String { ValueText.count(Double(value)) }

  fileprivate var json: JSONValue {
    let terms = target.terms
    return .object([
      .init("verdict", .string(ExploreReport.word(status))),
      .init("logic", .string(terms.logic)),
      .init("product", .string(target.product)),
      .init("orders", .int(terms.storm.orders.count)),
      .init("stock", .array(terms.storm.products.map { .int($0.stock) })),
      .init("promises", .array(terms.promises.map { .string($0) })),
      .init("faults", .array(target.faults.map { .string($0) })),
      .init("strategy", .string(terms.strategy.rawValue)),
      .init("preemptions", terms.strategy == .exhaustive ? .int(terms.preemptions) : .null),
      .init("seed", .int(terms.seed)),
      .init("schedules", .int(outcome.schedules)),
      .init("distinct", .int(outcome.distinct)),
      .init("complete", .bool(ending != .outOfTime && ending != .interrupted)),
      .init("known", .bool(outcome.isKnown)),
      .init("finding", outcome.found?.json ?? .null),
      .init("case", caseFile.map { .string($0) } ?? .null),
      .init("replay", replay.map { .string($0) } ?? .null),
    ])
  }
}

extension Story {
  /// The finding and the steps that lead to it and on; times in nanoseconds.
  var json: JSONValue {
    .object([
      .init("kind", .string(found.kind.description)),
      .init("sentence", .string(found.sentence)),
      .init("at", .int(found.at)),
      .init("orders", .int(found.storm.orders.count)),
      .init("switches", .int(found.switches.count)),
      .init("misfortunes", .int(found.disturbances.count)),
      .init("steps", stepsJSON),
    ])
  }

  /// All that happened, in order.
  var stepsJSON: JSONValue {
    .array(
      steps.map { step in
        .object([
          .init("at", .int(step.at)),
          .init("strand", .string(step.strand)),
          .init("what", .string(step.what)),
        ])
      })
  }
}

extension String {
  /// Without the line ends that it ends with.
  fileprivate var trimmedEnd: String {
    var text = self[...]
    while text.last?.isNewline == true { text.removeLast() }
    return String(text)
  }
}
