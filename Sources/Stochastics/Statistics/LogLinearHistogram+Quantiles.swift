// Quantiles by the nearest-rank rule: the q-quantile of n values is the one of rank ⌈q·n⌉.
// Invariant: an answer lies in the same bucket as that value, within the exact extremes.

extension LogLinearHistogram {
  /// The value that a share `q` (0 to 1) of the values do not exceed, or nil without values.
  ///
  /// Within ``relativeError`` of the value of rank ⌈q·count⌉ (at least 1) in ascending order;
  /// `quantile(0)` and `quantile(1)` are the exact minimum and maximum.
  ///
  public func quantile(_ q: Double) -> Int64? {
    precondition(q >= 0 && q <= 1, "a quantile is asked for by a share from 0 to 1")
    guard number > 0 else { return nil }
    let rank = Self.rank(q, of: number)
    guard rank > 1 else { return smallest }
    guard rank < number else { return largest }
    let range = Self.values(of: bucket(ofRank: rank))
    let middle = range.lowerBound + (range.upperBound - range.lowerBound) / 2
    return Swift.min(Swift.max(middle, smallest), largest)
  }

  // 0.07 · 100 is 7.000000000000001: a product that rounding carried past an integer is taken
  // back, or the rank would be one too high.
  static func rank(_ q: Double, of count: Int) -> Int {
    let exact = q * Double(count)
    let rank = (exact * (1 - 0x1p-51)).rounded(.up)
    guard rank < Double(count) else { return count }
    return Swift.max(1, Int(rank))
  }

  // The bucket that the value of a rank fell into.
  private func bucket(ofRank rank: Int) -> Int {
    var passed = 0
    for (slot, amount) in slots.enumerated() {
      passed += amount
      if passed >= rank { return slot + firstBucket }
    }
    return firstBucket + slots.count - 1
  }
}
