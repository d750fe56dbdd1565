// A line of a screen: pieces of text, each with its style, never wider than the screen. Widths are
// those of the text, so that colour takes no columns.
import LiveCommerce
import Reporting

/// A line made of styled pieces.
struct ScreenLine {
  /// How a piece looks; it only repeats what the words say.
  enum Style { case plain, strong, faint, good, bad, notable }

  private var pieces: [(text: String, style: Style)] = []
  /// Columns taken so far.
  private(set) var width = 0

  init() {}

  init(_ text: String, _ style: Style = .plain) { add(text, style) }

  /// Adds a piece.
  mutating func add(_ text: String, _ style: Style = .plain) {
    guard !text.isEmpty else { return }
    pieces.append((text, style))
    width += Display.width(text)
  }

  /// Adds another line's pieces.
  mutating func add(_ line: ScreenLine) {
    pieces += line.pieces
    width += line.width
  }

  /// Adds spaces up to a column.
  mutating func tab(to column: Int) { add(String(repeating: " ", count: max(0, column - width))) }

  /// The line in at most so many columns; what is cut ends with an ellipsis.
  func cut(to columns: Int) -> ScreenLine {
    guard width > columns else { return self }
    var line = ScreenLine()
    for (text, style) in pieces {
      let room = columns - 1 - line.width
      guard Display.width(text) > room else {
        line.add(text, style)
        continue
      }
      line.add(ScreenLine.prefix(of: text, columns: room) + "…", style)
      break
    }
    return line
  }

  private static func prefix(of text: String, columns: Int) -> String {
    var taken = ""
    var width = 0
    for character in text {
      width += Display.width(String(character))
      guard width <= columns else { break }
      taken.append(character)
    }
    return taken
  }

  /// The line as it is written to a terminal.
  func text(_ palette: Palette) -> String {
    pieces.map { text, style in
      switch style {
      case .plain: text
      case .strong: palette.strong(text)
      case .faint: palette.faint(text)
      case .good: palette.good(text)
      case .bad: palette.bad(text)
      case .notable: palette.notable(text)
      }
    }.joined()
  }
}
