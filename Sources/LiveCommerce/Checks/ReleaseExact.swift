// A release gives back exactly what was held: not the number of holds instead of their units, not
// twice, not nothing. Where holds were only released between two rests, what is left must have
// grown by the units released; where other orders went on as well, conservation judges the sum.

struct ReleaseExact: SaleCheck {
  static let name = SaleCheckName.releaseExact
  static let promise = "a release gives back exactly the units that were held"

  private let setting: CheckSetting

  init(_ setting: CheckSetting) { self.setting = setting }

  func finish(_ end: SaleEnd, _ ledger: Ledger) -> [(sku: Int, violation: Violation)] {
    ledger.accounts.indices.compactMap { sku in
      let gap = ledger.gaps.rows[sku]
      guard gap.gap != 0, gap.ofReleases != 0 else { return nil }
      let units = abs(gap.ofReleases)
      let violation = Violation(
        at: end.at, orders: [gap.suspect],
        sentence: "\(setting.skuNames[sku]): releases gave back \(units) "
          + "\(units == 1 ? "unit" : "units") too \(gap.ofReleases < 0 ? "few" : "many"), the "
          + "last of them that of order \(gap.suspect.rawValue)",
        steps: [])
      return (sku, violation)
    }
  }
}
