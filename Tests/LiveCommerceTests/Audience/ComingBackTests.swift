// Coming back takes a crossing of one's own network, whoever else is there; and whoever would pay after
// everything is over never does.
import Stochastics
import Testing

@testable import LiveCommerce

@Suite struct ComingBackTests {
  private static func scenario(_ other: String, _ payDelay: String = "25s") throws -> Scenario {
    let text = """
      {
        saleroom: 1, title: "Back", asks: "?", session: { length: "60s" },
        cohorts: {
          people: {
            dwell: "1s", network: { floor: "2s" }, streamDelay: { floor: "2s" },
            returns: { share: "50%", after: "100ms" },
            payment: { abandon: "0%", delay: "\(payDelay)" },
          },
          nobody: { network: { floor: "\(other)" }, streamDelay: { floor: "\(other)" } },
        },
        products: { mug: { price: "¥10", stock: 500, hold: "7d" } },
        rundown: [{ at: "0s", do: "linkUp", product: "mug" }],
        decision: { perMinute: 60, order: "100%" },
        orders: { payment: { decline: "0%" } },
        traffic: { discover: { visits: 1000, cohorts: { people: "100%", nobody: "0%" } } },
      }
      """
    return try Scenario.read(Array(text.utf8), file: "back")
  }

  @Test func `a cohort of nobody changes nothing`() throws {
    let near = try Session.run(Self.scenario("5ms"))
    let far = try Session.run(Self.scenario("2s"))
    #expect(near.audience.watch == far.audience.watch && near.audience.watch.count > 1_500)
    #expect(near.stock == far.stock)
    #expect(near.audience.total == far.audience.total)
  }

  @Test(arguments: [("6d", true), ("29d", false), ("31d", false)])
  func `nobody pays a month after the close`(delay: String, isPaid: Bool) throws {
    let record = try Session.run(Self.scenario("2s", delay))
    let created = record.audience.total.created
    #expect(created > 50)
    #expect(record.ordersPaid == (isPaid ? created : 0))
    // Of those that come too late the money goes back; of those that never come there was none.
    let charges = record.tier("payment")?.requests
    #expect(charges == (delay == "31d" ? 0 : created))
  }
}
