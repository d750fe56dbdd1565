// What the ledger counts of one stock row.
//
// Invariant: free + held + (sold − returned) + in return + scrapped = stocked; `idle` has as many units
// as are free.

/// What the ledger knows of one stock row.
public struct StockAccount: Sendable, Equatable {
  /// Units that were ever put into stock.
  public internal(set) var stocked = 0
  /// Units that nobody has a claim on; negative when more were promised than there are.
  public internal(set) var free = 0
  /// Units held and not yet due.
  public internal(set) var held = 0
  /// Units sold; one that is returned and sold again counts twice.
  public internal(set) var sold = 0
  /// Units that came back after they had been sold.
  public internal(set) var returned = 0
  /// Units that have come back and wait for what becomes of them.
  public internal(set) var inReturn = 0
  /// Units that came back and were put on sale again.
  public internal(set) var restocked = 0
  /// Units that came back and were not fit to be sold again.
  public internal(set) var scrapped = 0
  /// Holds released.
  public internal(set) var released = 0
  /// "Sold out" said.
  public internal(set) var refused = 0
  /// Most units promised beyond those stocked, at any one time.
  public internal(set) var oversold = 0
  /// Since when the units that are free have been so.
  var idle = IdleUnits()
  /// When the last unit was promised for the first time, in nanoseconds.
  public internal(set) var soldOutAt: Int64?
  /// When the first unit was promised, in nanoseconds.
  public internal(set) var firstHeldAt: Int64?

  /// Since when the unit that has been free longest is so, in nanoseconds; nil while none is.
  ///
  /// Units are alike, so a sale is taken to be of the one that has been free longest: then no unit
  /// is said to have lain idle for longer than some unit must have.
  public var freeSince: Int64? { idle.oldest }

  /// Whether every unit stocked is in exactly one place.
  var isBalanced: Bool { free + held + (sold - returned) + inReturn + scrapped == stocked }

  /// Where the units are, for pictures.
  var levels: StockLevels {
    @inline(__always) get {
      StockLevels(
        free: free, held: held, sold: sold - returned, back: inReturn + scrapped)
    }
  }

  mutating func changeFree(by units: Int, at instant: Int64) {
    let before = max(0, free)
    free += units
    oversold = max(oversold, -free)
    let change = max(0, free) - before
    if change > 0 { idle.add(change, at: instant) } else { idle.removeOldest(-change) }
    if free <= 0 && units < 0 && soldOutAt == nil { soldOutAt = instant }
  }
}

/// Where the units of a stock row are.
struct StockLevels: Sendable {
  /// Units that nobody has a claim on; negative when more were promised than there are.
  var free: Int
  var held: Int
  /// Units sold, and not sent back.
  var sold: Int
  /// Units sent back, and not on sale again.
  var back: Int
}
