// What people still want after they have tapped, been refused, been busy or gone on to another room.
import Stochastics
import Testing

@testable import LiveCommerce

@Suite struct WantingTests {
  private static let early = "early: { share: \"100%\", lead: \"10s\" }, client: { retries: 0 },"

  @Test func `whoever taps and does not order clicks on as others do`() throws {
    let clicks = try ["0%", "100%"].map { tapping in
      try EveningText.run(
        """
        products: { s: \(EveningText.product(10_000)) },
        rundown: [{ at: "0s", do: "talk" }, { at: "1m", do: "linkUp", product: "s" }],
        traffic: { discover: \(EveningText.crowd(300)) },
        decision: { atLinkUp: "\(tapping)", order: "0%", perMinute: 2 },
        """
      ).audience.total.clicks
    }
    // Nineteen minutes at twice a minute, and one click more of each of those who tap.
    #expect(clicks[0] > 6_000)
    #expect(clicks[1] > clicks[0] && clicks[1] < clicks[0] + 400, "\(clicks)")
  }

  @Test func `whoever was too early taps at the link-up`() throws {
    let record = try EveningText.run(
      """
      products: { s: \(EveningText.product(10_000)) },
      rundown: [{ at: "0s", do: "talk" }, { at: "1m", do: "announce", product: "s" },
        { at: "2m", do: "linkUp", product: "s" }],
      traffic: { discover: \(EveningText.crowd(300)) },
      decision: { atLinkUp: "100%", order: "100%", perMinute: 0 },
      """, cohort: Self.early)
    let persons = record.audience.total.persons
    #expect(record.lost(.tooEarly) == persons && persons > 250)
    #expect(record.ordersCreated == persons)
  }

  @Test func `nobody taps at a link-up that was over when it was heard of`() throws {
    var scenario = try EveningText.scenario(
      """
      products: { a: \(EveningText.product(10_000)), b: \(EveningText.product(10_000)),
        c: \(EveningText.product(10_000)) },
      rundown: [{ at: "0s", do: "linkUp", product: "a" }, { at: "1m", do: "linkUp", product: "b" },
        { at: "2m", do: "linkUp", product: "c" }, { at: "4m", do: "talk" },
        { at: "10m", do: "close" }],
      traffic: { discover: \(EveningText.crowd(300)) },
      decision: { atLinkUp: "100%", order: "100%", perMinute: 600 },
      """, cohort: "consideration: \"130s\",")
    scenario.cohorts[0].abandonment = 0
    scenario.orders.payment.decline = 0
    let record = try Session.run(scenario)
    let orders = record.stock.map(\.account.sold)
    // Everybody thinks about the first for two minutes, and so misses the second. A few holds end unpaid.
    #expect(orders[0] > 250 && orders[1] == 0 && abs(orders[2] - orders[0]) < 10, "\(orders)")
    #expect(record.audience.clicksBySecond.counts.dropFirst(600).allSatisfy { $0 == 0 })
  }

  @Test func `what a person has ordered is known in the next room, if that sells it`() throws {
    let orders = try ["", ", { at: \"19m59s\", do: \"linkUp\", product: \"q\" }"].map { more in
      var scenario = try EveningText.scenario(
        """
        products: { p: \(EveningText.product(10_000)), q: \(EveningText.product(10)) },
        rooms: {
          a: { rundown: [{ at: "0s", do: "linkUp", product: "p" }] },
          b: { rundown: [{ at: "0s", do: "linkUp", product: "p" }\(more)] } },
        hop: { share: "80%" }, traffic: { discover: { visits: 2000 } },
        decision: { perMinute: 5, order: "100%", atLinkUp: "0%" },
        """)
      scenario.cohorts[0].dwell = .fixed(30)
      return try Session.run(scenario)
    }
    let created = orders.map(\.ordersCreated)
    // In its last second the room sells something else to a few.
    #expect(created[0] > 500 && created[0]...(created[0] + 10) ~= created[1], "\(created)")
  }

  @Test func `nobody comes back to a room that has closed`() throws {
    let visits = try ["0%", "100%"].map { share in
      try EveningText.run(
        """
        products: { s: \(EveningText.product(10)) },
        rundown: [{ at: "0s", do: "talk" }, { at: "5m", do: "close" }],
        traffic: { discover: \(EveningText.crowd(300)) },
        """, cohort: "returns: { share: \"\(share)\", after: \"1m\" },"
      ).audience.total.visits
    }
    #expect(visits[0] == visits[1] && visits[0] > 250, "\(visits)")
  }

  @Test func `whoever follows already does not begin to`() throws {
    let follows = try ["follow", "messages", "discover"].map { source in
      try EveningText.run(
        """
        products: { s: \(EveningText.product(10)) },
        rundown: [{ at: "0s", do: "talk" }],
        traffic: { \(source): \(EveningText.crowd(300)) }, engagement: { follow: "2/min" },
        """
      ).audience.engagements[Engagement.Kind.follow.rawValue]
    }
    #expect(follows[0] == 0 && follows[1] == 0 && follows[2] > 200, "\(follows)")
  }
}
