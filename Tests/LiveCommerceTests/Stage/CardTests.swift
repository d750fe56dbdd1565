// When a product that has sold out is shown to be back: at the first epoch at which a hold can have run
// out or a delivery have come, and never between, whatever a sale logic says meanwhile.
import DiscreteEvents
import TestSupport
import Testing

@testable import LiveCommerce

/// Holds units as pre-hold does, and gives each back after twenty seconds, without being asked.
private struct HastyRelease: SaleLogic {
  static let name = "hastyRelease"
  static let summary = "gives every unit back after twenty seconds"
  private let sound: PreHold
  private let world: SaleWorld

  init(world: SaleWorld) {
    self.world = world
    sound = PreHold(world: world)
  }

  func reserve(_ order: SaleOrder) async -> Reservation {
    let answer = await sound.reserve(order)
    guard case .held = answer else { return answer }
    world.run("hasty") {
      guard await world.pause(for: .seconds(20)) else { return }
      if await sound.expire(order) { world.released(order) }
    }
    return answer
  }
  func pay(_ order: SaleOrder) async -> Settlement { await sound.pay(order) }
  func expire(_ order: SaleOrder) async -> Bool { await sound.expire(order) }
  func available(_ sku: Int) -> Int { sound.available(sku) }
}

@Suite struct CardTests {
  private static let epoch = 10 * second
  private static let opens = 25 * second
  private static let hold = 60 * second

  /// Two hundred people who want one of five units at once, and never pay.
  private static func scenario(_ change: (inout Scenario) -> Void = { _ in }) -> Scenario {
    let cohort = Plain.cohort {
      $0.dwell = .fixed(1_000)
      $0.reaction = .uniform(0, 4)
    }
    return Plain.scenario(
      length: 200 * second, traffic: [Plain.stream(200, .steady(from: 0, to: 10 * second))],
      cohorts: [cohort]
    ) {
      $0.epoch = epoch
      $0.decision.atLinkUp = 1
      $0.decision.order = 1
      $0.products[0].variants[0].stock = 5
      $0.products[0].hold = hold
      $0.rooms[0].rundown = [Plain.linkUp(at: opens)]
      change(&$0)
    }
  }

  private struct Run {
    var cards: [StockCard]
    var firstHeld: Int64
    /// How far ahead it was known, at each epoch from the first on, that nothing would be new.
    var quiet: [Int64]
  }

  /// Runs a session from epoch to epoch; cards by the nanosecond.
  private static func run(
    _ scenario: Scenario, logics: [any SaleLogic.Type] = []
  ) throws -> Run {
    var options = SessionOptions()
    options.seed = 1
    options.logics = logics
    let driver = try SessionDriver(scenario, options)
    let clock = PeopleClock(length: scenario.length, lookahead: scenario.lookahead)
    var quiet: [Int64] = []
    for index in 1..<Int64(20) {
      // An epoch is over when something after it is.
      try driver.advance(to: index * epoch + 1)
      quiet.append(driver.stage.quietUntil)
    }
    return Run(
      cards: driver.stage.logs[0].cards[0].map {
        StockCard(published: $0.published * clock.tick, isSoldOut: $0.isSoldOut)
      },
      firstHeld: try #require(driver.checkout.referee.ledger.accounts[0].firstHeldAt), quiet: quiet)
  }

  private static func epoch(notBefore instant: Int64) -> Int64 {
    (instant + epoch - 1) / epoch * epoch
  }

  @Test func `what is sold out is back when the first hold has run out`() throws {
    let run = try Self.run(Self.scenario())
    let soldOut = Self.epoch(notBefore: Self.opens + 4 * second)
    let back = Self.epoch(notBefore: run.firstHeld + Self.hold)
    #expect(
      run.cards == [
        StockCard(published: soldOut, isSoldOut: true),
        StockCard(published: back, isSoldOut: false),
      ])
    // Known: nothing before it opens, nothing until the hold is due, and then epoch by epoch.
    #expect(run.quiet[0] == soldOut)
    #expect(run.quiet[Int(soldOut / Self.epoch)] == back)
    #expect(run.quiet[Int(back / Self.epoch)] == back + 2 * Self.epoch)
  }

