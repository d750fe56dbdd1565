// A sweep for people: how many sessions of each point kept everything, then each main measure by point,
// and which input moves it most.
import Experiments
import LiveCommerce
import Stochastics

/// A sweep as text.
struct SweepText {
  private static let barWidth = 20
  let report: SweepReport
  let palette: Palette

  var text: String {
    let sections = [header, points] + report.mainMeasures.map(section)
    return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") + "\n" }
      .joined(separator: "\n")
  }

  private var header: [String] {
    let file = report.origin.file.map { " of \(Display.safe($0))" } ?? ""
    let run = report.points.count
    let of = run < report.design.points.count ? " of \(report.design.points.count)" : ""
    return Display.wrapped(Display.safe(report.title), to: TextFormat.width).map {
      palette.strong($0)
    }
      + [
        palette.faint(
          "\(run)\(of) points, \(report.replications) sessions each, seed \(report.seed), scenario "
            + "\(Digest.text(report.digest))\(file), \(report.origin.tool) \(report.origin.version)"
        )
      ]
  }

  private var points: [String] {
    let rows = report.points.map { point -> [String] in
      let broken = Set(point.rows.flatMap(\.breaches)).sorted().joined(separator: ", ")
      return cells(point) + ["\(point.kept)/\(point.rows.count)", broken]
    }
    let hasBroken = rows.contains { $0.last != "" }
    let table = TextTable(
      header: inputs + ["sessions kept"] + (hasBroken ? ["broken"] : []),
      rows: hasBroken ? rows : rows.map { $0.dropLast() })
    return [palette.strong("Points")] + table.block(palette)
  }

  private func section(_ measure: Measure) -> [String] {
    let unit = measure.metric.unit
    let rows = report.points.map { point -> [String] in
      guard let place = point.measures.index(named: measure.name) else {
        return cells(point) + [ValueText.nothing, ValueText.nothing]
      }
      let estimate = point.estimate(place)
      let money = point.scenario.moneyStyle
      return cells(point) + [
        ValueText.text(estimate.tally.mean, unit, money),
        IntervalText.range(estimate.interval, unit, money),
      ]
    }
    let table = TextTable(header: inputs + ["mean", "95 %"], rows: rows)
    return [palette.strong(Display.safe(measure.name))] + table.block(palette)
      + tornado(report.tornado(measure))
  }

  private func tornado(_ tornado: Tornado) -> [String] {
    guard let longest = tornado.bars.first, let first = report.points.first else { return [] }
    let unit = tornado.measure.metric.unit
    let money = first.scenario.moneyStyle
    let most = longest.high - longest.low
    let table = TextTable(
      header: ["moved by", "least at", "most at", "range, 95 %", "elasticity, 95 %", ""],
      rows: tornado.bars.map { bar in
        let share = most > 0 ? (bar.high - bar.low) / most : 0
        let length = Int((share * Double(SweepText.barWidth)).rounded())
        return [
          Display.safe(bar.input), Display.safe(bar.lowValue ?? "–"),
          Display.safe(bar.highValue ?? "–"), IntervalText.difference(bar.range, unit, money),
          IntervalText.number(bar.elasticity),
          Display.padded(String(repeating: "█", count: length), to: SweepText.barWidth),
        ]
      })
    return [""] + table.block(palette, width: TextTable.wide)
  }

  private var inputs: [String] { ["point"] + report.design.inputs.map { Display.safe($0) } }

  private func cells(_ point: SweptPoint) -> [String] {
    ["\(point.point.number)"] + report.fields(of: point).map { Display.safe($0) }
  }
}
