// One line of a comparison: a measure under A and under B, and what may be said of the difference.
import LiveCommerce
public import Stochastics

/// What is to be said of one measure.
public enum Finding: String, Sendable, CaseIterable {
  /// It has changed for the worse.
  case worse
  /// It has changed for the better.
  case better
  /// It is more; neither is better.
  case more
  /// It is less; neither is better.
  case less
  /// The sessions do not show a difference, which does not mean that there is none.
  case notShown = "no difference shown"
  /// It is the same in every replication.
  case identical
  /// Fewer than two replications measured it on both sides.
  case notCompared = "not compared"

  /// What a change of a measure amounts to.
  init(_ change: Double, _ better: MetricDirection) {
    switch better {
    case .neither: self = change > 0 ? .more : .less
    case .more: self = change > 0 ? .better : .worse
    case .less: self = change > 0 ? .worse : .better
    }
  }

  /// Whether a difference was shown.
  public var isChange: Bool {
    switch self {
    case .worse, .better, .more, .less: true
    case .notShown, .identical, .notCompared: false
    }
  }
}

/// A measure under A and B.
public struct MeasureComparison: Sendable {
  /// The measure.
  public let measure: Measure
  /// In how many sessions of A it was measured.
  public let measuredA: Int
  /// In how many sessions of B it was measured.
  public let measuredB: Int
  /// The replications that measured it on both sides; nil if none did.
  public let sample: PairedSample?
  /// Mean B less mean A; nil for fewer than two pairs.
  public let difference: Interval?
  /// Mean B over mean A; nil for fewer than two pairs, or when A may be 0.
  public let ratio: Interval?
  /// What is to be said of it.
  public internal(set) var finding: Finding
  /// In how many sessions A measured it and B had nothing to measure.
  public var measuredOnlyA: Int { measuredA - pairs.count }
  /// Value A and value B of each pair, by replication.
  let pairs: [(a: Double, b: Double)]

  init(_ measure: Measure, _ a: [UInt32: Double], _ b: [UInt32: Double], level: Double) {
    self.measure = measure
    (measuredA, measuredB) = (a.count, b.count)
    pairs = a.keys.filter { b[$0] != nil }.sorted().compactMap { number in
      a[number].flatMap { valueA in b[number].map { (valueA, $0) } }
    }
    sample = pairs.isEmpty ? nil : PairedSample(pairs.map(\.a), pairs.map(\.b))
    difference = sample?.difference(level: level)
    ratio = sample?.ratio(level: level)
    finding = difference == nil ? .notCompared : .notShown
    if difference != nil, sample?.isIdentical == true { finding = .identical }
  }
}
