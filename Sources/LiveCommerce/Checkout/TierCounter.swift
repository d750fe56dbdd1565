// What one tier of the back end has done: rate, waiting, utilisation, latency and refusals. Each tier
// is a station with servers and a queue, so the same counter serves all of them.
public import Stochastics

/// Counters of one tier.
public struct TierCounter: Sendable, Equatable {
  /// The name used in reports.
  public let name: String
  /// How many requests are served at the same time; 0 when the tier takes no time.
  public let servers: Int
  /// Requests that came.
  public internal(set) var requests = 0
  /// Requests served to the end.
  public internal(set) var served = 0
  /// Refusals by reason, in the order of `Refusal`.
  public internal(set) var refusals = [Int](repeating: 0, count: Refusal.allCases.count)
  /// Requests by second of arrival.
  public internal(set) var requestsBySecond = CountSeries()
  /// From arrival to the end of service, in nanoseconds.
  public internal(set) var latency = LogLinearHistogram()
  /// Requests that wait for a server, over time.
  public internal(set) var waiting = TimeWeighted()
  /// Busy servers, over time.
  public internal(set) var busy = TimeWeighted()

  /// Why a tier refuses.
  public enum Refusal: Int, Sendable, CaseIterable {
    /// Over the rate limit.
    case rateLimited
    /// Answered from the sold-out flag.
    case flaggedSoldOut
    /// The queue is full.
    case queueFull
    /// Waited beyond the deadline.
    case deadline
    /// Declined by the provider.
    case declined
    /// More than one account may ask.
    case accountLimited
    /// Taken for a program.
    case detected
    /// The circuit breaker was open.
    case breakerOpen
    /// The tier was down and said so.
    case down
    /// The request got lost on its way, or the tier was down and silent.
    case unreachable
    /// Not let in by the waiting room, or no longer.
    case notAdmitted
    /// Not drawn by the lottery.
    case notDrawn
    /// Had stopped waiting when its turn came.
    case abandoned
    /// The attempt failed without effect.
    case failed
  }

  init(name: String, servers: Int) {
    self.name = name
    self.servers = servers
  }

  mutating func arrives(at instant: Int64) {
    requests += 1
    requestsBySecond.add(at: instant)
    waiting.add(1, at: instant)
  }

  /// A request finds no room to wait in.
  mutating func turnsAway(_ reason: Refusal = .queueFull, at instant: Int64) {
    requests += 1
    requestsBySecond.add(at: instant)
    refuses(reason)
  }

  mutating func begins(at instant: Int64) {
    waiting.add(-1, at: instant)
    busy.add(1, at: instant)
  }

  mutating func ends(at instant: Int64, arrived: Int64) {
    served += 1
    busy.add(-1, at: instant)
    latency.add(instant - arrived)
  }

  mutating func refuses(_ reason: Refusal) { refusals[reason.rawValue] += 1 }

  /// Refusals for one reason.
  public func count(_ reason: Refusal) -> Int { refusals[reason.rawValue] }
}
