// The part of the text that says what was promised and what became of it.
import LiveCommerce

extension TextFormat {
  private var good: String { palette.good("✓") }
  private var bad: String { palette.bad("✗") }

  /// Every promise of the scenario, its value beside its limit.
  var promises: [String] {
    let promises = report.verdict.promises
    let longest = promises.map { Display.width(Display.safe($0.text)) }.max() ?? 0
    // Promises are sentences of their own length; their values line up among themselves.
    let column = min(max(TextFormat.valueColumn, longest + 6), TextFormat.widestPromise)
    return section(
      "Promises",
      promises.map { promise in
        let unit = Metrics.named(promise.metric)?.unit ?? .number
        let texts = ValueText.texts(promise.value, against: promise.limit, unit, report.money)
        let value = promise.value == nil ? "nothing to measure" : texts.value
        let limit = "promised \(promise.comparison.rawValue) \(texts.limit)"
        return leader(
          Display.safe(promise.text), Display.padded(value, to: 15) + " " + palette.faint(limit),
          mark: promise.isKept ? good : bad, to: column)
      } + unjudged)
  }

  /// One session is a fact and no share of sessions.
  private var unjudged: [String] {
    guard report.record.scenario.expectations.contains(where: { $0.quantifier != nil }) else {
      return []
    }
    return ["  of this one session; of how many sessions they hold, `--replications N` tells"]
      .map { palette.faint($0) }
  }

  /// Errors of the sale logic, every check and every identity.
  var invariants: [String] {
    section(
      "Invariants",
      thrown + report.record.checks.flatMap(lines) + report.verdict.identities.map(line))
  }

  /// The first error that a sale logic has thrown, and how many there were.
  private var thrown: [String] {
    guard let first = report.record.firstError else { return [] }
    let count = ValueText.count(Double(report.record.thrownErrors))
    let sentence =
      "the sale logic threw \(count == "1" ? "an error" : "\(count) errors"); the first when asked "
      + "to \(first.call.rawValue) order \(first.order.rawValue): \(Display.safe(first.text))"
    return leader("errors", sentence: sentence, mark: bad)
  }

  private func line(_ identity: Identity) -> String {
    let unit = Metrics.named(identity.metric)?.unit ?? .number
    let value = text(identity.value, unit)
    return leader(identity.metric, value, mark: identity.isKept ? good : bad)
  }

  private func lines(_ check: CheckResult) -> [String] {
    let times =
      check.violations == 1 ? "once" : "\(ValueText.count(Double(check.violations))) times"
    let name = check.name.rawValue
    switch (check.violations > 0, check.brokenPromises > 0) {
    case (false, _) where check.isPromised:
      return leader(name, sentence: "kept: \(check.promise)", mark: good)
    case (false, _):
      return [leader(name, "not promised, and not broken", mark: palette.faint("·"))]
    case (true, true):
      return leader(name, sentence: "broken \(times): \(check.promise)", mark: bad)
        + story(check.first)
    case (true, false):
      return [leader(name, "not promised, broken \(times)", mark: palette.notable("~"))]
        + story(check.first)
    }
  }

  /// The first breach in words, with the steps that led to it.
  private func story(_ violation: Violation?) -> [String] {
    guard let violation else { return [] }
    let sentence = Display.wrapped(Display.safe(violation.sentence), to: TextFormat.width - 6)
      .map { "      \($0)" }
    let steps = violation.steps.enumerated().flatMap { index, step in
      Display.wrapped(Display.safe(step), to: TextFormat.width - 12).enumerated().map { line in
        (line.offset == 0 ? Display.aligned("\(index + 1). ", to: 12) : "            ")
          + line.element
      }
    }
    return sentence + steps
  }
}
