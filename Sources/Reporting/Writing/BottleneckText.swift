// The bottleneck in words.
import LiveCommerce

extension Bottleneck {
  /// What was the bottleneck, when, and what would be next.
  var sentence: String { "\(what) \(outlook)" }

  private var what: String {
    let start = ValueText.duration(Double(from))
    let share = percent(utilisation)
    let stretch = "the \(length) s from \(start) on"
    let waits = waitShare.map { "; \(percent($0)) of all waiting was there" } ?? ""
    return isFull
      ? "\(name), \(share) busy in \(stretch), full for \(full) s in all\(waits)."
      : "None was full. The busiest was \(name), \(share) in \(stretch)\(waits)."
  }

  private var outlook: String {
    let factor = ValueText.significant(gain)
    let room = isFull ? "" : "There is room for \(ValueText.significant(headroom)) times the load. "
    let doubled = "Doubled, it would let \(factor) times as much through"
    guard let next else { return room + doubled + "." }
    return room
      + (next == tier ? "\(doubled), and still be the first to fill." : "\(doubled); next is \(next).")
  }

  private func percent(_ share: Double) -> String { ValueText.significant(share * 100) + " %" }

  private var name: String { tier == "row" ? "the hottest stock row" : "`\(tier)`" }
}
