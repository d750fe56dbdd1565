// The draws of one entity: eight bytes to keep in a record, or to make again when needed.
// Invariant: distinct (purpose, index) pairs give distinct 64-bit words; no draw changes anything.

/// The draws of one entity, each named by what it is for and how many of its kind came before.
@frozen
public struct EntityDraws: Sendable, Equatable {
  @usableFromInline let key: UInt64

  @usableFromInline
  init(key: UInt64) {
    self.key = key
  }

  /// Sixty-four random bits.
  ///
  /// - Parameters:
  ///   - purpose: what the draw decides; the caller keeps the list.
  ///   - index: which one of the draws for that purpose.
  /// - Returns: a word of which every bit is as good as any other.
  @inlinable
  public func bits(_ purpose: UInt32, _ index: UInt32 = 0) -> UInt64 {
    Mixing.absorb(UInt64(purpose) << 32 | UInt64(index), into: key, by: Mixing.topic)
  }

  /// A uniform variate in the open interval (0, 1), on a lattice symmetric about one half.
  ///
  /// The lattice is (n + ½)·2⁻⁵² for 52 random bits n. A 53rd bit would not fit: its largest
  /// point, 1 - 2⁻⁵⁴, rounds to one, and one has no logarithm to spend. `1 - u` is exact.
  @inlinable
  public func uniform(_ purpose: UInt32, _ index: UInt32 = 0) -> Double {
    (Double(bits(purpose, index) >> 12) + 0.5) * 0x1p-52
  }

  /// An exponential variate of mean one: positive, and at most 36.8.
  @inlinable
  public func unitExponential(_ purpose: UInt32, _ index: UInt32 = 0) -> Double {
    Elementary.unitExponential(uniform(purpose, index))
  }

  /// A normal variate of mean zero and variance one, by inversion.
  @inlinable
  public func standardNormal(_ purpose: UInt32, _ index: UInt32 = 0) -> Double {
    Elementary.normalQuantile(uniform(purpose, index))
  }

  /// Whether something of probability `p` happens; never for `p` ≤ 0, always for `p` ≥ 1.
  ///
  /// Raising `p` keeps every yes: the uniform behind the answer does not depend on `p`.
  @inlinable
  public func chance(_ p: Double, _ purpose: UInt32, _ index: UInt32 = 0) -> Bool {
    uniform(purpose, index) < p
  }
}
