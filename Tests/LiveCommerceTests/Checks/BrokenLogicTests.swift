// What a sale logic may do beside selling wrongly: throw, end holds on its own, or not say what it has
// left. Each is told, and none is swallowed.
import DiscreteEvents
import Dispatch
import Foundation
import Stochastics
import Testing

@testable import LiveCommerce

@Suite struct BrokenLogicTests {
  /// Throws at one kind of call for one account in eight.
  private struct Refusal: Error, CustomStringConvertible {
    var description: String { "no connection to the shelf" }
  }

  private struct ThrowsAtReserve: SaleLogic {
    static let name = "throwsAtReserve"
    static let summary = "throws"
    let sound: PreHold
    init(world: SaleWorld) { sound = PreHold(world: world) }
    func reserve(_ order: SaleOrder) async throws -> Reservation {
      if order.account % 8 == 0 { throw Refusal() }
      return await sound.reserve(order)
    }
    func pay(_ order: SaleOrder) async throws -> Settlement { await sound.pay(order) }
    func expire(_ order: SaleOrder) async throws -> Bool { await sound.expire(order) }
    func available(_ sku: Int) async -> Int { sound.available(sku) }
  }

  private struct ThrowsAtPay: SaleLogic {
    static let name = "throwsAtPay"
    static let summary = "throws"
    let sound: PreHold
    init(world: SaleWorld) { sound = PreHold(world: world) }
    func reserve(_ order: SaleOrder) async throws -> Reservation { await sound.reserve(order) }
    func pay(_ order: SaleOrder) async throws -> Settlement { throw Refusal() }
    func expire(_ order: SaleOrder) async throws -> Bool { await sound.expire(order) }
    func available(_ sku: Int) async -> Int { sound.available(sku) }
  }

  private struct ThrowsAtExpire: SaleLogic {
    static let name = "throwsAtExpire"
    static let summary = "throws"
    let sound: PreHold
    init(world: SaleWorld) { sound = PreHold(world: world) }
    func reserve(_ order: SaleOrder) async throws -> Reservation { await sound.reserve(order) }
    func pay(_ order: SaleOrder) async throws -> Settlement { await sound.pay(order) }
    func expire(_ order: SaleOrder) async throws -> Bool { throw Refusal() }
    func available(_ sku: Int) async -> Int { sound.available(sku) }
  }

  /// Waits for the end of the session, whose cancellation it throws on.
  private struct ThrowsWhenCancelled: SaleLogic {
    static let name = "throwsWhenCancelled"
    static let summary = "throws at the end"
    static let promises: Set<SaleCheckName> = []
    let world: SaleWorld
    let abyss = Abyss()
    init(world: SaleWorld) { self.world = world }
    func reserve(_ order: SaleOrder) async throws -> Reservation {
      await abyss.wait()
      try Task.checkCancellation()
      return .soldOut
    }
    func pay(_ order: SaleOrder) async throws -> Settlement { .late }
    func expire(_ order: SaleOrder) async throws -> Bool { false }
    func available(_ sku: Int) async -> Int { world.database.value(.stock(sku)) }
  }

  private static func run(
    _ logic: any SaleLogic.Type, _ storm: Storm = Storm(variants: [1_000])
  ) throws -> SessionRecord {
    var storm = storm
    storm.logic = logic.name
    var options = SessionOptions()
    options.seed = 1
    options.logics = [logic]
    return try Session.run(storm.scenario, options: options)
  }

  private static let throwing: [(any SaleLogic.Type, ThrownError.Call)] = [
    (ThrowsAtReserve.self, .reserve), (ThrowsAtPay.self, .pay), (ThrowsAtExpire.self, .expire),
  ]

  @Test(arguments: [0, 1, 2])
  func `what a logic throws breaks the run and is told`(_ index: Int) throws {
    let (logic, call) = BrokenLogicTests.throwing[index]
    let record = try BrokenLogicTests.run(logic)
    let first = try #require(record.firstError)
    #expect(first.call == call && first.text == "no connection to the shelf")
    #expect(first.at > 0 && first.at < record.end)
    #expect(!record.verdict.isKept && record.verdict.firstError == first)
    #expect(record.thrownErrors > 1)
    switch call {
    case .reserve:
      #expect(record.checkout.count(of: .busy) == record.thrownErrors)
      #expect(record.verdict.brokenChecks.isEmpty)
    case .pay:
      // The money goes back, and the buyers could not pay in time.
      #expect(record.checkout.count(of: .busy) == record.thrownErrors)
      #expect(record.verdict.brokenChecks.map(\.name) == [.noGhostSuccess])
    case .expire:
      #expect(record.verdict.brokenChecks.map(\.name) == [.holdEndsOnce])
    }
  }

