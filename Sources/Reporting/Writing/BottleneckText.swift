// The bottleneck in words.
import LiveCommerce

extension Bottleneck {
  /// What was the bottleneck, when, and what would be next.
  var sentence: String {
    let pool =
      emptyPool > 0
      ? " For \(emptyPool) s it had every connection taken, most of them to wait for it." : ""
    return "\(what)\(pool) \(outlook)"
  }

  /// Its name, for sentences.
  var title: String { Bottleneck.name(of: tier) }

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
    guard let next else { return "\(doubled)." }
    return next == tier
      ? "\(doubled), and still be the first to fill."
      : "\(doubled); next is \(Bottleneck.name(of: next))."
  }

  /// What there would be room for if it were doubled.
  private var doubled: String {
    let isRow = tier == "row"
    let factor = ValueText.significant(gain)
    guard full == 0 else {
      let more = factor == "1" ? "no more" : "\(factor) times as much"
      return "\(isRow ? "Split in two" : "Doubled"), it would let \(more) through"
    }
    // A burst may fill a tier for less than a second, so room is said to be where it was measured.
    let (room, then) = (ValueText.significant(headroom), ValueText.significant(headroom * gain))
    return "In them there was room for \(room) times the load; "
      + "\(isRow ? "split in two" : "doubled"), it would have room for \(then) times"
  }

  private func percent(_ share: Double) -> String { ValueText.significant(share * 100) + " %" }

  private static func name(of tier: String) -> String {
    tier == "row" ? "the hottest stock row" : "`\(tier)`"
  }
}
