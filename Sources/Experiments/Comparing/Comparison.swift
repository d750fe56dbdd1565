// Two scenarios under common random numbers: replication k of A and replication k of B draw every
// person and every chance alike, so their difference is the doing of what was changed.
//
// Invariant: a comparison of a side with itself finds every measure identical. If B is no different
// from A in truth, the probability that any measure is found changed is at most 1 − level.
import LiveCommerce
import Stochastics

/// A comparison of two sides.
public struct Comparison: Sendable {
  /// What is compared with.
  public let a: ComparedSide
  /// What is compared.
  public let b: ComparedSide
  /// The confidence of each interval, and of all findings together, 0…1.
  public let level: Double
  /// Whether a single session is held against a single one, value by value, without statistics.
  public let isExact: Bool
  /// Every measure that both sides have, in the order of reports.
  public let measures: [MeasureComparison]
  /// Names of measures that only A has, such as those of a product that B does not sell.
  public let onlyA: [String]
  /// Names of measures that only B has.
  public let onlyB: [String]

  /// Compares two sides.
  ///
  /// - Parameters:
  ///   - a: What is compared with.
  ///   - b: What is compared.
  ///   - list: What can be measured of B.
  ///   - only: Names of the measures that are compared; nil for all.
  ///   - level: The confidence of each interval, and of all findings together.
  ///   - isExact: Whether a single session is held against a single one, value by value.
  public init(
    _ a: ComparedSide, _ b: ComparedSide, measures list: MeasureList, only: [String]? = nil,
    level: Double = 0.95, isExact: Bool = false
  ) {
    (self.a, self.b, self.level, self.isExact) = (a, b, level, isExact)
    let known = Set(a.names)
    let wanted = only.map { Set($0) }
    let asked = list.all.filter { wanted?.contains($0.name) ?? true }
    let common = asked.filter { measure in
      // Amounts in two currencies are two kinds of things.
      known.contains(measure.name) && (measure.metric.unit != .money || a.currency == b.currency)
    }
    var lines = common.map {
      MeasureComparison($0, a.column($0.name), b.column($0.name), level: level)
    }
    if isExact { Comparison.decideExactly(&lines) } else { Comparison.decide(&lines, level) }
    measures = lines
    let others = Set(b.names)
    onlyA = a.names.filter { !others.contains($0) && (wanted?.contains($0) ?? true) }
    onlyB = asked.map(\.name).filter { !known.contains($0) }
  }

  /// Who differs, by Holm's procedure over all that was compared.
  private static func decide(_ lines: inout [MeasureComparison], _ level: Double) {
    let tested = lines.indices.filter { lines[$0].difference != nil }
    let shown = FamilyWise.rejected(
      tested.map { lines[$0].sample?.pValue ?? 1 }, alpha: 1 - level)
    for (index, isShown) in zip(tested, shown) where isShown {
      let change = lines[index].difference?.estimate ?? 0
      lines[index].finding = Finding(change, lines[index].measure.metric.better)
    }
  }

  private static func decideExactly(_ lines: inout [MeasureComparison]) {
    for index in lines.indices {
      guard let sample = lines[index].sample else { continue }
      let change = sample.meanB - sample.meanA
      lines[index].finding =
        change == 0 ? .identical : Finding(change, lines[index].measure.metric.better)
    }
  }

  /// The measures by importance: what is worse, what is better, what else has changed, the rest;
  /// among each the greatest relative change first, then what is surest, then the order of reports.
  public var byImportance: [MeasureComparison] {
    measures.enumerated().sorted { left, right in
      Comparison.rank(left.element, left.offset) < Comparison.rank(right.element, right.offset)
    }.map(\.element)
  }

  private static func rank(_ line: MeasureComparison, _ offset: Int) -> (Int, Double, Double, Int) {
    let group =
      switch line.finding {
      case .worse: 0
      case .better: 1
      case .more, .less: 2
      case .notShown: 3
      case .notCompared: 4
      case .identical: 5
      }
    return (
      group, -(line.sample?.relativeChange ?? 0), -abs(line.sample?.t ?? .infinity), offset
    )
  }

  /// How many measures were found so.
  public func count(_ finding: Finding) -> Int { measures.count { $0.finding == finding } }

  /// Names of checks and identities that B breaks and A does not; "errors" for thrown errors.
  public var newBreaches: [String] {
    let known = Set(a.breaches.map(\.name))
    return b.breaches.map(\.name).filter { !known.contains($0) }
  }

  /// The promises of both sides, B's first, each judged on both.
  public var promises: [ComparedPromise] {
    let texts = Set(b.promises.map(\.expectation.text))
    let all = b.promises + a.promises.filter { !texts.contains($0.expectation.text) }
    let error = (1 - level) / Double(max(1, all.count))
    return all.map { promise in
      ComparedPromise(
        text: promise.expectation.text, measure: promise.measure,
        a: a.judge(promise, error: error), b: b.judge(promise, error: error))
    }
  }

  /// What pairing has brought.
  public var pairing: Pairing { Pairing(measures) }
}

/// A promise under A and under B.
public struct ComparedPromise: Sendable {
  /// The promise as written.
  public let text: String
  /// The name of what it is about.
  public let measure: String
  /// What A's sessions say of it; nil if A does not measure it.
  public let a: PromiseJudgement?
  /// What B's sessions say of it; nil if B does not measure it.
  public let b: PromiseJudgement?
}

/// What common random numbers have brought.
public struct Pairing: Sendable, Equatable {
  /// The median of the correlations between A and B; nil when nothing that differs varies on both sides.
  public let correlation: Double?
  /// The median of variance with pairing over variance without; nil when nothing that
  /// differs varies.
  public let varianceRatio: Double?
  /// How many measures vary and are not identical.
  public let measures: Int
  /// Names of those for which pairing did not help: variance ratio 1 or more.
  public let unhelped: [String]

  init(_ lines: [MeasureComparison]) {
    // What is identical would be so for any sessions; it has nothing to say of pairing.
    let lines = lines.filter { $0.difference != nil && $0.finding != .identical }
    let ratios = lines.compactMap { line in
      line.sample?.varianceRatio.map { (line.measure.name, $0) }
    }
    measures = ratios.count
    varianceRatio = Pairing.median(ratios.map(\.1))
    correlation = Pairing.median(lines.compactMap { $0.sample?.correlation })
    unhelped = ratios.filter { $0.1 >= 1 }.map(\.0)
  }

  private static func median(_ values: [Double]) -> Double? {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }
}
