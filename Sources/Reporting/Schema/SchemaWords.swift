// What an editor shows of a key: its meaning, then how its value is written, in what range, and what
// holds if it is left out. Meaning comes from the notes, the rest from the readers.
import LiveCommerce

/// Descriptions of keys.
enum SchemaWords {
  /// The description of a place; nil if there is nothing to say.
  static func description(of place: OutlinePlace) -> String? {
    guard let note = KeyNotes.note(of: place) else { return nil }
    let kinds = place.forms.compactMap { words(of: $0) }
    guard !kinds.isEmpty else { return note }
    var text = kinds.joined(separator: ", or ")
    text = text.prefix(1).uppercased() + text.dropFirst()
    if let shown = place.fallback.flatMap({ plain($0) }) { text += "; \(shown) if left out" }
    return "\(note) \(text)."
  }

  private static func plain(_ value: WrittenValue) -> String? {
    switch value {
    case .number(let number): JSONValue.digits(number)
    case .text(let text): text
    case .bool(let flag): "\(flag)"
    case .list, .object: nil
    }
  }

  /// "a duration, 1s to 10m".
  private static func words(of form: ValueForm) -> String? {
    guard let kind = form.kindWords else { return nil }
    guard let range = form.rangeWords else { return kind }
    return "\(kind), \(range)"
  }
}
