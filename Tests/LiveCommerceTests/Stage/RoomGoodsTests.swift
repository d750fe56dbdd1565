// What a room sells is what its rundown names, wherever that stands in the list of products.
import Testing

@testable import LiveCommerce

@Suite struct RoomGoodsTests {
  private static func scenario(_ products: [String]) throws -> Scenario {
    let all = products.map { name in
      "\(name): { price: \"¥100\", stock: 10, category: \"\(name)\" }"
    }
    return try EveningText.scenario(
      """
      products: { \(all.joined(separator: ", ")) },
      rooms: {
        r1: { rundown: [{ at: "0s", do: "linkUp", product: "a" },
          { at: "5m", do: "linkUp", product: "c" }] },
        r2: { rundown: [{ at: "0s", do: "linkUp", product: "b" }] } },
      community: { exposures: 100, life: "1d", read: "50%", visit: "20%",
        before: [{ count: 1000, category: "b" }] },
      traffic: { discover: { visits: 2000, personalisation: 3 } },
      """, cohort: "interests: { a: \"90%\", b: \"0%\", c: \"90%\" },")
  }

  @Test func `the match with a room is the mean of its goods, and of nothing between them`() throws
  {
    for order in [["a", "b", "c"], ["a", "c", "b"], ["b", "a", "c"]] {
      let scenario = try Self.scenario(order)
      let models = scenario.rooms.map { HazardModel(scenario: scenario, room: $0) }
      let places = order.indices.filter { order[$0] != "b" }
      let goods = places.map { models[0].match(cohort: 0, product: $0) }
      #expect(models[0].match(cohort: 0, product: -1) == goods.reduce(0, +) / 2, "\(order)")
      let categories = scenario.rooms.map { scenario.categories[Int($0.category(in: scenario))] }
      #expect(categories[1] == "b" && categories[0] != "b", "\(order)")
    }
  }

  @Test func `the order of products changes no visit to a room`() throws {
    let visits = try [["a", "b", "c"], ["a", "c", "b"]].map { order in
      let record = try Session.run(Self.scenario(order))
      return record.audience.rooms.map(\.funnel.visits)
    }
    #expect(visits[0][0] == visits[1][0] && visits[0][0] > 1000)
    // Readers of notes about what only the second room sells go there, and draw by their category.
    #expect(visits.allSatisfy { 200...400 ~= $0[1] }, "\(visits)")
  }

  @Test func `a page of one's own is as even as the taste, however strong the preference`() throws {
    let visits = try (1...2).flatMap { seed in
      var options = SessionOptions()
      options.seed = UInt64(seed)
      let record = try Session.run(
        EveningText.scenario(
          """
          rooms: {
            a: { products: { s: { price: "¥100", stock: 10, category: "x" } },
              rundown: [{ at: "0s", do: "linkUp", product: "s" }] },
            b: { products: { t: { price: "¥100", stock: 10, category: "y" } },
              rundown: [{ at: "0s", do: "linkUp", product: "t" }] } },
          traffic: { discover: { visits: 4000, personalisation: 100 } },
          """, cohort: "taste: 10,"), options: options)
      return [record.audience.rooms.map(\.funnel.visits)]
    }
    // Two rooms that differ in nothing: a binomial half, five standard errors.
    for rooms in visits {
      let all = Double(rooms[0] + rooms[1])
      #expect(abs(Double(rooms[0]) - all / 2) < 5 * (all / 4).squareRoot(), "\(rooms)")
    }
  }

  @Test func `who never clicks does not for any price`() throws {
    let record = try EveningText.run(
      """
      products: { s: { price: "¥1", stock: 10000 } },
      rundown: [{ at: "0s", do: "linkUp", product: "s" }],
      traffic: { discover: \(EveningText.crowd(300)) },
      host: { bargain: 10 }, decision: { perMinute: 0, atLinkUp: 0, price: 20 },
      """)
    #expect(record.audience.count(.enter) > 200 && record.audience.count(.click) == 0)
  }
}
