// What there is to see of a running session at one instant, as values: nothing in it changes when the
// session goes on.
public import Stochastics

/// A session at an instant.
public struct SessionSnapshot: Sendable, Equatable {
  /// When, in nanoseconds: everything before it has happened.
  public var instant: Int64
  /// The rooms.
  public var rooms: [RoomState]
  /// People present.
  public var present: Int
  /// How far people have come, over everybody.
  public var funnel: FunnelCounts
  /// The stock rows, in the order of the products.
  public var stock: [StockState]
  /// Orders created so far.
  public var created: Int
  /// From the intention to hearing of the order so far, in nanoseconds.
  public var latency: LogLinearHistogram
  /// The tiers of the order back end, in the order in which an order passes them.
  public var tiers: [TierState]
  /// How often the circuit breaker has opened.
  public var breakerOpenings: Int
  /// The checks that were broken, whether a sale logic has promised them or not.
  public var breaches: [CheckResult]

  /// A room: what is on air, and what is to come.
  public struct RoomState: Sendable, Equatable {
    /// The steps of the host, past and to come as far as is known now, by instant.
    public var steps: [Step]
    /// Which of them is on air.
    public var onAir: Int
  }

  /// What a host does, from an instant on.
  public struct Step: Sendable, Equatable {
    /// When it is said, in nanoseconds; what is said before the start is on air at the start.
    public var at: Int64
    /// What the host does.
    public var kind: RundownStep.Kind
    /// The product on air, by index; nil when there is none.
    public var product: Int?
  }

  /// A stock row.
  public struct StockState: Sendable, Equatable {
    /// Its name.
    public var name: String
    /// Units that were ever put into stock.
    public var stocked: Int
    /// Units that nobody has a claim on; negative when too many were promised.
    public var free: Int
    /// Units held.
    public var held: Int
    /// Units sold, and not sent back.
    public var sold: Int
    /// Units sent back, and not on sale again.
    public var back: Int
    /// When the last unit was promised for the first time, in nanoseconds; nil as long as it was not.
    public var soldOutAt: Int64?
  }

  /// A tier.
  public struct TierState: Sendable, Equatable {
    /// Its name, as in reports.
    public var name: String
    /// How many requests it serves at the same time; 0 when it takes no time.
    public var servers: Int
    /// How many it serves.
    public var busy: Int
    /// How many wait.
    public var waiting: Int
    /// How many have come.
    public var requests: Int
    /// How many were refused.
    public var refused: Int
    /// How many of them because the queue was full.
    public var refusedFull: Int
  }
}

extension SessionDriver {
  /// What there is to see now.
  var snapshot: SessionSnapshot {
    SessionSnapshot(
      instant: instant, rooms: stage.logs.map { SessionSnapshot.RoomState($0, at: instant) },
      present: audience.present, funnel: audience.funnel,
      stock: zip(checkout.skus, checkout.referee.ledger.accounts).map { sku, account in
        SessionSnapshot.StockState(
          name: sku.name, stocked: account.stocked, free: account.free, held: account.held,
          sold: account.levels.sold, back: account.levels.back,
          soldOutAt: account.soldOutAt)
      },
      created: checkout.books.count(of: .created), latency: audience.createdLatency,
      tiers: checkout.tiers.map(SessionSnapshot.TierState.init),
      breakerOpenings: checkout.breaker?.openings ?? 0,
      breaches: checkout.brokenChecks)
  }
}

extension SessionSnapshot.RoomState {
  fileprivate init(_ log: StageLog, at instant: Int64) {
    steps = log.entries.map { entry in
      SessionSnapshot.Step(
        at: entry.published, kind: entry.kind, product: entry.product >= 0 ? entry.product : nil)
    }
    onAir = max(0, log.index(publishedBy: instant))
  }
}

extension SessionSnapshot.TierState {
  fileprivate init(_ tier: TierCounter) {
    name = tier.name
    servers = Int(tier.size.level)
    busy = Int(tier.busy.level)
    waiting = Int(tier.waiting.level)
    requests = tier.requests
    refused = tier.refusals.reduce(0, +)
    refusedFull = tier.count(.queueFull)
  }
}
