// XML 1.0 as a value and as text: elements with attributes in the order given. Characters that XML
// cannot hold, not even escaped, are spelled out as reports spell them everywhere.
import LiveCommerce

/// An element of XML.
indirect enum XMLTree {
  case element(String, [(name: String, value: String)], [XMLTree])
  case text(String)

  /// The element as a document.
  var document: String {
    var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    write(to: &text, depth: 0)
    return text
  }

  private func write(to text: inout String, depth: Int) {
    guard case .element(let name, let attributes, let children) = self else { return }
    let indent = String(repeating: "  ", count: depth)
    text += indent + "<" + name
    for attribute in attributes {
      text += " \(attribute.name)=\"\(XMLTree.escaped(attribute.value))\""
    }
    guard !children.isEmpty else { return text += "/>\n" }
    if case .text(let content) = children[0] {
      return text += ">\(XMLTree.escaped(content))</\(name)>\n"
    }
    text += ">\n"
    for child in children { child.write(to: &text, depth: depth + 1) }
    text += "\(indent)</\(name)>\n"
  }

  private static func escaped(_ text: String) -> String {
    text.unicodeScalars.map(escaped).joined()
  }

  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "&": "&amp;"
    case "<": "&lt;"
    case ">": "&gt;"
    case "\"": "&quot;"
    // Unescaped, an attribute would turn these into spaces.
    case "\t", "\n", "\r": "&#\(scalar.value);"
    case _ where scalar.value < 0x20 || scalar.value & 0xFFFE == 0xFFFE: Wording.printable(scalar)
    default: String(scalar)
    }
  }
}
