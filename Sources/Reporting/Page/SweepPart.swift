// What a page says of a sweep: each measure over each input in a small chart of its own, which input
// moves what most, and all points.
import Experiments
import LiveCommerce

/// The part of a page that is about a sweep.
struct SweepPart: PagePart {
  private let result: PageResult
  private let id: String
  private let inputs: [String]
  private let points: [JSONValue]
  private let measures: [String]
  private let money: MoneyStyle

  init(_ result: PageResult, id: String) {
    self.result = result
    self.id = id
    inputs = (result.value["inputs"]?.elements ?? []).compactMap(\.string)
    points = result.value["points"]?.elements ?? []
    measures = points.first?["measures"]?.members.map(\.name) ?? []
    money = MoneyStyle(code: result.value["scenario"]?["currency"]?.string ?? "")
  }

  var sections: [PageSection] {
    [
      PageSection(
        id, "Sweep over \(inputs.joined(separator: ", "))",
        [
          PageHead.line(
            // A point that does not keep its promises is what a sweep is for; only what must never
            // happen is judged.
            result.value["verdict"]?.string,
            isJudged: result.value["verdict"]?.string != Judgement.kept.rawValue,
            [
              .text(
                "\(points.count) points, "
                  + "\(ValueText.count(result.value["replications"]?.double ?? 0)) sessions each, ")
            ] + [.name(result.name)]),
          PageChart.place(
            "lines", "Means with their intervals",
            alternative: "The numbers stand in the table below.",
            data: id),
        ] + tornadoes.map(\.place) + [table])
    ]
  }

  private var table: Markup {
    let rows = points.map { point in
      [PageCell.count(point["number"]?.double)]
        + inputs.map { PageCell(.text(point["settings"]?[$0]?.string ?? "base")) } + [
          .count(point["sessions"]?.double), .count(point["kept"]?.double),
        ]
        + measures.map { name in
          let mean = point["measures"]?[name]?["mean"]?.double
          return PageCell(ValueText.text(mean, PageMeasure.unit(of: name), money), mean)
        }
    }
    return PageTable(
      "All points",
      columns: [PageColumn("point", isNumber: true)]
        + inputs.map { PageColumn($0) }
        + (["sessions", "kept"] + measures).map { PageColumn($0, isNumber: true) },
      rows: rows, isSortable: true
    ).markup
  }

  // MARK: Charts

  var charts: [JSONValue.Member] {
    let small = measures.flatMap { measure in inputs.compactMap { chart(measure, over: $0) } }
    return [
      .init(
        id,
        .object([.init("money", ChartRow.money(money)), .init("charts", .array(small))]))
    ] + tornadoes.map(\.chart)
  }

  /// A measure over one input; a line for each setting of the others.
  private func chart(_ measure: String, over input: String) -> JSONValue? {
    var ticks: [String] = []
    var lines: [(label: String, points: [JSONValue])] = []
    for point in points {
      guard let estimate = point["measures"]?[measure], let mean = estimate["mean"]?.double else {
        continue
      }
      let tick = point["settings"]?[input]?.string ?? "base"
      let x = ticks.firstIndex(of: tick) ?? ticks.count
      if x == ticks.count { ticks.append(tick) }
      let label = inputs.filter { $0 != input }
        .map { "\($0) \(point["settings"]?[$0]?.string ?? "base")" }.joined(separator: ", ")
      let line = lines.firstIndex { $0.label == label } ?? lines.count
      if line == lines.count { lines.append((label, [])) }
      lines[line].points.append(
        .array([
          .int(x), .number(mean), estimate["interval"]?["low"] ?? .null,
          estimate["interval"]?["high"] ?? .null,
        ]))
    }
    lines.removeAll { $0.points.count < 2 }
    guard ticks.count > 1, !lines.isEmpty else { return nil }
    return .object(
      [
        .init("title", .string(measure)),
        .init("unit", .string(PageMeasure.unit(of: measure).rawValue)),
      ] + ChartAxis(ticks).members(input) + [.init("lines", .array(lines.map(ChartLine.value)))])
  }

  /// Which input moves a measure most.
  private var tornadoes: [(place: Markup, chart: JSONValue.Member)] {
    (result.value["tornado"]?.elements ?? []).enumerated().compactMap { place, tornado in
      let bars = tornado["bars"]?.elements ?? []
      guard bars.count > 1, let measure = tornado["measure"]?.string else { return nil }
      let rows = bars.map { bar in
        ChartRow(
          label: bar["input"]?.string ?? "",
          interval: .object([
            .init("low", bar["low"] ?? .null), .init("high", bar["high"] ?? .null),
            .init("estimate", tornado["base"] ?? .null),
          ]), tone: "open"
        ).value
      }
      let name = "\(id)-tornado-\(place + 1)"
      let chart = JSONValue.object([
        .init("unit", tornado["unit"] ?? .null), .init("money", ChartRow.money(money)),
        .init("zero", tornado["base"] ?? .null), .init("rows", .array(rows)),
      ])
      let figure = PageChart.place(
        "intervals",
        "What moves \(measure) most, from its least to its greatest mean; the line is the base",
        alternative: "The numbers stand in the table below.", data: name)
      return (figure, .init(name, chart))
    }
  }
}

/// A line of a chart of lines.
enum ChartLine {
  static func value(_ line: (label: String, points: [JSONValue])) -> JSONValue {
    .object([.init("label", .string(line.label)), .init("points", .array(line.points))])
  }
}
