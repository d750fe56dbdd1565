// Which input moves which output most: one bar an input, from the least to the greatest mean that the
// output takes while the input runs over its values and the others stay at their base.
//
// The ends of a bar are chosen after looking, so its interval is one of all pairs of values at once
// (Bonferroni); it is that of differences of the same replications. The elasticity is that of the arc
// between the least and the greatest value of an input that is a number (R. G. D. Allen, Economica 1
// (1934) 226-229): relative change of the output over that of the input, each against the middle of its
// two ends. It is a ratio of two means of pairs, so Fieller's theorem gives its interval.
import LiveCommerce
public import Stochastics

/// How far one input moves one output.
public struct TornadoBar: Sendable {
  /// The path of the input.
  public let input: String
  /// The value at which the mean is least; nil for the scenario's own.
  public let lowValue: String?
  /// The value at which the mean is greatest.
  public let highValue: String?
  /// The least mean.
  public let low: Double
  /// The greatest mean.
  public let high: Double
  /// The greatest mean less the least; nil for fewer than two sessions.
  public let range: Interval?
  /// Relative change of the output over that of the input; nil when the input is not a number above 0,
  /// or the output may be 0.
  public let elasticity: Interval?
}

/// The bars of one output, the longest first.
public struct Tornado: Sendable {
  /// The output.
  public let measure: Measure
  /// Its mean at the base; nil if it was not measured there.
  public let base: Double?
  /// One bar an input that takes two values or more with the others at their base.
  public let bars: [TornadoBar]

  /// Draws the bars of one output.
  ///
  /// - Parameters:
  ///   - measure: The output.
  ///   - design: The points as they were planned.
  ///   - points: Those that were run.
  ///   - level: The confidence of each bar.
  public init(
    _ measure: Measure, _ design: SweepDesign, _ points: [SweptPoint], level: Double = 0.95
  ) {
    self.measure = measure
    let byNumber = Dictionary(points.map { ($0.point.number, $0) }) { first, _ in first }
    base = byNumber[1]?.mean(measure.name)
    bars = design.inputs.indices.compactMap { input in
      let slice = design.slice(of: input).compactMap { byNumber[$0.number] }
      return TornadoSlice(design.inputs[input], input, slice, measure.name)?.bar(level)
    }.enumerated().sorted { left, right in
      let (a, b) = (left.element.high - left.element.low, right.element.high - right.element.low)
      return a != b ? a > b : left.offset < right.offset
    }.map(\.element)
  }
}

/// One input's values, with the others at their base, and one output at each.
private struct TornadoSlice {
  let input: String
  let values: [String?]
  /// One column a value: the sessions that measured the output at every value.
  let columns: [[Double]]
  let means: [Double]

  init?(_ input: String, _ index: Int, _ points: [SweptPoint], _ name: String) {
    let full = points.map { $0.column(name) }.filter { !$0.isEmpty }
    guard points.count > 1, full.count == points.count, let first = full.first else { return nil }
    let rows = first.indices.filter { row in full.allSatisfy { $0[row] != nil } }
    guard !rows.isEmpty else { return nil }
    self.input = input
    values = points.map { $0.point.values[index] }
    columns = full.map { column in rows.compactMap { column[$0] } }
    means = columns.map { Tally($0).mean ?? 0 }
  }

  func bar(_ level: Double) -> TornadoBar? {
    guard let low = means.indices.min(by: { means[$0] < means[$1] }),
      let high = means.indices.max(by: { means[$0] < means[$1] })
    else { return nil }
    let pairs = Double(values.count * (values.count - 1) / 2)
    var range = PairedSample(columns[low], columns[high]).difference(
      level: 1 - (1 - level) / pairs)
    range?.level = level
    return TornadoBar(
      input: input, lowValue: values[low], highValue: values[high], low: means[low],
      high: means[high], range: range, elasticity: elasticity(level))
  }

  private func elasticity(_ level: Double) -> Interval? {
    // One thing is written in many ways: 500 and 1k, 5% and 0.1, 90s and 2m.
    let numbers = values.compactMap { $0.flatMap(Quantity.number) }
    guard numbers.count == values.count, Set(numbers.map(\.unit)).count == 1,
      numbers.allSatisfy({ $0.value > 0 }),
      let least = numbers.indices.min(by: { numbers[$0].value < numbers[$1].value }),
      let most = numbers.indices.max(by: { numbers[$0].value < numbers[$1].value })
    else { return nil }
    let (x, y) = (numbers[least].value, numbers[most].value)
    guard x < y else { return nil }
    let pairs = zip(columns[least], columns[most])
    let ratio = PairedSample(pairs.map { $0 + $1 }, pairs.map { $1 - $0 }).ratio(level: level)
    let scale = (x + y) / (y - x)
    return ratio.map {
      Interval(
        estimate: $0.estimate * scale, low: $0.low * scale, high: $0.high * scale, level: level)
    }
  }
}
