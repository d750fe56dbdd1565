// What returns do to stock, money and books, and faults planted in each: a shop that never puts a unit
// back, a return that is lost or comes twice, and a row whose units do not add up.
import Stochastics
import Testing

@testable import LiveCommerce

@Suite struct ReturnTests {
  /// Sells right, counts what it has left by itself, and hears of nothing that comes back.
  private actor Counter {
    private var left: [Int: Int] = [:]
    func change(_ sku: Int, by units: Int) { left[sku, default: 0] += units }
    func left(_ sku: Int) -> Int { left[sku, default: 0] }
  }

  private struct ForgetsReturns: SaleLogic {
    static let name = "forgetsReturns"
    static let summary = "puts nothing back on sale"
    let sound: PreHold
    let counter = Counter()
    let stock: [Int]
    init(world: SaleWorld) {
      sound = PreHold(world: world)
      stock = [10]
    }
    func reserve(_ order: SaleOrder) async throws -> Reservation {
      let answer = await sound.reserve(order)
      if case .held(let id, _) = answer, id == order.id {
        await counter.change(order.sku, by: -1)
      }
      return answer
    }
    func pay(_ order: SaleOrder) async throws -> Settlement { await sound.pay(order) }
    func expire(_ order: SaleOrder) async throws -> Bool {
      let isReleased = await sound.expire(order)
      if isReleased { await counter.change(order.sku, by: 1) }
      return isReleased
    }
    func available(_ sku: Int) async -> Int { stock[sku] + (await counter.left(sku)) }
  }

  /// Units come back some seconds after they were sold, while others still ask for them.
  private static func scenario(_ resaleable: Double, logic: String = PreHold.name) -> Scenario {
    var scenario = Storm(abandonment: 0.2, logic: logic).scenario
    scenario.products[0].returns = ProductReturns(
      share: 0.6, after: .exponential(Exponential(mean: 6e9)),
      inspection: .uniform(Uniform(from: 0, to: 4e9)), resaleable: resaleable)
    return scenario
  }

  private static func run(
    _ scenario: Scenario, seed: UInt64 = 1, _ windows: WindowPolicy = .adaptive, threads: Int = 1
  ) throws -> SessionRecord {
    var options = SessionOptions()
    options.seed = seed
    options.logics = [ForgetsReturns.self]
    options.windows = windows
    options.threads = threads
    return try Session.run(scenario, options: options)
  }

