// The geometry of the buckets, their export, and the way back from an export.

extension LogLinearHistogram {
  /// The most by which a quantile may miss the order statistic it stands for, relative to it.
  ///
  /// Half the width of a bucket over its lowest value: 2⁻⁸. Values below 256 are exact.
  public static let relativeError = 0x1p-8

  @inlinable static var bucketsPerOctave: Int { 128 }

  // With the value's top eight bits kept, bucket numbers run on from octave to octave. Setting
  // bit 7 makes all values below 256 share one rule: no shift, the bucket is the value.
  @inlinable @inline(__always)
  static func bucket(of value: Int64) -> Int {
    let shift = 56 &- (value | 128).leadingZeroBitCount
    return (shift &<< 7) &+ Int(value &>> Int64(shift))
  }

  // The values that share a bucket.
  static func values(of bucket: Int) -> ClosedRange<Int64> {
    let shift = Int64(Swift.max(0, bucket / bucketsPerOctave - 1))
    let lowest = (Int64(bucket) - shift * Int64(bucketsPerOctave)) << shift
    return lowest...(lowest + ((1 << shift) - 1))
  }

  /// A range of values that are not told apart, and how many values fell into it.
  @frozen
  public struct Bucket: Sendable, Equatable {
    /// The least value that falls into the bucket.
    public let lowest: Int64
    /// The greatest value that falls into the bucket.
    public let highest: Int64
    /// How many values did; at least one in an export.
    public let count: Int

    /// Describes a bucket.
    public init(lowest: Int64, highest: Int64, count: Int) {
      self.lowest = lowest
      self.highest = highest
      self.count = count
    }
  }

  /// The buckets that hold anything, in ascending order.
  public var buckets: [Bucket] {
    slots.indices.lazy.filter { slots[$0] > 0 }.map { slot in
      let range = Self.values(of: slot + firstBucket)
      return Bucket(lowest: range.lowerBound, highest: range.upperBound, count: slots[slot])
    }
  }

  /// Restores a histogram from its export, or gives nil if no data could have made it.
  ///
  /// Checked, since an export may come from a file that anybody could edit: the buckets are ours,
  /// ascending and not empty, and minimum, maximum and sum lie where the buckets allow.
  public init?(buckets: [Bucket], sum: Int128, minimum: Int64?, maximum: Int64?) {
    self.init()
    guard let first = buckets.first, let last = buckets.last else {
      guard sum == 0, minimum == nil, maximum == nil else { return nil }
      return
    }
    guard let minimum, let maximum, minimum <= maximum else { return nil }
    guard (first.lowest...first.highest).contains(minimum) else { return nil }
    guard (last.lowest...last.highest).contains(maximum) else { return nil }
    for bucket in buckets {
      guard restore(bucket) else { return nil }
    }
    guard Self.sumBounds(buckets, minimum, maximum).contains(sum) else { return nil }
    (total, smallest, largest) = (sum, minimum, maximum)
  }

  // Takes in one exported bucket; `largest` keeps the order of the list meanwhile.
  private mutating func restore(_ bucket: Bucket) -> Bool {
    guard bucket.lowest >= 0, bucket.lowest > largest, bucket.count > 0 else { return false }
    let place = Self.bucket(of: bucket.lowest)
    guard Self.values(of: place) == bucket.lowest...bucket.highest else { return false }
    let (sum, overflow) = number.addingReportingOverflow(bucket.count)
    guard !overflow else { return false }
    cover(octaveOf: place)
    slots[place - firstBucket] = bucket.count
    number = sum
    largest = bucket.highest
    return true
  }

  // What the values can sum to: one of them is the minimum, one the maximum.
  private static func sumBounds(
    _ buckets: [Bucket], _ minimum: Int64, _ maximum: Int64
  ) -> ClosedRange<Int128> {
    var low: Int128 = 0
    var high: Int128 = 0
    for bucket in buckets {
      low += Int128(Swift.max(bucket.lowest, minimum)) * Int128(bucket.count)
      high += Int128(Swift.min(bucket.highest, maximum)) * Int128(bucket.count)
    }
    return low...high
  }
}
