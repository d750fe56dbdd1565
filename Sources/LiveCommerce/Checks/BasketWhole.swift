// A basket is whole: both items or none, also after it was refused or released. From outside, a
// basket is promised, sold and released as one; a half shows as a gap of one row that the other row
// does not have.

struct BasketWhole: SaleCheck {
  static let name = SaleCheckName.basketWhole
  static let promise = "of a basket both items are taken and given back, or none"

  private let setting: CheckSetting

  init(_ setting: CheckSetting) { self.setting = setting }

  func finish(_ end: SaleEnd, _ ledger: Ledger) -> [(sku: Int, violation: Violation)] {
    ledger.accounts.indices.compactMap { sku in
      let gap = ledger.gaps.rows[sku]
      guard gap.gap != 0, gap.ofBaskets != 0, let basket = ledger.gaps.suspects[sku] else {
        return nil
      }
      let units = abs(gap.ofBaskets)
      let violation = Violation(
        at: end.at, orders: [basket.order],
        sentence: "\(setting.skuNames[sku]) has \(units) \(units == 1 ? "unit" : "units") too "
          + "\(gap.ofBaskets < 0 ? "few" : "many") and \(setting.skuNames[basket.partner]) has "
          + "not: a basket was taken or given back by half, the last one with both is order "
          + "\(basket.order.rawValue)",
        steps: [])
      return (sku, violation)
    }
  }
}
