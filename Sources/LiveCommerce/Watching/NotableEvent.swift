// What somebody who watches a session ought to be told, found by comparing two looks at it. Where the
// instant of an event is not kept, it is that of the second look.
//
// Invariant: a pure function of the two looks and the scenario; looks that follow each other tell each
// planned event once.

/// Something notable that has happened in a session.
public struct NotableEvent: Sendable, Equatable {
  /// What has happened.
  public enum Kind: Sendable, Equatable {
    /// A host goes on to a step with a product, if there is one, by index.
    case step(RundownStep.Kind, product: Int?)
    /// The last unit of a stock row, by index, has been promised.
    case soldOut(row: Int)
    /// So many units were added to a stock row, by index.
    case restocked(row: Int, units: Int)
    /// A fault begins.
    case faultBegins(Fault)
    /// A fault is over.
    case faultEnds(Fault)
    /// A tier refuses because its queue is full.
    case queueFull(tier: String)
    /// The circuit breaker opens.
    case breakerOpens
    /// A check is broken for the first time, whether a sale logic has promised it or not.
    case breach(CheckResult)
    /// A knob is turned.
    case change(Change)
  }

  /// When, in nanoseconds.
  public var at: Int64
  /// What.
  public var kind: Kind

  /// Describes an event.
  public init(at: Int64, kind: Kind) {
    self.at = at
    self.kind = kind
  }
}

extension SessionSnapshot {
  /// What was notable from an earlier look to this one, in order of time.
  ///
  /// - Parameters:
  ///   - earlier: An earlier look at the same session.
  ///   - scenario: Its scenario, with every change so far.
  /// - Returns: The events.
  public func events(since earlier: SessionSnapshot, _ scenario: Scenario) -> [NotableEvent] {
    let all =
      planned(since: earlier, scenario) + ofStock(since: earlier) + ofTiers(since: earlier)
      + ofChecks(since: earlier)
    return all.enumerated()
      .sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
  }

  private func event(_ at: Int64, _ kind: NotableEvent.Kind) -> NotableEvent {
    NotableEvent(at: at, kind: kind)
  }

  private func planned(
    since earlier: SessionSnapshot, _ scenario: Scenario
  ) -> [NotableEvent] {
    let isNew = { (at: Int64) in earlier.instant <= at && at < self.instant }
    let steps = rooms.flatMap(\.steps).filter { isNew($0.at) }
      .map { event($0.at, .step($0.kind, product: $0.product)) }
    let faults = scenario.orders.faults
    return steps
      + faults.filter { isNew($0.until) }.map { event($0.until, .faultEnds($0)) }
      + faults.filter { isNew($0.from) }.map { event($0.from, .faultBegins($0)) }
      + scenario.changes.filter { isNew($0.at) }.map { event($0.at, .change($0)) }
  }

  private func ofStock(since earlier: SessionSnapshot) -> [NotableEvent] {
    zip(earlier.stock, stock).enumerated().flatMap { row, looks -> [NotableEvent] in
      var events: [NotableEvent] = []
      let added = looks.1.stocked - looks.0.stocked
      if added > 0 { events.append(event(instant, .restocked(row: row, units: added))) }
      if let at = looks.1.soldOutAt, looks.0.soldOutAt == nil {
        events.append(event(at, .soldOut(row: row)))
      } else if looks.0.free > 0, looks.1.free <= 0 {
        events.append(event(instant, .soldOut(row: row)))
      }
      return events
    }
  }

  private func ofChecks(since earlier: SessionSnapshot) -> [NotableEvent] {
    let known = earlier.breaches.map(\.name)
    return breaches.filter { !known.contains($0.name) }
      .map { event($0.first?.at ?? instant, .breach($0)) }
  }

  private func ofTiers(since earlier: SessionSnapshot) -> [NotableEvent] {
    let full = zip(earlier.tiers, tiers).filter { $0.refusedFull < $1.refusedFull }
      .map { event(instant, .queueFull(tier: $1.name)) }
    return full
      + (breakerOpenings > earlier.breakerOpenings ? [event(instant, .breakerOpens)] : [])
  }
}
