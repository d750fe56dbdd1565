// Metrics of what comes back after it was paid for, and of the money that stays. A session in which
// nothing can come back has none of them.
import Stochastics

extension Metrics {
  static let returns: [Metric] =
    [
      Metric(per: .product, "returns.units", .count, better: .less, "Units that came back.") {
        $0.returned($1, \.returned)
      },
      Metric(
        per: .product, "returns.share", .share, better: .less, "Units that came back over sold."
      ) {
        guard let back = $0.returned($1, \.returned), let sold = $0.returned($1, \.sold)
        else { return nil }
        return sold > 0 ? back / sold : nil
      },
      Metric(
        per: .product, "returns.restocked", .count, better: .more,
        "Units that came back and were put on sale again."
      ) { $0.returned($1, \.restocked) },
      Metric(
        per: .product, "returns.scrapped", .count, better: .less,
        "Units that came back and were not fit to be sold again."
      ) { $0.returned($1, \.scrapped) },
      Metric(
        "returns.open.peak", .count, better: .less,
        "Most units that were back and not yet restocked or scrapped, at one time."
      ) { $0.returns.map { Double($0.open.maximum) } },
      Metric("returns.open.peakAt", .seconds, "When there were first so many.") {
        $0.returns.map { seconds($0.open.timeOfMaximum) }
      },
    ]
    + Metric.quantiles(
      "returns.lag", of: "the time from a payment to its unit's return", better: .neither,
      [("p50", 0.5), ("p90", 0.9), ("p99", 0.99)]
    ) { $0.returns?.lag }
    + [1, 3, 7, 14].map { days in
      Metric(
        "returns.restockedBy.\(days)d", .count, better: .more,
        "Units that were on sale again within \(days) d of the session's first instant."
      ) { $0.returns.map { Double($0.restocked(by: Int64(days) * Span.day)) } }
    }

  static let money: [Metric] = [
    Metric("money.gross", .money, better: .more, "Money taken for units sold, by the ledger.") {
      $0.returns == nil ? nil : Double($0.ledgerRevenue)
    },
    Metric("money.returned", .money, better: .less, "Money given back for units returned.") {
      $0.returns == nil ? nil : Double($0.ledgerGivenBack)
    },
    Metric("money.net", .money, better: .more, "Money taken less money given back.") {
      $0.returns == nil ? nil : Double($0.ledgerRevenue - $0.ledgerGivenBack)
    },
    Metric("money.netShare", .share, better: .more, "Net over gross money.") {
      guard $0.returns != nil, $0.ledgerRevenue > 0 else { return nil }
      return Double($0.ledgerRevenue - $0.ledgerGivenBack) / Double($0.ledgerRevenue)
    },
  ]
}

extension SessionRecord {
  /// Whether anything that is sold can come back.
  public var hasReturns: Bool { returns != nil }

  /// What came back in each hour of the session and of the days after it; empty if nothing did.
  public var returnsByHour: [HourSeries] { returns?.byHour ?? [] }

  /// A count of a product's stock rows, or of all; nil if nothing can come back.
  fileprivate func returned(_ product: Int?, _ part: KeyPath<StockAccount, Int>) -> Double? {
    let isPossible = scenario.products.indices.contains {
      (product == nil || product == $0) && scenario.products[$0].returns != nil
    }
    guard isPossible else { return nil }
    return stock.reduce(0) { sum, row in
      let counts = product == nil || row.product == product
      return counts ? sum + Double(row.account[keyPath: part]) : sum
    }
  }
}
