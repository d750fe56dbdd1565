// What a page says of an exploration: the finding as lanes, one for each strand, time going down.

/// The part of a page that is about an exploration.
struct ExplorationPart: PagePart {
  private let result: PageResult
  private let id: String

  init(_ result: PageResult, id: String) {
    self.result = result
    self.id = id
  }

  var charts: [JSONValue.Member] { [] }

  var sections: [PageSection] {
    (result.value["searches"]?.elements ?? []).enumerated().map { place, search in
      let logic = search["logic"]?.string ?? "a sale logic"
      return PageSection(
        place == 0 ? id : "\(id)-search-\(place + 1)", "Exploring \(logic)",
        [head(search)] + finding(search))
    }
  }

  private func head(_ search: JSONValue) -> Markup {
    let counts = ["orders", "schedules", "distinct"].map {
      ValueText.count(search[$0]?.double ?? 0)
    }
    let faults = (search["faults"]?.elements ?? []).compactMap(\.string)
    return PageHead.line(
      search["verdict"]?.string,
      [
        .text("\(counts[0]) orders for "), .name(search["product"]?.string ?? ""),
        .text("; \(counts[1]) schedules, \(counts[2]) of them distinct; "),
        .text(faults.isEmpty ? "no faults" : "faults: \(faults.joined(separator: ", "))"),
      ])
  }

  private func finding(_ search: JSONValue) -> [Markup] {
    guard let finding = search["finding"], finding != .null else {
      return [.element("p", [], [.text("Nothing was found.")])]
    }
    let steps = finding["steps"]?.elements ?? []
    var strands: [String] = []
    for strand in steps.compactMap({ $0["strand"]?.string }) where !strands.contains(strand) {
      strands.append(strand)
    }
    let replay = search["replay"]?.string.map { command in
      Markup.element("p", [], [.text("Replay: "), .element("code", [], [.text(command)])])
    }
    return [
      .element(
        "p", [("class", "breach")],
        [.text(finding["sentence"]?.string ?? finding["kind"]?.string ?? "")]),
      lanes(steps, strands), replay ?? .nothing,
    ]
  }

  /// A column for each strand; a step stands in its own and crosses the others.
  private func lanes(_ steps: [JSONValue], _ strands: [String]) -> Markup {
    let start = steps.first?["at"]?.double ?? 0
    let rows = steps.map { step in
      let time = ((step["at"]?.double ?? start) - start) / 1e9
      return [PageCell("+" + ValueText.duration(time), time)]
        + strands.enumerated().map { place, strand in
          strand == step["strand"]?.string
            ? PageCell(.text(step["what"]?.string ?? ""), style: "lane c\(place % 8)")
            : PageCell(.text(""), style: "rest")
        }
    }
    return PageTable(
      "What led to it, step by step",
      columns: [PageColumn("time", isNumber: true)]
        + strands.map { PageColumn(.name($0)) }, rows: rows
    ).markup
  }
}
