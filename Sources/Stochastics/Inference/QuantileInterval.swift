// A quantile with an interval between two of the values themselves. How many of n values lie below
// the quantile is binomial, whatever their law: H. A. David and H. N. Nagaraja, "Order Statistics",
// 3rd ed. (2003), 7.1.
//
// Invariant: holds for every law, also one with jumps; an end that the values are too few to give
// is infinite, never guessed.

/// Quantiles estimated from independent values of any one law.
public enum QuantileInterval {
  /// The quantile of `share` with its distribution-free interval.
  ///
  /// - Parameters:
  ///   - values: The values, in any order.
  ///   - share: The share of the law that is to lie at or below, between 0 and 1.
  ///   - level: The confidence, between 0 and 1; each end alone errs with half of the rest.
  /// - Returns: nil when there are no values; an end is infinite where they are too few for it.
  public static func interval(
    _ values: [Double], share: Double, level: Double = 0.95
  ) -> Interval? {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    let n = sorted.count
    let tail = (1 - level) / 2
    // P(fewer than l at or below) = 1 − P(at least l), the same as P(at least n − l + 1 above).
    let low = largest(in: 0...n) { l in
      l == 0 || Proportion.probability(ofAtLeast: n - l + 1, of: n, share: 1 - share) <= tail
    }
    let above = largest(in: 0...n) { fromTop in
      fromTop == 0
        || Proportion.probability(ofAtLeast: n - fromTop + 1, of: n, share: share) <= tail
    }
    // Rounding must not push a whole product to the next value.
    let place = min(n, max(1, Int((share * Double(n) - 1e-9).rounded(.up))))
    return Interval(
      estimate: sorted[place - 1], low: low == 0 ? -.infinity : sorted[low - 1],
      high: above == 0 ? .infinity : sorted[n - above], level: level)
  }

  /// The largest number of a range for which a condition holds, which holds for its first one and
  /// once broken stays so.
  private static func largest(in range: ClosedRange<Int>, _ holds: (Int) -> Bool) -> Int {
    var (low, high) = (range.lowerBound, range.upperBound)
    while low < high {
      let middle = low + (high - low + 1) / 2
      if holds(middle) { low = middle } else { high = middle - 1 }
    }
    return low
  }
}
