// Admission as a scenario describes it: what the gateway lets through beside its rate.

extension OrderPath {
  /// The rate at which one account may ask: a token bucket of its own.
  public struct AccountRate: Sendable, Equatable {
    /// Requests a second.
    public var rate: Double
    /// Requests that may come at once.
    public var burst: Double
  }

  /// A detector of programs, which makes mistakes of both kinds; it decides once for each account.
  public struct Detector: Sendable, Equatable {
    /// Share of programs that it turns away.
    public var recall: Double
    /// Share of humans that it turns away.
    public var falseReject: Double
  }

  /// A circuit breaker between the gateway and the order workers.
  ///
  /// Closed, it lets everything pass and watches; open, nothing; half open, a few probes, whose
  /// answers decide whether it closes or opens again.
  public struct Breaker: Sendable, Equatable {
    /// How many of the latest answers are watched; it does not open before there are so many.
    public var window: Int
    /// Share of failures among them at which it opens.
    public var failures: Double
    /// An answer that took longer than this is a failure too, in nanoseconds.
    public var slow: Int64
    /// How long it stays open, in nanoseconds.
    public var open: Int64
    /// Requests let through half open.
    public var probes: Int
  }

  /// A waiting room: so many people may order at the same time, the others wait for their turn.
  public struct WaitingRoom: Sendable, Equatable {
    /// In which order people come out of the room.
    public enum Policy: String, Sendable, CaseIterable {
      /// As they came.
      case fifo
      /// By lot, whenever a place is free.
      case random
      /// By lot those who came in the first stretch, the others behind them as they came.
      case shuffleAtStart
      /// By lot, and only so many of those who came in the first stretch; nobody else.
      case lottery
    }
    /// People who may order at the same time.
    public var active: Int
    /// In which order the others follow.
    public var policy: Policy
    /// How long after a product's opening people are gathered for its lot, in nanoseconds.
    public var gather: Int64
    /// How many of them a lottery draws for a product.
    public var winners: Int
    /// How long a person who has been let in may take, in nanoseconds.
    public var session: Int64
    /// How long a person waits for the turn before asking again, in nanoseconds.
    public var patience: Int64
  }

  /// What the platform does about a charge that the provider has failed to make.
  public struct ChargeRetry: Sendable, Equatable {
    /// Attempts at most, the first one included.
    public var attempts = 1
    /// Wait before the second attempt, in nanoseconds; it doubles from one to the next, and a half
    /// of it is drawn at random.
    public var backoff: Int64 = 500_000_000
    /// Retries for each charge, on average over all of them, from which on no more are made.
    public var budget = 1.0
  }
}
