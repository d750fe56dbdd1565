// How the digest of a scenario is written.

/// Digests as text.
package enum Digest {
  /// 16 hexadecimal digits.
  package static func text(_ digest: UInt64) -> String {
    let digits = String(digest, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
