// What a page says of a comparison: which measures differ, by how much, and whether that is better.
import Experiments
import LiveCommerce
import Stochastics

/// The part of a page that is about two sides under the same chance.
struct ComparisonPart: PagePart {
  /// The most measures that are drawn; the table has all.
  private static let mostDrawn = 30
  private let result: PageResult
  private let id: String
  private let money: MoneyStyle

  init(_ result: PageResult, id: String) {
    self.result = result
    self.id = id
    money = MoneyStyle(code: result.value["currency"]?.string ?? "")
  }

  private var value: JSONValue { result.value }
  private var measures: [JSONValue] { value["measures"]?.elements ?? [] }
  private var differing: [JSONValue] {
    measures.filter { measure in
      let finding = Finding(rawValue: measure["finding"]?.string ?? "")
      return [.worse, .better, .more, .less].contains(finding)
    }
  }

  /// Without a gate only what must never happen is judged.
  private var isJudged: Bool {
    (value["gate"] ?? .null) != .null || value["verdict"]?.string != Judgement.kept.rawValue
  }

  var sections: [PageSection] {
    let titles = ["a", "b"].map { value[$0]?["title"]?.string ?? $0 }
    let sessions = value["b"]?["sessions"]?.double ?? 0
    let notes = (value["notes"]?.elements ?? []).compactMap(\.string)
    return [
      PageSection(
        id, "B against A",
        [
          PageHead.line(
            value["verdict"]?.string, isJudged: isJudged,
            [
              .text("A is "), .name(titles[0]), .text(", B is "), .name(titles[1]),
              .text(
                "; \(ValueText.count(sessions)) sessions each, drawn from the same chance. Of "),
              .text("\(measures.count) measures \(differing.count) differ."),
            ])
        ]
          + notes.map { .element("p", [("class", "note")], [.text($0)]) } + [
            PageChart.place(
              "intervals", "B as a multiple of A, where they differ; the line is no change",
              alternative:
                "The interval of B over A of each measure that differs; the numbers stand "
                + "in the table below.", data: id),
            table(differing, "Measures that differ, the most important first"),
            .element(
              "details", [],
              [
                .element("summary", [], [.text("All \(measures.count) measures")]),
                table(measures, "All measures, the most important first"),
              ]),
          ])
    ]
  }

  private func table(_ measures: [JSONValue], _ caption: String) -> Markup {
    let rows = measures.map { measure in
      let unit = MetricUnit(rawValue: measure["unit"]?.string ?? "") ?? .number
      let finding = measure["finding"]?.string ?? ""
      let means = [measure["meanA"]?.double, measure["meanB"]?.double]
      let difference = Interval(measure["difference"])
      let ratio = Interval(measure["ratio"])
      return [
        PageCell(.element("code", [], [.text(measure["name"]?.string ?? "")])),
        PageCell(.text(finding), style: PageVerdict.style(finding)),
      ]
        + means.map { PageCell(ValueText.text($0, unit, money), $0) } + [
          PageCell(IntervalText.difference(difference, unit, money), difference?.estimate),
          PageCell(IntervalText.number(ratio), ratio?.estimate),
        ]
    }
    return PageTable(
      caption,
      columns: [PageColumn("measure"), PageColumn("finding")]
        + ["A", "B", "B − A", "B ÷ A"].map { PageColumn($0, isNumber: true) },
      rows: rows, isSortable: true
    ).markup
  }

  var charts: [JSONValue.Member] {
    let rows = differing.filter { $0["ratio"]?["low"] != nil }.prefix(ComparisonPart.mostDrawn)
      .map { measure in
        ChartRow(
          label: measure["name"]?.string ?? "", interval: measure["ratio"],
          tone: PageVerdict.style(measure["finding"]?.string ?? "")
        ).value
      }
    return [
      .init(
        id,
        .object([
          .init("unit", .string("factor")), .init("zero", .int(1)), .init("rows", .array(rows)),
        ]))
    ]
  }
}
