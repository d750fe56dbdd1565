// Changes to scenario texts: of bytes, of digits, and of whole values for others apt to do harm.

/// Makes mutants of texts, the same ones for the same seed.
struct ScenarioFuzzer {
  /// Values that readers trip over.
  private static let values = [
    "0", "-1", "1e18", "1e308", "-9223372036854775808", "9223372036854775807", "NaN", "-Infinity",
    "0x7FFFFFFFFFFFFFFF", "1e-320", "0.5", "1", "''", "'0s'", "'1ns'", "'292y'", "'106751d'",
    "'-1s'", "'1d'", "'100%'", "'0%'", "'1e9%'", "'9223372036854775807B'", "'¥0.01'",
    "'¥10000000000'", "'¥92233720368547758.07'", "'1B/s'", "'1/365d'", "null", "true", "[]", "{}",
    "[[]]", "{ mixture: [{ share: 1, of: '1s' }] }", "{ logNormal: { median: '365d', sigma: 10 } }",
    "{ uniform: { from: '0s', to: '365d' } }", "{ exponential: { mean: '1ns' } }", "'phone'",
    "'fan'", "'close'", "'linkUp'", "'\\u202E'", "'👩‍👩‍👧'",
  ]

  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  private mutating func next(below bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((mixed ^ (mixed >> 31)) % UInt64(max(1, bound)))
  }

  /// The text with a few changes.
  mutating func mutant(of text: String) -> [UInt8] {
    var bytes = Array(text.utf8)
    for _ in 0...next(below: 3) {
      switch next(below: 4) {
      case 0: changeByte(&bytes)
      case 1: changeValue(&bytes)
      default: changeDigit(&bytes)
      }
    }
    return bytes
  }

  private mutating func changeByte(_ bytes: inout [UInt8]) {
    let place = next(below: bytes.count)
    let end = min(bytes.count, place + 1 + next(below: 40))
    switch next(below: 5) {
    case 0: bytes[place] = UInt8(next(below: 256))
    case 1: bytes.remove(at: place)
    case 2: bytes.removeSubrange(place..<end)
    case 3: bytes.insert(contentsOf: bytes[place..<end], at: next(below: bytes.count))
    default: bytes.insert(UInt8(ascii: "0") + UInt8(next(below: 10)), at: place)
    }
  }

  /// Puts another digit in place of one, which often leaves the text sound.
  private mutating func changeDigit(_ bytes: inout [UInt8]) {
    let digits = bytes.indices.filter { UInt8(ascii: "0")...UInt8(ascii: "9") ~= bytes[$0] }
    guard !digits.isEmpty else { return }
    bytes[digits[next(below: digits.count)]] = UInt8(ascii: "0") + UInt8(next(below: 10))
  }

  /// Puts another value after a colon drawn at random, up to the next comma or bracket.
  private mutating func changeValue(_ bytes: inout [UInt8]) {
    let colons = bytes.indices.filter { bytes[$0] == UInt8(ascii: ":") }
    guard !colons.isEmpty else { return }
    let start = colons[next(below: colons.count)] + 1
    let ends = Array(",]}".utf8)
    let end = bytes[start...].firstIndex { ends.contains($0) } ?? bytes.count
    let value = Self.values[next(below: Self.values.count)]
    bytes.replaceSubrange(start..<end, with: Array(" \(value)".utf8))
  }
}
