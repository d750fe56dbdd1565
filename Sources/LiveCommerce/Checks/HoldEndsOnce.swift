// Every hold ends exactly once: as a sale or as a release, never both, never twice, never not at all.
import DiscreteEvents

struct HoldEndsOnce: SaleCheck {
  static let name = SaleCheckName.holdEndsOnce
  static let promise = "every hold ends exactly once, paid or released"

  private var open: Set<OrderID> = []

  init(_ setting: CheckSetting) {}

  mutating func observe(_ event: LedgerEvent, _ ledger: Ledger) -> Violation? {
    switch event.kind {
    case .refusedSoldOut:
      return nil
    case .held:
      guard !open.insert(event.order.id).inserted else { return nil }
      return violation(event, "was held while it already was")
    case .paid:
      guard open.remove(event.order.id) == nil else { return nil }
      return violation(event, "was paid although it held nothing (any more)")
    case .released:
      guard open.remove(event.order.id) == nil else { return nil }
      return violation(event, "was released although it held nothing (any more)")
    }
  }

  private func violation(_ event: LedgerEvent, _ what: String) -> Violation {
    Violation(
      at: event.at, orders: [event.order.id],
      sentence: "at \(Instant(nanoseconds: event.at)) order \(event.order.id.rawValue) \(what)",
      steps: [])
  }

  mutating func finish(at instant: Int64, _ ledger: Ledger, available: [Int]) -> Violation? {
    guard let first = open.min(by: { $0.rawValue < $1.rawValue }) else { return nil }
    return Violation(
      at: instant, orders: [first],
      sentence: "\(open.count) holds never ended; the one with the lowest number is order "
        + "\(first.rawValue)",
      steps: [])
  }
}
