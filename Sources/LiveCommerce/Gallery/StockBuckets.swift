// A hot row cut into many: an account always draws from the same bucket, and buckets do not know of
// each other, so B times as many orders a second find their row free. The price is what an empty bucket
// refuses while others are not empty: about 0.4·√(N·B) of N units in B buckets when exactly N are
// wanted. Ant patent CN110310060B (fragments), Aliyun 1559633 (segmented stock).
//
// Invariant: the sum over the buckets is the stock, always; a unit goes back to the bucket it is from.

/// Stock in buckets, without rebalancing.
struct StockBuckets: PreHoldVariant {
  static let name = "stockBuckets"
  static let summary = "splits stock into buckets by account; an empty one refuses"
  /// What it cannot promise: a unit may lie in another bucket.
  static let promises = Set(SaleCheckName.allCases).subtracting([.noUndersell])
  static let withstands = PreHold.withstands

  let steps: PreHold

  init(steps: PreHold) { self.steps = steps }

  init(world: SaleWorld) { steps = PreHold(world: world, isSplit: true) }
}
