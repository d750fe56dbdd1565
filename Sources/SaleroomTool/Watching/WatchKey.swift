// The keys of a watched session, and the bytes that a terminal sends for them.

/// What a key asks for.
enum WatchKey: Equatable {
  case pause, step, faster, slower, nextLinkUp, nextKnob, previousKnob, turnUp, turnDown
  case help, redraw, suspend, quit

  /// The keys that bytes stand for; what stands for none is passed over.
  static func keys(in bytes: [UInt8]) -> [WatchKey] {
    var keys: [WatchKey] = []
    var rest = bytes[...]
    while let byte = rest.popFirst() {
      let key = byte == 0x1B ? escaped(&rest) : plain[byte]
      if let key { keys.append(key) }
    }
    return keys
  }

  private static let plain: [UInt8: WatchKey] = {
    let names: [(String, WatchKey)] = [
      (" ", .pause), (".", .step), ("+=", .faster), ("-_", .slower), ("nN", .nextLinkUp),
      ("k\t", .nextKnob), ("K", .previousKnob), (">", .turnUp), ("<", .turnDown), ("?hH", .help),
      ("\u{0C}", .redraw), ("\u{1A}", .suspend), ("qQ", .quit),
    ]
    return Dictionary(
      uniqueKeysWithValues: names.flatMap { text, key in text.utf8.map { ($0, key) } })
  }()

  /// The key of a sequence after its escape: arrows, and tab with shift.
  private static func escaped(_ rest: inout ArraySlice<UInt8>) -> WatchKey? {
    guard let first = rest.first, first == UInt8(ascii: "[") || first == UInt8(ascii: "O") else {
      return nil
    }
    rest.removeFirst()
    while let byte = rest.popFirst() {
      guard (0x40...0x7E).contains(byte) else { continue }
      switch byte {
      case UInt8(ascii: "A"), UInt8(ascii: "Z"): return .previousKnob
      case UInt8(ascii: "B"): return .nextKnob
      case UInt8(ascii: "C"): return .turnUp
      case UInt8(ascii: "D"): return .turnDown
      default: return nil
      }
    }
    return nil
  }

  /// What the keys do, for help.
  static let meanings = [
    ("space", "pauses, and goes on"),
    (".", "goes on by one second of the session, and pauses"),
    ("+ -", "faster, slower"),
    ("n", "jumps to the next link-up"),
    ("k, tab", "chooses another knob; K the one before"),
    ("< >", "turns the knob; so do the arrows to the left and right"),
    ("?", "this help"),
    ("q", "quits"),
  ]
}
