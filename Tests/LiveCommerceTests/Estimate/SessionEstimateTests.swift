// The estimate against what then happens, on the smaller of the shipped scenarios; the gate does it on
// all of them, with optimisation.
import Foundation
import Stochastics
import Testing

@testable import LiveCommerce

@Suite struct SessionEstimateTests {
  /// The scenarios that are shipped, by path.
  static let shipped: [String] = {
    let names = try? FileManager.default.subpathsOfDirectory(atPath: folder.path)
    return (names ?? []).filter { $0.hasSuffix(".json5") }.sorted()
  }()
  private static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("scenarios")

  private static func scenario(_ name: String) throws -> Scenario {
    let file = folder.appendingPathComponent(name)
    return try Scenario.read(Array(Data(contentsOf: file)), file: name)
  }

  /// Those of them that a test has the time for.
  static let small = shipped.filter { name in
    (try? scenario(name)).map { SessionEstimate($0).events < 60_000 } ?? true
  }

  @Test func `scenarios are found, and most of them are small`() {
    #expect(SessionEstimateTests.small.count > SessionEstimateTests.shipped.count / 2)
  }

  @Test(arguments: small)
  func `an estimate is within one and a half of what then happens`(name: String) throws {
    let scenario = try SessionEstimateTests.scenario(name)
    let estimate = SessionEstimate(scenario)
    // Of a session that brings its own people it knows only the first, and says so.
    guard scenario.community == nil else {
      #expect(estimate.leftOut.contains { $0.contains("notes") })
      return
    }
    try compare(estimate, with: scenario, name)
  }

  /// A burst of 600 upon workers that take a second and a half for it.
  private static func burst(_ client: String, _ orders: String, _ faults: String = "") -> String {
    """
    {
      saleroom: 1, title: "Burst", asks: "?", session: { length: "1m", epoch: "5s" },
      cohorts: { all: {
        dwell: "10m", streamDelay: { floor: "50ms", rest: "0s" },
        network: { floor: "10ms", rest: { exponential: { mean: "20ms" } } },
        client: { \(client) },
      } },
      products: { pen: { price: "¥9", stock: 900, hold: "10m" } },
      rundown: [{ at: "10s", do: "linkUp", product: "pen" }],
      traffic: { mall: { visits: 600, arrive: { steady: { from: "0s", to: "5s" } } } },
      decision: { atLinkUp: "100%", order: "100%", perMinute: 0, match: 0, trust: 0, knowledge: 0,
        price: 0 },
      orders: { workers: { count: 8, service: "18ms", \(orders) } },
      faults: [\(faults)],
    }
    """
  }

  @Test func `many retries make no more parcels than there are kinds`() throws {
    let text = SessionEstimateTests.burst("timeout: \"1s\", retries: 30, backoff: \"3s\"", "")
      .replacing("count: 8", with: "count: 1")
    var orders = OrderForecast(
      try Scenario.read(Array(text.utf8), file: "f"), step: second / 10, until: 600 * second)
    orders.open(0, at: 0)
    for step in 0..<3_000 {
      orders.submit(10, of: 0, cohort: 0, at: Int64(step) * second / 10)
      orders.advance(at: Int64(step) * second / 10)
    }
    // Tries, and whether an earlier request is served first, and whether that is heard of late.
    #expect(orders.requests > 10_000 && orders.mostParcels <= 31 * 2 * 2, "\(orders.mostParcels)")
  }

  @Test func `an order path months behind is foreseen, and ends the session`() throws {
    func burst(_ service: String) throws -> Scenario {
      let text = SessionEstimateTests.burst("retries: 0", "")
        .replacing("service: \"18ms\"", with: "service: \"\(service)\"")
      return try Scenario.read(Array(text.utf8), file: service)
    }
    // 600 orders of a day each, on 8 workers: 75 days.
    let (quick, slow) = (try burst("18ms"), try burst("1d"))
    let (soon, late) = (SessionEstimate(quick).memory, SessionEstimate(slow).memory)
    #expect(late.series > 100 * soon.series)
    #expect(SessionEstimate.mostMemory(slow) > late.total)
    let told = #expect(throws: SessionError.self) { try Session.run(slow) }
    guard case .endless(let orders, let charges) = told else {
      Issue.record("\(String(describing: told))")
      return
    }
    #expect(0..<150 ~= orders && charges == 0, "\(orders) \(charges)")
    // Nineteen days are slow, and come to an end.
    _ = try Session.run(try burst("6h"))
  }

