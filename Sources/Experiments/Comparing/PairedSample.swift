// Pairs of values, and what they say of the difference and of the ratio of their means. Both members
// of a pair come from the same replication, hence from the same chance: what chance does to both alike
// cancels in the difference, which is why pairs say more than two samples side by side.
//
// The ratio's interval is Fieller's (E. C. Fieller, J. R. Stat. Soc. B 16 (1954) 175-185) and not that
// of logarithms: it is about the ratio of the two means that stand beside it in the table, it uses what
// pairing correlates, and sessions in which nothing was sold, lost or refused do not break it.
//
// Invariant: equal values have the difference 0 and the ratio 1 exactly, with intervals of no width.
public import Stochastics

/// Values of the same replications under two conditions, A and B.
public struct PairedSample: Sendable, Equatable {
  /// How many pairs there are.
  public let count: Int
  /// The mean of the values of A.
  public let meanA: Double
  /// The mean of the values of B.
  public let meanB: Double
  private let a: Spread
  private let b: Spread
  private let difference: Spread
  /// Of what B − ratio × A leaves, in each pair.
  private let rest: Spread
  private let restAgainstA: Double
  private let covariance: Double
  /// Whether both values of every pair are the same.
  public let isIdentical: Bool

  /// Takes two columns of equal length, at least one value each.
  public init(_ valuesA: [Double], _ valuesB: [Double]) {
    precondition(valuesA.count == valuesB.count, "every value needs its partner")
    precondition(!valuesA.isEmpty, "there are no pairs")
    count = valuesA.count
    let differences = zip(valuesA, valuesB).map { $1 - $0 }
    (a, b, difference) = (Spread(valuesA), Spread(valuesB), Spread(differences))
    (meanA, meanB) = (a.mean, b.mean)
    isIdentical = valuesA == valuesB
    let ratio = meanA == 0 ? 0 : meanB / meanA
    let rests = zip(valuesA, valuesB).map { $1 - ratio * $0 }
    rest = Spread(rests)
    restAgainstA = Spread.covariance(rests, valuesA)
    covariance = Spread.covariance(valuesA, valuesB)
  }

  /// Mean B less mean A, with its interval by Student's t of the differences.
  ///
  /// - Parameter level: The confidence, between 0 and 1.
  /// - Returns: nil for fewer than two pairs.
  public func difference(level: Double = 0.95) -> Interval? {
    guard let t = quantile(level) else { return nil }
    let reach = t * difference.error(count)
    return Interval(
      estimate: difference.mean, low: difference.mean - reach, high: difference.mean + reach,
      level: level)
  }

  /// Mean B over mean A, with its interval by Fieller's theorem.
  ///
  /// - Parameter level: The confidence, between 0 and 1.
  /// - Returns: nil for fewer than two pairs, and when mean A is not shown to differ from 0: any
  ///   ratio would do then, or almost any.
  public func ratio(level: Double = 0.95) -> Interval? {
    guard let t = quantile(level) else { return nil }
    // A ratio r = estimate + x is not refuted while (x · mean A)² ≤ t² · Var(rest − x · A) / n, which
    // is a quadratic inequality in x.
    let scale = t * t / Double(count)
    let leading = meanA * meanA - scale * a.variance
    guard leading > 0 else { return nil }
    let middle = -scale * restAgainstA / leading
    let reach = (middle * middle + scale * rest.variance / leading).squareRoot()
    let estimate = meanB / meanA
    return Interval(
      estimate: estimate, low: estimate + middle - reach, high: estimate + middle + reach,
      level: level)
  }

  /// How likely differences at least this far from 0 are, on either side, if the means are equal.
  ///
  /// Differences that are all the same give Student's t nothing to measure an error with; they are
  /// judged by their signs alone, which are as likely as n coins that all fall alike.
  ///
  /// - Returns: nil for fewer than two pairs.
  public var pValue: Double? {
    guard count > 1 else { return nil }
    guard !isIdentical else { return 1 }
    guard let t else { return SignTest.unanimous(count) * 2 }
    return StudentT.tail(abs(t), degreesOfFreedom: Double(count - 1)) * 2
  }

  /// The mean difference in units of its error; nil when the differences do not vary.
  public var t: Double? {
    let error = difference.error(count)
    // What varies in the last digits only is the rounding of equal differences.
    return error > 1e-12 * abs(difference.mean) ? difference.mean / error : nil
  }

  /// How far apart the means are, as a share of the larger one: 0 for equal means, 1 from nothing
  /// to something.
  public var relativeChange: Double {
    let larger = max(abs(meanA), abs(meanB))
    return larger > 0 ? abs(meanB - meanA) / larger : 0
  }

  /// Correlation of the two values of a pair, -1…1; nil when one of them does not vary.
  public var correlation: Double? {
    let scale = (a.variance * b.variance).squareRoot()
    guard scale > 0 else { return nil }
    return isIdentical ? 1 : max(-1, min(1, covariance / scale))
  }

  /// The variance of the differences over that of values from independent runs.
  ///
  /// Below 1 pairing has helped: so much fewer sessions give the same interval. 1 is no help, above
  /// it does harm. nil when neither value varies.
  public var varianceRatio: Double? {
    let independent = a.variance + b.variance
    return independent > 0 ? difference.variance / independent : nil
  }

  private func quantile(_ level: Double) -> Double? {
    guard count > 1 else { return nil }
    return StudentT.quantile(1 - (1 - level) / 2, degreesOfFreedom: Double(count - 1))
  }
}

/// Mean and variance of a column.
private struct Spread: Equatable {
  let mean: Double
  let variance: Double

  init(_ values: [Double]) {
    // Welford's mean of equal values is that value to the last bit, and their variance is 0.
    let tally = Tally(values)
    mean = tally.mean ?? 0
    variance = tally.variance ?? 0
  }

  /// The standard error of the mean.
  func error(_ count: Int) -> Double { (variance / Double(count)).squareRoot() }

  static func covariance(_ left: [Double], _ right: [Double]) -> Double {
    guard left.count > 1 else { return 0 }
    let (meanLeft, meanRight) = (Spread(left).mean, Spread(right).mean)
    let sum = zip(left, right).reduce(0) { $0 + ($1.0 - meanLeft) * ($1.1 - meanRight) }
    return sum / Double(left.count - 1)
  }
}

extension StudentT {
  /// The probability that the variate exceeds `t`, which is 0 or more; exact far out as well.
  static func tail(_ t: Double, degreesOfFreedom: Double) -> Double {
    IncompleteBeta.regularized(
      degreesOfFreedom / (degreesOfFreedom + t * t), degreesOfFreedom / 2, 0.5) / 2
  }
}

/// The sign test of differences that all have the same sign.
enum SignTest {
  /// The probability that so many fair coins all show the same given side.
  static func unanimous(_ count: Int) -> Double {
    Double(sign: .plus, exponent: -count, significand: 1)
  }
}
