// What was learnt, as a scenario that runs. Of what the log does not tell it has what stands in the
// way of nothing: stock enough, patience that is spent at the rate of the clock, no rush.
//
// Invariant: the text is read back by `Scenario.read`, whatever the log was called.
import LiveCommerce
import Stochastics

extension FitResult {
  /// What was learnt as a scenario, JSON5.
  ///
  /// - Parameters:
  ///   - title: What it is called.
  ///   - notes: What else should be said in it, such as where the log is from.
  ///   - scale: Visits, as a share of those of the log; above 0.
  /// - Returns: The text of a scenario file.
  public func scenarioText(title: String, notes: [String] = [], scale: Double = 1) -> String {
    FittedScenario(result: self, scale: scale).text(title, notes)
  }
}

/// Writes the scenario.
private struct FittedScenario {
  let result: FitResult
  let scale: Double

  func text(_ title: String, _ notes: [String]) -> String {
    let said =
      notes + [
        "Learnt from \(result.rows.used) visits; estimates with their errors are in the report.",
        "Patience is spent at the rate of the clock, since the log shows how long people stay and "
          + "not why; nothing is sold out, and engagement is the default.",
      ]
    let lines =
      [
        "{",
        "  saleroom: 1,",
        "  title: \(FittedScenario.quoted(title)),",
        "  asks: \"Does a session that is drawn from these estimates look like the log?\",",
        "  notes: [",
      ] + said.map { "    \(FittedScenario.quoted($0))," } + [
        "  ],",
        "  session: { length: \"\(FittedScenario.duration(result.length))\" },",
        "  cohorts: {",
      ] + result.cohorts.flatMap(cohort) + [
        "  },",
        "  products: { item: { price: \"¥100\", stock: \(stock), limit: 1000, hold: \"1d\" } },",
        "  rundown: [{ at: \"\(FittedScenario.duration(result.linkUp ?? 0))\", do: \"linkUp\", "
          + "product: \"item\" }],",
        "  traffic: {",
      ] + result.sources.flatMap(stream) + [
        "  },",
        "  decision: {",
        "    atLinkUp: \(share("tapped") ?? "0"),",
        "    perMinute: \(perMinute),",
        "    order: \(share("orders/clicks") ?? "0"),",
        "  },",
        "  patience: { awaiting: 1, talking: 1, selling: 1, soldOut: 1, special: 1 },",
        "}",
      ]
    return lines.joined(separator: "\n") + "\n"
  }

  private var visits: Double {
    result.sources.reduce(0) { $0 + $1.visits.value } * scale
  }

  /// More than can be sold.
  private var stock: Int { min(1_000_000_000, 1000 + 10 * Int(visits)) }

  private var perMinute: String {
    FittedScenario.number(min(600, result.decision("clicks")?.value ?? 0))
  }

  private func share(_ name: String) -> String? {
    result.decision(name).map { FittedScenario.number($0.value) }
  }

  // MARK: People

  private func cohort(_ cohort: CohortFit) -> [String] {
    let laws = [
      ("dwell", cohort.stay), ("reaction", cohort.reaction),
      ("consideration", cohort.consideration),
    ].compactMap { key, fit in
      fit.flatMap(FittedScenario.law).map { "      \(key): \($0)," }
    }
    let paid = cohort.funnel.first { $0.name == "pays/orders" }
    let payment = [
      paid.map { "abandon: \(FittedScenario.number(1 - $0.value))" },
      cohort.payDelay.flatMap(FittedScenario.law).map { "delay: \($0)" },
    ].compactMap(\.self)
    let paying =
      payment.isEmpty ? [] : ["      payment: { \(payment.joined(separator: ", ")) },"]
    return ["    \(FittedScenario.quoted(cohort.name)): {"] + laws + paying + ["    },"]
  }

