// A session that is run once more with somebody listening. Sessions are deterministic, so whatever a
// first run has shown to be worth following, a second one follows.
//
// Invariant: the record is that of the session to which nobody listens.

extension Session {
  /// Simulates a session, and hands out facts as it goes.
  ///
  /// Facts are handed out once each, in order, in batches; no more than what one turn of the session
  /// brings is kept meanwhile.
  ///
  /// - Parameters:
  ///   - scenario: What is simulated.
  ///   - options: How it is run.
  ///   - filter: Which facts are wanted.
  ///   - take: Called with each batch, on the calling thread.
  /// - Returns: The record, the same as without facts.
  /// - Throws: `SessionError`, if a logic is unknown or the run breaks its own books.
  package static func trace(
    _ scenario: Scenario, options: SessionOptions = SessionOptions(), _ filter: TraceFilter,
    to take: ([TraceFact]) -> Void
  ) throws(SessionError) -> SessionRecord {
    let driver = try SessionDriver(scenario, options, following: filter)
    try driver.advance(to: .max, telling: take)
    return try driver.record()
  }
}

/// The facts of one session between their happening and their handing out.
struct TraceFeed {
  private var ofViewers: [TraceFact] = []
  private var ofOrders: [TraceFact] = []

  mutating func add(ofViewers facts: [TraceFact]) { ofViewers += facts }
  mutating func add(ofOrders facts: [TraceFact]) { ofOrders += facts }

  /// Takes everything before `end`, in order.
  ///
  /// - Parameter end: An instant before which nothing more will be added.
  /// - Returns: What was due.
  mutating func take(before end: Int64) -> [TraceFact] {
    // Lanes hold a viewer's facts in order, and those of different viewers in any; what a viewer is
    // sure to do later may be told ahead of its time. Of what happens at the same instant a late answer
    // comes first, for whoever acts then knows of it.
    let sorted = ofViewers.enumerated().sorted { left, right in
      let (one, other) = (left.element, right.element)
      guard one.instant == other.instant, one.account == other.account else {
        return (one.instant, one.account) < (other.instant, other.account)
      }
      guard one.event.isLateAnswer == other.event.isLateAnswer else {
        return one.event.isLateAnswer
      }
      return left.offset < right.offset
    }.map(\.element)
    let due = sorted.prefix { $0.instant < end }
    ofViewers = Array(sorted[due.endIndex...])
    let platform = ofOrders.prefix { $0.instant < end }
    defer { ofOrders.removeFirst(platform.count) }
    return merged(due, platform)
  }

  private func merged(
    _ viewers: ArraySlice<TraceFact>, _ orders: ArraySlice<TraceFact>
  ) -> [TraceFact] {
    var (viewers, all) = (viewers, [] as [TraceFact])
    all.reserveCapacity(viewers.count + orders.count)
    for order in orders {
      while let viewer = viewers.first, viewer.instant <= order.instant {
        all.append(viewer)
        viewers.removeFirst()
      }
      all.append(order)
    }
    return all + viewers
  }
}
