// Distributions of lengths of time, in nanoseconds: `"25s"`, or an object whose one key names the
// family. Families and their parameters come from the registry, so a new one can be read at once.
import Stochastics

extension NodeReader {
  /// A distribution of lengths of time, none of them negative.
  func distribution() -> Distribution? {
    if let outline = log.outline, outline.notesLaw(at: path) { return nil }
    switch kind {
    case .object: break
    case .text, .number:
      return duration(in: 0...Span.year).map { .deterministic(Deterministic(Double($0))) }
    default:
      report(
        "write a duration or a distribution, such as \"25s\", { exponential: { mean: \"25s\" } }; "
          + "this is \(described)")
      return nil
    }
    let names = Distribution.families.map { $0.name } + [Empirical.name, Mixture.name]
    guard let (name, value) = variant(of: names) else { return nil }
    if name == Mixture.name { return value.mixture() }
    if name == Empirical.name { return value.empirical() }
    let family = Distribution.families.first { $0.name == name }
    return family.flatMap { value.object()?.member(of: $0) }
  }

  /// A record: durations, or durations with weights.
  private func empirical() -> Distribution? {
    guard let items = list(count: 1...Limit.recordedValues) else { return nil }
    let record = items.compactMap { $0.recorded() }
    guard record.count == items.count else { return nil }
    if let objection = Empirical.objection(to: record) {
      report(objection)
      return nil
    }
    return .empirical(Empirical(record))
  }

  /// A duration, or `{ value, weight }`.
  private func recorded() -> (value: Double, weight: Double)? {
    guard kind == .object, let reader = object() else {
      return duration(in: 0...Span.year).map { (Double($0), 1) }
    }
    let wanted = "a duration, such as \(ValueKind.duration.examples)"
    let value = reader.required("value", write: wanted)?.duration(in: 0...Span.year)
    let weight = reader.required("weight", write: "a number, such as 3")?.number(in: 0...1e12)
    reader.finish()
    guard let value, let weight else { return nil }
    return (Double(value), weight)
  }

  private func mixture() -> Distribution? {
    guard let items = list(count: 1...100) else { return nil }
    var parts: [(share: Double, of: Distribution)] = []
    for item in items {
      guard let reader = item.object() else { continue }
      let share = reader.required("share", write: "a share, such as \"45%\"")?.share()
      let law = reader.required("of", write: "a distribution")?.distribution()
      reader.finish()
      if let share, let law { parts.append((share, law)) }
    }
    guard parts.count == items.count else { return nil }
    guard parts.allSatisfy({ $0.share > 0 }) else {
      report("every share must be more than 0%")
      return nil
    }
    let sum = parts.reduce(0) { $0 + $1.share }
    guard (sum - 1).magnitude <= 1e-9 else {
      let shown = Quantity.describe(share: (sum * 1e9).rounded() / 1e9)
      report("the shares sum to \(shown), not to 100%")
      return nil
    }
    return .mixture(Mixture(parts))
  }
}

extension ObjectReader {
  /// A distribution of lengths of time.
  func distribution(_ key: String, default fallback: Distribution) -> Distribution {
    log.outline?.note(fallback: WrittenValue(fallback), at: .key(path, key))
    return optional(key)?.distribution() ?? fallback
  }

  /// The law of a family whose parameters stand here; nil after a problem was reported.
  fileprivate func member(of family: any DistributionFamily.Type) -> Distribution? {
    let values = family.parameters.map { value(of: $0) }
    finish()
    let known = values.compactMap { $0 }
    guard known.count == values.count else { return nil }
    if let objection = family.objection(to: known) {
      report(objection)
      return nil
    }
    return family.isValid(known) ? family.init(parameters: known).distribution : nil
  }

  private func value(of parameter: DistributionParameter) -> Double? {
    guard parameter.kind == .quantity else {
      return required(parameter.name, write: "a number, such as 1.5")?.number(
        in: parameter.range.numbers)
    }
    let lowest: Int64 = parameter.range.contains(0) ? 0 : 1
    return required(parameter.name, write: "a duration, such as \(ValueKind.duration.examples)")?
      .duration(in: lowest...Span.year).map { Double($0) }
  }

  /// A delay across the network; it needs a floor, from 5 ms to the given.
  func delay(_ key: String, default fallback: Delay, floorUpTo highest: Int64) -> Delay {
    log.outline?.note(fallback: WrittenValue(fallback), at: .key(path, key))
    guard let node = optional(key) else { return fallback }
    guard node.kind == .object, let reader = node.object() else {
      node.report(
        "a delay is a floor and what comes on top, such as "
          + "{ floor: \"10ms\", rest: { exponential: { mean: \"20ms\" } } }; this is "
          + node.described)
      return fallback
    }
    let floor = reader.floor(upTo: highest)
    let rest = reader.distribution("rest", default: .deterministic(Deterministic(0)))
    reader.finish()
    return Delay(floor: floor ?? fallback.floor, rest: rest)
  }

  private func floor(upTo highest: Int64) -> Int64? {
    let words =
      "a delay needs a floor, because nothing crosses the network in no time; write floor: \"10ms\""
    guard let node = required("floor", missing: words) else { return nil }
    let lowest = 5 * Span.millisecond
    guard let text = node.textIfAny, let floor = try? Quantity.duration(text), floor < lowest else {
      return node.duration(in: lowest...highest)
    }
    node.report(
      "must be at least 5ms, because nothing crosses the network in no time; it is "
        + Quantity.describe(duration: floor))
    return nil
  }
}

extension DistributionParameter.Range {
  /// The numbers as a range.
  fileprivate var numbers: ClosedRange<Double> {
    switch self {
    case .finite: -Double.infinity...Double.infinity
    case .above(let bound): bound.nextUp...Double.infinity
    case .from(let low, let high): low...high
    }
  }
}

extension Distribution {
  /// Always the same length of time.
  static func always(_ nanoseconds: Int64) -> Distribution {
    .deterministic(Deterministic(Double(nanoseconds)))
  }

  /// Exponential lengths of time.
  static func exponential(mean nanoseconds: Int64) -> Distribution {
    .exponential(Exponential(mean: Double(nanoseconds)))
  }

  /// Log-normal lengths of time.
  static func logNormal(median nanoseconds: Int64, sigma: Double) -> Distribution {
    .logNormal(LogNormal(median: Double(nanoseconds), sigma: sigma))
  }
}
