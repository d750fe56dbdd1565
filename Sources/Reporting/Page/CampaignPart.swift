// What a page says of a campaign: its promises, how each metric goes from session to session, a line a
// session, and the whole. Of several campaigns the numbers are means, with their intervals.
import LiveCommerce
import Stochastics

/// The part of a page that is about campaigns of one scenario.
struct CampaignPart: PagePart {
  private let result: PageResult
  private let id: String
  private let money: MoneyStyle
  private let measures: [JSONValue]
  /// By campaign and session the metrics.
  private let campaigns: [[JSONValue]]

  init(_ result: PageResult, id: String) {
    self.result = result
    self.id = id
    money = MoneyStyle(code: result.value["scenario"]?["currency"]?.string ?? "")
    measures = result.value["measures"]?.elements ?? []
    campaigns = (result.value["campaigns"]?.elements ?? []).map { campaign in
      (campaign["sessions"]?.elements ?? []).map { $0["metrics"] ?? .null }
    }
  }

  private var value: JSONValue { result.value }
  private var isSingle: Bool { campaigns.count < 2 }
  private var sessions: Int { campaigns.map(\.count).max() ?? 0 }
  private var promises: [JSONValue] { value["promises"]?.elements ?? [] }
  private var judged: JudgedPromises {
    JudgedPromises(
      promises: promises, runs: "campaigns", confidence: value["confidence"]?.double, money: money)
  }

  var sections: [PageSection] {
    let many = isSingle ? "A campaign" : "\(ValueText.count(Double(campaigns.count))) campaigns"
    return [
      PageSection(
        id, "\(many) of \(sessions) sessions",
        [PageHead.line(value["verdict"]?.string, [.name(result.name)])]
          + (isSingle ? [facts] : [judged.table, judged.chart("\(id)-promises").place])
          + [
            breaches,
            PageChart.place(
              "lines",
              isSingle ? "From session to session" : "Means of the sessions with their intervals",
              alternative: "The numbers stand in the table below.", data: id),
            table, whole,
          ])
    ]
  }

  // MARK: Promises

  /// The promises of a single campaign are facts.
  private var facts: Markup {
    guard !promises.isEmpty else {
      return .element(
        "p", [], [.text("The campaign promises nothing (`campaign.expect` is empty).")])
    }
    let rows = promises.map { promise in
      let measured = promise["value"]?.double
      let unit = PageMeasure.unit(of: promise["metric"]?.string ?? "")
      let shown = ValueText.texts(measured, against: promise["limit"]?.double ?? .nan, unit, money)
      var cell = PageCell(
        PageVerdict.mark(promise["kept"]?.isTrue ?? false) + .text(shown.value))
      cell.number = measured
      return [PageCell(.element("code", [], [.text(promise["text"]?.string ?? "")])), cell]
    }
    return PageTable(
      "Promises, and what was measured",
      columns: [PageColumn("promise"), PageColumn("value", isNumber: true)], rows: rows
    ).markup
  }

  private var breaches: Markup {
    let items = (value["breaches"]?.elements ?? []).map { breach in
      let numbers = ["sessions", "session", "replication"].map {
        ValueText.count(breach[$0]?.double ?? 0)
      }
      return Markup.element(
        "li", [],
        [
          .element("strong", [], [.text(breach["name"]?.string ?? "")]),
          .text(
            " broken in \(numbers[0]) sessions, first in session \(numbers[1]) of replication "
              + numbers[2]),
        ])
    }
    guard !items.isEmpty else { return .nothing }
    return .element("div", [("class", "breach")], [.element("ul", [], items)])
  }

  // MARK: Sessions

  private func name(_ measure: JSONValue) -> String { measure["name"]?.string ?? "" }

  private func unit(_ measure: JSONValue) -> MetricUnit {
    MetricUnit(rawValue: measure["unit"]?.string ?? "") ?? .number
  }

  /// What a metric came to in a session, over all campaigns.
  private func estimate(_ measure: JSONValue, _ session: Int) -> MeanEstimate {
    MeanEstimate(
      campaigns.compactMap { sessions in
        session < sessions.count ? sessions[session][name(measure)]?.double : nil
      })
  }

  private var table: Markup {
    let rows = (0..<sessions).map { session in
      [PageCell("\(session + 1)", Double(session + 1))]
        + measures.map { measure in
          let mean = estimate(measure, session).tally.mean
          return PageCell(ValueText.text(mean, unit(measure), money), mean)
        }
    }
    let columns = measures.map { PageColumn(short(name($0)), isNumber: true) }
    let table = PageTable(
      isSingle ? "All sessions" : "All sessions, means",
      columns: [PageColumn("session", isNumber: true)] + columns, rows: rows, isSortable: true)
    return .element(
      "details", [], [.element("summary", [], [.text("\(sessions) sessions")]), table.markup])
  }

  /// All sessions together.
  private var whole: Markup {
    let rows = measures.filter { $0["mean"]?.double != nil }.map { measure in
      let numbers =
        isSingle
        ? [measure["mean"]]
        : [measure["mean"], measure["interval"]?["low"], measure["interval"]?["high"]]
      return [
        PageCell(.element("code", [], [.text(name(measure))])),
        PageCell(.text(PageMeasure.definition(of: name(measure)) ?? "")),
      ]
        + numbers.map { PageCell(ValueText.text($0?.double, unit(measure), money), $0?.double) }
    }
    return PageTable(
      "All sessions together",
      columns: [PageColumn("metric"), PageColumn("meaning")]
        + (isSingle ? ["value"] : ["mean", "from", "to"]).map { PageColumn($0, isNumber: true) },
      rows: rows
    ).markup
  }

  /// A metric's name without what all have in common.
  private func short(_ name: String) -> String {
    String(name.trimmingPrefix("campaign."))
  }

  // MARK: Charts

  var charts: [JSONValue.Member] {
    let lines = JSONValue.object([
      .init("money", ChartRow.money(money)), .init("charts", .array(measures.compactMap(chart))),
    ])
    return [.init(id, lines)] + (isSingle ? [] : [judged.chart("\(id)-promises").chart])
  }

  /// A metric over the sessions; none if it is the same in all.
  private func chart(_ measure: JSONValue) -> JSONValue? {
    let points = (0..<sessions).compactMap { session -> (session: Int, MeanEstimate, Double)? in
      let estimate = estimate(measure, session)
      return estimate.tally.mean.map { (session, estimate, $0) }
    }
    guard Set(points.map(\.2)).count > 1 else { return nil }
    let line = points.map { session, estimate, mean in
      JSONValue.array([
        .int(session), .number(mean), .optional(estimate.interval?.low),
        .optional(estimate.interval?.high),
      ])
    }
    return .object(
      [
        .init("title", .string(short(name(measure)))),
        .init("unit", .string(unit(measure).rawValue)),
      ] + ChartAxis((1...sessions).map { "\($0)" }).members("session") + [
        .init("lines", .array([ChartLine.value((label: "", points: line))]))
      ])
  }
}
