// No undersell (work conservation): nobody is told "sold out" while a unit is free for longer than the
// promised lag. Without this check, a logic that sells nothing looks perfect.
//
// A unit that an order in progress has taken, but has not promised to anybody yet, still looks free from
// outside. So a refusal is only suspicious at first (a unit had been free for longer than the lag), and
// a lie once the lag has passed again and not for one moment was nothing free.
import DiscreteEvents

struct NoUndersell: SaleCheck {
  static let name = SaleCheckName.noUndersell
  static let promise = "nobody is told \"sold out\" while a unit is free for longer than promised"

  private struct Suspicion: Sendable {
    var at: Int64
    var order: OrderID
    var free: Int
    var since: Int64
  }
  private let setting: CheckSetting
  /// The first suspicious refusal of each stock row that is neither cleared nor proven.
  private var suspicions: [Suspicion?]

  init(_ setting: CheckSetting) {
    self.setting = setting
    suspicions = Array(repeating: nil, count: setting.skuNames.count)
  }

  mutating func observe(_ event: LedgerEvent, _ ledger: Ledger) -> Violation? {
    let sku = event.order.sku
    let account = ledger.accounts[sku]
    if account.free <= 0 || startedAfterSuspicion(account, sku) { suspicions[sku] = nil }
    let proven = suspicions[sku].flatMap {
      event.at - $0.at > setting.undersellWithin ? violation($0, sku) : nil
    }
    if proven != nil { suspicions[sku] = nil }
    suspect(event, account)
    return proven
  }

  /// Whether nothing was free for a moment since the suspicion.
  private func startedAfterSuspicion(_ account: StockAccount, _ sku: Int) -> Bool {
    guard let suspicion = suspicions[sku], let since = account.freeSince else { return false }
    return since > suspicion.at
  }

  private mutating func suspect(_ event: LedgerEvent, _ account: StockAccount) {
    let sku = event.order.sku
    guard event.kind == .refusedSoldOut, suspicions[sku] == nil, let since = account.freeSince,
      account.free >= event.order.quantity, event.at - since > setting.undersellWithin
    else { return }
    suspicions[sku] = Suspicion(
      at: event.at, order: event.order.id, free: account.free, since: since)
  }

  mutating func finish(at instant: Int64, _ ledger: Ledger, available: [Int]) -> Violation? {
    for sku in suspicions.indices where ledger.accounts[sku].free > 0 {
      guard let suspicion = suspicions[sku], !startedAfterSuspicion(ledger.accounts[sku], sku)
      else { continue }
      return violation(suspicion, sku)
    }
    return nil
  }

  private func violation(_ suspicion: Suspicion, _ sku: Int) -> Violation {
    Violation(
      at: suspicion.at, orders: [suspicion.order],
      sentence: "at \(Instant(nanoseconds: suspicion.at)) order \(suspicion.order.rawValue) was "
        + "told \"sold out\" although \(suspicion.free) of \(setting.skuNames[sku]) had been free since "
        + "\(Instant(nanoseconds: suspicion.since)) and stayed so",
      steps: [])
  }
}