  private func stream(_ source: SourceFit) -> [String] {
    guard source.source != .me else {
      // Whoever comes back has left before: a share of all visits.
      let share = min(1, source.visits.value * scale / max(1, visits))
      return ["    me: { share: \(FittedScenario.number(share)) },"]
    }
    let stretches = source.profile.enumerated().filter { $1 > 0 }.map { index, count in
      let from = Int64(index) * result.step
      let to = min(from + result.step, result.length)
      return "        { from: \"\(FittedScenario.duration(from))\", "
        + "to: \"\(FittedScenario.duration(to))\", weight: \(count) },"
    }
    let number = Int((source.visits.value * scale).rounded())
    return ["    \(source.source.rawValue): {", "      visits: \(number),"] + mix(source)
      + ["      arrive: { profile: ["] + stretches + ["      ] },", "    },"]
  }

  /// The cohorts of a stream, in millionths that sum to a million.
  private func mix(_ source: SourceFit) -> [String] {
    guard result.cohorts.count > 1 else { return [] }
    var parts = source.cohortShares.map { Int(($0 * 1e6).rounded()) }
    if let largest = parts.indices.max(by: { parts[$0] < parts[$1] }) {
      parts[largest] += 1_000_000 - parts.reduce(0, +)
    }
    let shares = zip(result.cohorts, parts).filter { $1 > 0 }.map { cohort, part in
      "\(FittedScenario.quoted(cohort.name)): \(FittedScenario.number(Double(part) / 1e6))"
    }
    return ["      cohorts: { \(shares.joined(separator: ", ")) },"]
  }

  // MARK: Values

  /// What scenarios have of lengths: the best law, or a constant where all are the same; nil where
  /// nothing is known.
  private static func law(_ fit: DurationFit) -> String? {
    guard let always = fit.always else { return fit.best.map { law($0.distribution) } }
    return "{ deterministic: { constant: \"\(duration(always))\" } }"
  }

  /// A law as scenarios write it.
  private static func law(_ law: Distribution) -> String {
    switch law {
    case .exponential(let law): "{ exponential: { mean: \"\(duration(law.mean))\" } }"
    case .logNormal(let law):
      "{ logNormal: { median: \"\(duration(law.median))\", sigma: \(number(min(10, law.sigma))) } }"
    case .weibull(let law):
      "{ weibull: { scale: \"\(duration(law.scale))\", shape: \(number(law.shape)) } }"
    case .mixture(let law): mixture(law)
    default: "{ deterministic: { constant: \"\(duration(law.mean))\" } }"
    }
  }

  private static func mixture(_ law: Mixture) -> String {
    var left = 1_000_000
    let parts = law.components.enumerated().map { index, part in
      let isLast = index == law.components.count - 1
      let share = isLast ? left : min(left - 1, max(1, Int((part.share * 1e6).rounded())))
      left -= share
      return "{ share: \(number(Double(share) / 1e6)), of: \(self.law(part.distribution)) }"
    }
    return "{ mixture: [\(parts.joined(separator: ", "))] }"
  }

  private static func duration(_ nanoseconds: Double) -> String {
    duration(Int64(min(max(1, nanoseconds), 3e16).rounded()))
  }

  /// Seconds, to the nanosecond.
  private static func duration(_ nanoseconds: Int64) -> String {
    let (whole, rest) = max(0, nanoseconds).quotientAndRemainder(dividingBy: 1_000_000_000)
    guard rest > 0 else { return "\(whole)s" }
    var digits = String(rest)
    digits = String(repeating: "0", count: 9 - digits.count) + digits
    while digits.hasSuffix("0") { digits.removeLast() }
    return "\(whole).\(digits)s"
  }

  /// A number to a millionth.
  private static func number(_ value: Double) -> String {
    let millionths = Int64((min(max(0, value), 1e9) * 1e6).rounded())
    let text = duration(millionths * 1000)
    return String(text.dropLast())
  }

  /// A text in quotes, with nothing in it that ends them.
  private static func quoted(_ text: String) -> String {
    let safe = text.unicodeScalars.map { scalar in
      scalar == "\"" || scalar == "\\" || scalar.properties.generalCategory == .control
        || scalar.value == 0x2028 || scalar.value == 0x2029 ? " " : Character(scalar)
    }
    return "\"\(String(safe))\""
  }
}
