// Looking into a value that was read: what is not there, or is something else, is nil.

extension JSONValue {
  /// The value of an object's member.
  package subscript(name: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.name == name }?.value
  }

  /// The members of an object, in order; none of anything else.
  var members: [Member] {
    guard case .object(let members) = self else { return [] }
    return members
  }

  /// The elements of an array; none of anything else.
  var elements: [JSONValue] {
    guard case .array(let elements) = self else { return [] }
    return elements
  }

  /// The number.
  var double: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  /// The text.
  package var string: String? {
    guard case .string(let text) = self else { return nil }
    return text
  }

  /// Whether it is `true`.
  var isTrue: Bool { self == .bool(true) }
}
