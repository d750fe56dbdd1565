// The part of the text that says what happened. Metrics that share the first two parts of their name
// stand on one line, so a quantile is found beside its neighbours.
import Experiments
import LiveCommerce

extension TextFormat {
  /// The metrics of an area; tiers and products as tables.
  func section(_ area: MetricArea) -> [String] {
    switch area.name {
    case "tier": section(area.title, tiers)
    case "stock": section(area.title, lines(report.rows(of: area)) + products + pools)
    case "room": section(area.title, rooms)
    case "stream": section(area.title, streams)
    case "ranker":
      section(area.title, report.record.ranking == nil ? [] : lines(report.rows(of: area)))
    case "loop":
      section(area.title, report.record.notes == nil ? [] : lines(report.rows(of: area)))
    // What cannot happen is not told.
    case "returns", "money":
      section(area.title, report.record.hasReturns ? lines(report.rows(of: area)) : [])
    case "demand":
      section(
        area.title,
        report.record.hasDemandStory ? lines(report.rows(of: area)) + variants : [])
    default: section(area.title, lines(report.rows(of: area)))
    }
  }

  // MARK: Lines

  /// Values that stand on one line under one name.
  private struct Group {
    var name: String
    var parts: [String]
    var hasValue: Bool
  }

  private func lines(_ rows: [Report.Row]) -> [String] {
    var groups: [Group] = []
    for row in rows where row.value != nil || !row.measure.metric.isOptional {
      let (stem, suffix) = TextFormat.split(row.measure.metric.name)
      let value = text(row.value, row.measure.metric.unit)
      let part = suffix.isEmpty ? value : "\(palette.faint(suffix)) \(value)"
      if !suffix.isEmpty, let last = groups.indices.last, groups[last].name == stem {
        groups[last].parts.append(part)
        groups[last].hasValue = groups[last].hasValue || row.value != nil
      } else {
        groups.append(Group(name: stem, parts: [part], hasValue: row.value != nil))
      }
    }
    return groups.flatMap(lines)
  }

  private func lines(_ group: Group) -> [String] {
    guard group.hasValue else { return [leader(group.name, ValueText.nothing)] }
    var lines: [String] = []
    var line = ""
    var used = 0
    for part in group.parts {
      let width = Display.width(TextFormat.withoutColour(part))
      if used > 0 && TextFormat.valueColumn + used + 3 + width > TextFormat.width {
        lines.append(line)
        (line, used) = ("", 0)
      }
      line += used > 0 ? "   " + part : part
      used += used > 0 ? 3 + width : width
    }
    lines.append(line)
    let indent = String(repeating: " ", count: TextFormat.valueColumn - 1)
    return [leader(group.name, lines[0])] + lines.dropFirst().map { indent + $0 }
  }

  /// The first two parts of a metric's name, and the rest.
  static func split(_ name: String) -> (stem: String, suffix: String) {
    let parts = name.split(separator: ".", maxSplits: 2)
    guard parts.count == 3 else { return (name, "") }
    return ("\(parts[0]).\(parts[1])", String(parts[2]))
  }

  private static func withoutColour(_ text: String) -> String {
    var shown = ""
    var isEscape = false
    for character in text {
      if character == "\u{1B}" { isEscape = true }
      if !isEscape { shown.append(character) }
      if character == "m" { isEscape = false }
    }
    return shown
  }

  // MARK: Tables

  private var tiers: [String] {
    let columns: [(String, String)] = [
      ("requests", "requests"), ("peak", "rate.peak"), ("at", "rate.peakAt"),
      ("p50", "latency.p50"), ("p99", "latency.p99"), ("p99.9", "latency.p99.9"),
      ("max", "latency.max"), ("queue", "queue.mean"), ("most", "queue.peak"),
      ("used", "utilisation"),
    ]
    let rows = report.record.tiers.map { tier in
      [tier.name]
        + columns.map { _, suffix in
          guard let metric = Metrics.named("tier.\(tier.name).\(suffix)") else { return "" }
          return text(metric.value(of: report.record), metric.unit)
        }
    }
    return TextTable(header: ["tier"] + columns.map(\.0), rows: rows).block(palette) + refusals
      + bottleneck
  }

  /// What was the bottleneck, when, and what would be next.
  private var bottleneck: [String] {
    guard let bottleneck = report.record.bottleneck else { return [] }
    return leader("bottleneck", sentence: bottleneck.sentence, mark: " ")
  }

  private var refusals: [String] {
    report.record.tiers.flatMap { tier -> [String] in
      let stem = "tier.\(tier.name).refused"
      let parts = Metrics.all.filter { $0.name.hasPrefix(stem + ".") }.map { metric in
        let value = text(metric.value(of: report.record), metric.unit)
        return "\(palette.faint(String(metric.name.dropFirst(stem.count + 1)))) \(value)"
      }
      return parts.isEmpty ? [] : lines(Group(name: stem, parts: parts, hasValue: true))
    }
  }

