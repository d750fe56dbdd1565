// What is notable between two looks: everything planned once, whatever the looks are apart, and what
// happens by itself when it does.
import TestSupport
import Testing

@testable import LiveCommerce

@Suite("Notable events") struct NotableEventTests {
  static let scenario = """
    {
      saleroom: 1, title: "Small", asks: "?", session: { length: "1m" },
      cohorts: { all: { dwell: "30s" } },
      products: { phone: { price: "¥1999", stock: 3, hold: "20s", logic: "checkThenAct" } },
      rundown: [
        { at: "10s", do: "linkUp", product: "phone" }, { at: "40s", do: "restock", product: "phone",
          units: 1 }, { at: "50s", do: "close" },
      ],
      traffic: { discover: { visits: 2000, arrive: { spike: { at: "0s", delay: "4s" } } } },
      decision: { atLinkUp: "60%" },
      orders: {
        workers: { count: 2, queue: 1, service: "1s" },
        gateway: { breaker: { window: 4, failures: "50%", open: "5s" } },
      },
      faults: [{ at: "20s", for: "5s", tier: "database", kind: "slow", factor: 2 }],
      changes: [{ at: "15s", set: { "orders.workers.count": 3 } }],
    }
    """

  /// All events of the session, looked at after steps of at most so many nanoseconds.
  static func events(step: Int64) throws -> [NotableEvent] {
    let live = try LiveSession(try Scenario.read(Array(scenario.utf8), file: "f"))
    var generator = SeededGenerator(seed: UInt64(step))
    var events: [NotableEvent] = []
    var last = live.snapshot
    while try live.advance(to: live.instant + Int64.random(in: 1...step, using: &generator)) {
      let next = live.snapshot
      events += next.events(since: last, live.scenario)
      last = next
    }
    return events
  }

  @Test(arguments: [200_000_000, 3_000_000_000] as [Int64])
  func `everything is told, and what is planned once and in time`(step: Int64) throws {
    let events = try Self.events(step: step)
    func instants(_ isMeant: (NotableEvent.Kind) -> Bool) -> [Int64] {
      events.filter { isMeant($0.kind) }.map { $0.at / 1_000_000 }
    }
    #expect(
      instants { if case .step(.linkUp, product: 0) = $0 { true } else { false } } == [10_000])
    #expect(
      instants { if case .step(.close, product: nil) = $0 { true } else { false } } == [50_000])
    #expect(instants { if case .faultBegins = $0 { true } else { false } } == [20_000])
    #expect(instants { if case .faultEnds = $0 { true } else { false } } == [25_000])
    #expect(instants { if case .change = $0 { true } else { false } } == [15_000])
    let restocks = instants { if case .restocked(row: 0, units: 1) = $0 { true } else { false } }
    #expect(restocks.count == 1 && (40_000...40_000 + step / 1_000_000).contains(restocks[0]))
    #expect(!instants { if case .soldOut(row: 0) = $0 { true } else { false } }.isEmpty)
    #expect(!instants { if case .queueFull(tier: "orders") = $0 { true } else { false } }.isEmpty)
    #expect(!instants { if case .breakerOpens = $0 { true } else { false } }.isEmpty)
  }

  @Test func `a check that is broken is told once`() throws {
    let text = Self.scenario.replacing("service: \"1s\"", with: "service: \"1ms\"")
      .replacing("count: 2, queue: 1", with: "count: 200, queue: 900").replacing(
        "window: 4,", with: "window: 900,"
      )
      .replacing("stock: 3", with: "stock: 60").replacing(
        "orders: {", with: "orders: { database: { read: \"200ms\", update: \"200ms\" },")
    let live = try LiveSession(try Scenario.read(Array(text.utf8), file: "f"))
    var told: [SaleCheckName] = []
    var last = live.snapshot
    while try live.advance(to: live.instant + 1_000_000_000) {
      let next = live.snapshot
      for event in next.events(since: last, live.scenario) {
        if case .breach(let check) = event.kind { told.append(check.name) }
      }
      last = next
    }
    let broken = try live.finish().checks.filter { $0.violations > 0 }.map(\.name)
    #expect(told.contains(.noOversell), "\(told) of \(broken); \(last.stock) \(last.funnel)")
    #expect(Set(told).count == told.count)
    #expect(Set(told).isSubset(of: broken))
  }
}
