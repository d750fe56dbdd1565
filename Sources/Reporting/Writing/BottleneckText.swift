// The bottleneck in words.
import LiveCommerce

extension Bottleneck {
  /// What was the bottleneck, when, and what would be next.
  var sentence: String { "\(what) \(outlook)" }

  private var what: String {
    let start = ValueText.duration(Double(from))
    let share = percent(utilisation)
    let stretch = "the \(length) s from \(start) on"
    let name = Bottleneck.name(of: tier)
    if isFull { return "\(name), \(share) busy in \(stretch), full for \(full) s in all." }
    // A burst shorter than the stretch fills a tier all the same.
    return full > 0
      ? "\(name), full for \(full) s in all; \(share) busy in \(stretch)."
      : "None was full for a second. The busiest was \(name), \(share) in \(stretch)."
  }

  private var outlook: String {
    let factor = ValueText.significant(gain)
    // A burst may fill a tier for less than a second, so room is said to be where it was measured.
    let room =
      full > 0
      ? "" : "In them there was room for \(ValueText.significant(headroom)) times the load. "
    let change = tier == "row" ? "Split in two" : "Doubled"
    let doubled = "\(change), it would let \(factor) times as much through"
    guard let next else { return room + doubled + "." }
    let rest =
      next == tier
      ? ", and still be the first to fill." : "; next is \(Bottleneck.name(of: next))."
    return room + doubled + rest
  }

  private func percent(_ share: Double) -> String { ValueText.significant(share * 100) + " %" }

  private static func name(of tier: String) -> String {
    tier == "row" ? "the hottest stock row" : "`\(tier)`"
  }
}
