// Watch time of many rooms: more than any one person could live through.
import Testing

@testable import LiveCommerce

@Suite struct RoomTallyTests {
  @Test func `time watched is a sum that no number of visits overflows`() {
    var tally = RoomTally(rooms: 2)
    var other = RoomTally(rooms: 2)
    for _ in 0..<3 { tally.leave(1, after: .max) }
    other.leave(1, after: .max)
    tally.merge(other)
    #expect(tally[1].watched == 4 * Int128(Int64.max))
    #expect(tally[1].departures == 4 && tally[0].watched == 0)
  }

  private static func text(_ promise: String, least: String = "0") -> String {
    """
    {
      saleroom: 1, title: "One", asks: "?", room: "main stage",
      session: { length: "20s", epoch: "5s" },
      cohorts: { all: { dwell: "10s" } },
      products: { pen: { price: "¥9", stock: 1000 } },
      rundown: [{ at: "2s", do: "linkUp", product: "pen" }],
      traffic: { mall: { visits: 60 } },
      decision: { atLinkUp: "100%", order: "100%" },
      expect: ["\(promise) > \(least)"],
    }
    """
  }

  @Test(
    "what is promised of the only room is measured, as it is of the session",
    arguments: [
      ("room.visits", "0", "people.visits"), ("room.watch", "0s", "people.watch.mean"),
      ("room.orders", "0", "funnel.orders"), ("room.paid", "0", "funnel.paid"),
      ("room.conversion", "0%", "funnel.conversion"), ("room.gmv", "¥0", "gmv.paid"),
    ])
  func onlyRoom(_ room: String, _ least: String, _ session: String) throws {
    for promise in [room, "\(room)[main stage]"] {
      let scenario = try Scenario.read(
        Array(Self.text(promise, least: least).utf8), file: "s.json5")
      let record = try Session.run(scenario)
      let expectation = try #require(scenario.expectations.first)
      let whole = try #require(Metrics.named(session)?.value(of: record))
      let found = try #require(Metrics.named(room)?.value(of: record, subject: expectation.subject))
      #expect(whole > 0 && abs(found - whole) <= whole * 1e-12)
    }
    let silent = try Scenario.read(Array(Self.text("people.visits").utf8), file: "s.json5")
    #expect(!silent.countsRooms)
  }

  @Test func `the only room has one name`() {
    #expect(throws: ScenarioProblems.self) {
      try Scenario.read(Array(Self.text("room.visits[stage]").utf8), file: "s.json5")
    }
  }
}
