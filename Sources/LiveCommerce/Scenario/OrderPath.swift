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
  /// Beside the database: the cache.
  public var cache = Cache()
  /// Beside the database: the message queue.
  public var queue = Queue()
  /// Beside the database: the lock service.
  public var locks = Locks()
  /// The fourth tier: the payment provider.
  public var payment: Payment
  /// Around the orders: enters and heartbeats; nil if they are not looked at.
  public var edge: Edge?
  /// Around the orders: the chat; nil if it is not looked at.
  public var chat: Chat?
  /// Around the orders: cards and pages; nil if they are not looked at.
  public var catalogue: Catalogue?
  /// Name of the sale logic.
  public var logic: String
  /// From the end of a hold to the start of its release, in nanoseconds.
  public var releaseLag: Distribution
  /// How long a free unit may go unnoticed before "sold out" counts as a lie, in nanoseconds.
  public var undersellWithin: Int64
  /// What goes wrong, and when.
  public var faults: [Fault] = []

  /// Admission: who is let in at which rate, and the sold-out flag.
  public struct Gateway: Sendable, Equatable {
    /// Orders admitted per second; nil admits all.
    public var rate: Double?
    /// Tokens that may pile up.
    public var burst: Double
    /// From the first "sold out" of the workers to the gateway's own, in nanoseconds; nil: no flag.
    public var soldOutNotice: Int64?
    /// Grid on which a set flag looks for freed units again, in nanoseconds.
    public var soldOutRecheck: Int64
    /// What one account may ask; nil: anything.
    public var perAccount: AccountRate?
    /// Who is turned away as a program; nil: nobody.
    public var detector: Detector?
    /// What spares order workers that fail; nil: nothing.
    public var breaker: Breaker?
    /// Where people wait for their turn to order; nil: nowhere.
    public var waitingRoom: WaitingRoom?
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
    /// A worker's own work for an order, before the sale logic's, in nanoseconds.
    public var service = Distribution.always(0)
    /// Whether orders whose clients have stopped waiting are dropped when their turn comes.
    public var dropsExpired = false
    /// Who is next, and how many work.
    public var queueing = Queueing()
    /// The cohorts that have a code to order with, by index; nil: nobody is asked for one.
    ///
    /// Whoever has none takes a worker's own work all the same, and is then told so.
    public var verified: [Int]?
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
    /// Most guarded updates of a stock row that are committed together; 1: one by one.
    public var groupCommit = 1
    /// Which statement is next, and how many connections there are; those of orders that hold a unit
    /// are the first class.
    public var queueing = Queueing()
  }

  /// The cache: a serial server.
  public struct Cache: Sendable, Equatable {
    /// Service time of a call, in nanoseconds.
    public var call = Distribution.always(7_000)
    /// Service time of a script, in nanoseconds.
    public var script = Distribution.always(21_000)
  }

  /// The message queue, at least once.
  public struct Queue: Sendable, Equatable {
    /// Calls served at the same time.
    public var servers = 16
    /// Service time of a send, of a delivery and of an acknowledgement, in nanoseconds.
    public var call = Distribution.always(500_000)
    /// From the acceptance of a message to its first delivery, in nanoseconds.
    public var delay = Distribution.always(2_000_000)
    /// Consumers of each queue.
    public var consumers = 8
    /// From a delivery to the next one of the same message, if it is not acknowledged, in nanoseconds.
    public var redeliverAfter: Int64 = 30_000_000_000
    /// Deliveries after which a message is put aside.
    public var deliveries = 16
    /// Share of sends that get lost on their way, the sender not knowing.
    public var lose = 0.0
    /// Share of accepted sends whose answer gets lost.
    public var loseAcknowledgement = 0.0
    /// Share of deliveries whose acknowledgement gets lost, so that they are made again.
    public var redeliver = 0.0
  }

  /// The lock service: a serial server.
  public struct Locks: Sendable, Equatable {
    /// Service time of a call, in nanoseconds.
    public var call = Distribution.always(100_000)
  }

  /// The payment provider.
  public struct Payment: Sendable, Equatable {
    /// Charges in progress at the same time.
    public var capacity: Int
    /// Time of one charge, in nanoseconds.
    public var latency: Distribution
    /// Share of charges declined.
    public var decline: Double
    /// Share of attempts at a charge that fail without having charged anything.
    public var failure = 0.0
    /// What the platform does about a charge that has failed.
    public var retry = ChargeRetry()
    /// How many payments may wait for a channel; nil: any number.
    public var queue: Int?
    /// How long a payment may wait before it is dropped, in nanoseconds; nil: for ever.
    public var deadline: Int64?
    /// Who is next, and how many channels there are.
    public var queueing = Queueing()
  }
}