  @Test func `a unit that comes back in time is sold again`() throws {
    for seed in UInt64(1)...5 {
      let record = try ReturnTests.run(ReturnTests.scenario(1), seed: seed)
      let account = record.stock[0].account
      #expect(account.sold > account.stocked && account.restocked > 3 && account.scrapped == 0)
      #expect(account.isBalanced && account.oversold == 0 && record.verdict.isKept)
      let money = ["money.gross", "money.returned", "money.net"].map {
        Metrics.named($0)?.value(of: record)
      }
      let price = Double(record.scenario.products[0].price)
      #expect(
        money
          == [account.sold, account.returned, account.sold - account.returned].map {
            Double($0) * price
          })
    }
  }

  @Test func `a unit that is scrapped is not`() throws {
    let record = try ReturnTests.run(ReturnTests.scenario(0))
    let account = record.stock[0].account
    #expect(account.sold == account.stocked && account.restocked == 0)
    #expect(account.scrapped == account.returned && account.scrapped > 3)
    #expect(record.verdict.isKept)
  }

  @Test func `a shop that never puts a unit back is found by conservation`() throws {
    let record = try ReturnTests.run(ReturnTests.scenario(1, logic: ForgetsReturns.name))
    let broken = record.verdict.brokenChecks
    #expect(broken.map(\.name) == [.conservation])
    #expect(broken.first?.first?.sentence.contains("but 10 were stocked") == true)
    // It is not the counting that is wrong: where nothing can come back, the same shop is sound.
    var without = ReturnTests.scenario(1, logic: ForgetsReturns.name)
    without.products[0].returns = nil
    #expect(try ReturnTests.run(without).verdict.isKept)
  }

  @Test func `neither windows nor threads change what comes back`() throws {
    let scenario = ReturnTests.scenario(0.7)
    let record = try ReturnTests.run(scenario)
    #expect(record.stock[0].account.scrapped > 0)
    #expect(try ReturnTests.run(scenario, .minimal) == record)
    #expect(try ReturnTests.run(scenario, .ragged(7)) == record)
    #expect(try ReturnTests.run(scenario, .sideBySide, threads: 2) == record)
  }

  // MARK: Miscounts

  /// A checkout that has sold ten units and taken some of them back.
  private static func checkout() -> Checkout {
    let checkout = Checkout(
      scenario: scenario(0.5), seed: 1, replication: 0, logicTypes: [PreHold.self])
    for account in UInt64(1)...10 {
      let order = Storm.request(at: Storm.opening + Int64(account), account: account)
      checkout.accept(order)
      checkout.accept(
        Storm.request(
          at: Storm.opening + 2_000_000_000, account: account, ordinal: 2, paying: order.id))
    }
    checkout.advance(to: 1_000_000_000_000)
    return checkout
  }

  /// The identities of returns, of a session whose books were tampered with.
  private static func identities(_ tamper: (Checkout) -> Void) throws -> [Double?] {
    let checkout = checkout()
    tamper(checkout)
    try checkout.finish(at: 1_000_000_000_000)
    let scenario = checkout.scenario
    let rules = AudienceRules(scenario: scenario, seed: 1, replication: 0)
    let record = SessionRecord(
      scenario: scenario, seed: 1, replication: 0, audience: AudienceTally(cohortCount: 1),
      checkout: checkout, stage: StageManager(scenario: scenario, rules: rules),
      steering: Steering(rules: rules), end: 1_000_000_000_000)
    return ["identity.returns", "identity.restock", "identity.givenBack"].map { name in
      Metrics.identities.first { $0.name == name }?.value(of: record)
    }
  }

  private static let parcel = ReturnsDesk.Parcel(
    order: 1, account: 1, amount: 10_000, inspection: 0, sku: 0, product: 0, isResaleable: true)

  @Test func `a return that is lost, or booked twice, shows in its identity`() throws {
    #expect(ReturnTests.checkout().referee.ledger.accounts[0].returned > 2)
    #expect(try ReturnTests.identities { _ in } == [0, 0, 0])
    // Announced, and never back.
    #expect(
      try ReturnTests.identities { _ = $0.returns.announce(ReturnTests.parcel, after: 1) } == [
        1, 0, 10_000,
      ])
    let order = Storm.request(at: 0, account: 1)
    func book(_ kind: LedgerEvent.Kind) -> (Checkout) -> Void {
      { $0.show(kind, $0.saleOrder(order, slot: -1)) }
    }
    #expect(try ReturnTests.identities(book(.returned(amount: 10_000))) == [-1, 0, -10_000])
    #expect(try ReturnTests.identities(book(.restocked)) == [0, 1, 0])
    #expect(try ReturnTests.identities(book(.scrapped)) == [0, 1, 0])
  }

  @Test func `a row whose units do not add up is not balanced`() {
    let sound = ReturnTests.checkout().referee.ledger.accounts[0]
    #expect(sound.isBalanced && sound.scrapped > 0 && sound.restocked > 0)
    let parts: [WritableKeyPath<StockAccount, Int>] = [
      \.stocked, \.free, \.held, \.sold, \.returned, \.inReturn, \.scrapped,
    ]
    for part in parts {
      var account = sound
      account[keyPath: part] += 1
      #expect(!account.isBalanced)
    }
  }

  @Test func `a session waits for units that come back after weeks`() throws {
    let record = try EveningText.run(
      """
      products: { s: \(EveningText.product(100, "returns: { share: \"50%\", after: \"40d\" }")) },
      rundown: [{ at: "1m", do: "linkUp", product: "s" }],
      traffic: { discover: \(EveningText.crowd(300)) },
      """)
    let account = record.stock[0].account
    #expect(account.sold > 50 && account.returned > 10)
    #expect(account.returned == account.restocked + account.scrapped)
  }
}