  @Test func `a sound run has thrown nothing`() throws {
    let record = try BrokenLogicTests.run(PreHold.self)
    #expect(record.thrownErrors == 0 && record.firstError == nil && record.verdict.isKept)
  }

  @Test func `what is thrown because the session has ended is no error`() throws {
    let record = try BrokenLogicTests.run(ThrowsWhenCancelled.self)
    #expect(record.thrownErrors == 0 && record.stock[0].account.refused == 0)
    // The workers all wait, so nobody was told anything.
    #expect(Outcome.allCases.allSatisfy { record.checkout.count(of: $0) == 0 })
    let lost = try #require(record.checks.first { $0.name == .noLostOrder })
    #expect(lost.violations == 1 && lost.brokenPromises == 0)
  }

  /// Ends holds by itself, in a task of its own, before they are due.
  private struct EndsHolds: SaleLogic {
    static let name = "endsHolds"
    static let summary = "ends its holds by itself"
    let world: SaleWorld
    let sound: PreHold
    init(world: SaleWorld) {
      self.world = world
      sound = PreHold(world: world)
    }
    func reserve(_ order: SaleOrder) async throws -> Reservation { await sound.reserve(order) }
    func pay(_ order: SaleOrder) async throws -> Settlement { await sound.pay(order) }
    func expire(_ order: SaleOrder) async throws -> Bool {
      if await sound.expire(order) { world.released(order) }
      return false
    }
    func available(_ sku: Int) async -> Int { sound.available(sku) }
  }

  @Test func `a logic that ends its own holds tells the ledger`() throws {
    let storm = Storm(variants: [5])
    let record = try BrokenLogicTests.run(EndsHolds.self, storm)
    let sound = try BrokenLogicTests.run(PreHold.self, storm)
    #expect(record.verdict.isKept && record.stock[0].account.released > 0)
    #expect(record.stock == sound.stock && record.audience == sound.audience)
  }

  /// Takes time to say what is left, or never says it.
  private struct CountsSlowly: SaleLogic {
    static let name = "countsSlowly"
    static let summary = "takes a second to count"
    let world: SaleWorld
    let sound: PreHold
    init(world: SaleWorld) {
      self.world = world
      sound = PreHold(world: world)
    }
    func reserve(_ order: SaleOrder) async throws -> Reservation { await sound.reserve(order) }
    func pay(_ order: SaleOrder) async throws -> Settlement { await sound.pay(order) }
    func expire(_ order: SaleOrder) async throws -> Bool { await sound.expire(order) }
    func available(_ sku: Int) async -> Int {
      if sku == 1 { try? await world.clock.sleep(for: .seconds(1)) }
      return sound.available(sku)
    }
  }

