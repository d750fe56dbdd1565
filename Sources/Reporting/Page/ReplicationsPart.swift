// What a page says of many sessions: promises as intervals, and how each measure is spread.
import LiveCommerce
import Stochastics

/// The part of a page that is about many sessions of one scenario.
struct ReplicationsPart: PagePart {
  /// How many steps the spread of a measure is drawn with: twice the cube root of the number of sessions
  /// (Rice's rule), so that a step holds some of them.
  static func bins(_ sessions: Int) -> Int {
    min(40, max(4, Int((2 * Elementary.pow(Double(sessions), 1.0 / 3)).rounded(.up))))
  }

  private let result: PageResult
  private let id: String
  private let money: MoneyStyle

  init(_ result: PageResult, id: String) {
    self.result = result
    self.id = id
    money = MoneyStyle(code: result.value["scenario"]?["currency"]?.string ?? "")
  }

  private var value: JSONValue { result.value }
  private var promises: [JSONValue] { value["promises"]?.elements ?? [] }
  private var judged: JudgedPromises {
    JudgedPromises(
      promises: promises, runs: "sessions", confidence: value["confidence"]?.double, money: money)
  }
  private var measures: [JSONValue] { value["measures"]?.elements ?? [] }

  var sections: [PageSection] {
    let sessions = ValueText.count(value["replications"]?.double ?? 0)
    return [
      PageSection(
        id, "\(sessions) sessions",
        [
          PageHead.line(value["verdict"]?.string, [.name(result.name)]), judged.table,
          judged.chart("\(id)-promises").place,
          PageChart.place(
            "bins", "How the sessions are spread",
            alternative:
              "How many sessions had which value of the chosen measure, with the mean and "
              + "its interval; the numbers stand in the table below.", data: "\(id)-spread"),
          breaches, measureTable,
        ])
    ]
  }

  private var breaches: Markup {
    let items = (value["breaches"]?.elements ?? []).map { breach in
      Markup.element(
        "li", [],
        [
          .element("strong", [], [.text(breach["name"]?.string ?? "")]),
          .text(" broken in \(ValueText.count(breach["sessions"]?.double ?? 0)) sessions; see "),
          .element("code", [], [.text(breach["again"]?.string ?? "")]),
        ])
    }
    guard !items.isEmpty else { return .nothing }
    return .element("div", [("class", "breach")], [.element("ul", [], items)])
  }

  private var measureTable: Markup {
    let rows = measures.filter { $0["mean"]?.double != nil }.map { measure in
      let unit = MetricUnit(rawValue: measure["unit"]?.string ?? "") ?? .number
      let numbers = [
        measure["mean"], measure["interval"]?["low"], measure["interval"]?["high"],
        measure["deviation"], measure["minimum"], measure["maximum"],
      ]
      let name = measure["name"]?.string ?? ""
      return [PageCell(.element("code", [], [.text(name)]))]
        + numbers.map { PageCell(ValueText.text($0?.double, unit, money), $0?.double) }
    }
    let heads = ["mean", "from", "to", "deviation", "least", "most"]
    let table = PageTable(
      "Means of all measures with their intervals",
      columns: [PageColumn("measure")] + heads.map { PageColumn($0, isNumber: true) }, rows: rows,
      isSortable: true, isFiltered: true)
    return .element(
      "details", [], [.element("summary", [], [.text("\(rows.count) measures")]), table.markup])
  }

  // MARK: Charts

  var charts: [JSONValue.Member] {
    [judged.chart("\(id)-promises").chart, .init("\(id)-spread", spread)]
  }

  private var spread: JSONValue {
    let rows = value["rows"]?.elements.map { $0["values"]?.elements ?? [] } ?? []
    let promised = promises.compactMap { $0["metric"]?.string }
    let spreads = measures.enumerated().compactMap { place, measure in
      spread(of: measure, rows.compactMap { place < $0.count ? $0[place].double : nil })
    }
    let first = promised.first { name in spreads.contains { $0["name"]?.string == name } }
    return .object([
      .init("money", ChartRow.money(money)), .init("first", first.map { .string($0) } ?? .null),
      .init("measures", .array(spreads)),
    ])
  }

  private func spread(of measure: JSONValue, _ values: [Double]) -> JSONValue? {
    guard let least = values.min(), let most = values.max(), most > least else { return nil }
    let bins = ReplicationsPart.bins(values.count)
    let width = (most - least) / Double(bins)
    guard width > 0, width.isFinite else { return nil }
    var counts = [Int](repeating: 0, count: bins)
    for value in values { counts[min(bins - 1, Int((value - least) / width))] += 1 }
    return .object([
      .init("name", measure["name"] ?? .null), .init("unit", measure["unit"] ?? .null),
      .init("mean", measure["mean"] ?? .null),
      .init("low", measure["interval"]?["low"] ?? .null),
      .init("high", measure["interval"]?["high"] ?? .null),
      .init("from", .number(least)), .init("width", .number(width)),
      .init("counts", .array(counts.map { .int($0) })),
    ])
  }
}

/// The first line of a part: its verdict, if anything was judged, and what it is about.
enum PageHead {
  static func line(_ verdict: String?, isJudged: Bool = true, _ rest: [Markup]) -> Markup {
    let badge = isJudged ? [PageVerdict.badge(verdict ?? "?"), .text(" ")] : []
    return .element("p", [("class", "head")], badge + rest)
  }
}

/// A row of a chart of intervals.
struct ChartRow {
  let label: String
  let interval: JSONValue?
  var mark: Double?
  let tone: String

  var value: JSONValue {
    .object([
      .init("label", .string(label)), .init("low", interval?["low"] ?? .null),
      .init("estimate", interval?["estimate"] ?? .null), .init("high", interval?["high"] ?? .null),
      .init("mark", .optional(mark)), .init("tone", .string(tone)),
    ])
  }

  /// How the script writes amounts.
  static func money(_ money: MoneyStyle) -> JSONValue {
    .object([.init("prefix", .string(money.prefix)), .init("places", .int(money.places))])
  }
}
