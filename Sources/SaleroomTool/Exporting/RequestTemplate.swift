// The request that is fired for an arrival: URL, method, headers and body, with placeholders such as
// `{account}`. What stands for a placeholder is escaped for its place, so no name of a product can
// end a URL, a header or a string of JSON.
import LiveCommerce
import Reporting

/// What a placeholder stands for.
enum Placeholder: String, CaseIterable {
  case at, kind, account, product, variant, attempt, key, request, price
}

/// A text with placeholders.
struct Template: Equatable {
  enum Part: Equatable {
    case text(String)
    case value(Placeholder)
  }
  private(set) var parts: [Part] = []

  /// Reads a text; `{` opens a placeholder only where a word of letters and `}` follow.
  ///
  /// - Throws: `ToolError` with a usage message, if a placeholder is not known.
  init(_ text: String, of option: String) throws(ToolError) {
    var rest = text[...]
    while let match = rest.firstMatch(of: /\{([A-Za-z]+)\}/) {
      guard let placeholder = Placeholder(rawValue: String(match.1)) else {
        throw Template.unknown(String(match.1), option)
      }
      add(String(rest[..<match.range.lowerBound]))
      parts.append(.value(placeholder))
      rest = rest[match.range.upperBound...]
    }
    add(String(rest))
  }

  private mutating func add(_ text: String) {
    if !text.isEmpty { parts.append(.text(text)) }
  }

  private static func unknown(_ word: String, _ option: String) -> ToolError {
    let known = Placeholder.allCases.map(\.rawValue)
    let hint = Spelling.nearest(word, among: known).map { "; did you mean {\($0)}?" } ?? ""
    return .usage(
      "option \(option) has an unknown placeholder {\(word)} (known: "
        + "\(known.joined(separator: ", ")))\(hint)")
  }

  /// Whether it is the same text for every arrival.
  var isConstant: Bool { !parts.contains { if case .value = $0 { true } else { false } } }

  /// The text for one arrival.
  func text(_ value: (Placeholder) -> String) -> String {
    parts.map { part in
      switch part {
      case .text(let text): text
      case .value(let placeholder): value(placeholder)
      }
    }.joined()
  }
}

/// A request with placeholders.
struct RequestTemplate: Equatable {
  static let defaultURL = "http://127.0.0.1:8080/orders"
  static let defaultBody = #"{"account":"{account}","product":"{product}","key":"{key}"}"#

  let method: String
  /// Scheme, host and port.
  let server: String
  /// What follows the server; begins with a slash.
  let path: Template
  let headers: [(name: String, value: Template)]
  /// nil for a request without one.
  let body: Template?

  init(_ arguments: ParsedArguments) throws(ToolError) {
    method = arguments.values(.method).first ?? "POST"
    guard method.wholeMatch(of: /[A-Z]{1,16}/) != nil else {
      throw .usage("option --method is a word in capitals such as POST, not `\(method)`")
    }
    (server, path) = try RequestTemplate.url(
      arguments.values(.url).first ?? RequestTemplate.defaultURL)
    let isBare = ["GET", "HEAD"].contains(method) && !arguments.has(.body)
    let written = arguments.values(.body).first ?? RequestTemplate.defaultBody
    body = isBare ? nil : try Template(written, of: "--body")
    headers = try RequestTemplate.headers(arguments.values(.header), hasBody: !isBare)
  }

  private static func url(_ text: String) throws(ToolError) -> (String, Template) {
    let parts = text.wholeMatch(of: /(https?:\/\/[A-Za-z0-9.:\[\]_-]+)([\/?][\x21-\x7E]*)?/)
    guard let parts else {
      throw .usage(
        "option --url is http:// or https://, a host without placeholders and a path, in ASCII "
          + "and without spaces, not `\(text)`")
    }
    let path = parts.2.map(String.init) ?? "/"
    return (String(parts.1), try Template(path.hasPrefix("/") ? path : "/\(path)", of: "--url"))
  }

  private static func headers(
    _ written: [String], hasBody: Bool
  ) throws(ToolError) -> [(name: String, value: Template)] {
    var headers: [(name: String, value: Template)] = []
    for text in written {
      guard let parts = text.wholeMatch(of: /([A-Za-z0-9-]+): *([\x20-\x7E]*)/) else {
        throw .usage("option --header is `Name: value` in ASCII, not `\(text)`")
      }
      headers.append((String(parts.1), try Template(String(parts.2), of: "--header")))
    }
    if hasBody && !headers.contains(where: { $0.name.lowercased() == "content-type" }) {
      headers.append(("Content-Type", try Template("application/json", of: "--header")))
    }
    return headers
  }

  static func == (left: RequestTemplate, right: RequestTemplate) -> Bool {
    left.method == right.method && left.server == right.server && left.path == right.path
      && left.body == right.body && left.headers.elementsEqual(right.headers, by: ==)
  }
}

/// A text in its place within a request.
enum Escaping {
  /// As a part of a URL or of a header's value: everything but letters, digits and `-._~` as `%XX`.
  static func percent(_ text: String) -> String {
    text.utf8.map { byte in
      let isPlain =
        byte < 0x80 && Character(Unicode.Scalar(byte)).isLetter
        || (0x30...0x39).contains(byte) || "-._~".utf8.contains(byte)
      guard !isPlain else { return String(Unicode.Scalar(byte)) }
      let digits = String(byte, radix: 16, uppercase: true)
      return "%" + (digits.count < 2 ? "0" : "") + digits
    }.joined()
  }

  /// As a part of a string of JSON, without its quotes.
  static func json(_ text: String) -> String { String(quoted(text).dropFirst().dropLast()) }

  /// As a string of JSON.
  static func quoted(_ text: String) -> String { JSONValue.string(text).dense }

  /// As a string of Lua.
  static func lua(_ text: String) -> String {
    var quoted = "\""
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): quoted += "\\\(Character(Unicode.Scalar(byte)))"
      case 0x20..<0x7F: quoted.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let digits = String(byte)
        quoted += "\\" + String(repeating: "0", count: 3 - digits.count) + digits
      }
    }
    return quoted + "\""
  }
}
