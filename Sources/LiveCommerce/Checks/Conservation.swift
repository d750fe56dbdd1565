// Conservation: what the sale logic says is left, plus what is held, plus what is sold, is what was
// stocked. Judged when nothing is in flight, because between two steps of an order the unit is on
// its way.

struct Conservation: SaleCheck {
  static let name = SaleCheckName.conservation
  static let promise = "available + held + sold = stocked, for every stock row"

  private let setting: CheckSetting

  init(_ setting: CheckSetting) { self.setting = setting }

  func finish(
    at instant: Int64, _ ledger: Ledger, available: [Int]
  ) -> [(sku: Int, violation: Violation)] {
    ledger.accounts.indices.compactMap { sku in
      let account = ledger.accounts[sku]
      let held = ledger.heldUnits(of: sku)
      let sum = available[sku] + held + account.sold
      guard sum != account.stocked else { return nil }
      let violation = Violation(
        at: instant, orders: [],
        sentence: "\(setting.skuNames[sku]): \(available[sku]) available + \(held) held + "
          + "\(account.sold) sold is \(sum), but \(account.stocked) were stocked",
        steps: [])
      return (sku, violation)
    }
  }
}
