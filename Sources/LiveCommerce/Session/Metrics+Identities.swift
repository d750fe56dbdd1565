// Identities: two counters of the same thing that never saw each other. Their difference must be
// nothing, in every session; if it is not, saleroom has miscounted.
import Stochastics

extension Metrics {
  static let identities: [Metric] = [
    Metric("identity.people", .count, "Visits begun less visits ended; must be 0.") {
      Double($0.audience.count(.enter) - $0.audience.count(.leave))
    },
    Metric(
      "identity.presence", .seconds,
      "Time present by stretches less that by arrivals and departures; must be 0."
    ) { Double($0.audience.presence - $0.audience.departuresMinusArrivals) / 1e9 },
    Metric(
      "identity.little", .seconds,
      "Mean people present × length less the sum of visit lengths, per visit; must be 0."
    ) { record in
      let visits = record.audience.watch.count
      guard visits > 0 else { return 0 }
      return Double(record.audience.presence - record.audience.watch.sum) / 1e9 / Double(visits)
    },
    Metric(
      "identity.inFlight", .count,
      "Requests still in any tier at the end; must be 0, if the sale logic has answered every call."
    ) { record in
      guard record.checkout.unreturned == 0 else { return 0 }
      return record.tiers.reduce(0) { $0 + Double($1.waiting.level + $1.busy.level) }
    },
    Metric(
      "identity.payments", .count,
      "Orders paid by the order back end less payments confirmed to the audience; must be 0."
    ) { $0.checkout.unreturned == 0 ? Double($0.ordersPaid - $0.audience.total.paid) : 0 },
    Metric(
      "identity.revenue", .money,
      "Money in the ledger less money that the audience knows it has paid; must be 0."
    ) {
      $0.checkout.unreturned == 0 ? Double($0.ledgerRevenue - $0.audience.total.revenue) : 0
    },
    Metric(
      "identity.returns", .count,
      "Returns decided when orders were paid less units that came back, by the ledger; must be 0."
    ) { record in
      record.returns.map { Double($0.announced.reduce(0, +) - record.total(\.returned)) }
    },
    Metric(
      "identity.restock", .count,
      "Units restocked or scrapped by the ledger less those by the hour; must be 0."
    ) { record in
      record.returns.map {
        Double(
          record.total(\.restocked) + record.total(\.scrapped) - $0.restockedByHour.total
            - $0.scrappedByHour.total)
      }
    },
    Metric(
      "identity.givenBack", .money,
      "Money paid for what was to come back less money in the ledger as given back; must be 0."
    ) { record in record.returns.map { Double($0.announcedValue - record.ledgerGivenBack) } },
    Metric(
      "identity.pools", .count,
      "Units delivered to each pool less those that the ledger finds there or sold; must be 0."
    ) { record in
      guard record.scenario.hasPools else { return nil }
      return record.pools.reduce(0) { $0 + Double(($1.delivered - $1.found).magnitude) }
    },
  ]
}

extension SessionRecord {
  /// A count of all stock rows.
  fileprivate func total(_ part: KeyPath<StockAccount, Int>) -> Int {
    stock.reduce(0) { $0 + $1.account[keyPath: part] }
  }
}
