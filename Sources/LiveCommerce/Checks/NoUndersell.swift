// No undersell (work conservation): nobody is told "sold out" while a unit has been free for longer
// than the promised lag. Without this check, a logic that sells nothing looks perfect.
//
// A unit may be on its way to an order that had asked before the refusal: taken from stock, and not
// yet promised aloud. So a refusal is only suspect at first. Each promise to an order that had
// arrived by then accounts for one of the idle units. What is still unaccounted for a minute later
// (far longer than an order is in hand), or at the end, is a breach, at the instant of the refusal.
import DiscreteEvents

struct NoUndersell: SaleCheck {
  static let name = SaleCheckName.noUndersell
  static let promise = "nobody is told \"sold out\" while a unit is free for longer than promised"

  /// A refusal while units lay idle.
  private struct Suspicion: Sendable {
    var at: Int64
    var order: OrderID
    var quantity: Int
    var since: Int64
    /// Idle units that no order in hand has turned out to have taken.
    var idle: Int

    var isBreach: Bool { idle >= quantity }
  }
  /// The suspicions of one stock row, in order of time; those before `first` are settled.
  private struct Docket: Sendable {
    var all: [Suspicion] = []
    var first = 0

    mutating func takeFirst(before instant: Int64) -> Suspicion? {
      guard first < all.count, all[first].at < instant else { return nil }
      first += 1
      defer {
        if first == all.count || first > 1024 && first * 2 > all.count {
          all.removeFirst(first)
          first = 0
        }
      }
      return all[first - 1]
    }
  }
  /// How long a promise to an order in hand is waited for, in nanoseconds.
  private static let patience: Int64 = 60_000_000_000

  private let setting: CheckSetting
  private var dockets: [Docket]

  init(_ setting: CheckSetting) {
    self.setting = setting
    dockets = Array(repeating: Docket(), count: setting.skuNames.count)
  }

  mutating func observe(_ event: LedgerEvent, _ ledger: Ledger) -> Violation? {
    let sku = event.order.sku
    switch event.kind {
    case .held: acquit(sku, arrival: event.order.arrival, units: event.order.quantity)
    case .refusedSoldOut: suspect(event, ledger.accounts[sku])
    case .paid, .released: break
    }
    // An event adds at most one suspicion, so settling one an event keeps up.
    let settled = event.at - NoUndersell.patience
    while let suspicion = dockets[sku].takeFirst(before: settled) {
      if suspicion.isBreach { return violation(suspicion, sku) }
    }
    return nil
  }

  func finish(
    at instant: Int64, _ ledger: Ledger, available: [Int]
  ) -> [(sku: Int, violation: Violation)] {
    dockets.enumerated().flatMap { sku, docket in
      docket.all[docket.first...].filter(\.isBreach).map { (sku, violation($0, sku)) }
    }
  }

  private mutating func suspect(_ event: LedgerEvent, _ account: StockAccount) {
    let idle = account.idle.count(before: event.at - setting.undersellWithin)
    guard let since = account.freeSince, idle >= event.order.quantity else { return }
    dockets[event.order.sku].all.append(
      Suspicion(
        at: event.at, order: event.order.id, quantity: event.order.quantity, since: since,
        idle: idle))
  }

  private mutating func acquit(_ sku: Int, arrival: Int64, units: Int) {
    for index in dockets[sku].all.indices[dockets[sku].first...].reversed() {
      guard dockets[sku].all[index].at >= arrival else { return }
      dockets[sku].all[index].idle -= units
    }
  }

  private func violation(_ suspicion: Suspicion, _ sku: Int) -> Violation {
    Violation(
      at: suspicion.at, orders: [suspicion.order],
      sentence: "at \(Instant(nanoseconds: suspicion.at)) order \(suspicion.order.rawValue) "
        + "was told \"sold out\" although \(suspicion.idle) of \(setting.skuNames[sku]) lay idle, "
        + "the first since \(Instant(nanoseconds: suspicion.since))",
      steps: [])
  }
}