  @Test func `a stock that is not told at once ends the session with its name`() {
    let expected = SessionError.silentStock(logic: "countsSlowly", row: "phone (v1)")
    #expect(throws: expected) {
      try BrokenLogicTests.run(CountsSlowly.self, Storm(variants: [5, 5]))
    }
    #expect(
      expected.description.contains("`countsSlowly` was asked what is available of phone (v1)"))
  }

  /// Never answers an order, or never settles a payment.
  // Sendable: used by the session's thread only.
  private final class Forgets: SaleLogic, @unchecked Sendable {
    static let name = "forgets"
    static let summary = "waits for what never comes"
    let sound: PreHold
    let world: SaleWorld
    // Kept, so that they are not reported as leaked.
    var waiting: [CheckedContinuation<Void, Never>] = []
    init(world: SaleWorld) {
      self.world = world
      sound = PreHold(world: world)
    }
    func reserve(_ order: SaleOrder) async throws -> Reservation {
      if world.offer(order.product).price == 1 {
        await withCheckedContinuation { waiting.append($0) }
      }
      return await sound.reserve(order)
    }
    func pay(_ order: SaleOrder) async throws -> Settlement {
      await withCheckedContinuation { waiting.append($0) }
      return await sound.pay(order)
    }
    func expire(_ order: SaleOrder) async throws -> Bool { await sound.expire(order) }
    func available(_ sku: Int) async -> Int { sound.available(sku) }
  }

  @Test func `an order that is never answered is judged, and no fault of ours`() throws {
    let text = BrokenLogicTests.forgetful.replacing("¥5", with: "¥0.01")
    var options = SessionOptions()
    options.logics = [Forgets.self]
    let record = try Session.run(
      Scenario.read(Array(text.utf8), file: "f", knownLogics: ["forgets"]), options: options)
    #expect(record.verdict.brokenChecks.map(\.name) == [.noLostOrder])
    #expect(!record.verdict.identities.contains { !$0.isKept })
    #expect(record.tiers.contains { $0.busy.level > 0 })
  }

  @Test func `a payment that is never settled is judged, and no fault of ours`() throws {
    var options = SessionOptions()
    options.logics = [Forgets.self]
    let scenario = try Scenario.read(
      Array(BrokenLogicTests.forgetful.utf8), file: "f", knownLogics: ["forgets"])
    let record = try Session.run(scenario, options: options)
    #expect(record.verdict.brokenChecks.map(\.name).contains(.refundOnce))
    #expect(!record.verdict.identities.contains { !$0.isKept })
    #expect(try #require(record.tier("payment")).busy.level > 0)
  }

  private static let forgetful = """
    {
      saleroom: 1, title: "Forgetful", asks: "?", session: { length: "60s" },
      cohorts: { people: { dwell: "30s", payment: { abandon: "0%", delay: "1s" } } },
      products: { mug: { price: "¥5", stock: 500 } },
      rundown: [{ at: "0s", do: "linkUp", product: "mug" }],
      decision: { perMinute: 60, order: "100%" },
      orders: { logic: "forgets" },
      traffic: { discover: { visits: 100 } },
    }
    """

  /// Has another thread wake an order that it keeps waiting.
  // Sendable: used by the session's thread only, but for the continuation that it hands over.
  private final class AsksAround: SaleLogic, @unchecked Sendable {
    static let name = "asksAround"
    static let summary = "waits for another thread"
    let sound: PreHold
    var waiting: CheckedContinuation<Void, Never>?
    init(world: SaleWorld) { sound = PreHold(world: world) }

    func reserve(_ order: SaleOrder) async throws -> Reservation {
      if let waiting {
        let isWoken = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
          waiting.resume()
          isWoken.signal()
        }
        isWoken.wait()
        self.waiting = nil
      } else {
        await withCheckedContinuation { waiting = $0 }
      }
      return await sound.reserve(order)
    }
    func pay(_ order: SaleOrder) async throws -> Settlement { await sound.pay(order) }
    func expire(_ order: SaleOrder) async throws -> Bool { await sound.expire(order) }
    func available(_ sku: Int) async -> Int { sound.available(sku) }
  }

  /// Runs each job on a thread of its own.
  @safe
  final class Elsewhere: TaskExecutor {
    func enqueue(_ job: consuming ExecutorJob) {
      let job = UnownedJob(job)
      Thread.detachNewThread { unsafe job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
  }

  /// Lets a task that is elsewhere ask the database and the cache.
  struct SendsAround: SaleLogic {
    static let name = "sendsAround"
    static let summary = "asks from another thread"
    static let promises: Set<SaleCheckName> = []
    let database: SaleDatabase
    let cache: SaleCache
    let sound: PreHold

    init(world: SaleWorld) {
      database = world.database
      cache = world.cache
      sound = PreHold(world: world)
    }

    func reserve(_ order: SaleOrder) async -> Reservation {
      let isAsked = DispatchSemaphore(value: 0)
      Task.detached(executorPreference: Elsewhere()) { [database, cache] in
        _ = await database.update(.stock(order.sku), by: -1, if: .atLeast(1), for: order)
        await cache.set(.stock(order.sku), 7, for: order)
        await database.locking(.stock(order.sku), for: order) { await $0.write(0) }
        isAsked.signal()
      }
      isAsked.wait()
      return await sound.reserve(order)
    }
    func pay(_ order: SaleOrder) async -> Settlement { await sound.pay(order) }
    func expire(_ order: SaleOrder) async -> Bool { await sound.expire(order) }
    func available(_ sku: Int) -> Int { sound.available(sku) }
  }

  @Test func `what is asked from another thread has no effect and ends in an error`() throws {
    let error = try #require(throws: SessionError.self) {
      try BrokenLogicTests.run(SendsAround.self, Storm(variants: [5]))
    }
    guard case .outsideJobs(let count) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(count > 0 && count.isMultiple(of: 3))
  }

  @Test func `what comes back from outside virtual time is no result`() throws {
    let error = try #require(throws: SessionError.self) {
      try BrokenLogicTests.run(AsksAround.self, Storm(variants: [5]))
    }
    guard case .outsideJobs(let count) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(count > 0)
    #expect(error.description.hasPrefix("\(count) times a task of the sale logic came back"))
  }
}
