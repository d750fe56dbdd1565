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
  private let trust: Double
  /// Match of each cohort with each product, then with the room as a whole.
  private let match: [Double]
  /// Cohort part of the log-odds to click and order, by cohort and product.
  private let inclination: [Double]

  init(scenario: Scenario, room: Room) {
    cohortCount = scenario.cohorts.count
    let products = room.products(in: scenario)
    self.products = products
    decision = scenario.decision
    engagement = scenario.engagement
    engagementPerSecond = scenario.engagement.total
    patience = scenario.patience
    trust = room.host.trust
    match = scenario.cohorts.flatMap { cohort in
      let byProduct = scenario.products[products].map { cohort.interests[$0.category] }
      let mean = byProduct.isEmpty ? 0.5 : byProduct.reduce(0, +) / Double(byProduct.count)
      return byProduct + [mean]
    }
    inclination = scenario.cohorts.flatMap { cohort in
      scenario.products[products].map { product in
        HazardModel.inclination(scenario.decision, cohort, product, trust: room.host.trust)
      }
    }
  }

  private static func inclination(
    _ decision: Decision, _ cohort: Cohort, _ product: Product, trust: Double
  ) -> Double {
    decision.match * (cohort.interests[product.category] - 0.5)
      + decision.trust * (trust - 0.5)
      - decision.price * Elementary.log(Double(product.price) / Double(cohort.priceTolerance))
  }

  /// Match of a cohort with a product, or with the room when nothing is on air.
  func match(cohort: Int, product: Int) -> Double {
    let place = product >= 0 ? product - products.lowerBound : products.count
    return match[cohort * (products.count + 1) + place]
  }

  /// Cohort part of the log-odds to click and order.
  func inclination(cohort: Int, product: Int) -> Double {
    inclination[cohort * products.count + product - products.lowerBound]
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
    let stay = patience.match * match + patience.trust * (trust - 0.5)
    let canClick = entry.isOrderable && !soldOut
    return HazardRates(
      leave: spending(on: entry, soldOut: soldOut) * Elementary.exp(-stay),
      click: canClick ? clickRate(cohort: cohort, product: entry.product) * Double(tick) : 0,
      engage: engagementPerSecond * 1e-9 * Double(tick) * Elementary.exp(engagement.match * match))
  }

  /// Clicks per nanosecond of a viewer without personal deviation, at most two a second whatever the
  /// coefficients say; the personal factor comes on top and is bounded where it is drawn.
  private func clickRate(cohort: Int, product: Int) -> Double {
    let factor = Elementary.exp(inclination(cohort: cohort, product: product))
    return min(2, decision.perSecond * factor) * 1e-9
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
