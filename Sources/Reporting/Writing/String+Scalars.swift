// Escaping by scalars. Swift searches a text by characters as readers see them, and does not find a
// quote that an accent follows, or a `<` before which a mark stands that joins itself to it; a shell, a
// browser and a reader of CSV do. So what must be escaped is looked for in UTF-8.

extension String {
  /// The text with `other` for every `mark` of ASCII, whatever stands beside it.
  package func replacing(ascii mark: Unicode.Scalar, with other: String) -> String {
    let mark = UInt8(ascii: mark)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(utf8.count)
    for byte in utf8 {
      if byte == mark { bytes += other.utf8 } else { bytes.append(byte) }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
