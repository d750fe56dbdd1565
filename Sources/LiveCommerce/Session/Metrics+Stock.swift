// Metrics of the goods, as the ledger counts them, for all products or for one.

extension Metrics {
  static let stock: [Metric] = [
    Metric(per: .product, "stock.stocked", .count, "Units ever put into stock.") {
      $0.units(of: $1, \.stocked)
    },
    Metric(per: .product, "stock.sold", .count, better: .more, "Units sold.") {
      $0.units(of: $1, \.sold)
    },
    Metric(
      per: .product, "stock.oversold", .count, better: .less,
      "Most units promised beyond those in stock."
    ) {
      $0.units(of: $1, \.oversold)
    },
    Metric(
      per: .product, "stock.leftover", .count, better: .less,
      "Units that nobody had a claim on at the end."
    ) {
      $0.accounts(of: $1)?.reduce(0) { $0 + Double(max(0, $1.free)) }
    },
    Metric(
      per: .product, "stock.refused", .count, "Times that \"sold out\" was said."
    ) {
      $0.units(of: $1, \.refused)
    },
    Metric(
      per: .product, "stock.released", .count, better: .less, "Holds that were released unpaid."
    ) {
      $0.units(of: $1, \.released)
    },
    Metric(
      per: .product, "stock.soldOutAfter", .seconds,
      "From the first unit promised to the first time that none was left."
    ) { $0.soldOutAfter($1) },
    Metric(
      per: .product, "stock.sellRate", .perSecond,
      "Units on hand at the start, and put in stock before all had been sold, over the time in which "
        + "they sold out."
    ) { record, product in
      guard let time = record.soldOutAfter(product), time > 0 else { return nil }
      return Double(record.unitsSoldOut(of: product)) / time
    },
    Metric(
      per: .product, "stock.sellThrough", .share, better: .more, "Units sold over units stocked."
    ) {
      guard let accounts = $0.accounts(of: $1) else { return nil }
      return ratio(
        accounts.reduce(0) { $0 + $1.sold }, accounts.reduce(0) { $0 + $1.stocked })
    },
  ]
}

extension SessionRecord {
  /// The accounts of a product's stock rows, or of all; nil when there are none.
  fileprivate func accounts(of product: Int?) -> [StockAccount]? {
    let rows = stock.filter { product == nil || $0.product == product }
    return rows.isEmpty ? nil : rows.map(\.account)
  }

  fileprivate func units(of product: Int?, _ part: KeyPath<StockAccount, Int>) -> Double? {
    accounts(of: product).map { accounts in
      accounts.reduce(0) { $0 + Double($1[keyPath: part]) }
    }
  }

  fileprivate func unitsSoldOut(of product: Int?) -> Int {
    let end = soldOutAt(product) ?? 0
    let delivered = checkout.deliveries.filter { $0.arrives <= end }
    return scenario.products.enumerated().reduce(0) { sum, entry in
      guard product == nil || product == entry.offset else { return sum }
      let came = delivered.reduce(0) { $0 + ($1.product == entry.offset ? $1.units : 0) }
      return sum + came + entry.element.variants.reduce(0) { $0 + $1.stock }
    }
  }

  /// From the first promise to the moment when every row had been sold out once, in seconds.
  fileprivate func soldOutAfter(_ product: Int?) -> Double? {
    guard let accounts = accounts(of: product),
      let first = accounts.compactMap(\.firstHeldAt).min(), let last = soldOutAt(product)
    else { return nil }
    return seconds(max(0, last - first))
  }

  /// When every row had been sold out once that ever had a unit; nil if one never was.
  private func soldOutAt(_ product: Int?) -> Int64? {
    let stocked = (accounts(of: product) ?? []).filter { $0.stocked > 0 }
    let ends = stocked.compactMap(\.soldOutAt)
    return ends.count == stocked.count ? ends.max() : nil
  }
}
