// The batches that hosts release of what is sold out. They are the product's: where several hosts sell it,
// whoever looks first releases the next one.
//
// Invariant: each batch is released once, in order, and none while an earlier one is on its way.

/// The batches of all products, and what is on its way of them.
struct Batches: Sendable {
  /// What a host finds who looks for the next batch.
  enum Next: Sendable, Equatable {
    /// A batch of so many units, which is released now.
    case released(Int)
    /// An earlier one is on its way and comes before the close.
    case onItsWay
    /// There is none, or only one that comes too late.
    case none
  }

  private var left: [ArraySlice<Int>]
  /// When the batch released last is on sale, by product, in nanoseconds.
  private var arrivals: [Int64]
  private let leads: [Int64]
  private let close: Int64

  init(_ scenario: Scenario) {
    left = scenario.products.map { $0.batches[...] }
    arrivals = Array(repeating: 0, count: left.count)
    leads = scenario.products.indices.map { scenario.pool(of: $0).lead }
    close = scenario.length
  }

  /// Releases the next batch of a product at `spoken`, unless one is on its way at `instant`.
  mutating func next(of product: Int, at instant: Int64, spoken: Int64) -> Next {
    guard arrivals[product] <= instant else {
      return arrivals[product] < close ? .onItsWay : .none
    }
    guard let units = left[product].popFirst() else { return .none }
    arrivals[product] = spoken + leads[product]
    return .released(units)
  }
}
