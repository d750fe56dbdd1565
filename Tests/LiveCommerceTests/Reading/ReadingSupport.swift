// Parsing and rendering for the tests of this folder.

@testable import LiveCommerce

/// Parses a text; its compact rendering, or nil, and the problems as printed.
func parsed(_ text: String) -> (value: String?, problems: [String]) {
  parsed(Array(text.utf8))
}

func parsed(_ bytes: [UInt8]) -> (value: String?, problems: [String]) {
  let log = ProblemLog(file: "f")
  let node = JSON5Parser.parse(bytes, log: log)
  return (node.map { rendered($0.value) }, log.problems.map(\.description))
}

/// A value in one line; text shows everything but printable ASCII as `\u{…}`.
func rendered(_ value: JSON5Value) -> String {
  switch value {
  case .null: return "null"
  case .bool(let bool): return "\(bool)"
  case .number(let number): return number.integer.map { "\($0)" } ?? "\(number.double)"
  case .text(let text): return renderedText(text)
  case .list(let nodes): return "[" + nodes.map { rendered($0.value) }.joined(separator: ",") + "]"
  case .object(let members):
    let parts = members.map { renderedText($0.key) + ":" + rendered($0.node.value) }
    return "{" + parts.joined(separator: ",") + "}"
  case .invalid: return "?"
  }
}

private func renderedText(_ text: String) -> String {
  var shown = "'"
  for scalar in text.unicodeScalars {
    let isPlain = 0x20..<0x7F ~= scalar.value && scalar != "'"
    shown += isPlain ? String(scalar) : "\\u{\(String(scalar.value, radix: 16))}"
  }
  return shown + "'"
}

/// A reader of the root object; nil after the reason was reported.
func opened(_ bytes: [UInt8], _ log: ProblemLog) -> ObjectReader? {
  JSON5Parser.parse(bytes, log: log).flatMap {
    NodeReader(node: $0, path: .root, log: log).object()
  }
}

/// Opens a text as a scenario, lets `body` read it, and returns the problems as printed.
func problems(in text: String, reading body: (ObjectReader) -> Void) -> [String] {
  let log = ProblemLog(file: "f")
  if let root = opened(Array(text.utf8), log) {
    body(root)
    root.finish()
  }
  return log.problems.map(\.description)
}

/// Tables kept as text, which compile at once however long they are.
///
/// A line without indent is an input; the lines indented by two are what is expected of it; a line
/// indented by four continues the one before. In inputs ␊, ␍ and ␉ stand for the controls that they
/// show, and ‹202E› for the character of that number.
enum Table {
  static func rows(_ table: String) -> [(input: String, expected: [String])] {
    var rows: [(input: String, expected: [String])] = []
    for line in table.split(separator: "\n") {
      if !line.hasPrefix(" ") {
        rows.append((decoded(line), []))
      } else if let last = rows.indices.last {
        let count = rows[last].expected.count
        if line.hasPrefix("    "), count > 0 {
          rows[last].expected[count - 1] += " " + line.dropFirst(4)
        } else {
          rows[last].expected.append(String(line.dropFirst(2)))
        }
      }
    }
    return rows
  }

  static func decoded(_ text: Substring) -> String {
    var result = String.UnicodeScalarView()
    var number: UInt32?
    for scalar in text.unicodeScalars {
      switch scalar {
      case "␊": result.append("\n")
      case "␍": result.append("\r")
      case "␉": result.append("\t")
      case "‹": number = 0
      case "›":
        result.append(number.flatMap { Unicode.Scalar($0) } ?? "?")
        number = nil
      case let digit:
        guard let value = number else {
          result.append(digit)
          continue
        }
        number = value * 16 + UInt32(Character(digit).hexDigitValue ?? 0)
      }
    }
    return String(result)
  }

  static func encoded(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n": result += "␊"
      case "\r": result += "␍"
      case "\t": result += "␉"
      case _ where scalar.value < 0x20 || [0xA0, 0x3000, 0x202E, 0xFEFF].contains(scalar.value):
        result += "‹\(String(scalar.value, radix: 16, uppercase: true))›"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