  @Test func `a delivery is looked at before any hold has run out`() throws {
    let delivered = 52 * second
    let run = try Self.run(
      Self.scenario {
        $0.rooms[0].rundown.append(
          RundownStep(kind: .restock, at: delivered, product: 0, units: 500))
      })
    #expect(run.cards.map(\.isSoldOut) == [true, false])
    #expect(run.cards.last?.published == Self.epoch(notBefore: delivered))
  }

  @Test func `what a sale logic gives back before its time is shown when it would have been due`()
    throws
  {
    let run = try Self.run(
      Self.scenario { $0.orders.logic = HastyRelease.name }, logics: [HastyRelease.self])
    let back = Self.epoch(notBefore: run.firstHeld + Self.hold)
    #expect(run.cards.map(\.isSoldOut) == [true, false])
    #expect(run.cards.last?.published == back)
  }

  @Test func `a host who may move what is on air is not foreseen`() throws {
    let run = try Self.run(Self.scenario { $0.rooms[0].host.movesOnWhenSoldOut = true })
    for (index, quiet) in run.quiet.enumerated() where index < 18 {
      #expect(quiet == Int64(index + 2) * Self.epoch)
    }
  }

  @Test func `of several rooms no more is foreseen than the next epoch`() throws {
    let run = try Self.run(
      Self.scenario {
        var room = $0.rooms[0]
        room.name = "other"
        room.rundown = [RundownStep(kind: .talk, at: 0, product: nil, units: 0)]
        room.traffic = []
        $0.rooms.append(room)
      })
    #expect(run.quiet[0] == 2 * Self.epoch)
  }

  /// A sale that sells out and comes back many times, among people whom both drive out and who click.
  private static func wavering() -> Scenario {
    let cohort = Plain.cohort {
      $0.dwell = .exponential(30)
      $0.reaction = .uniform(0, 4)
      $0.streamDelay = Delay(floor: second, rest: .uniform(0, 3))
      $0.network = Delay(floor: second / 50, rest: .exponential(0.1))
      $0.payDelay = .exponential(20)
      $0.abandonment = 0.6
    }
    return Plain.scenario(
      length: 120 * second, traffic: [Plain.stream(400, .steady(from: 0, to: 100 * second))],
      cohorts: [cohort]
    ) {
      $0.epoch = 2 * second
      $0.decision.atLinkUp = 0.3
      $0.decision.order = 0.7
      $0.decision.perSecond = 0.05
      $0.engagement = Engagement(perSecond: [0.1, 0.1, 0, 0, 0], match: 0)
      $0.patience.selling = 0.5
      $0.patience.soldOut = 3
      $0.products[0].variants[0].stock = 8
      $0.products[0].hold = 15 * second
      $0.products[0].limit = 100
      $0.rooms[0].rundown = [
        Plain.linkUp(at: 15 * second),
        RundownStep(kind: .restock, at: 60 * second, product: 0, units: 6),
      ]
    }
  }

  @Test(arguments: 1...12)
  func `who goes ahead of epochs does what a naive session lets them do`(seed: UInt64) throws {
    let scenario = Self.wavering()
    var reference = ReferenceSession(scenario, seed: seed)
    let expected = try reference.run()
    for policy in [WindowPolicy.adaptive, .sideBySide, .ragged(seed)] {
      let found = try StreamingTests.run(scenario, seed: seed, threads: 2, policy)
      let difference = StreamingTests.firstDifference(expected.log, found.log)
      #expect(found.log == expected.log, "\(policy): \(difference)")
      #expect(found.record == expected.record, "\(policy)")
      // With nobody who looks on, slices are begun on other threads while the platform is at work.
      let unseen = try Self.record(scenario, seed: seed, policy)
      #expect(unseen == expected.record, "\(policy), unseen")
    }
  }

  private static func record(
    _ scenario: Scenario, seed: UInt64, _ windows: WindowPolicy
  ) throws -> SessionRecord {
    var options = SessionOptions()
    options.seed = seed
    options.threads = 3
    options.windows = windows
    return try Session.run(scenario, options: options)
  }
}
