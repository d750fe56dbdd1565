// How a tier serves: who is next, how many servers there are, and the tiers around the order path,
// which carry the crowd rather than orders: edge, chat, catalogue.
//
// Invariant: the defaults are those of a tier that says nothing: first come first served, as many
// servers as it has.
import Stochastics

/// Who is served next.
public enum QueueDiscipline: String, Sendable, CaseIterable {
  /// Whoever has waited longest.
  case fifo
  /// Whoever came last.
  case lifo
  /// Those of the first class before all others, each class in order of arrival; nobody who is being
  /// served is interrupted.
  case priority
  /// Everybody at once: n who are present share c servers evenly, each at the rate min(1, c ÷ n).
  case processorSharing
}

/// How those who come to a tier are served.
public struct Queueing: Sendable, Equatable {
  /// Who is next.
  public var discipline = QueueDiscipline.fifo
  /// The cohorts of the first class, by index, where classes are cohorts.
  public var first: [Int] = []
  /// How the number of servers follows the load; nil if it does not.
  public var autoscaling: Autoscaling?

  /// Whether servers are shared.
  var isShared: Bool { discipline == .processorSharing }

  /// Whether a request is of the first class.
  func isFirst(_ request: Request) -> Bool { first.contains(Int(request.cohort)) }
}

/// How a number of servers follows the load.
public struct Autoscaling: Sendable, Equatable {
  /// What the number of servers is to keep.
  public enum Target: Sendable, Equatable {
    /// This share of them busy, by the mean of the last period.
    case utilisation(Double)
    /// So many for each, in service or waiting, at the end of a period.
    case perServer(Double)
  }
  /// What is to be kept.
  public var target: Target
  /// How often that is judged, in nanoseconds.
  public var every: Int64
  /// From the decision for more servers until they serve, in nanoseconds.
  public var delay: Int64
  /// The fewest servers there may be.
  public var atLeast: Int
  /// The most servers there may be.
  public var atMost: Int
  /// How long fewer servers must have been enough before some are let go, in nanoseconds.
  public var downAfter: Int64
}

/// A station for more requests than could be followed one by one, counted by the second.
public struct OpenStation: Sendable, Equatable {
  /// How many servers there are.
  public var servers: Int
  /// Requests that one server serves in a second.
  public var rate: Double
  /// Requests that may wait; more are refused.
  public var queue: Int
  /// How the number of servers follows the load; nil if it does not.
  public var autoscaling: Autoscaling?
}

extension OrderPath {
  /// The edge: takes the enters, and a heartbeat of everybody present.
  public struct Edge: Sendable, Equatable {
    /// From one heartbeat of a viewer to the next, in nanoseconds.
    public var heartbeat: Int64
    /// Who serves.
    public var station: OpenStation
  }

  /// The chat: lines come in, and go out to everybody present.
  public struct Chat: Sendable, Equatable {
    /// Who takes lines in.
    public var station: OpenStation
    /// Lines that a viewer is shown in a second at most; nil: all.
    public var shown: Int?
    /// Who sends them out.
    public var fanOut: OpenStation
  }

  /// The catalogue: reads of cards and pages, from a cache, and from a database where that misses.
  public struct Catalogue: Sendable, Equatable {
    /// Reads for each click.
    public var perClick: Double
    /// Reads for each enter.
    public var perEnter: Double
    /// Share of reads that a warm cache answers.
    public var hit: Double
    /// Entries that a cache holds when it is warm.
    public var entries: Int
    /// Who answers reads.
    public var station: OpenStation
    /// Who answers those that the cache does not.
    public var misses: OpenStation
  }
}
