// Which unit an order holds. Units of a row are alike and nobody numbers them in life; here they are
// numbered by a rule, so that one of them can be followed: a unit given back is the next to be
// promised, and otherwise the one after the last. A number beyond what was stocked is a unit that
// does not exist.
//
// Invariant: an order that holds a unit holds one number, and no two hold the same.

/// Numbers the units of one stock row as the ledger sees them go.
struct UnitLife {
  private let number: Int
  private var givenBack: [Int] = []
  private var held: [UInt64: Int] = [:]
  /// How many units have ever been promised.
  private(set) var promised = 0
  /// What has become of the unit that is followed.
  private(set) var facts: [TraceFact] = []

  init(_ number: Int) { self.number = number }

  mutating func add(_ batch: [TraceFact]) {
    for fact in batch {
      guard case .booked(let kind, _) = fact.event, let order = fact.order else { continue }
      if unit(of: order, kind) == number { facts.append(fact) }
    }
  }

  /// The unit that an event of an order is about; nil if it is about none.
  private mutating func unit(of order: UInt64, _ kind: LedgerEvent.Kind) -> Int? {
    switch kind {
    case .held:
      if let unit = held[order] { return unit }
      return take(for: order)
    case .released, .restocked:
      guard let unit = held.removeValue(forKey: order) else { return nil }
      givenBack.append(unit)
      return unit
    // A sale of a unit that nobody held takes one.
    case .paid: return held[order] ?? take(for: order)
    case .charged, .refunded, .noticedAgain, .returned, .scrapped: return held[order]
    case .refusedSoldOut: return nil
    }
  }

  private mutating func take(for order: UInt64) -> Int {
    if givenBack.isEmpty { promised += 1 }
    let unit = givenBack.popLast() ?? promised
    held[order] = unit
    return unit
  }
}
