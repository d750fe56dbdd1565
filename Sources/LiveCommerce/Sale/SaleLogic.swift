// What a sale logic is: the code that decides who gets a unit. Built-in logics and a team's own
// conform to the same protocol, run in the same place (order workers on the virtual executor) and
// are judged by the same ledger, which stands outside and sees only what was promised, sold and
// released.

/// Code that sells: reserves units, settles payments and ends holds.
///
/// Every requirement may await the sale world; while it does, other orders run. All calls come from
/// one thread, in virtual time.
public protocol FlashSale: Sendable {
  /// The checks that it promises to pass; the others are measured. All, unless it says otherwise.
  static var promises: Set<SaleCheckName> { get }
  /// The faults around it that it claims to survive with its promises kept. None, unless it says
  /// otherwise; a session has its own faults, and asks nobody.
  static var withstands: Set<SaleFault> { get }

  /// Decides whether an order gets a unit.
  func reserve(_ order: SaleOrder) async throws -> Reservation
  /// Settles a charged payment for an order that holds a unit.
  func pay(_ order: SaleOrder) async throws -> Settlement
  /// Ends the hold of an unpaid order; returns whether the unit was released by this call.
  func expire(_ order: SaleOrder) async throws -> Bool
  /// Units that could still be reserved, read without taking time.
  func available(_ sku: Int) async -> Int
}

extension FlashSale {
  /// All checks.
  public static var promises: Set<SaleCheckName> { Set(SaleCheckName.allCases) }
  /// None.
  public static var withstands: Set<SaleFault> { [] }
}

/// A flash sale that scenarios can name, and that is made over a sale world.
public protocol SaleLogic: FlashSale {
  /// The name by which scenarios refer to it.
  static var name: String { get }
  /// What it does, in one sentence.
  static var summary: String { get }

  /// Creates the logic over a sale world.
  init(world: SaleWorld)
}

/// Names an order for as long as the session lasts.
public struct OrderID: Sendable, Hashable {
  /// The number behind the name.
  public let rawValue: UInt64

  static let none = OrderID(rawValue: .max)

  /// Creates the name from its number.
  public init(rawValue: UInt64) { self.rawValue = rawValue }
}

/// A further item of an order: a basket has two, of different stock rows.
public struct OrderItem: Sendable, Equatable {
  /// The product, by index.
  public var product: Int
  /// The stock row.
  public var sku: Int
  /// Units wanted.
  public var quantity: Int
  /// The price of a unit that the buyer was shown, in minor units.
  public var shownPrice: Int64

  /// Creates an item.
  public init(product: Int, sku: Int, quantity: Int, shownPrice: Int64) {
    self.product = product
    self.sku = sku
    self.quantity = quantity
    self.shownPrice = shownPrice
  }
}

/// One order as a sale logic sees it.
public struct SaleOrder: Sendable, Equatable {
  /// The order's own name.
  public var id: OrderID
  /// The account that orders.
  public var account: UInt64
  /// Idempotency key: the same for every attempt of one intention.
  public var key: UInt64
  /// The product, by index.
  public var product: Int
  /// The stock row.
  public var sku: Int
  /// Units wanted.
  public var quantity: Int
  /// The price of a unit that the buyer was shown, in minor units.
  public var shownPrice: Int64
  /// The order node that serves it, by index.
  public var node: Int
  /// When it reached the gateway, in nanoseconds.
  public var arrival: Int64
  /// Where the order back end keeps it, while it is open, from 0; a basket takes two slots, this one
  /// and the next.
  package var slot: Int
  /// What else is wanted, all or nothing; nil for an order of one item, as all of a session are.
  public var also: OrderItem?

  /// Creates an order.
  package init(
    id: OrderID, account: UInt64, key: UInt64, product: Int, sku: Int, quantity: Int,
    shownPrice: Int64, also: OrderItem? = nil, node: Int, arrival: Int64, slot: Int
  ) {
    self.id = id
    self.account = account
    self.key = key
    self.product = product
    self.sku = sku
    self.quantity = quantity
    self.shownPrice = shownPrice
    self.also = also
    self.node = node
    self.arrival = arrival
    self.slot = slot
  }

  /// What the whole order costs at the prices shown, in minor units.
  public var shownTotal: Int64 {
    let rest = also.map { $0.shownPrice * Int64($0.quantity) } ?? 0
    return shownPrice * Int64(quantity) + rest
  }
}

/// A sale logic's answer to an order.
public enum Reservation: Sendable, Equatable {
  /// A unit is held for `order` (another order's name if this is a repeated attempt) at `price`.
  case held(order: OrderID, price: Int64)
  /// No unit is left.
  case soldOut
  /// The sale has not begun.
  case tooEarly
  /// The sale has ended, or the order's own hold has.
  case closed
  /// The account has had its share.
  case limitReached
  /// It is not decided yet: an earlier attempt, or what would decide it, is still being worked on.
  case inProgress
}

/// A sale logic's answer to a payment.
public enum Settlement: Sendable, Equatable {
  /// The unit is sold.
  case paid
  /// The hold had ended; the buyer is to be refunded.
  case late
}

/// The sale logics that a scenario may name.
public enum SaleLogics {
  /// The built-in logics.
  public static let builtIn: [any SaleLogic.Type] = [
    // Sound.
    PreHold.self, OrderTime.self, PayTime.self, VersionedUpdate.self, CacheScriptQueue.self,
    StockBuckets.self, RebalancedBuckets.self, Lottery.self, WaitingRoom.self,
    SingleWriterActor.self,
    // Broken.
    CheckThenAct.self, LostUpdate.self, UnguardedDecrement.self, ReentrantActor.self,
    CoarseLock.self, ExpiringLock.self, DeductBeforeDuplicateCheck.self, WriteSkewOnLimit.self,
    StaleSoldOutFlag.self, ReleaseCountsRows.self, DoubleRelease.self, PaysAfterRelease.self,
    LostAcknowledgement.self, OwnHoldBlocksRetry.self, PartialBasketRollback.self,
    DuplicateDelivery.self,
  ]

  /// Whether a logic never leaves the actor of its caller, as every built-in one that is no actor.
  // A logic from elsewhere may be compiled so that each of its functions leaves it.
  static func staysHome(_ logic: any SaleLogic.Type) -> Bool {
    !(logic is any Actor.Type) && builtIn.contains { $0 == logic }
  }
}
