// Which buckets of a ring are in use: one bit each, so that empty stretches of time cost nothing.

/// A ring of bits.
struct Bitmap: Sendable {
  private var words: [UInt64]
  private let wordCount: Int

  /// Creates a ring of `bits` clear bits; `bits` must be a multiple of 64.
  init(bits: Int) {
    wordCount = bits / 64
    words = Array(repeating: 0, count: wordCount)
  }

  @inline(__always)
  mutating func insert(_ bit: Int) { words[bit >> 6] |= 1 << UInt64(bit & 63) }
  @inline(__always)
  mutating func remove(_ bit: Int) { words[bit >> 6] &= ~(1 << UInt64(bit & 63)) }
  func contains(_ bit: Int) -> Bool { words[bit >> 6] & (1 << UInt64(bit & 63)) != 0 }

  /// The set bits in ascending order.
  var members: [Int] { (0..<wordCount * 64).filter { contains($0) } }

  /// How far the first set bit is from `start`, going round once; nil when none is set.
  func distance(from start: Int) -> Int? {
    let first = start >> 6
    let head = words[first] >> UInt64(start & 63)
    if head != 0 { return head.trailingZeroBitCount }
    for step in 1...wordCount {
      let index = (first + step) % wordCount
      var word = words[index]
      if step == wordCount { word &= (1 << UInt64(start & 63)) - 1 }
      if word != 0 { return step * 64 - (start & 63) + word.trailingZeroBitCount }
    }
    return nil
  }
}
