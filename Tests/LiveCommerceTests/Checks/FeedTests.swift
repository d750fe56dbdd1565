// Events fed to ledger and checks by hand: each check says exactly what broke, when and by which
// orders, also where no session goes; and the boundaries, one nanosecond to either side.
import Testing

@testable import LiveCommerce

@Suite struct FeedTests {
  /// One thing that happens, in seconds or nanoseconds.
  struct Act: Sendable {
    var at: Int64
    var kind: LedgerEvent.Kind
    var order: UInt64
    var account: UInt64 = 7
    var arrival: Int64?
    var skew: Int64 = 0
  }

  struct Feed: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var stocked = 3
    var limit = 9
    var acts: [Act]
    /// What the logic says it has at the end.
    var available: Int
    /// The check that speaks, how often, and what it says first; nil: none speaks.
    var check: SaleCheckName?
    var count = 0
    var at: Int64 = 0
    var orders: [UInt64] = []
    var sentence = ""
  }

  static let second: Int64 = 1_000_000_000
  static let opening = 10 * second
  static let lag = 5 * second
  static let end = 100 * second

  static func hold(
    _ at: Int64, _ order: UInt64, account: UInt64 = 7, price: Int64 = 100,
    until: Int64 = 90 * second, arrival: Int64? = nil, skew: Int64 = 0
  ) -> Act {
    Act(
      at: at, kind: .held(price: price, until: until), order: order, account: account,
      arrival: arrival, skew: skew)
  }
  static func pay(_ at: Int64, _ order: UInt64, amount: Int64 = 100) -> Act {
    Act(at: at, kind: .paid(amount: amount), order: order)
  }
  static func release(_ at: Int64, _ order: UInt64) -> Act {
    Act(at: at, kind: .released, order: order)
  }
  static func refuse(_ at: Int64, _ order: UInt64) -> Act {
    Act(at: at, kind: .refusedSoldOut, order: order)
  }

  static let broken: [Feed] = [
    Feed(
      testDescription: "a released unit does not come back",
      acts: [hold(20 * second, 1), release(30 * second, 1)], available: 2, check: .conservation,
      count: 1, at: end,
      sentence: "phone: 2 available + 0 held + 0 sold is 2, but 3 were stocked"),
    Feed(
      testDescription: "a unit is promised twice", stocked: 1,
      acts: [
        hold(20 * second, 1), hold(21 * second, 2), release(30 * second, 1),
        pay(31 * second, 2),
      ], available: 0, check: .noOversell, count: 1, at: 21 * second, orders: [1, 2],
      sentence: "at 00:00:21.000000000 order 2 was promised unit 2 of 1 of phone; "
        + "the one before was order 1"),
    Feed(
      testDescription: "a unit is promised twice again after one of the holds has lapsed",
      stocked: 1,
      acts: [
        hold(20 * second, 1, until: 30 * second), hold(21 * second, 2), hold(31 * second, 3),
        pay(32 * second, 2), release(33 * second, 1), release(34 * second, 3),
      ], available: 0, check: .noOversell, count: 2, at: 21 * second, orders: [1, 2],
      sentence: "at 00:00:21.000000000 order 2 was promised unit 2 of 1 of phone; "
        + "the one before was order 1"),
    Feed(
      testDescription: "a late payment takes a unit that was sold again", stocked: 1,
      acts: [
        hold(20 * second, 1, until: 30 * second), hold(30 * second, 2), pay(31 * second, 1),
        release(40 * second, 2),
      ], available: 0, check: .noOversell, count: 1, at: 31 * second, orders: [2, 1],
      sentence: "at 00:00:31.000000000 order 1 was promised unit 2 of 1 of phone; "
        + "the one before was order 2"),
    Feed(
      testDescription: "sold out is said one nanosecond after the lag", stocked: 1,
      acts: [
        hold(20 * second, 1, until: 30 * second), refuse(30 * second + lag + 1, 2),
        release(40 * second, 1),
      ], available: 1, check: .noUndersell, count: 1, at: 30 * second + lag + 1, orders: [2],
      sentence: "at 00:00:35.000000001 order 2 was told \"sold out\" although 1 of phone lay "
        + "idle, the first since 00:00:30.000000000"),
    Feed(
      testDescription: "a lie is found out while the sale goes on", stocked: 2,
      acts: [
        hold(12 * second, 1), refuse(20 * second, 2), release(80 * second, 1),
        hold(80 * second + 1, 3), pay(81 * second, 3),
      ], available: 1, check: .noUndersell, count: 1, at: 20 * second, orders: [2],
      sentence: "at 00:00:20.000000000 order 2 was told \"sold out\" although 1 of phone lay "
        + "idle, the first since 00:00:00.000000000"),
    Feed(
      testDescription: "sold out is said again and again, and the unit goes to a later order",
      acts: [
        hold(20 * second, 1), hold(20 * second, 2), refuse(21 * second, 3),
        refuse(22 * second, 4), hold(23 * second, 5, arrival: 22 * second + 1),
        refuse(24 * second, 6), pay(40 * second, 1), pay(40 * second, 2), pay(40 * second, 5),
      ], available: 0, check: .noUndersell, count: 2, at: 21 * second, orders: [3],
      sentence: "at 00:00:21.000000000 order 3 was told \"sold out\" although 1 of phone lay "
        + "idle, the first since 00:00:00.000000000"),
    Feed(
      testDescription: "a payment ends what a payment has ended",
      acts: [hold(20 * second, 1), pay(21 * second, 1), pay(22 * second, 1)], available: 1,
      check: .holdEndsOnce, count: 1, at: 22 * second, orders: [1],
      sentence: "at 00:00:22.000000000 order 1 was paid although it held nothing (any more)"),
    Feed(
      testDescription: "a release ends what a payment has ended",
      acts: [hold(20 * second, 1), pay(21 * second, 1), release(22 * second, 1)], available: 2,
      check: .holdEndsOnce, count: 1, at: 22 * second, orders: [1],
      sentence: "at 00:00:22.000000000 order 1 was released although it held nothing (any more)"),
    Feed(
      testDescription: "a hold begins twice",
      acts: [hold(20 * second, 1), hold(21 * second, 1), pay(22 * second, 1)], available: 2,
      check: .holdEndsOnce, count: 1, at: 21 * second, orders: [1],
      sentence: "at 00:00:21.000000000 order 1 was held while it already was"),
    Feed(
      testDescription: "holds never end",
      acts: [hold(20 * second, 5), hold(21 * second, 4), hold(22 * second, 6)],
      available: 0, check: .holdEndsOnce, count: 1, at: end, orders: [4],
      sentence: "3 holds of phone never ended; the one with the lowest number is order 4"),
    Feed(
      testDescription: "an account takes one unit too many after a release", limit: 1,
      acts: [
        hold(20 * second, 1), release(21 * second, 1), hold(22 * second, 2),
        pay(23 * second, 2), hold(24 * second, 3, account: 8), pay(25 * second, 3),
        hold(26 * second, 4), release(27 * second, 4),
      ], available: 1, check: .accountLimit, count: 1, at: 26 * second, orders: [4],
      sentence: "at 00:00:26.000000000 order 4 gave account 7 unit 2, and the limit is 1"),
    Feed(
      testDescription: "a node sells a nanosecond early by its own clock",
      acts: [hold(opening + 4, 1, skew: -5), pay(20 * second, 1)], available: 2,
      check: .serverTimeGate, count: 1, at: opening + 4, orders: [1],
      sentence: "order 1 was accepted when its server's clock showed 00:00:09.999999999, before "
        + "the opening at 00:00:10.000000000"),
    Feed(
      testDescription: "the order names another price",
      acts: [hold(20 * second, 1, price: 99), pay(21 * second, 1)], available: 2,
      check: .price, count: 1, at: 20 * second, orders: [1],
      sentence: "at 00:00:20.000000000 order 1 was asked 99 minor units and had been shown 100"),
    Feed(
      testDescription: "the payment takes another amount",
      acts: [hold(20 * second, 1), pay(21 * second, 1, amount: 101)], available: 2,
      check: .price, count: 1, at: 21 * second, orders: [1],
      sentence: "at 00:00:21.000000000 order 1 was asked 101 minor units and had been shown 100"),
  ]

  static let sound: [Feed] = [
    Feed(
      testDescription: "sold out exactly at the lag", stocked: 1,
      acts: [
        hold(20 * second, 1, until: 30 * second), refuse(30 * second + lag, 2),
        release(40 * second, 1),
      ], available: 1),
    Feed(
      testDescription: "sold out while the last unit is on its way to an earlier order", stocked: 1,
      acts: [
        refuse(20 * second, 2), hold(20 * second + 1, 1, arrival: 20 * second),
        pay(40 * second, 1),
      ], available: 0),
    Feed(
      testDescription: "units lapse one after another and are each soon sold again", stocked: 2,
      acts: [
        hold(12 * second, 1, until: 20 * second), hold(12 * second, 2, until: 23 * second),
        release(24 * second, 1), hold(24 * second, 3, account: 8, until: 26 * second),
        refuse(27 * second, 9), release(27 * second, 2), hold(27 * second + 1, 4, account: 9),
        release(30 * second, 3), refuse(30 * second, 10),
        pay(40 * second, 4),
      ], available: 1),
    Feed(
      testDescription: "the last unit is long on its way, for longer than the lag", stocked: 1,
      acts: [
        refuse(20 * second, 2), refuse(20 * second + 2 * lag, 3),
        hold(20 * second + 3 * lag, 1, arrival: 20 * second), pay(40 * second, 1),
      ], available: 0),
    Feed(
      testDescription: "of two free units the one that lay idle is on its way", stocked: 2,
      acts: [
        hold(12 * second, 1, until: 29 * second), refuse(30 * second, 2),
        hold(31 * second, 3, account: 8, arrival: 30 * second), release(32 * second, 1),
        pay(33 * second, 3),
      ], available: 1),
    Feed(
      testDescription: "a unit is free exactly when its hold is due", stocked: 1,
      acts: [
        hold(20 * second, 1, until: 30 * second), hold(30 * second, 2),
        release(31 * second, 1), pay(32 * second, 2),
      ], available: 0),
    Feed(
      testDescription: "a payment after the due instant, while the unit is still there", stocked: 1,
      acts: [hold(20 * second, 1, until: 30 * second), pay(31 * second, 1)], available: 0),
    Feed(
      testDescription: "a clock that is ahead opens early by true time",
      acts: [hold(opening - 5, 1, skew: 5), pay(20 * second, 1)], available: 2),
    Feed(
      testDescription: "the opening instant itself",
      acts: [hold(opening, 1), pay(20 * second, 1)], available: 2),
  ]

  private static func judge(_ feed: Feed) -> [CheckResult] {
    var referee = Referee(
      CheckSetting(skuNames: ["phone"], limits: [feed.limit], undersellWithin: lag),
      promises: [Set(SaleCheckName.allCases)])
    referee.stock(0, units: feed.stocked, at: 0)
    for act in feed.acts {
      let order = SaleOrder(
        id: OrderID(rawValue: act.order), account: act.account, key: act.order, product: 0, sku: 0,
        quantity: 1, shownPrice: 100, node: 0, arrival: act.arrival ?? act.at, slot: Int(act.order))
      referee.see(
        LedgerEvent(
          at: act.at, kind: act.kind, order: order, opens: opening, clockSkew: act.skew))
    }
    referee.finish(at: end, available: [feed.available])
    return referee.results
  }

  @Test(arguments: broken)
  func `a broken promise is told with its instant, its orders and its story`(_ feed: Feed) throws {
    let expected = Violation(
      at: feed.at, orders: feed.orders.map { OrderID(rawValue: $0) }, sentence: feed.sentence,
      steps: [])
    for result in FeedTests.judge(feed) {
      let isBroken = result.name == feed.check
      #expect(result.violations == (isBroken ? feed.count : 0), "\(result)")
      #expect(result.brokenPromises == result.violations)
      #expect(result.first == (isBroken ? expected : nil))
    }
  }

  @Test(arguments: sound)
  func `what is allowed to the last nanosecond breaks nothing`(_ feed: Feed) {
    for result in FeedTests.judge(feed) { #expect(result.violations == 0, "\(result)") }
  }

  @Test func `a breach at the end counts for the logic of its own row`() throws {
    let setting = CheckSetting(skuNames: ["a", "b"], limits: [1, 1], undersellWithin: 0)
    var referee = Referee(setting, promises: [[], [.conservation]])
    var sameButSwapped = Referee(setting, promises: [[.conservation], []])
    for sku in 0...1 {
      referee.stock(sku, units: 2, at: 0)
      sameButSwapped.stock(sku, units: 2, at: 0)
    }
    referee.finish(at: 1, available: [2, 1])
    sameButSwapped.finish(at: 1, available: [2, 1])
    let result = try #require(referee.results.first { $0.name == .conservation })
    #expect(result.violations == 1 && result.brokenPromises == 1 && !result.isPromised)
    let swapped = try #require(sameButSwapped.results.first { $0.name == .conservation })
    #expect(swapped.violations == 1 && swapped.brokenPromises == 0)
  }
}
