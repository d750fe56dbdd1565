// The lower part of the screen of a watched session: stock, tiers, and what has happened lately.
import LiveCommerce
import Reporting

/// Draws the panels of a watched session.
struct WatchPanels {
  let view: WatchView
  let columns: Int
  /// Where the numbers of a row begin to take turns.
  private static let name = 16
  private static let number = 10

  // MARK: Stock

  /// The stock rows, those of the product on air first.
  ///
  /// - Parameter atMost: How many lines there is room for beside the heading.
  /// - Returns: The heading and the rows.
  func stock(atMost: Int) -> [ScreenLine] {
    let names = ["free", "held", "sold"]
    let all = orderedRows
    let isCut = all.count > atMost
    let shown = all.prefix(isCut ? max(0, atMost - 1) : atMost)
    var lines = [heading("stock", names)] + shown.map(stockRow)
    if isCut { lines.append(ScreenLine("  and \(all.count - shown.count) more rows", .faint)) }
    return lines
  }

  private var orderedRows: [SessionSnapshot.StockState] {
    let onAir = Set(view.snapshot.rooms.compactMap { $0.steps[$0.onAir].product })
    let products = view.scenario.products.enumerated().flatMap { index, product in
      Array(repeating: index, count: product.variants.count)
    }
    let rows = zip(products, view.snapshot.stock)
    return rows.filter { onAir.contains($0.0) }.map(\.1)
      + rows.filter { !onAir.contains($0.0) }.map(\.1)
  }

  private func stockRow(_ row: SessionSnapshot.StockState) -> ScreenLine {
    var line = named(Display.safe(row.name))
    let total = Double(max(1, row.stocked))
    let width = barWidth(numbers: 3)
    let sold = bar(Double(row.sold) / total, width)
    let claimed = bar(Double(row.sold + row.held) / total, width)
    line.add(String(repeating: "█", count: width - claimed), .good)
    line.add(String(repeating: "▒", count: claimed - sold), .notable)
    line.add(String(repeating: "·", count: sold), .faint)
    line.add(Display.aligned(WatchView.count(row.free), to: WatchPanels.number), freeStyle(row))
    line.add(Display.aligned(WatchView.count(row.held), to: WatchPanels.number))
    line.add(Display.aligned(WatchView.count(row.sold), to: WatchPanels.number))
    return line
  }

  private func freeStyle(_ row: SessionSnapshot.StockState) -> ScreenLine.Style {
    row.free < 0 ? .bad : row.free == 0 ? .notable : .plain
  }

  // MARK: Tiers

  /// The tiers that an order passes.
  var tiers: [ScreenLine] {
    [heading("tier", ["servers", "busy", "waiting", "refused"])]
      + view.snapshot.tiers.filter { $0.requests > 0 || $0.servers > 0 }.prefix(8).map(tierRow)
  }

  private func tierRow(_ tier: SessionSnapshot.TierState) -> ScreenLine {
    var line = named(tier.name)
    let width = barWidth(numbers: 4)
    let isFull = tier.servers > 0 && tier.busy >= tier.servers
    if tier.servers > 0 {
      let busy = bar(Double(tier.busy) / Double(tier.servers), width)
      line.add(String(repeating: "█", count: busy), isFull ? .bad : .plain)
      line.add(String(repeating: "·", count: width - busy), .faint)
    } else {
      line.add(String(repeating: " ", count: width))
    }
    for value in [tier.servers, tier.busy, tier.waiting] {
      let text = tier.servers > 0 ? WatchView.count(value) : "–"
      line.add(Display.aligned(text, to: WatchPanels.number))
    }
    line.add(
      Display.aligned(WatchView.count(tier.refused), to: WatchPanels.number),
      tier.refused > 0 ? .notable : .plain)
    return line
  }

  // MARK: Events

  /// What has happened lately, the newest at the bottom.
  ///
  /// - Parameter atMost: How many lines there is room for.
  /// - Returns: The lines, with their heading.
  func events(atMost: Int) -> [ScreenLine] {
    guard atMost > 1 else { return [] }
    let words = EventWords(view.scenario, view.snapshot)
    return [ScreenLine("lately", .faint)]
      + view.events.suffix(atMost - 1).map { event in
        var line = ScreenLine("  \(WatchView.clock(event.at))  ", .faint)
        let (text, style) = words.sentence(event.kind)
        line.add(text, style)
        return line
      }
  }

  // MARK: Columns

  private func heading(_ name: String, _ numbers: [String]) -> ScreenLine {
    var line = ScreenLine(name, .faint)
    line.tab(to: columns - numbers.count * WatchPanels.number)
    for number in numbers { line.add(Display.aligned(number, to: WatchPanels.number), .faint) }
    return line
  }

  private func named(_ name: String) -> ScreenLine {
    var line = ScreenLine("  ")
    line.add(ScreenLine(name).cut(to: WatchPanels.name))
    line.tab(to: WatchPanels.name + 4)
    return line
  }

  private func barWidth(numbers: Int) -> Int {
    max(4, columns - WatchPanels.name - 4 - numbers * WatchPanels.number - 1)
  }

  private func bar(_ share: Double, _ width: Int) -> Int {
    Int((min(1, max(0, share)) * Double(width)).rounded())
  }
}
