// The faults of a scenario, and how many orders were created a second before, during and after each; how
// many were paid, where payment failed.
import LiveCommerce

extension TextFormat {
  /// The faults as a table; nothing without any.
  var faults: [String] {
    let effects = report.record.faultEffects
    guard !effects.isEmpty else { return [] }
    let rows = effects.map { effect in
      [
        effect.fault.tier.rawValue, TextFormat.words(effect.fault.kind),
        ValueText.duration(Double(effect.fault.from) / 1e9),
        ValueText.duration(Double(effect.fault.until - effect.fault.from) / 1e9),
        effect.deed.rawValue,
      ]
        + [effect.told.before, effect.told.during, effect.told.after].map { text($0, .perSecond) }
    }
    let table = TextTable(
      header: ["tier", "what", "at", "for", "orders", "before", "during", "after"], rows: rows)
    return section("Faults, and the orders created or paid around them", table.block(palette))
  }

  private static func words(_ kind: Fault.Kind) -> String {
    switch kind {
    case .down(let silent): silent ? "down, silent" : "down"
    case .slow(let factor): "slow ×\(ValueText.significant(factor))"
    case .brownout(let left): "brownout, \(ValueText.significant(left * 100)) % left"
    case .partition(let share): "partition, \(ValueText.significant(share * 100)) %"
    case .coldCache(let share): "cold cache, \(ValueText.significant(share * 100)) %"
    case .lostAcknowledgements(let share):
      "lost answers, \(ValueText.significant(share * 100)) %"
    }
  }
}
