// What pages are made of: sections, tables whose cells carry the number as it stands in the result,
// places where the script draws, and verdicts.
import LiveCommerce

/// What one kind of result contributes to a page.
protocol PagePart {
  /// What is told, in order.
  var sections: [PageSection] { get }
  /// What the script draws, by the names that the places of charts give.
  var charts: [JSONValue.Member] { get }
}

/// A section of a page.
struct PageSection {
  let id: String
  let title: String
  let content: [Markup]

  init(_ id: String, _ title: String, _ content: Markup...) {
    self.init(id, title, content)
  }

  init(_ id: String, _ title: String, _ content: [Markup]) {
    self.id = id
    self.title = title
    self.content = content
  }

  var markup: Markup {
    .element(
      "section", [("id", id), ("aria-labelledby", "\(id)-title")],
      [.element("h2", [("id", "\(id)-title")], [.text(title)])] + content)
  }
}

/// A cell of a table.
struct PageCell {
  var content: Markup
  /// The number as it stands in the result; cells sort by it.
  var number: Double?
  /// The metric or measure whose value it is, and the result's place.
  var source: (name: String, result: Int)?
  var style: String?

  init(_ content: Markup, style: String? = nil) {
    self.content = content
    self.style = style
  }

  init(_ text: String, _ number: Double?, of source: (String, Int)? = nil, style: String? = nil) {
    content = .text(text)
    self.number = number
    self.source = source
    self.style = style
  }

  /// A number of things.
  static func count(_ value: Double?) -> PageCell {
    PageCell(ValueText.text(value, .count, MoneyStyle(code: "")), value)
  }

  /// A part of a whole.
  static func share(_ value: Double?) -> PageCell {
    PageCell(ValueText.text(value, .share, MoneyStyle(code: "")), value)
  }

  /// One thing over another.
  static func share(_ part: Double?, of whole: Double?) -> PageCell {
    guard let part, let whole, whole > 0 else { return share(nil) }
    return share(part / whole)
  }
}

/// A column of a table.
struct PageColumn {
  let title: Markup
  let isNumber: Bool

  init(_ title: String, isNumber: Bool = false) {
    self.init(.text(title), isNumber: isNumber)
  }

  init(_ title: Markup, isNumber: Bool = false) {
    self.title = title
    self.isNumber = isNumber
  }
}

/// A table; the first cell of a row is its head.
struct PageTable {
  let caption: String
  let columns: [PageColumn]
  let rows: [[PageCell]]
  var isSortable = false
  /// Whether the script offers to show only the rows that hold a word.
  var isFiltered = false

  init(
    _ caption: String, columns: [PageColumn], rows: [[PageCell]], isSortable: Bool = false,
    isFiltered: Bool = false
  ) {
    self.caption = caption
    self.columns = columns
    self.rows = rows
    self.isSortable = isSortable
    self.isFiltered = isFiltered
  }

  var markup: Markup {
    let heads = columns.map { column in
      Markup.element(
        "th", [("scope", "col"), ("class", column.isNumber ? "number" : nil)], [column.title])
    }
    let style = [isSortable ? "sorts" : nil, isFiltered ? "filters" : nil].compactMap { $0 }
    let table = Markup.element(
      "table", [("class", style.isEmpty ? nil : style.joined(separator: " "))],
      [
        .element("caption", [], [.text(caption)]),
        .element("thead", [], [.element("tr", [], heads)]),
        .element("tbody", [], rows.map(row)),
      ])
    // A wide table scrolls by itself, and by keys as well.
    return .element(
      "div",
      [("class", "scroll"), ("tabindex", "0"), ("role", "group"), ("aria-label", caption)],
      [table])
  }

  private func row(_ cells: [PageCell]) -> Markup {
    .element(
      "tr", [],
      cells.enumerated().map { place, cell in
        let isNumber = place < columns.count && columns[place].isNumber
        let style = [isNumber ? "number" : nil, cell.style].compactMap { $0 }
        let attributes: [(String, String?)] = [
          ("class", style.isEmpty ? nil : style.joined(separator: " ")),
          ("data-v", cell.number.map { JSONValue.digits($0) }),
          ("data-m", cell.source?.name), ("data-r", cell.source.map { "\($0.result)" }),
        ]
        return place == 0
          ? .element("th", [("scope", "row")] + attributes, [cell.content])
          : .element("td", attributes, [cell.content])
      })
  }
}

/// The place of a chart.
enum PageChart {
  /// A place that the script fills.
  ///
  /// - Parameters:
  ///   - kind: Which chart.
  ///   - caption: What it shows.
  ///   - alternative: The same in words, for those who do not see it.
  ///   - data: The member of the page's data that it is drawn from.
  /// - Returns: The place, with its words.
  static func place(
    _ kind: String, _ caption: String, alternative: String, data: String? = nil
  ) -> Markup {
    .element(
      "figure", [("class", "chart"), ("data-chart", kind), ("data-of", data)],
      [
        .element("figcaption", [], [.text(caption)]),
        .element("p", [("class", "alternative")], [.text(alternative)]),
      ])
  }
}

/// Verdicts as words and marks; colour is never all that tells them apart.
enum PageVerdict {
  /// "KEPT" and its like.
  static func badge(_ word: String) -> Markup {
    .element(
      "span", [("class", "badge \(style(word))")], [.text("\(mark(word)) \(word.uppercased())")])
  }

  /// "✓" and its like in a cell.
  static func mark(_ isKept: Bool) -> Markup {
    .element(
      "span", [("class", isKept ? "good" : "bad")],
      [
        .text(isKept ? "✓ " : "✗ "),
        .element("span", [("class", "alternative")], [.text(isKept ? "kept: " : "broken: ")]),
      ])
  }

  static func style(_ word: String) -> String {
    switch word {
    case "kept", "found", "better": "good"
    case "broken", "worse", "impossible", "regressed": "bad"
    default: "open"
    }
  }

  private static func mark(_ word: String) -> String {
    switch style(word) {
    case "good": "✓"
    case "bad": "✗"
    default: "?"
    }
  }
}
