// What a histogram has gathered since an earlier state of it: the last seconds of a long session.
// Its extremes are known to the width of their buckets only.

extension LogLinearHistogram {
  /// The values added since an earlier state of this histogram.
  ///
  /// - Parameter earlier: A state that this histogram had; nothing in it may have been taken back.
  /// - Returns: The rest, with its extremes rounded outwards to the borders of their buckets.
  public func since(_ earlier: Self) -> Self {
    precondition(earlier.number <= number, "the other histogram is not an earlier state of this")
    var rest = Self()
    for (slot, amount) in slots.enumerated() {
      let place = slot + firstBucket - earlier.firstBucket
      let before = earlier.slots.indices.contains(place) ? earlier.slots[place] : 0
      guard amount > before else { continue }
      let range = Self.values(of: slot + firstBucket)
      rest.cover(octaveOf: slot + firstBucket)
      rest.slots[slot + firstBucket - rest.firstBucket] = amount - before
      rest.smallest = Swift.min(rest.smallest, Swift.max(range.lowerBound, smallest))
      rest.largest = Swift.max(rest.largest, Swift.min(range.upperBound, largest))
    }
    rest.number = number - earlier.number
    rest.total = total - earlier.total
    return rest
  }
}
