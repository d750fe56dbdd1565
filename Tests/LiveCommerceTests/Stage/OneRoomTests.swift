// A room by itself: however it is written, it is shown to whom it suits, and what it does not sell is
// nothing to it.
import Testing

@testable import LiveCommerce

@Suite struct OneRoomTests {
  private static let rundown = "rundown: [{ at: \"0s\", do: \"linkUp\", product: \"a\" }]"
  private static let products = """
    a: { price: "¥100", stock: 10000, category: "A" }
    """

  private static func visits(_ room: String, products: String = products) throws -> [Int] {
    let scenario = try Scenario.read(
      Array(
        """
        { saleroom: 1, title: "t", asks: "q", session: { length: "20m" },
          cohorts: { x: { interests: { A: "100%" } }, y: { interests: { A: "0%" } } },
          products: { \(products) }, \(room),
          patience: { match: 3 },
          traffic: { discover: { visits: 4000, personalisation: 3, cohorts: { x: "50%", y: "50%" } } } }
        """.utf8), file: "f")
    let record = try Session.run(scenario)
    return scenario.cohorts.indices.map { cohort in
      TrafficSource.allCases.reduce(0) {
        $0 + record.audience.funnel(cohort: cohort, source: $1).persons
      }
    }
  }

  @Test func `one room is shown to the same people wherever it is written`() throws {
    let alone = try Self.visits(Self.rundown)
    #expect(try Self.visits("rooms: { r: { \(Self.rundown) } }") == alone)
    // e³ ÷ (1 + e³) = 95 % are of the cohort that likes it: six standard errors.
    let share = Double(alone[0]) / Double(alone.reduce(0, +))
    #expect(abs(share - 0.9526) < 0.021, "\(alone)")
  }

  @Test func `what is not in the rundown does not change whom a room suits`() throws {
    let more = Self.products + ", b: { price: \"¥100\", stock: 10000, category: \"B\" }"
    #expect(try Self.visits(Self.rundown, products: more) == Self.visits(Self.rundown))
  }

  /// A room and four copies of another, which begin at 0, 4, 8 and 12 minutes of 20.
  private static func copies(own: String = "", shown: String = "") throws -> Scenario {
    var scenario = try EveningText.scenario(
      """
      rooms: {
        first: { rundown: [{ at: "0s", do: "talk" }] },
        s: { count: 4, spread: "16m", rundown: [{ at: "0s", do: "talk" }], \(own) } },
      products: { p: \(EveningText.product(10)) }, traffic: { \(shown) },
      """)
    scenario.cohorts[0].dwell = .fixed(10)
    return scenario
  }

  @Test func `a copy is shown from its beginning on`() throws {
    let record = try Session.run(Self.copies(shown: "discover: { visits: 12000 }"))
    // Ten a second, evenly among those that have begun: 2, 3, 4 and then 5.
    let means = [3_560.0, 3_560, 2_360, 1_560, 960]
    for (room, mean) in zip(record.audience.rooms.map(\.funnel.visits), means) {
      // At an error of 1e-3.
      #expect(abs(Double(room) - mean) <= 3.29 * mean.squareRoot(), "\(room) for \(mean)")
    }
  }

  @Test func `a copy's own people come as much later`() throws {
    let own =
      "traffic: { messages: { visits: 300, arrive: { spike: { at: \"0s\", delay: \"1s\" } } } }"
    let scenario = try Self.copies(own: own)
    let session = try Observed(scenario, seed: 1)
    var enters = [[Int64]](repeating: [], count: 4)
    for line in session.log where line.event == .enter {
      enters[Int(line.account >> 32)].append(line.instant)
    }
    for (copy, instants) in enters.enumerated() {
      let begins = scenario.rooms[copy + 1].begins
      #expect(begins == Int64(copy) * 240 * second && instants.count > 200)
      #expect(instants.allSatisfy { begins...(begins + 2 * second) ~= $0 })
    }
  }
}
