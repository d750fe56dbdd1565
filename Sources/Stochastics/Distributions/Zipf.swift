// Zipf's law (G. K. Zipf, "Human Behavior and the Principle of Least Effort", 1949) on the ranks 1 to
// n: rank k has weight k to the power of −exponent. As a length of time it is a whole number of steps,
// such as pages read or products looked at; with a step of 1 it is a rank, such as a product's.
//
// There is no table: partial sums of the weights come from the first terms and, beyond them, the
// Euler-Maclaurin formula (Abramowitz and Stegun 1964, 23.1.30), so a million ranks cost what ten do.
// Invariant: the sums are accurate to about 10⁻¹⁵ of the total, and a rank is from 1 to n.

/// A whole number of steps, the k-th number in proportion to a power of k.
@frozen
public struct Zipf: DistributionFamily {
  /// The key a scenario uses.
  public static let name = "zipf"

  /// Three parameters: the length of a step, the exponent, and the greatest number of steps.
  public static let parameters = [
    DistributionParameter(name: "step", kind: .quantity, range: .above(0)),
    DistributionParameter(name: "exponent", kind: .number, range: .from(0, to: 10)),
    DistributionParameter(name: "ranks", kind: .number, range: .from(1, to: 1e9)),
  ]

  /// The length of a step.
  public let step: Double

  /// How steeply the weights fall; 0 makes all ranks alike.
  public let exponent: Double

  /// The number of ranks.
  public let ranks: Int

  private let total: Double

  /// Makes the law from its parameters.
  public init(parameters values: [Double]) {
    precondition(Self.isValid(values), "zipf: not a valid step, exponent and number of ranks")
    step = values[0]
    exponent = values[1]
    ranks = Int(values[2])
    total = Self.sum(to: ranks, values[1])
  }

  /// Zipf's law of an exponent on the ranks `1...ranks`, each worth `step`.
  public init(step: Double, exponent: Double, ranks: Int) {
    self.init(parameters: [step, exponent, Double(ranks)])
  }

  /// Half a rank cannot be reached.
  public static func objection(to values: [Double]) -> String? {
    Int(exactly: values[2]) == nil ? "\"ranks\" must be a whole number" : nil
  }

  /// This law in the closed list.
  public var distribution: Distribution { .zipf(self) }

  /// The step times the mean rank.
  public var mean: Double { step * Self.sum(to: ranks, exponent - 1) / total }

  /// The squared step times the variance of the rank.
  public var variance: Double {
    // Rounding must not make the variance of a single rank negative.
    max(0, step * step * Self.sum(to: ranks, exponent - 2) / total - mean * mean)
  }

  /// One step.
  public var minimum: Double { step }

  /// The least number of steps that a share `u` does not exceed: about a microsecond.
  public func value(at u: Double) -> Double {
    step * Double(rank(at: u))
  }

  /// The rank, from 1, that a uniform `u` in the open interval (0, 1) stands for.
  public func rank(at u: Double) -> Int {
    let sought = u * total
    var (below, reached) = (0, ranks)
    while reached - below > 1 {
      let middle = below + (reached - below) / 2
      if Self.sum(to: middle, exponent) < sought { below = middle } else { reached = middle }
    }
    return reached
  }

  /// The probability of a rank from 1 to ``ranks``; 0 for any other.
  public func probability(ofRank rank: Int) -> Double {
    guard rank >= 1, rank <= ranks else { return 0 }
    return Elementary.pow(Double(rank), -exponent) / total
  }

  /// The share of the ranks up to x/step.
  public func cumulative(_ x: Double) -> Double {
    // A quotient a rounding below a whole number is that number, as in `value(at:)`.
    let steps = (x / step).rounded(.toNearestOrEven)
    let whole = steps * step <= x ? steps : steps - 1
    guard whole >= 1 else { return 0 }
    guard whole < Double(ranks) else { return 1 }
    return Self.sum(to: Int(whole), exponent) / total
  }

  /// Ranks that are added one by one.
  private static let direct = 16

  /// Σ k to the power of −s for k from 1 to `last`.
  private static func sum(to last: Int, _ s: Double) -> Double {
    var head = 0.0
    for rank in 1...min(last, direct) { head += Elementary.pow(Double(rank), -s) }
    guard last > direct else { return head }
    let (from, to) = (Double(direct), Double(last))
    return head + integral(from, to, s) + ends(to, s) - ends(from, s)
      + (Elementary.pow(to, -s) - Elementary.pow(from, -s)) / 2
  }

  /// ∫ x to the power of −s, without cancellation where s is near 1.
  private static func integral(_ from: Double, _ to: Double, _ s: Double) -> Double {
    let length = Elementary.log(to / from)
    let power = Elementary.exp((1 - s) * length)
    // (e^y − 1)/y without the rounding of e^y (W. Kahan).
    let mean = power == 1 ? 1 : (power - 1) / Elementary.log(power)
    return Elementary.pow(from, 1 - s) * length * mean
  }

  /// The terms in derivatives at one end: Σ B₂ⱼ/(2j)! · f⁽²ʲ⁻¹⁾(x), of f = x to the power of −s.
  private static func ends(_ x: Double, _ s: Double) -> Double {
    let square = 1 / (x * x)
    let first = -s * Elementary.pow(x, -s) / x
    let third = first * (s + 1) * (s + 2) * square
    let fifth = third * (s + 3) * (s + 4) * square
    let seventh = fifth * (s + 5) * (s + 6) * square
    let ninth = seventh * (s + 7) * (s + 8) * square
    return first / 12 - third / 720 + fifth / 30_240 - seventh / 1_209_600
      + ninth / 47_900_160
  }
}