  /// What is in the fluid model beside the shipped scenarios; each by itself.
  static let parts: [(name: String, text: String)] = [
    ("service", burst("retries: 0", "")),
    ("hedges", burst("timeout: \"10s\", hedge: \"400ms\"", "")),
    (
      "hedges upon long service",
      burst("timeout: \"10s\", hedge: \"400ms\"", "")
        .replacing("service: \"18ms\"", with: "service: { exponential: { mean: \"300ms\" } }")
        .replacing("count: 8", with: "count: 400")
    ),
    (
      "few workers",
      burst("timeout: \"2s\", retries: 3, backoff: \"0s\"", "queue: 1000")
        .replacing("count: 8", with: "count: 3")
    ),
    (
      "an outage that clients outlast",
      burst(
        "timeout: \"6s\", retries: 3, backoff: \"0s\"", "",
        "{ at: \"9s\", for: \"4s\", tier: \"workers\", kind: \"down\" }")
    ),
    (
      "heard late",
      burst(
        "timeout: \"1s\", retries: 3, backoff: \"5s\"", "",
        "{ at: \"9s\", for: \"4s\", tier: \"workers\", kind: \"down\" }")
    ),
    (
      "thinking for longer than the session lasts",
      burst("retries: 0", "").replacing(
        "decision: { atLinkUp: \"100%\"", with: "decision: { atLinkUp: 0"
      )
      .replacing("perMinute: 0,", with: "perMinute: 6,")
      .replacing(
        "dwell: \"10m\",",
        with: "dwell: \"10m\", consideration: { logNormal: { median: \"60s\", sigma: 1.5 } },")
    ),
    (
      "linked up again after talk",
      burst("retries: 0", "").replacing("atLinkUp: \"100%\"", with: "atLinkUp: \"60%\"").replacing(
        "rundown: [{ at: \"10s\", do: \"linkUp\", product: \"pen\" }]",
        with: """
          rundown: [{ at: "10s", do: "linkUp", product: "pen" }, { at: "15s", do: "talk" },
            { at: "20s", do: "linkUp", product: "pen" }, { at: "25s", do: "talk" },
            { at: "30s", do: "linkUp", product: "pen" }]
          """
      ).replacing("order: \"100%\"", with: "order: \"20%\"")
    ),
    (
      "a lottery in which few take part",
      burst(
        "",
        "} , gateway: { waitingRoom: { active: 50, policy: \"lottery\", winners: 300, gather: \"1500ms\" }"
      )
      .replacing(
        "streamDelay: { floor: \"50ms\", rest: \"0s\" }",
        with: "streamDelay: { floor: \"50ms\", rest: { exponential: { mean: \"1s\" } } }")
    ),
    (
      "one worker left of four",
      burst(
        "timeout: \"3s\"", "deadline: \"3s\"",
        "{ at: \"5s\", for: \"1m\", tier: \"workers\", kind: \"brownout\", left: 0.05 }"
      ).replacing("count: 8", with: "count: 4").replacing(
        "service: \"18ms\"", with: "service: \"300ms\"")
    ),
    (
      "dropped while served",
      burst("timeout: \"1s\"", "dropsExpired: true")
        .replacing("service: \"18ms\"", with: "service: \"2s\"").replacing(
          "count: 8", with: "count: 400")
    ),
    (
      "months behind at the close",
      burst("retries: 0", "").replacing("service: \"18ms\"", with: "service: \"60s\"")
    ),
    (
      "service longer than the timeout",
      burst("timeout: \"1s\"", "").replacing("service: \"18ms\"", with: "service: \"4s\"")
        .replacing("count: 8", with: "count: 1000")
    ),
    (
      "tokens for new requests and old",
      burst("retries: 5", "} , gateway: { rate: \"8/s\", burst: 5")
        .replacing("decision: { atLinkUp: \"100%\"", with: "decision: { atLinkUp: 0")
        .replacing("perMinute: 0,", with: "perMinute: 3,")
    ),
    (
      "held for nobody",
      burst("timeout: \"1s\", retries: 0, hearsLate: false", "")
        .replacing("service: \"18ms\"", with: "service: \"3s\"")
        .replacing("count: 8", with: "count: 300")
        .replacing("stock: 900, hold: \"10m\"", with: "stock: 100, hold: \"5s\"")
        .replacing("perMinute: 0", with: "perMinute: 2")
    ),
    (
      "neighbours",
      burst("retries: 0", "").replacing(
        "stock: 900,",
        with: """
          substitute: 0.8, variants: {
            s: { share: 0.5, stock: 30 }, m: { share: 0.3, stock: 300 }, l: { share: 0.2, stock: 20 },
          },
          """)
    ),
    (
      "impatience",
      burst(
        "retries: 1",
        "} , gateway: { waitingRoom: { active: 2, session: \"20s\", patience: \"1500ms\" }")
    ),
    ("budget", burst("timeout: \"300ms\", retries: 9, backoff: \"0s\", retryBudget: 1.5", "")),
    ("dropped", burst("timeout: \"500ms\", retries: 1", "dropsExpired: true")),
    ("deadline", burst("timeout: \"5s\", retries: 0", "deadline: \"700ms\"")),
    (
      "lottery",
      burst("", "} , gateway: { waitingRoom: { active: 20, policy: \"lottery\", winners: 99 }")
    ),
    (
      "lost answers",
      burst(
        "timeout: \"4s\"", "",
        "{ at: \"0s\", for: \"1m\", tier: \"gateway\", kind: \"lostAcknowledgements\", share: 0.4 }"
      )
    ),
    (
      "partition",
      burst(
        "timeout: \"4s\", retries: 3", "",
        "{ at: \"0s\", for: \"1m\", tier: \"gateway\", kind: \"partition\", share: 0.6 }")
    ),
    (
      "silent gateway",
      burst(
        "timeout: \"2s\", retries: 9, backoff: \"0s\"", "",
        "{ at: \"8s\", for: \"8s\", tier: \"gateway\", kind: \"down\", silent: true }")
    ),
    (
      "fewer workers",
      burst(
        "timeout: \"2s\", retries: 0", "deadline: \"2s\"",
        "{ at: \"8s\", for: \"30s\", tier: \"workers\", kind: \"brownout\", left: 0.25 }")
    ),
  ]

