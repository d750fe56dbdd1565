// Metrics of the way from a visit to a payment, as the audience counts it, and of the value sold.

extension Metrics {
  static let funnel: [Metric] = [
    Metric("funnel.clicks", .count, "Clicks on products.") { Double($0.audience.total.clicks) },
    Metric("funnel.clickers", .count, "Persons who clicked at least once.") {
      Double($0.audience.total.clickers)
    },
    Metric("funnel.orders", .count, "Intentions to order that were sent.") {
      Double($0.audience.total.orders)
    },
    Metric("funnel.created", .count, "Orders that their buyers learned were created.") {
      Double($0.audience.total.created)
    },
    Metric("funnel.paid", .count, "Payments confirmed to their buyers.") {
      Double($0.audience.total.paid)
    },
    Metric("funnel.clickRate", .share, "Persons who clicked over persons who came.") {
      ratio($0.audience.total.clickers, $0.audience.total.persons)
    },
    Metric("funnel.clickToOrder", .share, "Intentions to order over clicks.") {
      ratio($0.audience.total.orders, $0.audience.total.clicks)
    },
    Metric("funnel.orderToCreated", .share, "Orders created over intentions to order.") {
      ratio($0.audience.total.created, $0.audience.total.orders)
    },
    Metric("funnel.createdToPaid", .share, "Payments confirmed over orders created.") {
      ratio($0.audience.total.paid, $0.audience.total.created)
    },
    Metric("funnel.conversion", .share, "Payments confirmed over visits.") {
      ratio($0.audience.total.paid, $0.audience.total.visits)
    },
  ]

  static let gmv: [Metric] = [
    Metric("gmv.gross", .money, "Value of all orders created.") {
      Double($0.checkout.createdValue)
    },
    Metric("gmv.paid", .money, "Value of all orders paid.") { Double($0.checkout.paidValue) },
    Metric("gmv.orderValue", .money, "Mean value of a paid order (AOV).") {
      mean($0.checkout.paidValue, over: $0.ordersPaid)
    },
    Metric("gmv.perVisit", .money, "Value paid over visits.") {
      mean($0.checkout.paidValue, over: $0.audience.total.visits)
    },
    Metric("gmv.perPerson", .money, "Value paid over persons who came (UV value).") {
      mean($0.checkout.paidValue, over: $0.audience.total.persons)
    },
    Metric("gmv.perThousandViews", .money, "Value paid per thousand visits (GPM).") {
      mean($0.checkout.paidValue, over: $0.audience.total.visits).map { $0 * 1000 }
    },
  ]

  private static func mean(_ value: Int64, over count: Int) -> Double? {
    count > 0 ? Double(value) / Double(count) : nil
  }
}
