// What a page says of a plan: the answer, what lies just short of it, and the curve that was walked.
import Experiments
import LiveCommerce

/// The part of a page that is about a plan.
struct PlanPart: PagePart {
  private let result: PageResult
  private let id: String
  private let knobs: [String]
  private let points: [JSONValue]
  private let money: MoneyStyle

  init(_ result: PageResult, id: String) {
    self.result = result
    self.id = id
    knobs = (result.value["knobs"]?.elements ?? []).compactMap { $0["path"]?.string }
    points = (result.value["curve"]?.elements ?? [])
      .sorted { ($0["cost"]?.double ?? 0) < ($1["cost"]?.double ?? 0) }
    money = MoneyStyle(code: result.value["scenario"]?["currency"]?.string ?? "")
  }

  var sections: [PageSection] {
    let used = ValueText.count(result.value["sessions"]?["all"]?.double ?? 0)
    return [
      PageSection(
        id, "Plan",
        [
          PageHead.line(
            result.value["verdict"]?.string,
            [.element("strong", [], [.text(answer)]), .text(" – \(used) sessions, ")] + [
              .name(result.name)
            ]),
          PageChart.place(
            "lines", "What each size keeps; the line is the answer",
            alternative: "The numbers stand in the table below.", data: id),
          table,
        ])
    ]
  }

  /// The answer, or that there is none, or that it is not known.
  private var answer: String {
    let verdict = result.value["verdict"]?.string
    guard let answer = result.value["answer"], answer != .null else {
      return verdict == PlanVerdict.impossible.rawValue
        ? "no size will do" : "nothing could be shown"
    }
    let wanted = result.value["wanted"]?.string ?? "smallest"
    return verdict == PlanVerdict.undecided.rawValue
      ? "\(sizes(answer)) will do; whether it is the \(wanted) is not known" : sizes(answer)
  }

  private func sizes(_ point: JSONValue) -> String {
    (point["sizes"]?.members ?? []).map { "\($0.name) = \($0.value.string ?? "")" }
      .joined(separator: ", ")
  }

  private var promises: [String] {
    (points.first?["promises"]?.elements ?? []).compactMap { $0["text"]?.string }
  }

  private var table: Markup {
    let rows = points.map { point in
      let kept = point["kept"]
      return knobs.map { PageCell(.text(point["sizes"]?[$0]?.string ?? "")) } + [
        PageCell.count(point["sessions"]?.double),
        .share(kept?["estimate"]?.double), .share(kept?["low"]?.double),
        .share(kept?["high"]?.double),
        PageCell(
          point["shown"]?.string.map { PageVerdict.badge($0) } ?? .text("not judged")),
      ]
        + promises.map { text in
          let mean = evidence(text, of: point)?["mean"]?.double
          return PageCell(ValueText.text(mean, unit(of: text), money), mean)
        }
    }
    return PageTable(
      "All sizes that were run",
      columns: knobs.map { PageColumn($0, isNumber: true) } + [
        PageColumn("sessions", isNumber: true), PageColumn("kept everything in", isNumber: true),
        PageColumn("at least", isNumber: true), PageColumn("at most", isNumber: true),
        PageColumn("shown"),
      ] + promises.map { PageColumn("mean for \($0)", isNumber: true) }, rows: rows
    ).markup
  }

  private func evidence(_ text: String, of point: JSONValue) -> JSONValue? {
    point["promises"]?.elements.first { $0["text"]?.string == text }
  }

  /// The unit of the metric that a promise is about.
  private func unit(of promise: String) -> MetricUnit {
    let metric = points.first.flatMap { evidence(promise, of: $0)?["metric"]?.string }
    return PageMeasure.unit(of: metric ?? "")
  }

  // MARK: Charts

  var charts: [JSONValue.Member] {
    let kept = chart("sessions that keep everything", .share, limit: nil) { point in
      ["estimate", "low", "high"].map { point["kept"]?[$0] ?? .null }
    }
    let means = promises.compactMap { text -> JSONValue? in
      let limit = points.first.flatMap { evidence(text, of: $0)?["limit"]?.double }
      return chart("\(text), mean", unit(of: text), limit: limit) { point in
        [evidence(text, of: point)?["mean"] ?? .null, .null, .null]
      }
    }
    return [
      .init(
        id,
        .object([
          .init("money", ChartRow.money(money)), .init("charts", .array([kept] + means)),
        ]))
    ]
  }

  private func chart(
    _ title: String, _ unit: MetricUnit, limit: Double?, _ y: (JSONValue) -> [JSONValue]
  ) -> JSONValue {
    let line = points.enumerated().filter { y($1)[0].double != nil }
      .map { place, point in JSONValue.array([.int(place)] + y(point)) }
    let answer = points.firstIndex { $0["sizes"] == result.value["answer"]?["sizes"] }
    return .object(
      [.init("title", .string(title)), .init("unit", .string(unit.rawValue))]
        + ChartAxis(points.map(size)).members(knobs.joined(separator: " · ")) + [
          .init("lines", .array([ChartLine.value(("", line))])),
          .init("limit", .optional(limit)), .init("mark", answer.map { .int($0) } ?? .null),
        ])
  }

  private func size(_ point: JSONValue) -> String {
    knobs.map { point["sizes"]?[$0]?.string ?? "" }.joined(separator: " · ")
  }
}
