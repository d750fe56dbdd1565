// The lengths of time to which laws are fitted: those that were seen to end, and those that were not,
// of which it is known that they are longer (censored on the right). Lengths within a thirty-second of
// a doubling count as one, so that a fit takes as long for ten million visits as for ten thousand; the
// variance of a logarithm is thereby wrong by 0.0347² ÷ 12 ≈ 0.000 1 at most.
import Stochastics

/// Lengths of time in seconds.
struct DurationSample {
  /// Lengths that are not told apart.
  struct Point {
    var value: Double
    var logarithm: Double
    var count: Double
  }

  /// Points to a doubling.
  private static let fineness = 32.0

  /// Those that ended, and those that were cut; each ascending.
  private(set) var ended: [Point] = []
  private(set) var cut: [Point] = []
  private(set) var endedCount = 0.0
  private(set) var cutCount = 0.0

  /// Everything.
  var count: Double { endedCount + cutCount }

  /// Gathers a sample.
  ///
  /// - Parameters:
  ///   - histogram: What ended, in nanoseconds.
  ///   - cut: What did not, in seconds, with its number; ascending.
  ///   - least: What stands for the lengths that the log's clock shows as none, in seconds.
  init(
    _ histogram: LogLinearHistogram, cut: [(seconds: Double, count: Double)] = [], least: Double
  ) {
    for bucket in histogram.buckets {
      let middle = (Double(bucket.lowest) + Double(bucket.highest)) / 2 / 1e9
      DurationSample.add(max(least, middle), Double(bucket.count), to: &ended)
    }
    for item in cut { DurationSample.add(max(least, item.seconds), item.count, to: &self.cut) }
    DurationSample.close(&ended)
    DurationSample.close(&self.cut)
    endedCount = ended.reduce(0) { $0 + $1.count }
    cutCount = self.cut.reduce(0) { $0 + $1.count }
  }

  private static func cell(_ logarithm: Double) -> Double {
    (logarithm / Elementary.log(2) * fineness).rounded(.down)
  }

  // While points are gathered, `value` is the cell and `logarithm` the sum of logarithms.
  private static func add(_ value: Double, _ count: Double, to points: inout [Point]) {
    let logarithm = Elementary.log(value)
    let cell = cell(logarithm)
    if let last = points.indices.last, points[last].value == cell {
      points[last].logarithm += logarithm * count
      points[last].count += count
    } else {
      points.append(Point(value: cell, logarithm: logarithm * count, count: count))
    }
  }

  private static func close(_ points: inout [Point]) {
    for index in points.indices {
      points[index].logarithm /= points[index].count
      points[index].value = Elementary.exp(points[index].logarithm)
    }
  }

  /// The time under observation, in seconds.
  var totalTime: Double {
    (ended + cut).reduce(0) { $0 + $1.value * $1.count }
  }

  /// Mean and standard deviation of the logarithms of what ended.
  var logarithms: (mean: Double, deviation: Double) {
    let mean = ended.reduce(0) { $0 + $1.logarithm * $1.count } / max(1, endedCount)
    let square = ended.reduce(0) {
      $0 + ($1.logarithm - mean) * ($1.logarithm - mean) * $1.count
    }
    return (mean, (square / max(1, endedCount)).squareRoot())
  }

  /// The length below which a share of what ended lies, in seconds.
  func quantile(_ share: Double) -> Double {
    var sum = 0.0
    for point in ended {
      sum += point.count
      if sum >= share * endedCount { return point.value }
    }
    return ended.last?.value ?? 1
  }
}
