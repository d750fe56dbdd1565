// Metrics of the way from a visit to a payment, as the audience counts it, and of the value sold.
import Stochastics

extension Metrics {
  static let funnel: [Metric] = [
    Metric("funnel.clicks", .count, better: .more, "Clicks on products.") {
      Double($0.audience.total.clicks)
    },
    Metric("funnel.clickers", .count, better: .more, "Persons who clicked at least once.") {
      Double($0.audience.total.clickers)
    },
    Metric("funnel.orders", .count, better: .more, "Intentions to order that were sent.") {
      Double($0.audience.total.orders)
    },
    Metric(
      "funnel.created", .count, better: .more, "Orders that their buyers learned were created."
    ) {
      Double($0.audience.total.created)
    },
    Metric("funnel.paid", .count, better: .more, "Payments confirmed to their buyers.") {
      Double($0.audience.total.paid)
    },
    Metric(
      "funnel.buyers", .count, better: .more,
      "Accounts that own something at the end of the session."
    ) {
      Double($0.checkout.buyers)
    },
    Metric("funnel.ordersPerBuyer", .number, better: .more, "Orders paid over buyers.") {
      ratio($0.ordersPaid, $0.checkout.buyers)
    },
    Metric("funnel.clickRate", .share, better: .more, "Persons who clicked over persons who came.")
    {
      ratio($0.audience.total.clickers, $0.audience.total.persons)
    },
    Metric("funnel.clickToOrder", .share, better: .more, "Intentions to order over clicks.") {
      ratio($0.audience.total.orders, $0.audience.total.clicks)
    },
    Metric(
      "funnel.orderToCreated", .share, better: .more, "Orders created over intentions to order."
    ) {
      ratio($0.audience.total.created, $0.audience.total.orders)
    },
    Metric("funnel.createdToPaid", .share, better: .more, "Payments confirmed over orders created.")
    {
      ratio($0.audience.total.paid, $0.audience.total.created)
    },
    Metric("funnel.conversion", .share, better: .more, "Payments confirmed over visits.") {
      ratio($0.audience.total.paid, $0.audience.total.visits)
    },
    decision("p50", 0.5), decision("p90", 0.9),
  ]

  private static func decision(_ suffix: String, _ share: Double) -> Metric {
    Metric(
      "funnel.decision.\(suffix)", .seconds, better: .less, isOptional: true,
      "The \(suffix.dropFirst())th percentile of the time from a click to its order, where it can vary."
    ) { record in
      guard record.scenario.decision.haste != Haste() else { return nil }
      return record.audience.decision.quantile(share).map(seconds)
    }
  }

  static let gmv: [Metric] = [
    Metric("gmv.gross", .money, better: .more, "Value of all orders created.") {
      Double($0.checkout.createdValue)
    },
    Metric("gmv.paid", .money, better: .more, "Value of all orders paid.") {
      Double($0.checkout.paidValue)
    },
    Metric("gmv.orderValue", .money, better: .more, "Mean value of a paid order (AOV).") {
      mean($0.checkout.paidValue, over: $0.ordersPaid)
    },
    Metric("gmv.perVisit", .money, better: .more, "Value paid over visits.") {
      mean($0.checkout.paidValue, over: $0.audience.total.visits)
    },
    Metric("gmv.perPerson", .money, better: .more, "Value paid over persons who came (UV value).") {
      mean($0.checkout.paidValue, over: $0.audience.total.persons)
    },
    Metric("gmv.perThousandViews", .money, better: .more, "Value paid per thousand visits (GPM).") {
      mean($0.checkout.paidValue, over: $0.audience.total.visits).map { $0 * 1000 }
    },
  ]

  private static func mean(_ value: Int128, over count: Int) -> Double? {
    count > 0 ? Double(value) / Double(count) : nil
  }
}
