// A histogram whose buckets grow with the values: exact below 256, then 128 equal buckets to
// each doubling, as in G. Tene's HdrHistogram (2012). Invariant: the slots cover exactly the
// octaves from the smallest to the largest value seen, so equal data makes equal histograms,
// however they were gathered or merged.

/// Counts of non-negative integers, kept to a relative error of 0.4 % and merged without loss.
///
/// Count, sum, minimum and maximum are exact. An empty histogram allocates nothing; a used one
/// takes a kilobyte for each doubling between its smallest and largest value, at most 57.
@frozen
public struct LogLinearHistogram: Sendable, Equatable {
  // One slot a bucket, from bucket `firstBucket` on; both on octave borders.
  @usableFromInline var slots: [Int] = []
  @usableFromInline var firstBucket = 0
  @usableFromInline var number = 0
  @usableFromInline var total: Int128 = 0
  @usableFromInline var smallest = Int64.max
  @usableFromInline var largest = Int64.min

  /// Makes an empty histogram.
  public init() {}

  /// How many values were added.
  public var count: Int { number }

  /// The exact sum of the values.
  public var sum: Int128 { total }

  /// The least value, or nil if there is none.
  public var minimum: Int64? { number > 0 ? smallest : nil }

  /// The greatest value, or nil if there is none.
  public var maximum: Int64? { number > 0 ? largest : nil }

  /// The mean of the values, from their exact sum, or nil if there is none.
  public var mean: Double? { number > 0 ? Double(total) / Double(number) : nil }

  /// Adds a value, which must not be negative.
  @inlinable
  public mutating func add(_ value: Int64) {
    precondition(value >= 0, "a histogram takes no negative values")
    let bucket = Self.bucket(of: value)
    // As unsigned numbers, slots before the first one are far past the last one.
    if UInt(bitPattern: bucket &- firstBucket) >= UInt(bitPattern: slots.count) {
      cover(octaveOf: bucket)
    }
    slots[bucket &- firstBucket] += 1
    number += 1
    total += Int128(value)
    smallest = Swift.min(smallest, value)
    largest = Swift.max(largest, value)
  }

  /// Adds a value, which must not be negative, so many times.
  public mutating func add(_ value: Int64, count: Int) {
    guard count > 0 else { return }
    add(value)
    slots[Self.bucket(of: value) - firstBucket] += count - 1
    number += count - 1
    total += Int128(value) * Int128(count - 1)
  }

  /// Adds everything another histogram holds; neither order nor grouping of merges matters.
  public mutating func merge(_ other: Self) {
    guard other.number > 0 else { return }
    cover(octaveOf: other.firstBucket)
    cover(octaveOf: other.firstBucket + other.slots.count - 1)
    for (slot, amount) in other.slots.enumerated() {
      slots[slot + other.firstBucket - firstBucket] += amount
    }
    number += other.number
    total += other.total
    smallest = Swift.min(smallest, other.smallest)
    largest = Swift.max(largest, other.largest)
  }

  // Makes room for the octave of a bucket and for every octave between it and the ones in use.
  @usableFromInline
  mutating func cover(octaveOf bucket: Int) {
    let first = bucket / Self.bucketsPerOctave * Self.bucketsPerOctave
    guard !slots.isEmpty else {
      firstBucket = first
      slots = Array(repeating: 0, count: Self.bucketsPerOctave)
      return
    }
    let before = Swift.max(0, firstBucket - first)
    let after = Swift.max(0, first + Self.bucketsPerOctave - firstBucket - slots.count)
    slots.insert(contentsOf: repeatElement(0, count: before), at: 0)
    slots.append(contentsOf: repeatElement(0, count: after))
    firstBucket -= before
  }
}
