// A mean and how sure it is, by the method that its values allow. Student's t errs for skewed values
// until there are about 25 · skewness² of them (W. G. Cochran, "Sampling Techniques", 3rd ed. (1977),
// 2.15); until then the bootstrap-t takes its place, which follows the skewness. The percentile and
// the BCa bootstrap do not help for means of few values: they cover less than t does.

/// The mean of independent values, with an interval where one can be given.
public struct MeanEstimate: Sendable, Equatable {
  /// How an interval was found.
  public enum Method: String, Sendable, CaseIterable {
    /// Student's t.
    case studentT
    /// The bootstrap-t, for skewed values.
    case bootstrapT
    /// None is needed or possible: all values are the same.
    case constant
  }
  /// Below so many values their skewness cannot be told, and t is taken.
  public static let fewestForSkewness = 10

  /// Count, mean, deviation and extremes.
  public let tally: Tally
  /// The third standardised moment; nil when there are no differences.
  public let skewness: Double?
  /// The interval; nil for fewer than two values, for equal ones, and of skewed values where too few
  /// differ from the others, or the level is too high for the bootstrap.
  public let interval: Interval?
  /// How it was found; nil when nothing can be said.
  public let method: Method?

  /// Estimates the mean of independent values.
  public init(_ values: [Double], level: Double = 0.95) {
    var tally = Tally()
    for value in values { tally.add(value) }
    self.tally = tally
    skewness = MeanEstimate.skewness(values, tally)
    guard values.count > 1 else {
      (interval, method) = (nil, nil)
      return
    }
    guard tally.minimum != tally.maximum else {
      (interval, method) = (nil, .constant)
      return
    }
    let isSkewed = skewness.map { 25 * $0 * $0 > Double(values.count) } ?? false
    guard isSkewed && values.count >= MeanEstimate.fewestForSkewness else {
      (interval, method) = (tally.interval(level: level), .studentT)
      return
    }
    interval = BootstrapT.interval(values, level: level)
    method = interval == nil ? nil : .bootstrapT
  }

  private static func skewness(_ values: [Double], _ tally: Tally) -> Double? {
    guard let mean = tally.mean, tally.minimum != tally.maximum else { return nil }
    var (squares, cubes) = (0.0, 0.0)
    for value in values {
      let distance = value - mean
      squares += distance * distance
      cubes += distance * distance * distance
    }
    let n = Double(values.count)
    let variance = squares / n
    return variance > 0 ? cubes / n / (variance * variance.squareRoot()) : nil
  }
}
