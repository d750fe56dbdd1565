// Metrics of orders: what was asked, what became of it, why intentions were lost, and how long
// answers took. Latency counts from when the viewer meant to act, retries and all.
import Stochastics

extension Metrics {
  static let orders: [Metric] =
    [
      Metric(
        "orders.submitted", .count, better: .more, "Intentions to order that were sent, each once."
      ) {
        Double($0.audience.count(.order))
      },
      Metric(
        "orders.requests", .count,
        "Requests to order, with retries, double clicks, hedges and those for substitutes."
      ) { Double($0.audience.requestsBySecond.total) },
    ] + Metric.peak("orders.requests", of: "requests to order") { $0.audience.requestsBySecond }
    + [
      Metric("orders.retries", .count, better: .less, "Requests to order that were sent again.") {
        Double($0.audience.count(.retry))
      },
      Metric("orders.doubleClicks", .count, "Requests to order by tapping twice.") {
        Double($0.audience.count(.doubleClick))
      },
      Metric("orders.hedges", .count, "Copies of requests that were not answered soon enough.") {
        Double($0.audience.count(.hedge))
      },
      Metric("orders.timeouts", .count, better: .less, "Requests whose client stopped waiting.") {
        Double($0.audience.count(.timeout))
      },
      Metric(
        "orders.ghosts", .count, better: .less,
        "Answers that came when the client had stopped waiting for them."
      ) {
        Double($0.audience.count(.ghost))
      },
      Metric(
        "orders.heardLate", .count, better: .less,
        "Orders of which the buyer first heard by such an answer, having given up or not."
      ) {
        Double($0.audience.heardLate)
      },
      Metric(
        "orders.refusedLate", .count,
        "Intentions that had ended undecided when their buyer heard by such an answer that it is no."
      ) {
        Double($0.audience.refusedLate)
      },
      Metric("orders.giveUps", .count, better: .less, "Intentions to order that were given up.") {
        Double($0.audience.count(.giveUp))
      },
      Metric("orders.created", .count, better: .more, "Orders created: a unit was held.") {
        Double($0.ordersCreated)
      },
    ] + Metric.peak("orders.created", of: "orders created") { $0.checkout.createdBySecond }
    + [Metric("orders.paid", .count, better: .more, "Orders paid.") { Double($0.ordersPaid) }]
    + Metric.peak("orders.paid", of: "orders paid") { $0.checkout.paidBySecond }
    + [
      Metric(
        "orders.peakToMean", .number,
        "The most orders created in one whole second over their mean rate in the session's length."
      ) { record in
        let mean = Double(record.ordersCreated) / seconds(record.scenario.length)
        return mean > 0 ? Double(record.checkout.createdBySecond.peak?.value ?? 0) / mean : nil
      },
      Metric(
        "orders.paidPeakToCreated", .number,
        "The most orders paid in one whole second over the most created in one."
      ) { record in
        guard let created = record.checkout.createdBySecond.peak?.value, created > 0 else {
          return nil
        }
        return Double(record.checkout.paidBySecond.peak?.value ?? 0) / Double(created)
      },
      Metric("orders.declined", .count, better: .less, "Payments that the provider declined.") {
        Double($0.checkout.count(of: .declined))
      },
      Metric(
        "orders.refunded", .count, better: .less, "Payments refunded because they came too late."
      ) {
        Double($0.checkout.refunded)
      },
      Metric("orders.released", .count, better: .less, "Orders whose hold ended unpaid.") {
        Double($0.checkout.released)
      },
      Metric("orders.repeated", .count, "Repeated requests that got the answer of the first.") {
        Double($0.checkout.repeatedAnswers)
      },
      Metric("orders.lostAnswers", .count, "Answers that were lost on their way to the client.") {
        Double($0.checkout.lostAnswers)
      },
      Metric("orders.breakerOpenings", .count, "Times that the circuit breaker opened.") {
        Double($0.checkout.breakerOpenings)
      },
      Metric("orders.chargeRetries", .count, "Charges made again after they had failed.") {
        Double($0.checkout.chargeRetries)
      },
      Metric(
        "orders.beforeOpening", .count, better: .less,
        "Orders created before the opening, by true time."
      ) {
        Double($0.checkout.createdBeforeOpening)
      },
    ]

  static let lost: [Metric] = LossReason.allCases.map { reason in
    // The better the back end, the more get as far as to be told that nothing is left.
    Metric(
      "lost.\(reason)", .count, better: reason.isOfStock ? .neither : .less,
      "Intentions lost: the viewer \(reason.story)."
    ) { Double($0.audience.losses[reason.rawValue]) }
  }

  static let latency: [Metric] =
    Metric.latency("latency.order", of: "the time from the intention to hearing of the order") {
      $0.audience.createdLatency
    }
    + Metric.latency(
      "latency.refusal", of: "the time from the intention to the refusal that ended it"
    ) {
      $0.audience.refusedLatency
    }
}

extension SessionRecord {
  /// Orders created, as the order back end counts them.
  public var ordersCreated: Int { checkout.createdBySecond.total }
  /// Orders paid, as the order back end counts them.
  public var ordersPaid: Int { checkout.paidBySecond.total }
  /// Orders created, by second.
  public var createdBySecond: [Int] { checkout.createdBySecond.counts }
  /// Orders paid, by second.
  public var paidBySecond: [Int] { checkout.paidBySecond.counts }
}

extension LossReason {
  fileprivate var story: String {
    switch self {
    case .soldOut: "was told \"sold out\""
    case .sawSoldOut: "saw \"sold out\" before ordering"
    case .busy: "was refused for lack of capacity, to the last retry"
    case .unanswered:
      "was left without an answer; see orders.heardLate, orders.refusedLate"
    case .tooEarly: "came too early, to the last retry"
    case .closed: "came after the close"
    case .limitReached: "had had the share of one account"
    case .inProgress: "was told that it was not decided yet, to the last retry"
    case .notAdmitted: "was not let in by the waiting room"
    case .rejected: "was taken for a program"
    case .unverified: "had no code to order with"
    }
  }
}
