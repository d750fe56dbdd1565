// When the units of a product that buyers still have will be on sale again, by the laws of its returns.
//
// Invariant: what has come back before the close is not expected a second time. Of a unit that is out at
// an age a, that is so long after its payment, the probability to be back within another w is conditional
// on its not being back yet: chance · (F(a + w) − F(a)) ÷ (1 − chance · F(a)).
import Stochastics

/// The law of one product's returns.
struct ReturnOutlook {
  /// The probability that a unit sold is ever on sale again.
  private let chance: Double
  /// From the payment to the warehouse: equally likely times, sorted.
  private let after: [Double]
  /// From there to being on sale again: the same.
  private let inspection: [Double]
  /// What the pool adds to both.
  private let delay: Double

  /// How many points stand for a law.
  private static let points = 64

  init(chance: Double, _ returns: ProductReturns, delay: Int64) {
    self.chance = chance
    after = ReturnOutlook.quantiles(of: returns.after)
    inspection = ReturnOutlook.quantiles(of: returns.inspection)
    self.delay = Double(delay)
  }

  private static func quantiles(of law: Distribution) -> [Double] {
    midpoints.map { law.value(at: $0) }.sorted()
  }

  /// The middles of as many equal parts of a whole.
  private static var midpoints: [Double] {
    (0..<points).map { (Double($0) + 0.5) / Double(points) }
  }

  /// F: the probability that a unit which comes back is on sale again within `span` of its payment, by
  /// the midpoints of a grid of quantiles.
  func share(within span: Double) -> Double {
    let span = span - delay
    var count = 0
    var place = inspection.count
    // The longer one part takes, the less the other may.
    for first in after {
      while place > 0, first + inspection[place - 1] > span { place -= 1 }
      count += place
    }
    return Double(count) / Double(after.count * inspection.count)
  }

  /// How many of some units that are not on sale again are likely to be so after another while.
  ///
  /// - Parameters:
  ///   - out: Units sold and not on sale again.
  ///   - ages: How long ago units were paid for, each as likely as the others; whichever are still out.
  ///   - wait: The while.
  /// - Returns: Units; none if every one of such an age must be back.
  func back(of out: Int, ages: [Double], after wait: Double) -> Double {
    var (still, back) = (0.0, 0.0)
    for age in ages {
      let before = chance * share(within: age)
      still += 1 - before
      back += chance * share(within: age + wait) - before
    }
    return still > 0 ? Double(out) * back / still : 0
  }

  /// The ages at an instant of what was paid for in each second: as many as stand for a law, at equal
  /// distances in the order of payment.
  static func ages(at instant: Int64, paidBySecond counts: [Int]) -> [Double] {
    let total = Double(counts.reduce(0, +))
    guard total > 0 else { return [] }
    var (second, before) = (0, 0)
    return midpoints.map { middle in
      while second < counts.count - 1, Double(before + counts[second]) < middle * total {
        before += counts[second]
        second += 1
      }
      return Double(instant) - (Double(second) + 0.5) * Double(Span.second)
    }
  }
}
