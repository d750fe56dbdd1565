// Names for runs of bytes: FNV-1a (G. Fowler, L. C. Noll and K.-P. Vo, 1991), the same in every process
// and on every machine, which the hashes of the standard library are not. It is no defence against
// somebody who wants two runs to have one name.

/// The hash FNV-1a of 64 bits.
package enum FNV {
  /// The hash of nothing.
  package static let empty: UInt64 = 0xCBF2_9CE4_8422_2325

  /// The hash after one byte more.
  @inlinable
  package static func hash(_ hash: UInt64, with byte: UInt8) -> UInt64 {
    (hash ^ UInt64(byte)) &* 0x100_0000_01B3
  }

  /// The hash of a text in UTF-8.
  package static func hash(of text: String) -> UInt64 {
    text.utf8.reduce(empty) { hash($0, with: $1) }
  }
}
