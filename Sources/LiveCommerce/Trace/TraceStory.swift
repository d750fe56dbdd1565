// The facts of one order, viewer, unit or span, cut out of all that were collected.
//
// Invariant: an order's story holds every fact about any request of its intention, about its
// payments, and the visit in which it was made; nothing else.

/// One thing that was followed.
package struct TraceStory: Sendable, Equatable {
  /// What it is the story of.
  package enum Head: Sendable, Equatable {
    /// A viewer, by account.
    case viewer(UInt64)
    /// An order: its name, nil if the fact that tells it was not kept, and its intention.
    case order(UInt64?, intention: UInt64)
    /// One of so many intentions that were lost for a reason.
    case loss(LossReason, count: Int, intention: UInt64)
    /// A unit of a stock row.
    case unit(row: Int, number: Int)
    /// A span of time.
    case span(Range<Int64>)
    /// The order that was promised too much, and the one before; and when it was.
    case oversold([UInt64], at: Int64)
  }
  package var head: Head
  /// What happened, in order.
  package var facts: [TraceFact]
  /// Where the time of an order went; empty for anything else.
  package var stretches: [TraceStretch] = []
}

/// What was found by following.
package struct TraceResult: Sendable {
  /// The session's record.
  package var record: SessionRecord
  /// What was followed.
  package var subject: TraceSubject
  /// What was found, in the order in which it is told.
  package var stories: [TraceStory]
  /// Facts that were not kept, because there were more than were wanted.
  package var dropped: Int
}

/// Facts, as many as are wanted.
struct TraceCollector {
  let limit: Int
  private(set) var facts: [TraceFact] = []
  /// Facts beyond the limit.
  private(set) var dropped = 0

  init(limit: Int) { self.limit = limit }

  mutating func add(_ batch: [TraceFact]) {
    let taken = batch.prefix(limit - facts.count)
    facts += taken
    dropped += batch.count - taken.count
  }
}

extension [TraceFact] {
  /// The intention that a request belongs to, be it one to order or to pay.
  func intention(ofRequest name: UInt64) -> UInt64? {
    for fact in self where fact.request == name {
      guard case .sent = fact.event else { continue }
      if let intention = fact.intention { return intention }
      if let order = fact.order, order != name { return intention(ofRequest: order) }
    }
    return nil
  }

  /// What concerns one intention, and the visit in which it was.
  func story(ofIntention key: UInt64) -> [TraceFact] {
    var names: Set<UInt64> = []
    for fact in self {
      guard case .sent = fact.event, let request = fact.request else { continue }
      let isPayment = fact.order.map { names.contains($0) } ?? false
      if fact.intention == key || isPayment { names.insert(request) }
    }
    func concerns(_ fact: TraceFact) -> Bool {
      if fact.intention == key { return true }
      return fact.request.map { names.contains($0) } ?? false
        || fact.order.map { names.contains($0) } ?? false
    }
    guard let first = firstIndex(where: concerns), let last = lastIndex(where: concerns) else {
      return []
    }
    // Nobody leaves while waiting for an answer; late answers and payments may come after the buyer has
    // left.
    let own = indices.last { $0 <= last && concerns(self[$0]) && self[$0].event.isViewers } ?? last
    let entered = self[..<first].lastIndex { $0.event.isEntrance }
    let left = self[own...].firstIndex { $0.event.isDeparture }
    return indices.filter { $0 == entered || $0 == left || concerns(self[$0]) }.map { self[$0] }
  }
}

extension TraceEvent {
  /// Whether a viewer comes.
  package var isEntrance: Bool { if case .entered = self { true } else { false } }
  /// Whether a viewer leaves.
  package var isDeparture: Bool { if case .left = self { true } else { false } }
  /// Whether an answer comes that its client does not wait for any more.
  var isLateAnswer: Bool {
    switch self {
    case .heardLate, .missed: true
    default: false
    }
  }
  /// Whether it is something that a viewer does while present.
  var isViewers: Bool {
    switch self {
    case .answered, .timedOut, .gaveUp, .knowsOrder, .clicked: true
    case .sent(let sending): sending.kind != .payment
    default: false
    }
  }
}
