// Metrics of what people wanted, as far as stock decides about it: what was met, by another variant, or
// not at all. An intention counts once, however often it asked. More that is not met is neither better nor
// worse in itself: the better the back end, the more get as far as to be told that nothing is left.

extension Metrics {
  static let demand: [Metric] = [
    Metric(
      per: .product, "demand.unmet", .count,
      "Intentions to order for which nothing was left, after substitution, heard in time or late."
    ) { $0.sum(of: $1) { $0.unmet } },
    Metric(
      per: .product, "demand.substituted", .count,
      "Units sold to people who had wanted another variant."
    ) { $0.sum(of: $1) { $0.substitutes } },
    Metric(
      per: .product, "demand.fillRate", .share,
      "Units sold over units sold and intentions for which nothing was left."
    ) { record, product in
      let sold = record.sum(of: product) { $0.account.sold }
      let wanted = sold + record.sum(of: product) { $0.unmet }
      return wanted > 0 ? sold / wanted : nil
    },
    Metric(
      per: .product, "demand.share", .share, "Units sold of a product over units sold of all."
    ) { record, product in
      let all = record.sum(of: nil) { $0.account.sold }
      return all > 0 ? record.sum(of: product) { $0.account.sold } / all : nil
    },
    Metric(
      "demand.topShare", .share,
      "Units sold of the fifth of the products that sold most over units sold of all."
    ) { record in
      let sold = record.soldByProduct
      let total = sold.reduce(0, +)
      return ratio(sold.sorted(by: >).prefix((sold.count + 4) / 5).reduce(0, +), total)
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

  fileprivate var soldByProduct: [Int] {
    stock.reduce(into: Array(repeating: 0, count: scenario.products.count)) {
      $0[$1.product] += $1.account.sold
    }
  }

  fileprivate func sum(of product: Int?, _ part: (StockReport) -> Int) -> Double {
    stock.reduce(0) { product == nil || $1.product == product ? $0 + Double(part($1)) : $0 }
  }
}
