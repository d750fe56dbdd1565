// Conservation: what the sale logic says is left, plus what is held, plus what is sold, is what was
// stocked; of what comes back after a sale, what is being looked at and what was scrapped counts in.
// Judged at the end, because between two steps of an order the unit is on its way.
//
// A gap is told by one check only: by `ReleaseExact` or `BasketWhole` where the rests show that it
// came about there, and otherwise by this one.

struct Conservation: SaleCheck {
  static let name = SaleCheckName.conservation
  static let promise = "each unit is available, held, sold, in return or scrapped"

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
      let out = account.sold - account.returned
      let back = account.inReturn + account.scrapped
      let returns = back > 0 ? " + \(back) in return or scrapped" : ""
      let violation = Violation(
        at: end.at, orders: [],
        sentence: "\(setting.skuNames[sku]): \(available) available + \(held) held + "
          + "\(out) sold\(returns) is \(available + held + out + back), but "
          + "\(account.stocked) were stocked",
        steps: [])
      return (sku, violation)
    }
  }
}
