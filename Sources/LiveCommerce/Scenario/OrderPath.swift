// The order back end as the scenario describes it: gateway, order workers, stock database, payment.
public import Stochastics

/// The tiers an order passes, and the logic that sells.
public struct OrderPath: Sendable, Equatable {
  /// The first tier: admission.
  public var gateway: Gateway
  /// The second tier: the workers that run the sale logic.
  public var workers: Workers
  /// The third tier: the stock database.
  public var database: Database
  /// The fourth tier: the payment provider.
  public var payment: Payment
  /// Name of the sale logic.
  public var logic: String
  /// From the end of a hold to the start of its release, in nanoseconds.
  public var releaseLag: Distribution
  /// How long a free unit may go unnoticed before "sold out" counts as a lie, in nanoseconds.
  public var undersellWithin: Int64

  /// Admission: a token bucket and the sold-out flag.
  public struct Gateway: Sendable, Equatable {
    /// Orders admitted per second; nil admits all.
    public var rate: Double?
    /// Tokens that may pile up.
    public var burst: Double
    /// From the first "sold out" of the workers to the gateway's own, in nanoseconds; nil: no flag.
    public var soldOutNotice: Int64?
    /// Grid on which a set flag looks for freed units again, in nanoseconds.
    public var soldOutRecheck: Int64
  }

  /// The workers that run the sale logic.
  public struct Workers: Sendable, Equatable {
    /// How many work at the same time.
    public var count: Int
    /// How many orders may wait; more are refused as busy.
    public var queue: Int
    /// How long an order may wait before it is dropped unserved, in nanoseconds; nil: for ever.
    public var deadline: Int64?
    /// Clock of each order node, ahead of true time, in nanoseconds; orders go to nodes by account.
    public var clockSkews: [Int64]
    /// How many release and settlement jobs run at the same time, beside the orders.
    public var releasers: Int
  }

  /// The stock database.
  public struct Database: Sendable, Equatable {
    /// Statements served at the same time.
    public var connections: Int
    /// Service time of a read, in nanoseconds.
    public var read: Distribution
    /// Service time of a write, in nanoseconds.
    public var write: Distribution
    /// Service time of a guarded update, during which it holds its row, in nanoseconds.
    public var update: Distribution
    /// How long an idempotency key is remembered after it was claimed, in nanoseconds.
    public var keyLife: Int64 = 600_000_000_000
  }

  /// The payment provider.
  public struct Payment: Sendable, Equatable {
    /// Charges in progress at the same time.
    public var capacity: Int
    /// Time of one charge, in nanoseconds.
    public var latency: Distribution
    /// Share of charges declined.
    public var decline: Double
  }
}
