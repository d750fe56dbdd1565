// Conservation: what the sale logic says is left, plus what is held, plus what is sold, is what was
// stocked. Judged at the end, because between two steps of an order the unit is on its way.
//
// A gap is told by one check only: by `ReleaseExact` or `BasketWhole` where the rests show that it
// came about there, and otherwise by this one.

struct Conservation: SaleCheck {
  static let name = SaleCheckName.conservation
  static let promise = "available + held + sold = stocked, for every stock row"

  private let setting: CheckSetting

  init(_ setting: CheckSetting) { self.setting = setting }

  func finish(_ end: SaleEnd, _ ledger: Ledger) -> [(sku: Int, violation: Violation)] {
    ledger.accounts.indices.compactMap { sku in
      let gap = ledger.gaps.rows[sku]
      let isExplained = gap.ofOthers == 0 && (gap.ofReleases != 0 || gap.ofBaskets != 0)
      guard gap.gap != 0, !isExplained else { return nil }
      let account = ledger.accounts[sku]
      let held = ledger.heldUnits(of: sku)
      let available = end.available[sku]
      let violation = Violation(
        at: end.at, orders: [],
        sentence: "\(setting.skuNames[sku]): \(available) available + \(held) held + "
          + "\(account.sold) sold is \(available + held + account.sold), but "
          + "\(account.stocked) were stocked",
        steps: [])
      return (sku, violation)
    }
  }
}
