// The end of a promise that says of how many sessions it is to hold: "… in 95% of sessions",
// "… on average". What no number of sessions could ever show is refused: "in 100% of sessions", and
// a mean that is to be equal to something.

/// Reads the quantifier of a promise.
enum QuantifierText {
  /// The shares of sessions that a number of sessions can show.
  static let allowed = 0.001...0.999

  /// Cuts the quantifier off a limit; nil, and reported, when it makes no sense.
  static func cut(
    _ text: String, _ comparison: Expectation.Comparison, _ node: NodeReader
  ) -> (limit: String, quantifier: Quantifier?)? {
    let words = text.split(separator: " ")
    guard let start = words.firstIndex(where: { $0 == "in" || $0 == "on" }) else {
      return (text, nil)
    }
    guard start > 0 else {
      node.report("there is no limit before `\(words[start])`")
      return nil
    }
    guard let quantifier = quantifier(Array(words[start...]), comparison, node) else { return nil }
    return (words[..<start].joined(separator: " "), quantifier)
  }

  private static func quantifier(
    _ words: [Substring], _ comparison: Expectation.Comparison, _ node: NodeReader
  ) -> Quantifier? {
    if words == ["on", "average"] {
      guard comparison != .equal && comparison != .unequal else {
        node.report(
          "a mean over sessions is never shown to be `\(comparison.rawValue)` something; "
            + "use `<`, `<=`, `>=` or `>`, or write `in 95% of sessions`")
        return nil
      }
      return .onAverage
    }
    let written = words.joined(separator: " ")
    guard words.count > 3, words[0] == "in", words.suffix(2) == ["of", "sessions"],
      let share = try? Quantity.share(words.dropFirst().dropLast(2).joined(separator: " "))
    else {
      node.report(
        "there is no quantifier \(Wording.quoted(written)); "
          + "write `in 95% of sessions` or `on average`")
      return nil
    }
    guard allowed.contains(share) else {
      node.report(
        "\(Wording.quoted(written)) cannot be shown by any number of sessions; "
          + "0.1% to 99.9% of sessions are allowed")
      return nil
    }
    return .share(share)
  }
}
