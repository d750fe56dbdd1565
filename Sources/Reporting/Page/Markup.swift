// HTML that was put together from elements and escaped text, and can be nothing else: there is no way
// from a plain string to markup but through `text`, so what a scenario says stays text.
import LiveCommerce

/// A piece of HTML.
struct Markup: Equatable {
  private(set) var html: String

  private init(html: String) { self.html = html }

  /// Nothing.
  static let nothing = Markup(html: "")

  /// Text, whatever it holds.
  static func text(_ text: String) -> Markup { Markup(html: escaped(text)) }

  /// A name from a scenario or a file: text whose direction cannot reach what stands beside it.
  static func name(_ name: String) -> Markup { element("bdi", [], [.text(name)]) }

  /// An element, whose name and whose attributes' names are ours; attributes without a value are left
  /// out.
  static func element(
    _ name: String, _ attributes: [(String, String?)] = [], _ children: [Markup] = []
  ) -> Markup {
    var html = "<\(name)"
    for case (let attribute, let value?) in attributes {
      html += " \(attribute)=\"\(escaped(value))\""
    }
    html += ">"
    for child in children { html += child.html }
    return Markup(html: html + "</\(name)>")
  }

  /// An element that never has content.
  static func void(_ name: String, _ attributes: [(String, String?)]) -> Markup {
    var markup = element(name, attributes)
    markup.html.removeLast(name.count + 3)
    return markup
  }

  /// A script or style sheet of ours, as it is.
  static func own(_ name: String, _ source: [UInt8]) -> Markup {
    Markup(html: "<\(name)>\n\(String(decoding: source, as: UTF8.self))</\(name)>")
  }

  /// Data for the script: a value that no HTML parser finds an end of before its own.
  static func data(_ value: JSONValue) -> Markup {
    // `<` stands in JSON only within texts, and may be written by number there; so nothing closes
    // the element or opens a comment.
    let text = value.dense.replacing(ascii: "<", with: "\\u003c")
      .replacing(ascii: ">", with: "\\u003e")
    return Markup(html: "<script type=\"application/json\" id=\"data\">\(text)</script>")
  }

  static func + (left: Markup, right: Markup) -> Markup { Markup(html: left.html + right.html) }

  private static func escaped(_ text: String) -> String {
    var html = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": html += "&amp;"
      case "<": html += "&lt;"
      case ">": html += "&gt;"
      case "\"": html += "&quot;"
      case "\n", "\t": html.unicodeScalars.append(scalar)
      // HTML allows no such character, not even escaped.
      case _ where scalar.value < 0x20 || 0x7F..<0xA0 ~= scalar.value || isNoCharacter(scalar):
        html += Wording.printable(scalar)
      default: html.unicodeScalars.append(scalar)
      }
    }
    return html
  }

  private static func isNoCharacter(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value & 0xFFFE == 0xFFFE || 0xFDD0...0xFDEF ~= scalar.value
  }
}
