// Which tiers can hold up what a metric measures: an order waits for workers and whatever they wait
// for, a payment for channels as well, and people come whatever the order back end does.
//
// Invariant: a tier that is not named here does not delay or refuse what the metric counts. Where in
// doubt a tier is named.

/// What a metric can wait for.
public enum MetricReach: Sendable, Equatable {
  /// No tier: what is measured has been decided before an order is sent, or by the sale logic.
  case nothing
  /// The tiers that an order passes until its unit is held.
  case orders
  /// Those, and the payment that follows.
  case payments
  /// The same, but the time that payments take matters only where some came too late or were refused.
  case units
  /// The tiers with these names.
  case tiers(Set<String>)
  /// Whatever tier is the busiest.
  case all

  private static let orderTiers: Set<String> = [
    "room", "orders", "stock", "cache", "queue", "locks", "row",
  ]
  /// Tiers further in than the workers and the channels.
  private static let innerTiers: Set<String> = ["stock", "cache", "queue", "locks", "row"]

  /// What a metric can wait for.
  ///
  /// - Parameter metric: The name of a metric, without what it is asked of.
  public init(_ metric: String) {
    let parts = metric.split(separator: ".").map(String.init)
    let last = parts.count > 1 ? parts[1] : ""
    switch parts.first ?? "" {
    case "tier": self = .tier(last)
    case "latency": self = .orders
    case "gmv": self = last == "gross" ? .orders : .units
    case "loop", "returns", "money": self = .units
    case "orders": self = .ofOrders(last)
    case "funnel", "stream", "room", "programs": self = .ofPeople(last)
    case "stock", "demand": self = .ofStock(last)
    case "lost": self = .ofLosses(last)
    default: self = .nothing
    }
  }

  private static func tier(_ name: String) -> MetricReach {
    switch name {
    case "bottleneck": .all
    case "gateway", "room": .orders
    case "orders": .tiers(innerTiers.union(["orders"]))
    case "stock": .tiers(["stock", "row"])
    case "payment": .tiers(innerTiers.union(["payment"]))
    default: .tiers([name])
    }
  }

  private static func ofOrders(_ name: String) -> MetricReach {
    switch name {
    case "submitted", "doubleClicks", "beforeOpening": .nothing
    case "paidPeakToCreated", "declined", "refunded", "released", "chargeRetries": .payments
    case "paid": .payments
    default: .orders
    }
  }

  private static func ofPeople(_ name: String) -> MetricReach {
    switch name {
    case "created", "orderToCreated", "createdShare": .orders
    case "paid", "paidShare", "buyers", "ordersPerBuyer", "createdToPaid", "conversion", "lift",
      "gmv":
      .units
    default: .nothing
    }
  }

  private static func ofStock(_ name: String) -> MetricReach {
    switch name {
    case "stocked", "oversold", "onTheWay": .nothing
    case "soldOutAfter", "sellRate": .orders
    default: .units
    }
  }

  private static func ofLosses(_ name: String) -> MetricReach {
    switch name {
    case "tooEarly", "limitReached", "rejected", "unverified": .nothing
    // A unit comes back when its hold ends unpaid.
    case "soldOut", "sawSoldOut": .units
    default: .orders
    }
  }

  /// The tiers of a session; nil for all of them.
  fileprivate func tiers(_ record: SessionRecord) -> Set<String>? {
    switch self {
    case .nothing: []
    case .orders: Self.orderTiers
    case .payments: Self.orderTiers.union(["payment"])
    case .units: record.hasLostPayments ? Self.orderTiers.union(["payment"]) : Self.orderTiers
    case .tiers(let names): names
    case .all: nil
    }
  }
}

extension SessionRecord {
  /// Whether a payment came too late, or was turned away.
  fileprivate var hasLostPayments: Bool {
    let refused: [TierCounter.Refusal] = [.queueFull, .deadline, .failed]
    return checkout.refunded > 0 || refused.contains { (tier("payment")?.count($0) ?? 0) > 0 }
  }

  /// The bottleneck among the tiers that a metric can wait for.
  ///
  /// - Parameter metric: The name of a metric, without what it is asked of.
  /// - Returns: The bottleneck; nil if there is no such tier, or none of them has done anything.
  public func bottleneck(of metric: String) -> Bottleneck? {
    guard let names = MetricReach(metric).tiers(self) else { return bottleneck }
    return Bottleneck(tiers: tiers, rows: rowLoads, length: scenario.length, among: names)
  }
}
