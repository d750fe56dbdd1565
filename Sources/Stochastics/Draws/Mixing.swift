// The finaliser every draw is built from: a bijection on 64-bit words that leaves no trace of
// the order in its input. Invariant: `absorb` is a bijection of `state` for a fixed part, and of
// `part` for a fixed state, so two keys that differ in one part never share a state.

@usableFromInline
enum Mixing {
  // Odd multipliers, so that multiplying loses nothing; one for each part of a key, so that the
  // same number in two parts means two things. They are the fractional parts of the square roots
  // of the first primes (made odd), which leaves no room for choosing them to suit a test.
  @inlinable static var seed: UInt64 { 0x6a09_e667_f3bc_c909 }
  @inlinable static var replication: UInt64 { 0xbb67_ae85_84ca_a73b }
  @inlinable static var domain: UInt64 { 0x3c6e_f372_fe94_f82b }
  @inlinable static var number: UInt64 { 0xa54f_f53a_5f1d_36f1 }
  @inlinable static var topic: UInt64 { 0x510e_527f_ade6_82d1 }

  // Variant 13 of D. Stafford, "Better bit mixing: improving on MurmurHash3's 64-bit finalizer"
  // (2011); also the output function of SplitMix64 (Steele, Lea and Flood, "Fast splittable
  // pseudorandom number generators", OOPSLA 2014).
  @inlinable @inline(__always)
  static func mix(_ word: UInt64) -> UInt64 {
    var x = word
    x = (x ^ (x >> 30)) &* 0xbf58_476d_1ce4_e5b9
    x = (x ^ (x >> 27)) &* 0x94d0_49bb_1331_11eb
    return x ^ (x >> 31)
  }

  // One is added because the finaliser maps zero to zero: a part of zero must move the state too.
  @inlinable @inline(__always)
  static func absorb(_ part: UInt64, into state: UInt64, by multiplier: UInt64) -> UInt64 {
    mix(state &+ (part &+ 1) &* multiplier)
  }
}