  @Test(arguments: parts)
  func `each part of the back end is within one and a half by itself`(
    _ part: (name: String, text: String)
  ) throws {
    let scenario = try Scenario.read(Array(part.text.utf8), file: "t.json5")
    try compare(SessionEstimate(scenario), with: scenario, part.name)
  }

  /// People who go on from room to room, in an hour.
  private static func hops(rooms: Int, share: Double, hold: String = "15m") -> String {
    """
    {
      saleroom: 1, title: "Hops", asks: "?", session: { length: "1h" },
      cohorts: { all: { dwell: { exponential: { mean: "3m" } } } },
      products: { pen: { price: "¥9", stock: 900, hold: "\(hold)" } },
      rooms: {
        stall: {
          count: \(rooms), host: { kind: "store" },
          rundown: [{ at: "5m", do: "linkUp", product: "pen" }],
        },
      },
      traffic: { discover: { visits: 3000, arrive: { steady: { from: "0s", to: "50m" } } } },
      hop: { share: \(share) },
    }
    """
  }

  @Test(arguments: [2, 9], [0.3, 0.7, 0.9, 1])
  func `whoever goes on is one more visit, while there is time`(rooms: Int, share: Double) throws {
    let text = SessionEstimateTests.hops(rooms: rooms, share: share)
    let scenario = try Scenario.read(Array(text.utf8), file: "t.json5")
    let visits = try Session.run(scenario).audience.count(.enter)
    let ratio = SessionEstimate(scenario).visits / Double(visits)
    #expect((1 / 1.5...1.5).contains(ratio), "\(ratio) of \(visits)")
  }

  @Test func `seconds in which only holds run are counted`() throws {
    let estimates = try ["15m", "7d"].map { hold in
      let text = SessionEstimateTests.hops(rooms: 2, share: 0.5, hold: hold)
      return SessionEstimate(try Scenario.read(Array(text.utf8), file: "t.json5"))
    }
    let seconds = Double(7 * 24 - 1) * 3600
    #expect(estimates[1].memory.series - estimates[0].memory.series > 100 * seconds)
  }

  private func compare(
    _ estimate: SessionEstimate, with scenario: Scenario, _ name: String
  ) throws {
    let record = try Session.run(scenario)
    let audience = record.audience
    let events = ViewerEvent.allCases.reduce(0) { $0 + audience.count($1) }
    let counted = [
      ("visits", estimate.visits, audience.count(.enter)),
      ("events", estimate.events, events),
      ("orders", estimate.orders, audience.count(.order)),
      ("requests", estimate.requests, audience.requestsBySecond.total),
      ("created", estimate.created, record.ordersCreated),
      ("people present", estimate.peakPresent, record.peopleOnline.max() ?? 0),
    ]
    // Whoever is told to have no code asks again and again, of which the estimate knows nothing.
    let hasCodes = scenario.orders.workers.verified != nil
    for (what, expected, happened) in counted
    where !hasCodes || !["orders", "requests"].contains(what) {
      let ratio = max(1, expected) / Double(max(1, happened))
      #expect((1 / 1.5...1.5).contains(ratio), "\(name): \(what) \(expected), not \(happened)")
    }
  }
}

@Suite struct StepAgendaTests {
  @Test func `entries are taken in their step, once`() {
    var agenda = StepAgenda<Int>(steps: 10)
    #expect(agenda.isEmpty)
    agenda.add(1, to: 3)
    agenda.add(2, to: 3)
    agenda.add(3, to: 9)
    #expect(agenda.take(2) == [])
    #expect(agenda.take(3) == [1, 2])
    #expect(agenda.take(3) == [])
    #expect(!agenda.isEmpty)
    #expect(agenda.take(9) == [3])
    #expect(agenda.isEmpty)
  }

  @Test func `what is due after the last step is under way for ever`() {
    var agenda = StepAgenda<Double>(steps: 10)
    agenda.add(amount: 2, to: .max)
    agenda.add(amount: 1, to: 4)
    agenda.add(amount: 1, to: 4)
    #expect(agenda.takeAmount(4) == 2)
    #expect(!agenda.isEmpty)
  }

  @Test func `what a session needs at most is more than it is estimated to need`() throws {
    for visits in [100.0, 20_000] {
      let scenario = Plain.scenario(
        length: 600 * second,
        traffic: [Plain.stream(visits, .steady(from: 0, to: 600 * second))])
      #expect(SessionEstimate.mostMemory(scenario) > SessionEstimate(scenario).memory.total)
    }
  }
}
