// A value in words that are the same in every process: no addresses, and what has no order of its own in
// the order of its words.

/// Words that last longer than a process.
enum LastingWords {
  /// How deep values are followed: a value may contain itself.
  private static let depth = 16

  /// A value in words.
  static func of(_ value: Any) -> String { words(value, depth) }

  /// The values of the arguments in what Swift Testing knows of a parameterised case, and which of several
  /// alike it is; nil if they are not there.
  static func arguments(_ parts: Any) -> Any? {
    let mirror = Mirror(reflecting: parts)
    guard let list = mirror.descendant("arguments") else { return nil }
    let values = Mirror(reflecting: list).children.map {
      Mirror(reflecting: $0.value).descendant("value")
    }
    guard !values.isEmpty, values.allSatisfy({ $0 != nil }) else { return nil }
    return values.compactMap { $0 } + [mirror.descendant("discriminator") ?? 0]
  }

  private static func words(_ value: Any, _ depth: Int) -> String {
    let mirror = Mirror(reflecting: value)
    guard depth > 0, !mirror.children.isEmpty, mirror.displayStyle != .class else {
      return String(reflecting: value).replacing(#/\$[0-9a-f]+|0x[0-9a-f]+/#, with: "")
    }
    let parts = mirror.children.map { child in
      (child.label.map { $0 + ": " } ?? "") + words(child.value, depth - 1)
    }
    switch mirror.displayStyle {
    case .set, .dictionary: return "[\(parts.sorted().joined(separator: ", "))]"
    default: return "\(mirror.subjectType)(\(parts.joined(separator: ", ")))"
    }
  }
}
