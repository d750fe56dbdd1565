// Results as one page of HTML that needs nothing else: text and tables stand in it as they are, and a
// script of ours draws the charts from data in the page. It fetches nothing, and by its own policy
// could not.
//
// Invariant: a pure function of the results; what is written in them appears on the page as text only.

/// The page of one result, or of several beside one another.
public enum ResultPage {
  /// How many results a page takes; more lines than that cannot be told apart.
  public static let limit = 8

  /// Writes the page, ending with a line break.
  ///
  /// - Parameter results: The results, 1 to `limit` of them.
  /// - Returns: HTML.
  public static func render(_ results: [PageResult]) -> String {
    let parts = parts(of: results)
    let sections =
      parts.flatMap(\.sections) + [PageSection("again", "How to make it again", again(results))]
    let sessions = results.filter { $0.kind == .session }
    let data = JSONValue.object([
      .init("sessions", .array(sessions.map { SessionData($0).value })),
      .init("charts", .object(parts.flatMap(\.charts))),
    ])
    return document(title(results), sections, data)
  }

  /// Sessions stand together, every other result by itself.
  private static func parts(of results: [PageResult]) -> [any PagePart] {
    let sessions = results.filter { $0.kind == .session }
    let first: [any PagePart] = sessions.isEmpty ? [] : [SessionsPart(sessions)]
    return first
      + results.enumerated().compactMap { place, result -> (any PagePart)? in
        let earlier = results[..<place].count { $0.kind == result.kind }
        let id = result.kind.rawValue + (earlier > 0 ? "-\(earlier + 1)" : "")
        switch result.kind {
        case .session: return nil
        case .replications: return ReplicationsPart(result, id: id)
        case .comparison: return ComparisonPart(result, id: id)
        case .sweep: return SweepPart(result, id: id)
        case .plan: return PlanPart(result, id: id)
        case .campaign: return CampaignPart(result, id: id)
        case .exploration: return ExplorationPart(result, id: id)
        }
      }
  }

  private static func title(_ results: [PageResult]) -> String {
    var titles: [String] = []
    for result in results {
      guard let title = result.value["scenario"]?["title"]?.string, !titles.contains(title) else {
        continue
      }
      titles.append(title)
    }
    if titles.isEmpty { titles = results.map(\.name) }
    return titles.joined(separator: " · ")
  }

  private static func again(_ results: [PageResult]) -> Markup {
    let rows = results.map { result in
      let value = result.value
      let command = ShellLine.text(
        ["saleroom"] + (value["command"]?.elements ?? []).compactMap(\.string))
      return [
        PageCell(.name(result.name)),
        PageCell(
          value["command"] == nil
            ? .text(ValueText.nothing) : .element("code", [], [.text(command)])),
        PageCell(.text(value["seed"]?.dense ?? ValueText.nothing)),
        PageCell(
          .element(
            "code", [], [.text(value["scenario"]?["digest"]?.string ?? ValueText.nothing)])),
        PageCell(.text(value["tool"]?["version"]?.string ?? ValueText.nothing)),
      ]
    }
    return PageTable(
      "Commands that make these results again, to the last byte",
      columns: [
        PageColumn("result"), PageColumn("command"), PageColumn("seed"),
        PageColumn("digest of the scenario"), PageColumn("version"),
      ],
      rows: rows
    ).markup
  }

  // MARK: The document

  private static func document(
    _ title: String, _ sections: [PageSection], _ data: JSONValue
  ) -> String {
    let head = Markup.element(
      "head", [],
      [
        .void("meta", [("charset", "utf-8")]),
        .void(
          "meta",
          [
            ("http-equiv", "Content-Security-Policy"),
            (
              "content", "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
            ),
          ]),
        .void(
          "meta", [("name", "viewport"), ("content", "width=device-width, initial-scale=1")]),
        .void("meta", [("name", "color-scheme"), ("content", "light dark")]),
        .element("title", [], [.text("\(title) – Saleroom")]),
        .own("style", PackageResources.page_css),
      ])
    let links = sections.map { section in
      Markup.element(
        "li", [], [.element("a", [("href", "#\(section.id)")], [.text(section.title)])])
    }
    let header = Markup.element(
      "header", [],
      [
        .element("p", [("class", "brand")], [.text("Saleroom")]),
        .element("h1", [], [.name(title)]),
        .element("nav", [("aria-label", "Sections")], [.element("ul", [], links)]),
      ])
    let noScript = Markup.element(
      "noscript", [],
      [
        .element(
          "p", [("class", "note")],
          [
            .text(
              "The charts are drawn by a script, which is switched off here; the tables are not.")
          ])
      ])
    let main = Markup.element("main", [], [noScript] + sections.map(\.markup))
    let body = Markup.element(
      "body", [], [header, main, .data(data), .own("script", PackageResources.page_js)])
    return "<!DOCTYPE html>\n" + Markup.element("html", [("lang", "en")], [head, body]).html + "\n"
  }
}
