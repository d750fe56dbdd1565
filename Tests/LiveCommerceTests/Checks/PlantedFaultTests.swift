// Every check finds the logic that breaks its promise in a whole session, and no check accuses a
// logic of what it has not done.
import Stochastics
import Testing

@testable import LiveCommerce

@Suite struct PlantedFaultTests {
  /// A logic, the promise it breaks and a storm that brings it out.
  struct Planted: Sendable, CustomTestStringConvertible {
    var logic: any SaleLogic.Type
    var check: SaleCheckName
    /// Other promises that are broken by the same fault.
    var also: Set<SaleCheckName> = []
    /// Orders that the first breach names, and whether it is found only at the end.
    var orders: Int
    var isAtEnd = false
    var storm: Storm

    var testDescription: String { logic.name }
  }

  static let planted: [Planted] = [
    Planted(
      logic: TakesOneMore.self, check: .conservation, orders: 0, isAtEnd: true,
      storm: Storm(variants: [1_000, 1_000])),
    Planted(
      logic: LosesUnit.self, check: .releaseExact, orders: 1, isAtEnd: true,
      storm: Storm(variants: [1_000, 1_000])),
    Planted(logic: TakesBlindly.self, check: .noOversell, orders: 2, storm: Storm()),
    Planted(
      logic: RemembersSoldOut.self, check: .noUndersell, orders: 1, storm: Storm(variants: [5])),
    Planted(
      logic: ReleasesThePaid.self, check: .holdEndsOnce, orders: 1,
      storm: Storm(
        variants: [1_000], abandonment: 0,
        payDelay: .uniform(Uniform(from: 4.5e9, to: 8e9)))),
    Planted(
      logic: ForgetsHolds.self, check: .holdEndsOnce, orders: 1, isAtEnd: true,
      storm: Storm(variants: [1_000])),
    Planted(
      logic: IgnoresKeys.self, check: .keyOnce, orders: 2,
      storm: Storm(variants: [1_000], limit: 9, doubleClick: 0.5)),
    Planted(
      logic: CountsNobody.self, check: .accountLimit, also: [.keyOnce], orders: 1,
      storm: Storm(variants: [1_000], doubleClick: 0.5)),
    Planted(
      logic: RefusesPayments.self, check: .noGhostSuccess, orders: 1,
      storm: Storm(variants: [1_000])),
    Planted(
      logic: ForgetsPayments.self, check: .refundOnce, orders: 1, isAtEnd: true,
      storm: Storm(variants: [1_000])),
    Planted(
      logic: LosesOrders.self, check: .noLostOrder, orders: 1, isAtEnd: true,
      storm: Storm(variants: [1_000])),
    Planted(
      logic: SellsEarly.self, check: .serverTimeGate, orders: 1,
      storm: Storm(variants: [1_000], earlyShare: 0.5)),
    Planted(logic: ChargesMore.self, check: .price, orders: 1, storm: Storm()),
    Planted(
      logic: BoastfulCheckThenAct.self, check: .noOversell, orders: 2,
      storm: Storm(visits: 1_000, variants: [3, 3], path: Storm.slow)),
  ]

  private static func run(
    _ storm: Storm, _ logic: any SaleLogic.Type, seed: UInt64
  ) throws -> SessionRecord {
    var storm = storm
    storm.logic = logic.name
    var options = SessionOptions()
    options.seed = seed
    options.logics = planted.map(\.logic)
    return try Session.run(storm.scenario, options: options)
  }

  @Test func `every check has a planted fault, here or in a feed`() {
    let all = Set(SaleChecks.all.map { $0.name })
    // A session has no baskets, and whom it has told that an order is closed does not pay again.
    let here = all.subtracting([.basketWhole, .statesForward])
    #expect(Set(PlantedFaultTests.planted.map(\.check)) == here)
    #expect(Set(FeedTests.broken.compactMap(\.check)) == all)
    #expect(SaleChecks.all.count == SaleCheckName.allCases.count)
  }

  @Test(arguments: planted)
  func `a planted fault is found by its check and by no other`(_ planted: Planted) throws {
    for seed in UInt64(1)...5 {
      let record = try PlantedFaultTests.run(planted.storm, planted.logic, seed: seed)
      let others = record.checks.filter {
        $0.name != planted.check && !planted.also.contains($0.name)
      }
      for result in others {
        #expect(result.isPromised && result.brokenPromises == 0, "seed \(seed), \(result)")
      }
      let result = try #require(record.checks.first { $0.name == planted.check })
      #expect(result.brokenPromises > 0, "seed \(seed)")
      #expect(result.violations == result.brokenPromises)
      let first = try #require(result.first)
      #expect(first.orders.count == planted.orders, "\(first)")
      for order in first.orders { #expect(first.sentence.contains("order \(order.rawValue)")) }
      #expect(planted.isAtEnd ? first.at == record.end : first.at < record.end)
      let isEarly = planted.check == .serverTimeGate
      #expect(isEarly == (first.at < Storm.opening), "\(first)")
    }
  }

  @Test(arguments: planted)
  func `the sound logic keeps every promise in the same storm`(_ planted: Planted) throws {
    for seed in UInt64(1)...5 {
      let record = try PlantedFaultTests.run(planted.storm, PreHold.self, seed: seed)
      for result in record.checks { #expect(result.violations == 0, "seed \(seed), \(result)") }
      #expect(record.stock.contains { $0.account.sold > 0 })
    }
  }

  @Test func `a forgotten hold ends in a finding and not in an endless wait`() throws {
    let storm = Storm(seconds: 20, variants: [1_000], abandonment: 1)
    let record = try PlantedFaultTests.run(storm, ForgetsHolds.self, seed: 1)
    let result = try #require(record.checks.first { $0.name == .holdEndsOnce })
    let held = record.checkout.count(of: .created)
    let first = try #require(result.first)
    #expect(held > 1 && result.violations == 1 && first.at == record.end)
    #expect(first.sentence.hasPrefix("\(held) holds of phone never ended"))
  }

  @Test func `two reads before an act are told as the steps of the breach`() throws {
    var storm = Storm(variants: [1], logic: BoastfulCheckThenAct.name)
    storm.path.database = OrderPath.Database(
      connections: 4, read: .deterministic(Deterministic(1e6)),
      write: .deterministic(Deterministic(2e6)), update: .deterministic(Deterministic(1e6)))
    let checkout = Checkout(
      scenario: storm.scenario, seed: 1, replication: 0, logicTypes: [BoastfulCheckThenAct.self])
    let start = Storm.opening
    checkout.accept(Storm.request(at: start, account: 1))
    checkout.accept(Storm.request(at: start + 500_000, account: 2))
    checkout.advance(to: start + 1_000_000_000)
    let result = try #require(checkout.checks.first { $0.name == .noOversell })
    let steps = [
      "00:00:10.004000000: order 65537 reads stock row 0: 1",
      "00:00:10.004500000: order 131073 reads stock row 0: 1",
      "00:00:10.006000000: order 65537 changes stock row 0 to 0 without looking",
      "00:00:10.006500000: order 131073 changes stock row 0 to -1 without looking",
    ]
    let expected = Violation(
      at: start + 8_500_000, orders: [OrderID(rawValue: 65537), OrderID(rawValue: 131073)],
      sentence: "at 00:00:10.008500000 order 131073 was promised unit 2 of 1 of phone; "
        + "the one before was order 65537",
      steps: steps)
    #expect(result.first == expected)
    #expect(result.brokenPromises == 1)
  }
}
