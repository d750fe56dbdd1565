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
    /// The stock row of the basket's other item: the refusal is wrong only if that lay idle too.
    var other: Int?
    /// Whether the basket's refusal is judged in the docket of its other item.
    var isElsewhere = false

    var isIdle: Bool { idle >= quantity }
    var isBreach: Bool { isIdle && !isElsewhere }
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
    case .refusedSoldOut: suspect(event, ledger)
    case .charged, .paid, .refunded, .noticedAgain, .released, .returned, .restocked, .scrapped:
      break
    }
    // An event adds at most one suspicion to a row, so settling one an event keeps up.
    let settled = event.at - NoUndersell.patience
    while let suspicion = dockets[sku].takeFirst(before: settled) {
      if suspicion.isBreach { return violation(suspicion, sku) }
    }
    return nil
  }

  func finish(_ end: SaleEnd, _ ledger: Ledger) -> [(sku: Int, violation: Violation)] {
    dockets.enumerated().flatMap { sku, docket in
      docket.all[docket.first...].filter(\.isBreach).map { (sku, violation($0, sku)) }
    }
  }

  private mutating func suspect(_ event: LedgerEvent, _ ledger: Ledger) {
    let order = event.order
    // A basket is suspect as a whole, when its first item is seen.
    guard !event.isSecondItem,
      var first = suspicion(event, ledger.accounts[order.sku], order.quantity)
    else { return }
    if let item = order.also {
      guard var second = suspicion(event, ledger.accounts[item.sku], item.quantity) else { return }
      first.other = item.sku
      second.other = order.sku
      second.isElsewhere = true
      dockets[item.sku].all.append(second)
    }
    dockets[order.sku].all.append(first)
  }

  private func suspicion(
    _ event: LedgerEvent, _ account: StockAccount, _ quantity: Int
  ) -> Suspicion? {
    // An answer is right if it was right at any one instant while the order was in hand.
    let right = min(event.at - setting.undersellWithin, event.order.arrival)
    let idle = account.idle.count(before: right)
    guard let since = account.freeSince, idle >= quantity else { return nil }
    return Suspicion(
      at: event.at, order: event.order.id, quantity: quantity, since: since, idle: idle)
  }

  private mutating func acquit(_ sku: Int, arrival: Int64, units: Int) {
    for index in dockets[sku].all.indices[dockets[sku].first...].reversed() {
      guard dockets[sku].all[index].at >= arrival else { return }
      dockets[sku].all[index].idle -= units
      guard let other = dockets[sku].all[index].other, !dockets[sku].all[index].isIdle else {
        continue
      }
      drop(dockets[sku].all[index].order, in: other)
    }
  }

  /// A basket is no longer suspect in one row, so neither is it in the other.
  private mutating func drop(_ order: OrderID, in sku: Int) {
    let docket = dockets[sku]
    for index in docket.first..<docket.all.count where docket.all[index].order == order {
      dockets[sku].all[index].idle = 0
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
