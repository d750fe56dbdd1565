// What is sold: a product with its price, its rules of sale and its stock by variant. A stock row
// is one variant of one product (a SKU); products list theirs as a contiguous range.

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
  /// How long the offer stays open after its link-up, in nanoseconds; nil until the room closes.
  public var open: Int64?
  /// Units that the host keeps back and releases one batch at a time when the product is sold out.
  public var batches: [Int]
  /// Name of the sale logic that sells it; nil for the order path's own.
  public var logic: String?
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
