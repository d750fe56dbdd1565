// The interval of a mean where Student's law is wrong because the values are skewed: the law of
// (mean − truth) / (estimated error) is not looked up but found, by drawing samples from the sample.
// Sources: P. Hall, "Theoretical comparison of bootstrap confidence intervals", Annals of Statistics
// 16 (1988) 927-953; B. Efron and R. J. Tibshirani, "An Introduction to the Bootstrap" (1993), 12.5.
//
// Invariant: a pure function of the values and their order. Its draws are keyed, under a domain that
// no session uses, so equal experiments have equal intervals.

/// The bootstrap-t interval of a mean.
public enum BootstrapT {
  private static let domain: UInt32 = 0xB007
  private static let fewestResamples = 1_999
  private static let usualResamples = 19_999
  private static let mostResamples = 199_999
  /// How many ratios lie beyond an end, where its error is small.
  private static let fewestBeyond = 5.0

  /// The mean with its interval; takes time with values × resamples, 2 000 to 20 000 of them, and up to
  /// 200 000 where the error of an end is below 2.5·10⁻⁴.
  ///
  /// - Parameters:
  ///   - values: The values, two or more.
  ///   - level: The confidence, between 0 and 1; each end alone errs with half of the rest.
  /// - Returns: nil when there is nothing to learn from: too few values differ from the others, so
  ///   that an end would be infinite, or the resamples are too few for an error of an end below 5·10⁻⁶.
  public static func interval(_ values: [Double], level: Double = 0.95) -> Interval? {
    let tail = max(1e-9, (1 - level) / 2)
    let usual = min(usualResamples, max(fewestResamples, Int(20 / tail)))
    let needed = Int((fewestBeyond / tail).rounded(.up)) - 1
    return interval(values, level: level, resamples: min(mostResamples, max(usual, needed)))
  }

  static func interval(_ values: [Double], level: Double, resamples: Int) -> Interval? {
    var tally = Tally()
    for value in values { tally.add(value) }
    guard let mean = tally.mean, let variance = tally.variance, variance > 0 else { return nil }
    let tail = (1 - level) / 2
    // With no ratio beyond an end, the end would err more than it is told to.
    let place = Int(Double(resamples + 1) * tail)
    guard place >= 1 else { return nil }
    let ratios = ratios(values.map { $0 - mean }, variance, resamples).sorted()
    let error = (variance / Double(values.count)).squareRoot()
    let (low, high) = (mean - ratios[resamples - place] * error, mean - ratios[place - 1] * error)
    guard low.isFinite, high.isFinite else { return nil }
    return Interval(estimate: mean, low: low, high: high, level: level)
  }

  /// Student's ratio of each resample; infinite where all its values are the same.
  private static func ratios(
    _ distances: [Double], _ variance: Double, _ resamples: Int
  ) -> [Double] {
    let draws = Draws(seed: 1).domain(domain)
    let n = Double(distances.count)
    return (0..<resamples).map { resample in
      let entity = draws.entity(UInt64(resample))
      var (sum, squares) = (0.0, 0.0)
      for index in 0..<UInt32(distances.count) {
        let place = entity.bits(0, index).multipliedFullWidth(by: UInt64(distances.count)).high
        let distance = distances[Int(place)]
        sum += distance
        squares += distance * distance
      }
      let spread = (squares - sum * sum / n) / (n - 1)
      // Nothing but rounding is left of the spread of equal values.
      guard spread > 1e-12 * variance else {
        return sum == 0 ? 0 : sum < 0 ? -.infinity : .infinity
      }
      return sum / n / (spread / n).squareRoot()
    }
  }
}
