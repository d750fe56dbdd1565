// What is handed out is what was counted: each arrival once, in order, the same however the session is
// run; and handing out changes nothing.
import Stochastics
import Testing

@testable import LiveCommerce

@Suite struct ArrivalTests {
  /// The arrivals of a session, and its record.
  private func run(
    _ scenario: Scenario, seed: UInt64, threads: Int = 1, _ windows: WindowPolicy = .adaptive,
    _ kinds: Set<Arrival.Kind> = Set(Arrival.Kind.allCases)
  ) throws -> (arrivals: [Arrival], record: SessionRecord) {
    var options = SessionOptions()
    options.seed = seed
    options.threads = threads
    options.windows = windows
    var arrivals: [Arrival] = []
    let record = try Session.run(scenario, options: options, arrivals: kinds) { arrivals += $0 }
    return (arrivals, record)
  }

  @Test(arguments: 1...12)
  func `each arrival is handed out once and in order, whatever the windows`(seed: UInt64) throws {
    var swarm = ScenarioSwarm(seed: seed)
    let scenario = swarm.scenario()
    let (arrivals, record) = try run(scenario, seed: seed)
    for (one, next) in zip(arrivals, arrivals.dropFirst()) { #expect(one.precedes(next)) }
    let audience = record.audience
    let orders = audience.requestsBySecond.total
    #expect(arrivals.count { $0.kind == .order } == orders)
    let entries = arrivals.count { $0.kind == .entry }
    #expect(record.tier("gateway")?.requests == orders + entries)
    #expect(arrivals.count { $0.kind == .payment } == audience.count(.pay))
    #expect(arrivals.count { $0.kind == .enter } == audience.count(.enter))
    #expect(arrivals.count { $0.kind == .click } == audience.count(.click))
    for windows in [WindowPolicy.minimal, .sideBySide, .ragged(seed)] {
      let other = try run(scenario, seed: seed, windows)
      #expect(other.arrivals == arrivals, "\(windows)")
      #expect(other.record == record, "\(windows)")
    }
    #expect(try StreamingTests.run(scenario, seed: seed).record == record)
  }

  @Test func `threads change nothing, and no more is kept than a turn brings`() throws {
    let scenario = ThreadTests.rush(seed: 1)
    var options = SessionOptions()
    options.windows = .minimal
    var largest = 0
    _ = try Session.run(scenario, options: options, arrivals: Set(Arrival.Kind.allCases)) {
      largest = max(largest, $0.count)
    }
    let alone = try run(scenario, seed: 1)
    #expect(largest < alone.arrivals.count / 4)
    let shared = try run(scenario, seed: 1, threads: 3, .sideBySide)
    #expect(alone.arrivals.count > 90_000)
    #expect(shared.arrivals == alone.arrivals)
    #expect(shared.record == alone.record)
  }

  @Test func `only what was asked for is handed out`() throws {
    var swarm = ScenarioSwarm(seed: 3)
    let scenario = swarm.scenario()
    let all = try run(scenario, seed: 3).arrivals
    for kind in Arrival.Kind.allCases {
      let some = try run(scenario, seed: 3, .adaptive, [kind]).arrivals
      #expect(some == all.filter { $0.kind == kind })
    }
    #expect(try run(scenario, seed: 3, .adaptive, []).arrivals.isEmpty)
  }

  @Test func `attempts of an intention count up from one`() throws {
    var retried = 0
    for seed in 1...12 as ClosedRange<UInt64> {
      var swarm = ScenarioSwarm(seed: seed)
      let requests = try run(swarm.scenario(), seed: seed, .adaptive, [.order]).arrivals
        .compactMap(\.request)
      #expect(Set(requests.map(\.id)).count == requests.count)
      for (_, same) in Dictionary(grouping: requests, by: \.key) {
        let attempts = same.sorted { $0.id < $1.id }.map(\.attempt)
        #expect(attempts.first == 1)
        // A double tap has the number of the request that it doubles; the waiting room starts anew.
        for (one, next) in zip(attempts, attempts.dropFirst()) {
          #expect(next == one || next == one + 1 || next == 1)
        }
        retried += attempts.max() ?? 0 > 1 ? 1 : 0
      }
    }
    #expect(retried > 10)
  }
}
