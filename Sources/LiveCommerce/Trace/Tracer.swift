// Finds what is asked for: runs the session as often as it takes, once to find it where that cannot be
// known, and once to listen.
import Stochastics

/// Follows a subject through a session.
package struct Tracer {
  private let scenario: Scenario
  private let options: SessionOptions
  private let limit: Int

  /// Creates a tracer.
  ///
  /// - Parameters:
  ///   - scenario: What is simulated.
  ///   - options: How it is run.
  ///   - limit: The most facts that are kept.
  package init(_ scenario: Scenario, options: SessionOptions, limit: Int) {
    self.scenario = scenario
    self.options = options
    self.limit = limit
  }

  /// Follows a subject; one or two runs of the session.
  ///
  /// - Parameter subject: What is followed.
  /// - Returns: The stories found; none if nothing was lost, created or oversold.
  /// - Throws: `TraceError`, if there is no such thing or the session failed.
  package func follow(_ subject: TraceSubject) throws(TraceError) -> TraceResult {
    switch subject {
    case .viewer(let account): try viewer(account, subject)
    case .order(let name): try order(name, subject)
    case .unit(let row, let number): try unit(row, number, subject)
    case .span(let span): try self.span(span, subject)
    case .whyLost, .slowest: try landmarks(subject)
    case .oversold: try oversold(subject)
    }
  }

  private func listen(
    _ filter: TraceFilter, to take: ([TraceFact]) -> Void
  ) throws(TraceError) -> SessionRecord {
    do {
      return try Session.trace(scenario, options: options, filter, to: take)
    } catch {
      throw .session(error)
    }
  }

  /// Collects what a filter takes.
  private func collect(
    _ filter: TraceFilter
  ) throws(TraceError) -> (SessionRecord, TraceCollector) {
    var collector = TraceCollector(limit: limit)
    let record = try listen(filter) { collector.add($0) }
    return (record, collector)
  }

  private func viewer(
    _ account: UInt64, _ subject: TraceSubject
  ) throws(TraceError) -> TraceResult {
    let (record, found) = try collect(.accounts([account]))
    guard !found.facts.isEmpty else {
      throw .noViewer(account, came: record.audience.total.persons)
    }
    return TraceResult(
      record: record, subject: subject,
      stories: [TraceStory(head: .viewer(account), facts: found.facts)], dropped: found.dropped)
  }

  private func order(_ name: UInt64, _ subject: TraceSubject) throws(TraceError) -> TraceResult {
    let (record, found) = try collect(.accounts([name >> 16]))
    guard let intention = found.facts.intention(ofRequest: name) else {
      throw .noOrder(
        name, intentions: record.audience.count(.order),
        requests: record.audience.requestsBySecond.total)
    }
    return TraceResult(
      record: record, subject: subject,
      stories: [story(.order(name, intention: intention), intention, found.facts)],
      dropped: found.dropped)
  }

  private func story(
    _ head: TraceStory.Head, _ intention: UInt64, _ facts: [TraceFact]
  ) -> TraceStory {
    let own = facts.filter { $0.account == intention >> 16 }.story(ofIntention: intention)
    if case .loss = head {
      let lost = own.prefix { if case .gaveUp = $0.event { false } else { true } }
      return TraceStory(head: head, facts: own, stretches: Array(lost).stretches)
    }
    return TraceStory(head: head, facts: own, stretches: own.stretches)
  }

  private func unit(
    _ row: Int, _ number: Int, _ subject: TraceSubject
  ) throws(TraceError) -> TraceResult {
    var life = UnitLife(number)
    let record = try listen(.row(row)) { life.add($0) }
    guard !life.facts.isEmpty else {
      let stock = record.stock[row]
      throw .noUnit(
        number, of: stock.name, stocked: stock.account.stocked, promised: life.promised)
    }
    return TraceResult(
      record: record, subject: subject,
      stories: [TraceStory(head: .unit(row: row, number: number), facts: life.facts)], dropped: 0)
  }

  private func span(
    _ span: Range<Int64>, _ subject: TraceSubject
  ) throws(TraceError) -> TraceResult {
    let (record, found) = try collect(.span(span))
    guard span.lowerBound <= record.end else {
      throw .afterEnd(span.lowerBound, end: record.end)
    }
    return TraceResult(
      record: record, subject: subject,
      stories: [TraceStory(head: .span(span), facts: found.facts)], dropped: found.dropped)
  }

  private func landmarks(_ subject: TraceSubject) throws(TraceError) -> TraceResult {
    var landmarks = TraceLandmarks()
    let first = try listen(.endings) { landmarks.add($0) }
    var heads: [(TraceStory.Head, UInt64)] = []
    if subject == .slowest {
      heads = [landmarks.slowest].compactMap(\.self).map {
        (.order(nil, intention: $0.intention), $0.intention)
      }
    } else {
      heads = landmarks.typicalLosses.map {
        (.loss($0.reason, count: $0.count, intention: $0.intention), $0.intention)
      }
    }
    guard !heads.isEmpty else {
      return TraceResult(record: first, subject: subject, stories: [], dropped: 0)
    }
    let (record, found) = try collect(.accounts(Set(heads.map { $0.1 >> 16 })))
    let stories = heads.map { head, intention in
      var told = story(head, intention, found.facts)
      // A landmark is known by its intention; told is the order that came of it.
      if case .order = head { told.head = .order(told.orderName, intention: intention) }
      return told
    }
    return TraceResult(
      record: record, subject: subject, stories: stories, dropped: found.dropped)
  }

  private func oversold(_ subject: TraceSubject) throws(TraceError) -> TraceResult {
    let first = try listen(.endings) { _ in }
    let check = first.checks.first { $0.name == .noOversell }
    guard let violation = check?.first else {
      return TraceResult(record: first, subject: subject, stories: [], dropped: 0)
    }
    let names = violation.orders.map(\.rawValue)
    let (record, found) = try collect(.accounts(Set(names.map { $0 >> 16 })))
    let facts = found.facts.filter { fact in
      fact.instant <= violation.at && fact.request.map { names.contains($0) } ?? false
    }
    return TraceResult(
      record: record, subject: subject,
      stories: [TraceStory(head: .oversold(names, at: violation.at), facts: facts)],
      dropped: found.dropped)
  }
}

extension TraceStory {
  /// The name of the order that the buyer has got, or of the intention's first request.
  fileprivate var orderName: UInt64? {
    let created = facts.first { fact in
      switch fact.event {
      case .abandons, .willPay: true
      default: false
      }
    }
    return (created ?? facts.first { $0.request != nil })?.order
  }
}
