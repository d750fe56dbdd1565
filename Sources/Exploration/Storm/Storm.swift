// The orders that a sale logic is put under, small enough to be told as a story. Invariant: orders
// are known by their numbers, which stay when others are taken out, so a smaller storm tells of the
// same people.

/// A storm of orders upon a few products.
public struct Storm: Sendable, Equatable, Codable {
  /// What is on sale.
  public var products: [StormProduct]
  /// Who orders what, and when.
  public var orders: [StormOrder]
  /// How many order nodes there are; orders are spread over them by number.
  public var nodes: Int
  /// How far the clock of each node is ahead of true time, in nanoseconds; 0 beyond the list.
  public var clockSkews: [Int64]
  /// How long after its end a hold is brought to its end, in nanoseconds.
  public var releaseLag: Int64
  /// How long a free unit may go unnoticed, in nanoseconds.
  public var undersellWithin: Int64

  /// Makes a storm.
  public init(
    products: [StormProduct], orders: [StormOrder], nodes: Int = 1, clockSkews: [Int64] = [],
    releaseLag: Int64 = 0, undersellWithin: Int64 = 0
  ) {
    self.products = products
    self.orders = orders
    self.nodes = max(1, nodes)
    self.clockSkews = clockSkews
    self.releaseLag = releaseLag
    self.undersellWithin = undersellWithin
  }

  /// Whether another storm, which may be smaller, is sold under the same rules.
  package func hasRules(of other: Storm) -> Bool {
    func rules(_ storm: Storm) -> [StormProduct] {
      storm.products.map { product in
        var rule = product
        rule.stock = 0
        return rule
      }
    }
    return rules(self) == rules(other) && releaseLag == other.releaseLag
      && undersellWithin == other.undersellWithin
  }

  /// How far the clocks of all nodes are ahead of true time.
  var allClockSkews: [Int64] {
    (0..<nodes).map { $0 < clockSkews.count ? clockSkews[$0] : 0 }
  }

  /// A rush: so many orders at once for one product, each from an account of its own, which pay.
  ///
  /// - Parameters:
  ///   - orders: How many orders; at least 1.
  ///   - stock: How many units there are.
  ///   - hold: How long a unit is held for an order that has not paid, in seconds.
  /// - Returns: The storm.
  public static func rush(orders: Int = 10, stock: Int = 4, hold: Double = 60) -> Storm {
    Storm(
      products: [StormProduct(stock: stock, hold: Int64(hold * 1e9))],
      orders: (1...max(1, orders)).map { StormOrder($0, account: UInt64($0)) })
  }
}

/// A product of a storm: one stock row.
public struct StormProduct: Sendable, Equatable, Codable {
  /// Units in stock.
  public var stock: Int
  /// Price in minor units.
  public var price: Int64
  /// Units that one account may hold or own.
  public var limit: Int
  /// How long a unit is held for an order that has not paid, in nanoseconds.
  public var hold: Int64
  /// When the sale begins, in nanoseconds.
  public var opens: Int64
  /// When the sale ends, in nanoseconds.
  public var closes: Int64

  /// Makes a product.
  public init(
    stock: Int, price: Int64 = 9_900, limit: Int = 1, hold: Int64 = 60_000_000_000,
    opens: Int64 = 0, closes: Int64 = .max
  ) {
    self.stock = stock
    self.price = price
    self.limit = limit
    self.hold = hold
    self.opens = opens
    self.closes = closes
  }
}

/// One order of a storm, with all that its buyer does about it.
public struct StormOrder: Sendable, Equatable, Codable {
  /// Its number, from 1.
  public var number: Int
  /// Who orders.
  public var account: UInt64
  /// The product, by index.
  public var product: Int
  /// Units wanted.
  public var quantity: Int
  /// A second product that is to come with it, by index: a basket of two rows.
  public var also: Int?
  /// When it reaches the sale logic, in nanoseconds.
  public var at: Int64
  /// Repeated attempts under the same idempotency key, so long after the first, in nanoseconds: nine
  /// minutes at most, for a key lives for ten.
  public var repeats: [Int64]
  /// When it is paid, counted from the answer that it is held, in nanoseconds; nil if never.
  public var paysAfter: Int64?
  /// Further notices of the same payment, so long after the first, in nanoseconds.
  public var repeatedNotices: [Int64]
  /// Whether the end of its hold is brought about twice.
  public var endsTwice: Bool

  /// Makes an order that arrives at once and pays after a second.
  public init(
    _ number: Int, account: UInt64, product: Int = 0, quantity: Int = 1, also: Int? = nil,
    at: Int64 = 0, repeats: [Int64] = [], paysAfter: Int64? = 1_000_000_000,
    repeatedNotices: [Int64] = [], endsTwice: Bool = false
  ) {
    self.number = number
    self.account = account
    self.product = product
    self.quantity = quantity
    self.also = also
    self.at = at
    self.repeats = repeats
    self.paysAfter = paysAfter
    self.repeatedNotices = repeatedNotices
    self.endsTwice = endsTwice
  }
}
