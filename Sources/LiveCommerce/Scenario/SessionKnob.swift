// What can be changed while a session runs: the knobs of a platform on duty. A turned knob is a change,
// and changes are part of the scenario, so a steered session is repeated like any other.
//
// Invariant: every knob is a key of the scenario format with the same range, so what a change sets
// could have been set from the start.

/// A value of a scenario that can be changed while the session runs.
public enum SessionKnob: Sendable, Hashable {
  /// How many order workers there are.
  case workers
  /// How many connections the stock database has.
  case connections
  /// How many charges the payment provider makes at the same time.
  case channels
  /// How many orders a second the gateway admits.
  case gatewayRate
  /// How long a unit of a product is held for its buyer, for orders created from then on.
  case hold(product: Int)
  /// How often a client of a cohort asks again.
  case retries(cohort: Int)
  /// How many retries a client of a cohort has for each order, on average.
  case retryBudget(cohort: Int)

  /// What a knob's values are.
  public enum Kind: Sendable, Equatable {
    /// A whole number.
    case count
    /// A length of time, in nanoseconds.
    case duration
    /// Events per second.
    case rate
    /// Any number.
    case number
  }

  /// What its values are.
  public var kind: Kind {
    switch self {
    case .workers, .connections, .channels, .retries: .count
    case .gatewayRate: .rate
    case .hold: .duration
    case .retryBudget: .number
    }
  }

  /// What its values may be, in the base unit of its kind.
  public var range: ClosedRange<Double> {
    switch self {
    case .workers, .connections: SessionKnob.real(Limit.servers)
    case .channels: SessionKnob.real(Limit.channels)
    case .gatewayRate: Limit.gatewayRate
    case .hold: Double(Limit.hold.lowerBound)...Double(Limit.hold.upperBound)
    case .retries: SessionKnob.real(Limit.retries)
    case .retryBudget: Limit.retryBudget
    }
  }

  private static func real(_ range: ClosedRange<Int>) -> ClosedRange<Double> {
    Double(range.lowerBound)...Double(range.upperBound)
  }

  /// A value as a scenario writes it, such as `20`, `15m` or `8k/s`.
  public func text(of value: Double) -> String {
    switch kind {
    case .count: Quantity.describe(count: Int(value))
    case .duration: Quantity.describe(duration: Int64(value))
    case .rate: Quantity.describe(rate: value)
    case .number: Quantity.describe(number: value)
    }
  }

  /// Whether somebody else turns it: the autoscaler of its tier.
  func isAutoscaled(in path: OrderPath) -> Bool {
    switch self {
    case .workers: path.workers.queueing.autoscaling != nil
    case .connections: path.database.queueing.autoscaling != nil
    case .channels: path.payment.queueing.autoscaling != nil
    default: false
    }
  }
}

/// A knob that is turned at an instant of the session.
public struct Change: Sendable, Equatable {
  /// When, in nanoseconds from the start of the session: whatever happens then happens after it.
  public var at: Int64
  /// What is changed.
  public var knob: SessionKnob
  /// What it is from then on, in the base unit of the knob's kind.
  public var value: Double

  /// Describes a change.
  public init(at: Int64, knob: SessionKnob, value: Double) {
    self.at = at
    self.knob = knob
    self.value = value
  }
}

extension Scenario {
  /// The key of a knob's value, such as `orders.workers.count`.
  public func path(of knob: SessionKnob) -> String {
    func key(_ keys: String...) -> ScenarioPath {
      keys.reduce(.root) { ScenarioPath.key($0, $1) }
    }
    let path =
      switch knob {
      case .workers: key("orders", "workers", "count")
      case .connections: key("orders", "database", "connections")
      case .channels: key("orders", "payment", "capacity")
      case .gatewayRate: key("orders", "gateway", "rate")
      case .hold(let product): key("products", products[product].name, "hold")
      case .retries(let cohort): key("cohorts", cohorts[cohort].name, "client", "retries")
      case .retryBudget(let cohort): key("cohorts", cohorts[cohort].name, "client", "retryBudget")
      }
    return path.description
  }

  /// The knobs that can be turned in this session, those of the platform first.
  public var knobs: [SessionKnob] {
    let platform: [SessionKnob] = [.workers, .connections, .channels, .gatewayRate]
    return platform.filter { !$0.isAutoscaled(in: orders) }
      + products.indices.map { .hold(product: $0) }
      + cohorts.indices.flatMap { [.retries(cohort: $0), .retryBudget(cohort: $0)] }
  }

  /// What a knob's value is at an instant, in the base unit of its kind.
  ///
  /// - Parameters:
  ///   - knob: One of ``knobs``.
  ///   - instant: When, in nanoseconds; changes of that instant have been made.
  /// - Returns: The value; nil where there is no such limit.
  public func value(of knob: SessionKnob, at instant: Int64) -> Double? {
    changes.last { $0.knob == knob && $0.at <= instant }?.value ?? value(of: knob)
  }

  /// What a knob's value is at first.
  private func value(of knob: SessionKnob) -> Double? {
    switch knob {
    case .workers: Double(orders.workers.count)
    case .connections: Double(orders.database.connections)
    case .channels: Double(orders.payment.capacity)
    case .gatewayRate: orders.gateway.rate
    case .hold(let product): Double(products[product].hold)
    case .retries(let cohort): Double(cohorts[cohort].client.retries)
    case .retryBudget(let cohort): cohorts[cohort].client.retryBudget
    }
  }
}
