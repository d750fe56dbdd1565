// Colour for terminals. Colour only repeats what the words say, so nothing is lost without it.

/// Whether and how text is coloured.
public struct Palette: Sendable, Equatable {
  /// Whether escape sequences are written.
  public let usesColour: Bool

  /// Text without escape sequences.
  public static let plain = Palette(usesColour: false)
  /// Text with escape sequences.
  public static let coloured = Palette(usesColour: true)

  /// Text for what is good.
  package func good(_ text: String) -> String { painted(text, "32") }
  /// Text for what is bad.
  package func bad(_ text: String) -> String { painted(text, "31") }
  /// Text for what deserves a look.
  package func notable(_ text: String) -> String { painted(text, "33") }
  /// Text for headings.
  package func strong(_ text: String) -> String { painted(text, "1") }
  /// Text for what recedes.
  package func faint(_ text: String) -> String { painted(text, "2") }

  private func painted(_ text: String, _ code: String) -> String {
    usesColour ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}
