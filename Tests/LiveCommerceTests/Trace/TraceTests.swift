// A trace tells what has happened: all of it, in order, and nothing that the session does not count;
// and listening changes nothing.
import Stochastics
import Testing

@testable import LiveCommerce

@Suite struct TraceTests {
  static func listen(
    _ scenario: Scenario, seed: Int, _ filter: TraceFilter = .everything,
    _ windows: WindowPolicy = .adaptive, threads: Int = 1
  ) throws -> (record: SessionRecord, facts: [TraceFact]) {
    var options = SessionOptions()
    options.seed = UInt64(seed)
    options.windows = windows
    options.threads = threads
    var facts: [TraceFact] = []
    let record = try Session.trace(scenario, options: options, filter) { facts += $0 }
    return (record, facts)
  }

  static func scenario(_ seed: Int) -> Scenario {
    var swarm = ScenarioSwarm(seed: UInt64(seed))
    return swarm.scenario()
  }

  @Test(arguments: 1...16)
  func `the facts of a session add up to its record, which listening does not change`(
    seed: Int
  ) throws {
    let scenario = TraceTests.scenario(seed)
    let (record, facts) = try TraceTests.listen(scenario, seed: seed)
    var options = SessionOptions()
    options.seed = UInt64(seed)
    #expect(record == (try Session.run(scenario, options: options)))
    #expect(isInOrder(facts))
    let differences = TraceCensus(facts, of: record).differences(from: record)
    #expect(differences.isEmpty, "\(differences)")
  }

  private func isInOrder(_ facts: [TraceFact]) -> Bool {
    zip(facts, facts.dropFirst()).allSatisfy { $0.instant <= $1.instant }
  }

  @Test(arguments: 1...6)
  func `neither windows nor threads change a fact or its place`(seed: Int) throws {
    let scenario = TraceTests.scenario(seed)
    let expected = try TraceTests.listen(scenario, seed: seed).facts
    #expect(!expected.isEmpty)
    for policy in [WindowPolicy.minimal, .ragged(UInt64(seed))] {
      #expect(try TraceTests.listen(scenario, seed: seed, .everything, policy).facts == expected)
    }
    let shared = try TraceTests.listen(scenario, seed: seed, .everything, .sideBySide, threads: 3)
    #expect(shared.facts == expected)
  }

  @Test func `a fact that is missing, doubled or wrong is noticed`() throws {
    let seed = try #require(
      (1...24).first { seed in
        let found = try? TraceTests.listen(TraceTests.scenario(seed), seed: seed)
        return found.map { $0.record.ordersPaid > 0 && $0.record.audience.count(.retry) > 0 }
          ?? false
      })
    let (record, facts) = try TraceTests.listen(TraceTests.scenario(seed), seed: seed)
    #expect(TraceCensus(facts, of: record).differences(from: record).isEmpty)
    var seen: Set<String> = []
    for (index, fact) in facts.enumerated() {
      let name = "\("\(fact.event)".prefix { $0 != "(" })"
      // What is told beside what is counted: plans, turns and statements.
      let isBeside = [
        "queued", "began", "stated", "expires", "backsOff", "willPay", "abandons",
      ].contains(name)
      if case .booked(.charged, _) = fact.event { continue }
      if case .booked(.refunded, _) = fact.event { continue }
      guard !isBeside, seen.insert(name).inserted else { continue }
      var spoilt = facts
      spoilt.remove(at: index)
      #expect(!TraceCensus(spoilt, of: record).differences(from: record).isEmpty, "\(name) missing")
      spoilt = facts
      spoilt.insert(fact, at: index)
      #expect(!TraceCensus(spoilt, of: record).differences(from: record).isEmpty, "\(name) doubled")
    }
    #expect(seen.count >= 12, "\(seen)")
    var late = facts
    let sent = try #require(facts.firstIndex { if case .sent = $0.event { true } else { false } })
    late[sent].instant += 1
    #expect(TraceCensus(late, of: record).differences(from: record) == ["fingerprint of events"])
  }

  // MARK: Where the time went

