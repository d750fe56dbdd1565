// Promises that were judged by many runs, sessions or campaigns: a table with the evidence, and a chart of
// the shares in which they are kept.
import LiveCommerce

/// Promises of a result of many runs, as they stand in it.
struct JudgedPromises {
  let promises: [JSONValue]
  /// What the runs are: "sessions", or "campaigns".
  let runs: String
  /// The confidence of all verdicts at once.
  let confidence: Double?
  let money: MoneyStyle

  /// The promises with their verdicts and intervals.
  var table: Markup {
    let rows = promises.map { promise in
      let interval = promise["interval"]
      let ends = [interval?["low"]?.double, interval?["high"]?.double]
      let unit = isAverage(promise) ? unit(of: promise) : .share
      return [
        PageCell(.element("code", [], [.text(promise["text"]?.string ?? "")])),
        PageCell(PageVerdict.badge(promise["verdict"]?.string ?? "?")),
        PageCell(wanted(promise)), PageCell.count(promise["keptIn"]?.double),
      ]
        + ends.map { PageCell(ValueText.text($0, unit, money), $0) }
    }
    return PageTable(
      "Promises, all at once with \(ValueText.text(confidence, .share, money)) confidence",
      columns: [
        PageColumn("promise"), PageColumn("verdict"), PageColumn("promised"),
        PageColumn("\(runs) that kept it", isNumber: true),
        PageColumn("at least", isNumber: true), PageColumn("at most", isNumber: true),
      ],
      rows: rows
    ).markup
  }

  private func isAverage(_ promise: JSONValue) -> Bool { promise["onAverage"]?.isTrue ?? false }

  private func unit(of promise: JSONValue) -> MetricUnit {
    PageMeasure.unit(of: promise["metric"]?.string ?? "")
  }

  private func wanted(_ promise: JSONValue) -> Markup {
    isAverage(promise)
      ? .text("on average")
      : .text("in \(ValueText.text(promise["inShare"]?.double, .share, money)) of \(runs)")
  }

  /// The place of the chart of shares, and the chart.
  func chart(_ name: String) -> (place: Markup, chart: JSONValue.Member) {
    let place = PageChart.place(
      "intervals", "In which share of all \(runs) each promise is kept",
      alternative: "The bar is the interval that the evidence allows, the mark what was "
        + "promised; the numbers stand in the table above.", data: name)
    return (place, .init(name, intervals))
  }

  private var intervals: JSONValue {
    let rows = promises.filter { !isAverage($0) && $0["interval"]?["low"] != nil }.map { promise in
      ChartRow(
        label: promise["text"]?.string ?? "", interval: promise["interval"],
        mark: promise["inShare"]?.double,
        tone: PageVerdict.style(promise["verdict"]?.string ?? "")
      ).value
    }
    return .object([.init("unit", .string("share")), .init("rows", .array(rows))])
  }
}
