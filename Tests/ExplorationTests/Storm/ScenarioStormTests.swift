// Storms that come from scenarios, and storms that must not be raised.
import LiveCommerce
import Testing

@testable import Exploration

@Suite struct ScenarioStormTests {
  private func scenario(_ product: String, _ orders: String = "{}") throws -> Scenario {
    let text = """
      {
        saleroom: 1, title: "Storm", asks: "?", session: { length: "1m" },
        cohorts: { all: { dwell: "30s" } }, products: { phone: \(product) },
        rundown: [{ at: "10s", do: "linkUp", product: "phone" }],
        traffic: { discover: { visits: 200 } }, orders: \(orders),
      }
      """
    return try Scenario.read(Array(text.utf8), file: "storm.json5")
  }

  @Test func theRulesAreTheScenariosAndTheCrowdIsSmall() throws {
    let scenario = try scenario(
      "{ price: '¥1999', stock: 1000, hold: '20s', limit: 2 }", "{ undersellWithin: '3s' }")
    let storm = Storm(of: scenario, product: 0, orders: 20)
    #expect(storm.products.count == 1)
    #expect(storm.products[0].stock == 8)
    #expect(storm.products[0].price == 199_900)
    #expect(storm.products[0].limit == 2)
    #expect(storm.products[0].hold == 20_000_000_000)
    // And what the delays of five calls can add.
    #expect(storm.undersellWithin == 18_000_000_000)
    #expect(storm.orders.map(\.number) == Array(1...20))
    // The first account wants three; the others one each.
    #expect(storm.orders.prefix(4).map(\.account) == [1, 1, 1, 2])
    #expect(Set(storm.orders.map(\.account)).count == 18)
    #expect(storm.orders.filter { $0.at < storm.products[0].opens }.map(\.number) == [9, 19])
    #expect(storm.nodes == 1)
    #expect(storm.problem == nil)
  }

  @Test(arguments: [(3, 10, 3), (1000, 2, 1), (1000, 10, 4), (0, 10, 1)])
  func demandExceedsStock(stock: Int, orders: Int, expected: Int) throws {
    let scenario = try scenario("{ price: '¥1', stock: \(stock) }")
    let storm = Storm(of: scenario, product: 0, orders: orders)
    #expect(storm.products[0].stock == expected)
    #expect(storm.orders.count == orders)
  }

  @Test func aSoundLogicIsKeptHoweverLongAHoldLasts() throws {
    // Three such holds are longer than a key is remembered, and then the same key is another order.
    let scenario = try scenario("{ price: '¥1', stock: 9, hold: '15m' }")
    let storm = Storm(of: scenario, product: 0, orders: 4)
    let explorer = try #require(
      Explorer(
        Search(
          "preHold", storm: storm, promises: Set(SaleCheckName.allCases),
          faults: [.duplicateRequest]
        ) { PreHold(world: $0) }))
    let findings = (0..<200).flatMap { explorer.run($0).findings }
    #expect(findings.isEmpty, "\(findings.first?.sentence ?? "")")
  }

  @Test func theSlowestAndTheFastestClockAreKept() throws {
    let scenario = try scenario(
      "{ price: '¥1', stock: 9 }", "{ workers: { clockSkews: ['20ms', '-30ms', '5ms'] } }")
    let storm = Storm(of: scenario, product: 0, orders: 10)
    #expect(storm.nodes == 2)
    #expect(storm.clockSkews == [-30_000_000, 20_000_000])
    // Everybody but the hasty comes when it is open by both.
    #expect(storm.orders[0].at == storm.products[0].opens + 30_000_000)
  }

  @Test func aGateThatDoesNotAskItsNodesClockIsCaught() throws {
    let scenario = try scenario(
      "{ price: '¥1', stock: 9 }", "{ workers: { clockSkews: ['20ms', '-30ms'] } }")
    let storm = Storm(of: scenario, product: 0, orders: 10)
    for isOpenAlways in [false, true] {
      let search = Search("gate", storm: storm, promises: [.serverTimeGate]) {
        Gate(steps: PreHold(world: $0), world: $0, isOpenAlways: isOpenAlways)
      }
      let explorer = try #require(Explorer(search))
      let findings = (0..<50).flatMap { explorer.run($0).findings }
      #expect(findings.isEmpty != isOpenAlways)
    }
  }

  /// Sells before the opening, or not.
  private struct Gate: FlashSale {
    let steps: PreHold
    let world: SaleWorld
    let isOpenAlways: Bool
    func reserve(_ order: SaleOrder) async -> Reservation {
      let isOpen = world.now(atNode: order.node) >= world.offer(order.product).opens
      return isOpen || isOpenAlways ? .held(order: order.id, price: order.shownPrice) : .tooEarly
    }
    func pay(_ order: SaleOrder) async -> Settlement { .paid }
    func expire(_ order: SaleOrder) async -> Bool { true }
    func available(_ sku: Int) async -> Int { steps.available(sku) }
  }

  static let problems: [(String, @Sendable (inout Storm) -> Void)] = [
    ("a storm has 1 to 100 products, not 0", { $0.products = [] }),
    ("a storm has 1 to 999 orders, not 0", { $0.orders = [] }),
    ("a storm has 1 to 100 nodes, not 0", { $0.nodes = 0 }),
    ("two orders have the same number", { $0.orders[1].number = 1 }),
    ("a length of time is more than a year", { $0.clockSkews = [.max] }),
    ("a length of time is more than a year", { $0.releaseLag = .min }),
    ("a product is out of bounds", { $0.products[0].stock = -1 }),
    ("a product is out of bounds", { $0.products[0].hold = .max }),
    ("order 2 is out of bounds", { $0.orders[1].product = 1 }),
    ("order 2 is out of bounds", { $0.orders[1].also = 0 }),
    ("order 2 is out of bounds", { $0.orders[1].quantity = 0 }),
    ("order 2 is out of bounds", { $0.orders[1].at = -1 }),
    ("order 2 is out of bounds", { $0.orders[1].repeats = [.max] }),
    ("order 1000 is out of bounds", { $0.orders[1].number = 1000 }),
    (
      "order 2 comes again after more than 9 minutes, when its key may have been forgotten",
      { $0.orders[1].repeats = [0, 540_000_000_001] }
    ),
  ]

  @Test(arguments: problems.indices) func aStormThatMakesNoSenseIsRefused(_ index: Int) {
    var storm = Storm.rush()
    #expect(storm.problem == nil)
    ScenarioStormTests.problems[index].1(&storm)
    #expect(storm.problem == ScenarioStormTests.problems[index].0)
  }
}