  @Test(arguments: 1...16)
  func `stretches follow each other and add up to the latency of each order`(seed: Int) throws {
    let (record, facts) = try TraceTests.listen(TraceTests.scenario(seed), seed: seed)
    let ofAccount = Dictionary(grouping: facts, by: \.account)
    var latencies = LogLinearHistogram()
    for fact in facts {
      let meant: Int64? =
        switch fact.event {
        case .abandons(let since), .willPay(_, let since): since
        default: nil
        }
      guard let since = meant, let intention = fact.intention else { continue }
      let story = (ofAccount[fact.account] ?? []).story(ofIntention: intention)
      let stretches = story.stretches
      #expect(stretches.first?.from == since)
      #expect(stretches.last?.until == fact.instant)
      #expect(stretches.last?.kind == .onTheWayBack)
      #expect(stretches.allSatisfy { $0.length > 0 })
      for (one, next) in zip(stretches, stretches.dropFirst()) { #expect(one.until == next.from) }
      latencies.add(stretches.reduce(0) { $0 + $1.length })
    }
    #expect(latencies == record.audience.createdLatency)
  }

  @Test func `a stretch is what the fact before it has begun`() {
    func fact(_ instant: Int64, _ event: TraceEvent, _ request: UInt64 = 7) -> TraceFact {
      TraceFact(
        instant: instant, account: 1, intention: 9, request: request, order: request, event: event)
    }
    func sending(_ cause: Sending.Cause, _ attempt: Int) -> TraceEvent {
      .sent(
        Sending(
          kind: .order, cause: cause, attempt: attempt, product: 0, sku: 0, arrives: 0,
          waitsUntil: 0))
    }
    let load = TraceLoad(waiting: 1, busy: 1)
    let facts = [
      fact(0, sending(.wish, 1)), fact(10, .arrived(.order)), fact(10, .queued(.orders, load)),
      fact(100, .timedOut), fact(130, sending(.retry, 2), 8), fact(145, .arrived(.order), 8),
      fact(145, .queued(.orders, load), 8), fact(200, .began(.orders, load)),
      fact(210, .replied(.created, arrives: 220, isLost: false)),
      fact(245, .began(.orders, load), 8), fact(245, .queued(.row, load), 8),
      fact(260, .began(.stock, load), 8), fact(264, .ended(.stock, load), 8),
      fact(265, .replied(.created, arrives: 279, isLost: false), 8),
      fact(280, .answered(.created, since: 0)),
    ]
    let kinds: [(TraceStretch.Kind, Int64)] = [
      (.unanswered, 100), (.backingOff, 30), (.onTheWay, 15), (.waiting(.orders), 100),
      (.waiting(.row), 15), (.served(.stock), 4), (.served(.orders), 1), (.onTheWayBack, 15),
    ]
    #expect(facts.stretches.map(\.kind) == kinds.map(\.0))
    #expect(facts.stretches.map(\.length) == kinds.map(\.1))
    // Without the answer nothing is known of where the last wait went.
    let cut = facts.filter { if case .replied = $0.event { false } else { true } }
    #expect(cut.stretches.map(\.kind) == [.unanswered, .backingOff, .unanswered])
    // Heard late, an order took the way of the request whose answer told of it.
    func late(_ request: UInt64) -> [(TraceStretch.Kind, Int64)] {
      let heard = fact(request == 7 ? 220 : 280, .heardLate(.created, since: 0), request)
      return (facts.dropLast() + [heard]).stretches.map { ($0.kind, $0.length) }
    }
    let first: [(TraceStretch.Kind, Int64)] = [
      (.onTheWay, 10), (.waiting(.orders), 190), (.served(.orders), 10), (.onTheWayBack, 10),
    ]
    #expect(late(7).elementsEqual(first, by: ==) && late(8).elementsEqual(kinds, by: ==))
  }

  // MARK: Filters

  @Test(arguments: 1...8)
  func `a filter takes its facts and no others`(seed: Int) throws {
    let scenario = TraceTests.scenario(seed)
    let (record, all) = try TraceTests.listen(scenario, seed: seed)
    let accounts = Set(all.filter { $0.request != nil }.map(\.account).prefix(9))
    let few = try TraceTests.listen(scenario, seed: seed, .accounts(accounts))
    #expect(few.facts == all.filter { accounts.contains($0.account) })
    #expect(few.record == record)
    let span = scenario.length / 4..<scenario.length / 2
    let part = try TraceTests.listen(scenario, seed: seed, .span(span)).facts
    #expect(part == all.filter { span.contains($0.instant) && !$0.isViewers })
    let row = try TraceTests.listen(scenario, seed: seed, .row(0)).facts
    #expect(
      row == all.filter { if case .booked = $0.event { $0.sku == 0 } else { false } })
  }
}

extension TraceFact {
  /// Whether the audience tells it.
  fileprivate var isViewers: Bool {
    switch event {
    case .arrived, .refused, .queued, .began, .ended, .stated, .booked, .replied, .chargeFailed,
      .expires:
      false
    default: true
    }
  }
}
