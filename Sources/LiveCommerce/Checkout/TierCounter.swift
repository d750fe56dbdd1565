// What one tier of the back end has done: rate, waiting, utilisation, latency and refusals. Each tier
// is a station with servers and a queue, so the same counter serves all of them.
public import Stochastics

/// Counters of one tier.
public struct TierCounter: Sendable, Equatable {
  /// The name used in reports.
  public let name: String
  /// How many requests are served at the same time at first; 0 when the tier takes no time.
  public let servers: Int
  /// Requests that came.
  public internal(set) var requests = 0
  /// Requests served to the end.
  public internal(set) var served = 0
  /// Those of them whose client had stopped waiting by the time of the answer.
  public internal(set) var wasted = 0
  /// Refusals by reason, in the order of `Refusal`.
  public internal(set) var refusals = [Int](repeating: 0, count: Refusal.allCases.count)
  /// Requests by second of arrival.
  public internal(set) var requestsBySecond = CountSeries()
  /// From arrival to the end of service, in nanoseconds.
  public internal(set) var latency = LogLinearHistogram()
  /// Requests that wait for a server, over time.
  public internal(set) var waiting = LevelSeries()
  /// Busy servers, over time.
  public internal(set) var busy = LevelSeries()
  /// Busy servers that do nothing of their own, over time: workers whose orders wait at the machines
  /// that a sale logic asks, connections kept for rows and between statements, and channels while
  /// what was charged is settled.
  public internal(set) var stalled = LevelSeries()
  /// Servers there are, over time.
  public internal(set) var size: LevelSeries
  /// Requests that share the servers, where they are shared.
  private var sharing: Int64 = 0

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
    /// The client had stopped waiting.
    case expired
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
    /// The attempt failed without effect.
    case failed
  }

  init(name: String, servers: Int) {
    self.name = name
    self.servers = servers
    size = LevelSeries(level: Int64(servers))
  }

  mutating func arrives(at instant: Int64) {
    comes(at: instant)
    waiting.add(1, at: instant)
  }

  mutating func comes(at instant: Int64) {
    requests += 1
    requestsBySecond.add(at: instant)
  }

  /// A request finds no room to wait in.
  mutating func turnsAway(_ reason: Refusal = .queueFull, at instant: Int64) {
    comes(at: instant)
    refuses(reason)
  }

  mutating func begins(at instant: Int64) {
    waiting.add(-1, at: instant)
    busy.add(1, at: instant)
  }

  mutating func ends(at instant: Int64, arrived: Int64) {
    frees(at: instant)
    departs(at: instant, arrived: arrived)
  }

  /// A server is given back.
  mutating func frees(at instant: Int64) { busy.add(-1, at: instant) }

  /// The request of a busy server begins to wait further in.
  mutating func pauses(at instant: Int64) { stalled.add(1, at: instant) }

  /// The request of a busy server has waited further in.
  mutating func resumes(at instant: Int64) { stalled.add(-1, at: instant) }

  mutating func departs(at instant: Int64, arrived: Int64) {
    served += 1
    latency.add(instant - arrived)
  }

  mutating func refuses(_ reason: Refusal, _ count: Int = 1) { refusals[reason.rawValue] += count }

  // MARK: Sharing and scaling

  /// A request that has waited for something else joins those that share the servers, or leaves them.
  ///
  /// What the servers cannot serve at once counts as waiting.
  mutating func shares(_ change: Int64, at instant: Int64) {
    let before = min(sharing, size.level)
    let after = min(sharing + change, size.level)
    busy.add(after - before, at: instant)
    waiting.add(change - after + before, at: instant)
    sharing += change
  }

  /// A request that has begun shares the servers instead of having one.
  mutating func joins(at instant: Int64) {
    waiting.add(-1, at: instant)
    shares(1, at: instant)
  }

  /// A request that would have shared the servers does without.
  mutating func passesBy(at instant: Int64) { waiting.add(-1, at: instant) }

  /// The number of servers changes.
  mutating func resize(to servers: Int, at instant: Int64) {
    let present = sharing
    shares(-present, at: instant)
    size.set(Int64(servers), at: instant)
    shares(present, at: instant)
  }

  /// Refusals for one reason.
  public func count(_ reason: Refusal) -> Int { refusals[reason.rawValue] }
}
