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
    var key: UInt64?
    var quantity = 1
    /// How many of the other row are in the basket; 0 for an order of one row.
    var alsoOther = 0
  }
  /// A count of both rows at rest, between two acts.
  struct Rest: Sendable {
    var at: Int64
    var available: [Int]
  }

  struct Feed: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var stocked = 3
    var limit = 9
    var acts: [Act]
    /// What the logic says it has at the end.
    var available: Int
    /// The same of the other row, of which as many were stocked as of the first.
    var otherAvailable: Int?
    var rests: [Rest] = []
    var unanswered: [UInt64] = []
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
  static let keyLife = 60 * second

  static func hold(
    _ at: Int64, _ order: UInt64, account: UInt64 = 7, price: Int64 = 100,
    until: Int64 = 90 * second, arrival: Int64? = nil, skew: Int64 = 0, key: UInt64? = nil,
    quantity: Int = 1, alsoOther: Int = 0
  ) -> Act {
    Act(
      at: at, kind: .held(price: price, until: until), order: order, account: account,
      arrival: arrival, skew: skew, key: key, quantity: quantity, alsoOther: alsoOther)
  }
  static func charge(_ at: Int64, _ order: UInt64, amount: Int64 = 100) -> Act {
    Act(at: at, kind: .charged(amount: amount), order: order)
  }
  static func refund(_ at: Int64, _ order: UInt64, amount: Int64 = 100) -> Act {
    Act(at: at, kind: .refunded(amount: amount), order: order)
  }
  static func notice(_ at: Int64, _ order: UInt64, accepted: Bool) -> Act {
    Act(at: at, kind: .noticedAgain(accepted: accepted), order: order)
  }
  static func pay(_ at: Int64, _ order: UInt64, amount: Int64 = 100) -> Act {
    Act(at: at, kind: .paid(amount: amount), order: order)
  }
  static func release(
    _ at: Int64, _ order: UInt64, account: UInt64 = 7, quantity: Int = 1, alsoOther: Int = 0
  ) -> Act {
    Act(
      at: at, kind: .released, order: order, account: account, quantity: quantity,
      alsoOther: alsoOther)
  }
  static func refuse(
    _ at: Int64, _ order: UInt64, arrival: Int64? = nil, key: UInt64? = nil, quantity: Int = 1,
    alsoOther: Int = 0
  ) -> Act {
    Act(
      at: at, kind: .refusedSoldOut, order: order, arrival: arrival, key: key, quantity: quantity,
      alsoOther: alsoOther)
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
      testDescription: "an account takes a unit too many, and pays for the one that was due",
      limit: 1,
      acts: [
        hold(20 * second, 1, until: 30 * second), hold(31 * second, 2), pay(32 * second, 1),
        pay(33 * second, 2),
      ], available: 1, check: .accountLimit, count: 1, at: 31 * second, orders: [2],
      sentence: "at 00:00:31.000000000 order 2 gave account 7 unit 2, and the limit is 1"),
    Feed(
      testDescription: "an account takes a unit too many while another's hold is due", limit: 1,
      acts: [
        hold(20 * second, 1, account: 8, until: 30 * second), hold(21 * second, 2),
        hold(31 * second, 3), release(32 * second, 1, account: 8), release(33 * second, 2),
        pay(34 * second, 3),
      ], available: 2, check: .accountLimit, count: 1, at: 31 * second, orders: [3],
      sentence: "at 00:00:31.000000000 order 3 gave account 7 unit 2, and the limit is 1"),
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
    Feed(
      testDescription: "two units are held, and their release gives back one",
      acts: [
        hold(20 * second, 1, quantity: 2), hold(20 * second, 2),
        release(30 * second, 1, quantity: 2), release(31 * second, 2),
      ], available: 2, rests: [Rest(at: 25 * second, available: [0, 3])], check: .releaseExact,
      count: 1, at: end, orders: [2],
      sentence: "phone: releases gave back 1 unit too few, the last of them that of order 2"),
    Feed(
      testDescription: "a release gives back too much, and is found among other orders",
      acts: [
        hold(20 * second, 1), release(30 * second, 1), hold(40 * second, 2),
        release(50 * second, 2),
      ], available: 5,
      rests: [
        Rest(at: 25 * second, available: [2, 3]), Rest(at: 35 * second, available: [4, 3]),
      ], check: .releaseExact, count: 1, at: end, orders: [1],
      sentence: "phone: releases gave back 1 unit too many, the last of them that of order 1"),
    Feed(
      testDescription: "a refused order keeps a unit",
      acts: [hold(20 * second, 1), release(30 * second, 1), refuse(31 * second, 2, quantity: 4)],
      available: 2,
      rests: [
        Rest(at: 25 * second, available: [2, 3]), Rest(at: 30 * second + 1, available: [3, 3]),
      ], check: .conservation, count: 1, at: end,
      sentence: "phone: 2 available + 0 held + 0 sold is 2, but 3 were stocked"),
    Feed(
      testDescription: "a second attempt gets a unit of its own",
      acts: [
        hold(20 * second, 1, key: 5), hold(21 * second, 2, key: 5), pay(22 * second, 1),
        release(23 * second, 2),
      ], available: 2, check: .keyOnce, count: 1, at: 21 * second, orders: [1, 2],
      sentence: "at 00:00:21.000000000 order 2 was held under key 5, under which order 1 had been"),
    Feed(
      testDescription: "who holds the unit is told that it is sold out", stocked: 1,
      acts: [hold(20 * second, 1, key: 5), refuse(21 * second, 2, key: 5), pay(22 * second, 1)],
      available: 0, check: .keyOnce, count: 1, at: 21 * second, orders: [1, 2],
      sentence: "at 00:00:21.000000000 order 2 was told \"sold out\" although order 1 holds units "
        + "under its key"),
    Feed(
      testDescription: "a key makes an order again in the last nanosecond of its life",
      acts: [
        hold(20 * second, 1, key: 5), release(21 * second, 1),
        hold(20 * second + keyLife - 1, 2, key: 5), pay(85 * second, 2),
      ], available: 2, check: .keyOnce, count: 1, at: 20 * second + keyLife - 1, orders: [1, 2],
      sentence: "at 00:01:19.999999999 order 2 was held under key 5, under which order 1 had been"),
    Feed(
      testDescription: "a unit sold to an account that held it no more is one too many", limit: 1,
      acts: [
        hold(20 * second, 1, quantity: 2), release(21 * second, 1, quantity: 2),
      ], available: 3, check: .accountLimit, count: 1, at: 20 * second, orders: [1],
      sentence: "at 00:00:20.000000000 order 1 gave account 7 unit 2, and the limit is 1"),
    Feed(
      testDescription: "a payment in time is refused",
      acts: [
        hold(20 * second, 1, until: 30 * second, arrival: 19 * second), charge(28 * second, 1),
        refund(29 * second - 1, 1), release(31 * second, 1),
      ], available: 3, check: .noGhostSuccess, count: 1, at: 29 * second - 1, orders: [1],
      sentence: "at 00:00:28.999999999 order 1 was refused its payment although its hold was still "
        + "to run"),
    Feed(
      testDescription: "two payments in time are refused at the same instant",
      acts: [
        hold(20 * second, 1), charge(28 * second, 1), charge(28 * second, 1),
        refund(28 * second, 1), refund(28 * second, 1), release(90 * second, 1),
      ], available: 3, check: .noGhostSuccess, count: 1, at: 28 * second, orders: [1],
      sentence: "at 00:00:28.000000000 order 1 was refused its payment although its hold was still "
        + "to run"),
    Feed(
      testDescription: "a payment is kept and refunded",
      acts: [
        hold(20 * second, 1), charge(21 * second, 1), pay(22 * second, 1), refund(23 * second, 1),
      ], available: 2, check: .refundOnce, count: 1, at: 23 * second, orders: [1],
      sentence: "at 00:00:23.000000000 order 1 was refunded a payment that had been kept"),
    Feed(
      testDescription: "a late payment is refunded twice",
      acts: [
        hold(20 * second, 1, until: 21 * second), charge(22 * second, 1), release(22 * second, 1),
        refund(23 * second, 1), refund(24 * second, 1),
      ], available: 3, check: .refundOnce, count: 1, at: 24 * second, orders: [1],
      sentence: "at 00:00:24.000000000 order 1 was refunded more than it was charged"),
    Feed(
      testDescription: "payments are neither kept nor refunded",
      acts: [
        hold(20 * second, 5), hold(20 * second, 4), charge(21 * second, 5), charge(21 * second, 4),
        release(90 * second, 5), release(90 * second, 4),
      ], available: 3, check: .refundOnce, count: 1, at: end, orders: [4],
      sentence: "2 orders were charged for phone, and the money was neither kept nor given back; "
        + "the one with the lowest number is order 4"),
    Feed(
      testDescription: "a second notice of a kept payment is refused",
      acts: [
        hold(20 * second, 1), charge(21 * second, 1), pay(22 * second, 1),
        notice(22 * second, 1, accepted: false),
      ], available: 2, check: .refundOnce, count: 1, at: 22 * second, orders: [1],
      sentence:
        "at 00:00:22.000000000 order 1 refused the second notice of a payment that had been "
        + "kept"),
    Feed(
      testDescription: "a second notice of a refunded payment is accepted",
      acts: [
        hold(20 * second, 1, until: 21 * second), release(21 * second, 1), charge(22 * second, 1),
        refund(22 * second, 1), notice(22 * second, 1, accepted: true),
      ], available: 3, check: .refundOnce, count: 1, at: 22 * second, orders: [1],
      sentence:
        "at 00:00:22.000000000 order 1 accepted the second notice of a payment that had been "
        + "refunded"),
    Feed(
      testDescription: "two orders are never answered",
      acts: [
        hold(20 * second, 1),
        pay(21 * second, 1),
      ],
      available: 2, unanswered: [9, 8], check: .noLostOrder, count: 1, at: end, orders: [8],
      sentence: "2 accepted orders were never answered; the one with the lowest number is order 8"),
    Feed(
      testDescription: "a refused basket keeps its first item",
      acts: [
        hold(20 * second, 1, quantity: 2, alsoOther: 3),
        refuse(21 * second, 2, quantity: 1, alsoOther: 1),
        release(40 * second, 1, quantity: 2, alsoOther: 3),
      ], available: 2, otherAvailable: 3, check: .basketWhole, count: 1, at: end, orders: [1],
      sentence: "phone has 1 unit too few and case has not: a basket was taken or given back by "
        + "half, the last one with both is order 1"),
    Feed(
      testDescription: "a released basket comes back by half",
      acts: [
        hold(20 * second, 1, quantity: 1, alsoOther: 2),
        release(40 * second, 1, quantity: 1, alsoOther: 2),
      ], available: 3, otherAvailable: 1,
      rests: [Rest(at: 30 * second, available: [2, 1])], check: .basketWhole, count: 1, at: end,
      orders: [1],
      sentence: "case has 2 units too few and phone has not: a basket was taken or given back by "
        + "half, the last one with both is order 1"),
    Feed(
      testDescription: "a basket is refused although both of its items lie idle",
      acts: [refuse(20 * second, 1, quantity: 3, alsoOther: 3)], available: 3, check: .noUndersell,
      count: 1, at: 20 * second, orders: [1],
      sentence: "at 00:00:20.000000000 order 1 was told \"sold out\" although 3 of phone lay idle, "
        + "the first since 00:00:00.000000000"),
    Feed(
      testDescription: "a basket oversells its second item",
      acts: [
        hold(20 * second, 1, alsoOther: 2), hold(21 * second, 2, alsoOther: 2),
        release(30 * second, 1, alsoOther: 2), release(30 * second, 2, alsoOther: 2),
      ], available: 3, otherAvailable: 3, check: .noOversell, count: 1, at: 21 * second,
      orders: [1, 2],
      sentence:
        "at 00:00:21.000000000 order 2 was promised unit 4 of 3 of case; the one before was "
        + "order 1"),
    Feed(
      testDescription: "an order is held again after its release",
      acts: [
        hold(20 * second, 1), release(21 * second, 1), hold(22 * second, 1), pay(23 * second, 1),
      ], available: 2, check: .statesForward, count: 1, at: 22 * second, orders: [1],
      sentence: "at 00:00:22.000000000 order 1 was held again after it had ended"),
    Feed(
      testDescription: "an order is sold after it was called too late",
      acts: [
        hold(20 * second, 1, until: 30 * second), charge(31 * second, 1), refund(31 * second, 1),
        charge(32 * second, 1), pay(32 * second, 1),
      ], available: 2, check: .statesForward, count: 1, at: 32 * second, orders: [1],
      sentence: "at 00:00:32.000000000 order 1 was sold after its payment had been refused as late"),
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
    Feed(
      testDescription: "who has bought, or held, the last unit is told that it is sold out",
      stocked: 1,
      acts: [
        hold(20 * second, 1, until: 30 * second, key: 5), release(30 * second, 1),
        hold(30 * second, 3, key: 6), refuse(31 * second, 2, key: 5), pay(32 * second, 3),
        refuse(33 * second, 4, key: 6),
      ], available: 0),
    Feed(
      testDescription: "who came before its key's unit was held is told that it is sold out",
      stocked: 1,
      acts: [
        hold(20 * second, 1, key: 5), refuse(21 * second, 2, arrival: 20 * second, key: 5),
        pay(22 * second, 1),
      ], available: 0),
    Feed(
      testDescription: "the end of a hold is told after the account has got its unit again",
      stocked: 1, limit: 1,
      acts: [
        hold(20 * second, 1, until: 30 * second), hold(30 * second, 2), release(31 * second, 1),
        pay(32 * second, 2),
      ], available: 0),
    Feed(
      testDescription: "sold out was right when the order came", stocked: 1,
      acts: [
        hold(20 * second, 1, until: 30 * second), refuse(50 * second, 2, arrival: 30 * second),
        release(50 * second, 1),
      ], available: 1),
    Feed(
      testDescription: "a key comes again when its life is over",
      acts: [
        hold(20 * second, 1, key: 5), release(21 * second, 1),
        hold(20 * second + keyLife, 2, key: 5), pay(85 * second, 2),
      ], available: 2),
    Feed(
      testDescription: "a payment that the logic's own clock finds late",
      acts: [
        hold(20 * second, 1, until: 30 * second, arrival: 19 * second), charge(28 * second, 1),
        refund(29 * second, 1), release(29 * second, 1),
      ], available: 3),
    Feed(
      testDescription: "of two payments one is kept, whichever is answered first",
      acts: [
        hold(20 * second, 1), charge(21 * second, 1), charge(21 * second, 1),
        refund(22 * second, 1), pay(22 * second, 1), hold(30 * second, 2), charge(31 * second, 2),
        charge(31 * second, 2), pay(32 * second, 2), refund(32 * second, 2),
      ], available: 1),
    Feed(
      testDescription: "notices come again and get the first answer",
      acts: [
        hold(20 * second, 1, until: 30 * second), hold(20 * second, 2), charge(21 * second, 2),
        pay(21 * second, 2), notice(21 * second, 2, accepted: true), release(30 * second, 1),
        charge(31 * second, 1), refund(31 * second, 1), notice(32 * second, 1, accepted: false),
      ], available: 2),
    Feed(
      testDescription: "orders of several units", limit: 6,
      acts: [
        hold(20 * second, 1, quantity: 2), refuse(20 * second, 2, quantity: 2),
        release(30 * second, 1, quantity: 2), hold(31 * second, 3, quantity: 3),
        release(90 * second, 3, quantity: 3),
      ], available: 3, rests: [Rest(at: 25 * second, available: [1, 3])]),
    Feed(
      testDescription: "a basket is refused because its second item is gone",
      acts: [
        hold(20 * second, 1, alsoOther: 3), refuse(40 * second, 2, alsoOther: 1),
        release(90 * second, 1, alsoOther: 3),
      ], available: 3),
    Feed(
      testDescription: "a basket is refused while its second item is on its way to another order",
      acts: [
        refuse(40 * second, 2, alsoOther: 1),
        hold(41 * second, 1, arrival: 39 * second, alsoOther: 3),
        release(90 * second, 1, alsoOther: 3),
      ], available: 3),
    Feed(
      testDescription: "the stock is late at a rest and right at the end",
      acts: [
        hold(20 * second, 1), release(30 * second, 1), hold(40 * second, 2),
        release(50 * second, 2),
      ],
      available: 3,
      rests: [
        Rest(at: 25 * second, available: [2, 3]), Rest(at: 35 * second, available: [2, 3]),
      ]),
  ]

  private static func judge(_ feed: Feed) -> [CheckResult] {
    var referee = Referee(
      CheckSetting(
        skuNames: ["phone", "case"], limits: [feed.limit, feed.limit], undersellWithin: lag,
        keyLife: keyLife),
      promises: [Set(SaleCheckName.allCases), Set(SaleCheckName.allCases)])
    for sku in 0...1 { referee.stock(sku, units: feed.stocked, at: 0) }
    var rests = feed.rests[...]
    for act in feed.acts {
      while let rest = rests.first, rest.at <= act.at {
        referee.rest(rests.removeFirst().available.enumerated().map { ($0.offset, $0.element) })
      }
      referee.see(
        LedgerEvent(
          at: act.at, kind: act.kind, order: order(act), opens: opening, clockSkew: act.skew))
    }
    for rest in rests {
      referee.rest(rest.available.enumerated().map { ($0.offset, $0.element) })
    }
    referee.finish(
      at: end, available: [feed.available, feed.otherAvailable ?? feed.stocked],
      unanswered: feed.unanswered.map { order(refuse(end, $0)) })
    return referee.results
  }

  private static func order(_ act: Act) -> SaleOrder {
    let item = OrderItem(product: 1, sku: 1, quantity: act.alsoOther, shownPrice: 10)
    return SaleOrder(
      id: OrderID(rawValue: act.order), account: act.account, key: act.key ?? act.order, product: 0,
      sku: 0, quantity: act.quantity, shownPrice: 100, also: act.alsoOther > 0 ? item : nil,
      node: 0,
      arrival: act.arrival ?? act.at, slot: 2 * Int(act.order))
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
