// By how much what a sale logic says is left differs from what ought to be left, and what was going
// on when the difference came about. The stock can only be counted at a rest, while nothing is in
// flight; between two rests of a row either holds were only released, or other things happened too.
//
// Invariant: the gap of a row is the sum of its changes from rest to rest, each under one cause.

/// Differences between what is left and what ought to be, by stock row.
struct StockGaps: Sendable {
  /// A stock row.
  struct Row: Sendable {
    /// Units too many, or too few if negative, at the last rest.
    fileprivate(set) var gap = 0
    /// The part of it that came about while holds were only released.
    fileprivate(set) var ofReleases = 0
    /// The part that came about while no hold was released.
    fileprivate(set) var ofOthers = 0
    /// The part that came about in baskets of which the other row differs otherwise.
    fileprivate(set) var ofBaskets = 0
    /// The last order that was released, of those after which the gap had changed.
    fileprivate(set) var suspect = OrderID.none

    fileprivate var hasReleases = false
    fileprivate var hasOthers = false
    fileprivate var lastReleased = OrderID.none
    fileprivate var basket: Basket?

    fileprivate mutating func release(_ order: OrderID) {
      hasReleases = true
      lastReleased = order
    }
  }
  /// A basket with units of a row: how many, and of what else.
  struct Basket: Sendable {
    var order: OrderID
    var quantity: Int
    var partner: Int
    var partnerQuantity: Int
  }
  private(set) var rows: [Row]
  /// The last basket that came before a gap, by stock row.
  private(set) var suspects: [Int: Basket] = [:]

  init(skus: Int) { rows = Array(repeating: Row(), count: skus) }

  /// Rows about which anything has happened since they were counted.
  var restless: [Int] { rows.indices.filter { rows[$0].hasReleases || rows[$0].hasOthers } }

  /// Something other than a release has happened to a row.
  mutating func touch(_ sku: Int) { rows[sku].hasOthers = true }

  /// Notes what an event may have done to the stock.
  mutating func note(_ event: LedgerEvent) {
    let sku = event.order.sku
    if case .released = event.kind {
      rows[sku].release(event.order.id)
    } else {
      rows[sku].hasOthers = true
    }
    guard let item = event.order.also else { return }
    let id = event.order.id
    let quantity = event.order.quantity
    rows[sku].basket = Basket(
      order: id, quantity: quantity, partner: item.sku, partnerQuantity: item.quantity)
    rows[item.sku].basket = Basket(
      order: id, quantity: item.quantity, partner: sku, partnerQuantity: quantity)
  }

  /// Takes over the gaps of the rows that were counted.
  mutating func rest(_ gaps: [(sku: Int, gap: Int)]) {
    let changes = gaps.map { (sku: $0.sku, change: $0.gap - rows[$0.sku].gap) }
    for (sku, change) in changes where change != 0 {
      attribute(change, of: sku, among: changes)
    }
    for (sku, gap) in gaps {
      rows[sku].gap = gap
      rows[sku].hasReleases = false
      rows[sku].hasOthers = false
      rows[sku].basket = nil
    }
  }

  private mutating func attribute(
    _ change: Int, of sku: Int, among changes: [(sku: Int, change: Int)]
  ) {
    if let basket = rows[sku].basket {
      let other = changes.first { $0.sku == basket.partner }?.change ?? 0
      if change * basket.partnerQuantity != other * basket.quantity {
        rows[sku].ofBaskets += change
        suspects[sku] = basket
        return
      }
    }
    if !rows[sku].hasReleases {
      rows[sku].ofOthers += change
    } else if !rows[sku].hasOthers {
      rows[sku].ofReleases += change
      rows[sku].suspect = rows[sku].lastReleased
    }
  }
}
