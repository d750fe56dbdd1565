// Metrics of what people wanted, as far as stock decides about it: what was met, by another variant, or
// not at all. An intention counts once, however often it asked.

extension Metrics {
  static let demand: [Metric] = [
    Metric(
      per: .product, "demand.unmet", .count, better: .less,
      "Intentions to order that ended because nothing was left, after substitution."
    ) { $0.sum(of: $1) { $0.unmet } },
    Metric(
      per: .product, "demand.substituted", .count,
      "Units sold to people who had wanted another variant."
    ) { $0.sum(of: $1) { $0.substitutes } },
    Metric(
      per: .product, "demand.fillRate", .share, better: .more,
      "Units sold over units sold and intentions that ended because nothing was left."
    ) { record, product in
      let sold = record.sum(of: product) { $0.account.sold }
      let wanted = sold + record.sum(of: product) { $0.unmet }
      return wanted > 0 ? sold / wanted : nil
    },
    Metric(
      per: .product, "demand.onTheWay", .count,
      "Units ordered in the session that come after its close."
    ) { $0.sum(of: $1) { $0.onTheWay.reduce(0) { $0 + $1.units } } },
  ]
}

extension SessionRecord {
  /// Whether the demand for single variants, or their way here, has anything to tell.
  public var hasDemandStory: Bool {
    let choices = stock.contains { row in
      scenario.products[row.product].variants.count > 1 && (row.unmet > 0 || row.substitutes > 0)
    }
    return choices || stock.contains { !$0.onTheWay.isEmpty }
  }

  fileprivate func sum(of product: Int?, _ part: (StockReport) -> Int) -> Double {
    stock.reduce(0) { product == nil || $1.product == product ? $0 + Double(part($1)) : $0 }
  }
}
