// From what is on air to how fast budgets are spent. All rates are proportional hazards, so the
// personal part of the log-odds is folded into the budgets when they are drawn, and one rate a
// cohort and stage entry remains.
private import Stochastics

/// The cohort part of all hazards and choices of one room.
struct HazardModel: Sendable {
  let cohortCount: Int
  /// What may be sold in the room.
  let products: Range<Int>
  private let engagementPerSecond: Double
  private let decision: Decision
  private let engagement: Engagement
  private let patience: PatienceRates
  /// Trust of each cohort in the host, before and after a reveal.
  private let trust: (before: [Double], after: [Double])
  /// Match of each cohort with each product, then with the room as a whole.
  private let match: [Double]
  /// Cohort part of the log-odds to click and order, by cohort and product, before and after a reveal.
  private let inclination: (before: [Double], after: [Double])

  init(scenario: Scenario, room: Room) {
    cohortCount = scenario.cohorts.count
    let products = room.products(in: scenario)
    self.products = products
    decision = scenario.decision
    engagement = scenario.engagement
    engagementPerSecond = scenario.engagement.total
    patience = scenario.patience
    let host = room.host
    let goods = room.goods(in: scenario)
    let byCohort = scenario.cohorts.map { cohort in
      let byProduct = scenario.products[products].map { host.match(cohort, $0) }
      let sum = goods.reduce(0) { $0 + byProduct[$1 - products.lowerBound] }
      return byProduct + [goods.isEmpty ? 0.5 : sum / Double(goods.count)]
    }
    match = byCohort.flatMap { $0 }
    trust = (
      before: byCohort.map { _ in host.trust }, after: byCohort.map { host.trustRevealed($0.last) }
    )
    let before = HazardModel.inclinations(scenario, room, trust: trust.before)
    // Of ten thousand rooms without a reveal each has one table, not two.
    inclination = (
      before,
      host.reveal == 0 ? before : HazardModel.inclinations(scenario, room, trust: trust.after)
    )
  }

  private static func inclinations(
    _ scenario: Scenario, _ room: Room, trust: [Double]
  ) -> [Double] {
    let decision = scenario.decision
    return zip(scenario.cohorts, trust).flatMap { cohort, trust in
      scenario.products[room.products(in: scenario)].map { product in
        let dear = Elementary.log(Double(product.price) / Double(cohort.priceTolerance))
        return decision.match * (room.host.match(cohort, product) - 0.5)
          + decision.trust * (trust - 0.5)
          - decision.price * room.host.bargain * dear + room.host.urgency
      }
    }
  }

  /// Match of a cohort with a product, or with the room when nothing is on air.
  func match(cohort: Int, product: Int) -> Double {
    let place = product >= 0 ? product - products.lowerBound : products.count
    return match[cohort * (products.count + 1) + place]
  }

  /// Cohort part of the log-odds to click and order, before or after a reveal.
  func inclination(cohort: Int, product: Int, isRevealed: Bool) -> Double {
    let place = cohort * products.count + product - products.lowerBound
    return isRevealed ? inclination.after[place] : inclination.before[place]
  }

  /// Trust of a cohort in the host, before or after a reveal.
  func trust(cohort: Int, isRevealed: Bool) -> Double {
    isRevealed ? trust.after[cohort] : trust.before[cohort]
  }

  /// Rates of every cohort while `entry` is on air, by the columns of a stage view.
  func rates(for entry: StageEntry, tick: Int64) -> [HazardRates] {
    let inStock = (0..<cohortCount).map { rates(for: entry, soldOut: false, cohort: $0, tick) }
    let soldOut = (0..<cohortCount).map { rates(for: entry, soldOut: true, cohort: $0, tick) }
    return inStock + soldOut + zip(inStock, soldOut).map { $0.upperBound($1) }
  }

  private func rates(
    for entry: StageEntry, soldOut: Bool, cohort: Int, _ tick: Int64
  ) -> HazardRates {
    let match = match(cohort: cohort, product: entry.product) - 0.5
    let trust = trust(cohort: cohort, isRevealed: entry.isRevealed)
    let stay = patience.match * match + patience.trust * (trust - 0.5)
    let canClick = entry.isOrderable && !soldOut
    return HazardRates(
      leave: spending(on: entry, soldOut: soldOut) * Elementary.exp(-stay),
      click: canClick ? clickRate(of: cohort, entry) * Double(tick) : 0,
      engage: engagementPerSecond * 1e-9 * Double(tick) * Elementary.exp(engagement.match * match),
      linkUp: entry.product < 0 ? -.infinity : linkUpLogOdds(of: cohort, entry))
  }

  private func linkUpLogOdds(of cohort: Int, _ entry: StageEntry) -> Double {
    Elementary.logOdds(decision.atLinkUp)
      + inclination(cohort: cohort, product: entry.product, isRevealed: entry.isRevealed)
  }

  /// Clicks per nanosecond of a viewer without personal deviation, at most two a second whatever the
  /// coefficients say; the personal factor comes on top and is bounded where it is drawn.
  private func clickRate(of cohort: Int, _ entry: StageEntry) -> Double {
    let factor = Elementary.exp(
      inclination(cohort: cohort, product: entry.product, isRevealed: entry.isRevealed))
    // Never is never, however large the factor.
    return decision.perSecond > 0 ? min(2, decision.perSecond * factor) * 1e-9 : 0
  }

  private func spending(on entry: StageEntry, soldOut: Bool) -> Double {
    if soldOut && entry.isOrderable { return patience.soldOut }
    switch entry.kind {
    case .pitch, .announce: return patience.awaiting
    case .giveaway, .reveal: return patience.special
    case .linkUp, .restock: return entry.isOrderable ? patience.selling : patience.talking
    case .warmUp, .talk, .close: return patience.talking
    }
  }

  /// Whether any cohort spends any budget faster during some entry from `first` on than during a
  /// later one, so that staying longer on the earlier one can bring an action forward.
  func slowsDown(from first: Int, rates: [HazardRates]) -> Bool {
    let width = 3 * cohortCount
    for offset in 0..<width {
      let column = stride(from: first * width + offset, to: rates.count, by: width).map {
        rates[$0]
      }
      for (earlier, later) in zip(column, column.dropFirst()) where earlier.exceeds(later) {
        return true
      }
    }
    return false
  }
}

extension Host {
  /// Match of a cohort with a product as this host shows it.
  fileprivate func match(_ cohort: Cohort, _ product: Product) -> Double {
    min(1, fit * cohort.interests[product.category])
  }

  /// How far the host is believed after a reveal by people of a match with the room.
  fileprivate func trustRevealed(_ match: Double?) -> Double {
    max(0, min(1, trust + reveal * max(0, 2 * (match ?? 0) - 1)))
  }
}
