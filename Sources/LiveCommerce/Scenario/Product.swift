// What is sold: a product with its price, its rules of sale and its stock by variant. A stock row
// is one variant of one product (a SKU); products list theirs as a contiguous range.
public import Stochastics

/// A product, and the rules of its sale once it is linked up.
public struct Product: Sendable, Equatable {
  /// The name used in the scenario and in reports.
  public var name: String
  /// Index of its category.
  public var category: Int
  /// Price in minor units.
  public var price: Int64
  /// Its variants; at least one.
  public var variants: [Variant]
  /// Units that one account may hold or own.
  public var limit: Int
  /// How long an unpaid unit is held, in nanoseconds.
  public var hold: Int64
  /// How long the offer stays open after its link-up, in nanoseconds; nil for ever.
  public var open: Int64?
  /// Units that the host keeps back and releases one batch at a time when the product is sold out.
  public var batches: [Int]
  /// Name of the sale logic that sells it; nil for the order path's own.
  public var logic: String?
  /// What is sent back after it has been paid for; nil: nothing.
  public var returns: ProductReturns?
  /// Whether it is one of many alike, of the copies of a room, and so is not told by itself.
  public var isCopy = false
  /// Share of buyers who take a neighbour of the variant they want when it is sold out.
  public var substitute = 0.0
  /// Index of the pool that its stock lies in.
  public var pool = 0
  /// What a unit costs to buy in, in minor units; nil if it is not known.
  public var cost: Int64?
  /// What a unit that is left over is still worth, in minor units.
  public var salvage: Int64 = 0
}

/// How units of a product are sent back after they have been paid for.
public struct ProductReturns: Sendable, Equatable {
  /// Share of paid orders that are sent back, by a buyer of odds 1 from a host of trust ½.
  public var share: Double
  /// Weight of the host's trust in the log-odds of a return; positive numbers mean fewer of them.
  public var trust = 0.0
  /// From the payment until the unit is back in the warehouse and its money with the buyer, in
  /// nanoseconds.
  public var after: Distribution
  /// From then until the unit is on sale again, or scrapped, in nanoseconds.
  public var inspection: Distribution
  /// Share of units sent back that can be sold again; the others are scrapped.
  public var resaleable: Double
}

/// One size or colour of a product.
public struct Variant: Sendable, Equatable {
  /// The name used in the scenario and in reports.
  public var name: String
  /// Share of buyers who want this one.
  public var share: Double
  /// Units on hand at the start.
  public var stock: Int
}
