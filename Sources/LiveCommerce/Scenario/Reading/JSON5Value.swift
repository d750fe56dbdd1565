// What a JSON5 text says, with the position of everything it says. Members keep their order, keys
// are unique within an object (the parser reports the second and drops it), numbers keep the text
// that they were written with. `invalid` stands where the parser has already reported a problem:
// whoever meets it stays silent.

/// A value and where it stands.
struct JSON5Node: Sendable, Equatable {
  var value: JSON5Value
  var position: SourcePosition

  /// Whether the parser has already reported this value.
  var isInvalid: Bool {
    if case .invalid = value { return true }
    return false
  }
}

/// One of the six kinds of JSON value, or the place of one that could not be read.
enum JSON5Value: Sendable, Equatable {
  case null
  case bool(Bool)
  case number(JSON5Number)
  case text(String)
  case list([JSON5Node])
  case object([JSON5Member])
  case invalid
}

/// One `key: value` of an object.
struct JSON5Member: Sendable, Equatable {
  var key: String
  var keyPosition: SourcePosition
  var node: JSON5Node
}

/// A number: its text, its nearest `Double` and, when it is whole and fits, its exact integer.
struct JSON5Number: Sendable, Equatable {
  var literal: String
  var double: Double
  var integer: Int64?
}
