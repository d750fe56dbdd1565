// Hosts who react: what they go by, and what they release.
import Testing

@testable import LiveCommerce

@Suite struct HostTests {
  // MARK: Extensions

  private static let extending =
    "host: { reactionTime: \"1s\", extends: { ordersPerSecond: 1, by: \"1m\", atMost: 3 } },"

  /// When each step after the first link-up was on air, in seconds.
  private static func steps(_ rundown: String, _ products: String) throws -> [Int64] {
    let record = try EveningText.run(
      """
      products: { \(products) }, \(extending) rundown: [{ at: "0s", do: "talk" }, \(rundown)],
      traffic: { discover: \(EveningText.crowd(1000)) },
      decision: { atLinkUp: 0.5, perMinute: 0, order: 1 },
      """)
    return record.timeline.map { $0.from / second }
  }

  @Test func `what was sold an hour ago extends nothing`() throws {
    let steps = try Self.steps(
      """
      { at: "1m", do: "linkUp", product: "s" }, { at: "3m", do: "talk" },
      { at: "5m", do: "linkUp", product: "s" }, { at: "5m10s", do: "talk" },
      """, "s: \(EveningText.product(10_000))")
    #expect(steps == [0, 60, 180, 300, 310])
  }

  @Test func `what sells is extended, whatever was on air before`() throws {
    // The burst of the second product falls into the epoch in which it follows the first.
    let steps = try Self.steps(
      """
      { at: "1m", do: "linkUp", product: "s" }, { at: "3m5s", do: "linkUp", product: "t" },
      { at: "3m15s", do: "talk" },
      """, "s: \(EveningText.product(10_000)), t: \(EveningText.product(10_000))")
    #expect(steps == [0, 60, 185, 255])
  }

  @Test func `nobody stays for an offer that ends by itself`() throws {
    let steps = try Self.steps(
      "{ at: \"1m\", do: \"linkUp\", product: \"s\" }, { at: \"3m\", do: \"talk\" },",
      "s: \(EveningText.product(10_000, "open: \"15s\""))")
    #expect(steps == [0, 60, 75, 180])
  }

  // MARK: Batches

  private static func batches(lead: Int64, length: Int64 = 100 * second) throws -> Batches {
    var scenario = try EveningText.scenario(
      """
      products: { s: \(EveningText.product(10, "batches: [5, 6, 7]")) },
      rundown: [{ at: "0s", do: "linkUp", product: "s" }],
      traffic: { discover: \(EveningText.crowd(10)) },
      """)
    scenario.pools[0].lead = lead
    scenario.length = length
    return Batches(scenario)
  }

  @Test func `batches come one after the other, each once`() throws {
    var batches = try Self.batches(lead: 20 * second)
    let found = [Int64(0), 10, 21, 23, 50, 80, 99].map {
      batches.next(of: 0, at: $0 * second, spoken: ($0 + 2) * second)
    }
    #expect(
      found == [
        .released(5), .onItsWay, .onItsWay, .released(6), .released(7), .none, .none,
      ])
  }

  @Test func `what comes after the close is not waited for`() throws {
    var batches = try Self.batches(lead: 200 * second)
    let found = [Int64(0), 10].map {
      batches.next(of: 0, at: $0 * second, spoken: ($0 + 2) * second)
    }
    #expect(found == [.released(5), .none])
  }

  @Test(arguments: 1...3)
  func `a batch is released once, however many hosts sell the product`(rooms: Int) throws {
    let all = (1...rooms).map { number in
      "r\(number): { rundown: [{ at: \"0s\", do: \"linkUp\", product: \"s\" }], "
        + "traffic: { discover: \(EveningText.crowd(400)) } },"
    }
    let record = try EveningText.run(
      """
      products: { s: \(EveningText.product(10, "batches: [50, 50]")) },
      rooms: { \(all.joined()) },
      decision: { atLinkUp: 0.5, perMinute: 2, order: 1 },
      """)
    #expect(record.stock.reduce(0) { $0 + $1.account.stocked } == 110)
  }
}
