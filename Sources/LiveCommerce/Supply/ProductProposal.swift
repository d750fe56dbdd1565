// New products for categories that people would like and nobody sells: the persons of the cohorts that
// like such a category better than anything on air were here, and found nothing.
//
// Invariant: a category of which something can be ordered, in the session or in the next one, is not
// proposed.

/// A product that nobody sells yet.
public struct ProductProposal: Sendable, Equatable {
  /// The category, by index.
  public let category: Int
  /// Its name.
  public let name: String
  /// Persons who came, of cohorts that like the category better than all that was on air.
  public let persons: Int
  /// The sales expected of it, in units: those persons times their interest times what the session
  /// sold for each person and unit of interest in what was on air.
  public let demand: Double
  /// The mean price that those persons find fair, in minor units.
  public let price: Int64
  /// Units to begin with.
  public let stock: Int
  /// When the first units are on sale, in nanoseconds from the session's first instant.
  public let available: Int64

  /// The product, with usual rules of sale.
  public var product: Product {
    Product(
      name: name, category: category, price: price,
      variants: [Variant(name: name, share: 1, stock: stock)], limit: 1, hold: 15 * Span.minute,
      open: nil, batches: [], logic: nil, returns: nil)
  }

  /// All proposals that a session gives rise to, the most wanted first.
  static func all(
    from record: SessionRecord, next: Scenario, _ rule: SupplyRule
  ) -> [ProductProposal] {
    let scenario = record.scenario
    let sold = scenario.categoriesOnSale
    let taken = sold.union(next.categoriesOnSale)
    let crowd = scenario.cohorts.indices.map { index in
      Crowd(
        cohort: scenario.cohorts[index],
        persons: TrafficSource.allCases.reduce(0) {
          $0 + record.audience.funnel(cohort: index, source: $1).persons
        }, on: sold)
    }
    let interest = crowd.reduce(0) { $0 + Double($1.persons) * $1.best }
    let yield = interest > 0 ? Double(record.ordersPaid) / interest : 0
    return scenario.categories.indices.filter { !taken.contains($0) }
      .compactMap { proposal($0, scenario, crowd, yield, rule) }
      .sorted { ($0.demand, $1.category) > ($1.demand, $0.category) }
  }

  /// The people of one cohort who came.
  private struct Crowd {
    var cohort: Cohort
    var persons: Int
    /// Their interest in the category on air that they like best.
    var best: Double

    init(cohort: Cohort, persons: Int, on sold: Set<Int>) {
      self.cohort = cohort
      self.persons = persons
      best = sold.reduce(0) { max($0, cohort.interests[$1]) }
    }
  }

  private static func proposal(
    _ category: Int, _ scenario: Scenario, _ crowd: [Crowd], _ yield: Double, _ rule: SupplyRule
  ) -> ProductProposal? {
    let fans = crowd.filter { $0.persons > 0 && $0.cohort.interests[category] > $0.best }
    let persons = fans.reduce(0) { $0 + $1.persons }
    guard persons > 0 else { return nil }
    let interest = fans.reduce(0) { $0 + Double($1.persons) * $1.cohort.interests[category] }
    let price = fans.reduce(0) { $0 + Double($1.persons) * Double($1.cohort.priceTolerance) }
    let demand = yield * interest
    return ProductProposal(
      category: category, name: scenario.categories[category], persons: persons, demand: demand,
      price: max(1, Int64((price / Double(persons)).rounded())),
      stock: DemandForecast(seen: demand, growth: rule.growth).quantile(rule.level),
      available: scenario.length + rule.newLead)
  }
}

extension Scenario {
  /// The categories of which something is linked up.
  fileprivate var categoriesOnSale: Set<Int> {
    let linked = rooms.flatMap(\.rundown).filter { $0.kind == .linkUp }.compactMap(\.product)
    return Set(linked.map { products[$0].category })
  }
}