  /// The goods, product by product; the lines above say it all when there is one.
  private var products: [String] {
    let products = report.record.scenario.shown(.product).map { (index: $0 as Int?, name: $1) }
    guard products.count > 1 else { return [] }
    let columns: [(String, String)] = [
      ("stocked", "stock.stocked"), ("sold", "stock.sold"), ("oversold", "stock.oversold"),
      ("left", "stock.leftover"), ("refused", "stock.refused"), ("released", "stock.released"),
      ("sold out after", "stock.soldOutAfter"), ("sell-through", "stock.sellThrough"),
    ]
    return [""] + table(.product, products, columns)
  }

  /// The rooms, name by name, and all of them.
  private var rooms: [String] {
    let rooms = report.record.scenario.shown(.room)
    guard !rooms.isEmpty else { return [] }
    let columns: [(String, String)] = [
      ("rooms", "room.count"), ("visits", "room.visits"), ("watch", "room.watch"),
      ("orders", "room.orders"), ("paid", "room.paid"), ("converted", "room.conversion"),
      ("value", "room.gmv"), ("visited", "room.coverage"), ("Gini", "room.gini"),
    ]
    let all = [(index: Int?.none, name: "all")]
    return table(.room, rooms.map { ($0, $1) } + all, columns)
  }

  /// The streams, name by name, where anything is said of single ones.
  private var streams: [String] {
    let streams = report.record.scenario.shown(.stream).map { (index: $0 as Int?, name: $1) }
    guard !streams.isEmpty else { return [] }
    let columns: [(String, String)] = [
      ("visits", "stream.visits"), ("share", "stream.share"), ("clicks", "stream.clicks"),
      ("orders", "stream.orders"), ("paid", "stream.paid"), ("converted", "stream.conversion"),
      ("lift", "stream.lift"), ("to order", "stream.timeToOrder"), ("value", "stream.gmv"),
    ]
    return table(.stream, streams, columns)
  }

  /// A table of metrics, subject by subject.
  func table(
    _ subject: MetricSubject, _ shown: [(index: Int?, name: String)], _ columns: [(String, String)]
  ) -> [String] {
    let rows = shown.map { index, name in
      [Display.safe(name)]
        + columns.map { _, metric in
          text(report.value(metric, subject: index), Metrics.named(metric)?.unit ?? .count)
        }
    }
    return TextTable(header: [subject.rawValue] + columns.map(\.0), rows: rows).block(palette)
  }

  /// The stock of each pool, where there are several.
  private var pools: [String] {
    guard report.record.scenario.hasPools else { return [] }
    let columns: [(String, KeyPath<PoolReport, Int>)] = [
      ("delivered", \.delivered), ("sold", \.sold), ("left", \.free), ("returned", \.returned),
      ("restocked", \.restocked), ("scrapped", \.scrapped), ("on the way", \.onTheWay),
      ("unmet", \.unmet),
    ]
    let rows = report.record.pools.map { pool in
      [Display.safe(pool.name)]
        + columns.map { ValueText.count(Double(pool[keyPath: $0.1])) }
    }
    return [""] + TextTable(header: ["pool"] + columns.map(\.0), rows: rows).block(palette)
  }

  /// What was wanted of each variant, of the products that have several.
  private var variants: [String] {
    let products = report.record.scenario.products
    let columns: [(String, KeyPath<SessionRecord.StockReport, Int>)] = [
      ("stocked", \.account.stocked), ("sold", \.account.sold), ("left", \.account.free),
      ("as substitute", \.substitutes), ("substituted", \.substituted), ("unmet", \.unmet),
    ]
    let told = report.record.stock.filter {
      products[$0.product].variants.count > 1 && !products[$0.product].isCopy
    }
    let rows = told.map { row in
      [Display.safe(row.name)] + columns.map { ValueText.count(Double(row[keyPath: $0.1])) }
    }
    guard !rows.isEmpty else { return [] }
    return [""] + TextTable(header: ["variant"] + columns.map(\.0), rows: rows).block(palette)
  }

  // MARK: Charts

  /// How people and orders lie over the session.
  var charts: [String] {
    let seconds = Int((report.record.scenario.length + 999_999_999) / 1_000_000_000)
    return section(
      "Over the session, 0 s to \(ValueText.duration(Double(seconds)))",
      chart("people present", report.record.peopleOnline, seconds, .mean, "")
        + chart("orders created", report.record.createdBySecond, seconds, .largest, "/s"))
  }

  private func chart(
    _ name: String, _ values: [Int], _ seconds: Int, _ summary: Sparkline.Summary, _ unit: String
  ) -> [String] {
    var shown = Array(values.prefix(seconds))
    guard let peak = shown.max(), peak > 0 else { return [] }
    shown += Array(repeating: 0, count: max(0, seconds - shown.count))
    let line = Sparkline.text(shown, width: TextFormat.width - 18 - 12, by: summary)
    return [
      "  " + Display.padded(name, to: 16) + line + " ≤ " + ValueText.count(Double(peak)) + unit
    ]
  }
}
