// The visits of a session as a platform's own log has them: one line a visit, with what the viewer did
// first. It is gathered from the facts of viewers, so nothing of a rule is done over.
//
// Invariant: a visit is handed out once, when nothing can be added to it any more; those that are told
// at the same instant in the order of their accounts.

/// One visit, as a log has it; instants in nanoseconds from the start of the session.
package struct LoggedVisit: Sendable, Equatable {
  package var account: UInt64
  package var enter: Int64
  /// When it ended; nil if the room closed first.
  package var exit: Int64?
  package var source: TrafficSource
  /// The cohort, by index.
  package var cohort: Int
  /// When the viewer heard the link-up that the first click answers.
  package var shown: Int64?
  /// The first click.
  package var click: Int64?
  /// When the viewer heard that the order was created which came of this click.
  package var order: Int64?
  /// When the viewer heard that this order was paid.
  package var pay: Int64?
}

extension Session {
  /// Simulates a session, and hands out its visits as they end.
  ///
  /// - Parameters:
  ///   - scenario: What is simulated.
  ///   - options: How it is run.
  ///   - take: Called with each visit, on the calling thread.
  /// - Returns: The record, the same as without visits.
  /// - Throws: `SessionError`, if a logic is unknown or the run breaks its own books.
  package static func visits(
    _ scenario: Scenario, options: SessionOptions = SessionOptions(),
    to take: (LoggedVisit) -> Void
  ) throws(SessionError) -> SessionRecord {
    var log = VisitLog()
    let record = try trace(scenario, options: options, .visits) { facts in
      for fact in facts {
        if let visit = log.add(fact) { take(visit) }
      }
    }
    log.unfinished.forEach(take)
    return record
  }
}

/// The visits of one session between their begin and their handing out.
private struct VisitLog {
  private struct Entry {
    var visit: LoggedVisit
    var hasLeft = false
    /// The intention to order that the first click may become.
    var intention: UInt64?
    /// The name of the order that `visit.order` tells of.
    var order: UInt64?
    /// The request that pays for it, while its receipt has not come.
    var payment: UInt64?
    var isPaying = false
  }

  /// What is not handed out of each account, by begin; the last one may still be going on.
  private var open: [UInt64: [Entry]] = [:]

  mutating func add(_ fact: TraceFact) -> LoggedVisit? {
    if case .entered(let entrance) = fact.event {
      let visit = LoggedVisit(
        account: fact.account, enter: fact.instant, source: entrance.source,
        cohort: entrance.cohort)
      open[fact.account, default: []].append(Entry(visit: visit))
      return nil
    }
    guard var entries = open[fact.account] else { return nil }
    var done: LoggedVisit?
    for index in entries.indices {
      let isLast = index == entries.count - 1
      VisitLog.note(fact, &entries[index], isCurrent: isLast && !entries[index].hasLeft)
    }
    if let index = entries.firstIndex(where: { $0.hasLeft && !$0.isPaying }) {
      done = entries.remove(at: index).visit
    }
    open[fact.account] = entries.isEmpty ? nil : entries
    return done
  }

  private static func note(_ fact: TraceFact, _ entry: inout Entry, isCurrent: Bool) {
    switch fact.event {
    case .heardLinkUp where isCurrent && entry.visit.click == nil:
      entry.visit.shown = fact.instant
    case .clicked(_, let orders) where isCurrent && entry.visit.click == nil:
      entry.visit.click = fact.instant
      if orders != nil { entry.intention = fact.intention }
    case .answered(.created, _) where isCurrent && fact.intention == entry.intention,
      .heardLate(.created, _) where isCurrent && fact.intention == entry.intention:
      guard entry.visit.order == nil else { return }
      entry.visit.order = fact.instant
      entry.order = fact.order
    case .willPay where fact.order != nil && fact.order == entry.order: entry.isPaying = true
    case .sent(let sending) where sending.kind == .payment && fact.order == entry.order:
      entry.payment = fact.request
    case .receipt(let outcome, _) where entry.isPaying && fact.request == entry.payment:
      if outcome == .paid { entry.visit.pay = fact.instant }
      entry.isPaying = false
    case .left(_, let atClose, _) where isCurrent:
      entry.visit.exit = atClose ? nil : fact.instant
      entry.hasLeft = true
    default: break
    }
  }

  /// What has never ended, because a receipt was lost.
  var unfinished: [LoggedVisit] {
    open.values.joined().map(\.visit).sorted { ($0.enter, $0.account) < ($1.enter, $1.account) }
  }
}
