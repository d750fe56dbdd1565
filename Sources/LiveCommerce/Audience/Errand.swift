// An errand is one intention to buy, from the tap to the last answer. It is opened when a viewer
// means to order and closed when the viewer has an outcome or gives up; while the viewer waits for
// an answer the viewer's record is parked in it.

/// One intention to buy.
struct Errand: Sendable {
  /// When the viewer meant to act; before the first request, when the errand began.
  var intention: Int64
  /// The order, once it is known.
  var order: OrderID
  /// The viewer's record while it waits.
  var parked: ViewerRecord?
  /// The answer on its way or just arrived.
  var outcome = Outcome.soldOut
  /// Copies of the request under way that have not been answered.
  var copies: UInt8 = 0
  /// Whether a copy has been sent after the request.
  var isHedged = false
  /// The viewer's click budget, whose place in the record names this errand.
  var click: Float
  /// Requests sent for this intention.
  var tries: UInt16 = 0
  var product: UInt32
  /// Ordinal of the request that is waited for; its copies have higher ones.
  var asked: UInt16 = 0
  /// Whether the waiting room has let the viewer in, and whether it ever has.
  var isAdmitted = false
  var hasEntered = false
  /// Which variant is asked for: so many after the wanted one.
  var shift: Int8 = 0
}

/// Errands by slot; freed slots are used again, last freed first.
struct ErrandPool: Sendable {
  private var errands: [Errand] = []
  private var free: [UInt32] = []

  /// Errands that are open.
  var open: Int { errands.count - free.count }
  /// Records that wait in an errand.
  private(set) var parked = 0

  /// Lets a viewer wait in an errand.
  mutating func park(_ viewer: ViewerRecord, in slot: UInt32) {
    errands[Int(slot)].parked = viewer
    parked += 1
  }

  /// Changes the record of a waiting viewer.
  mutating func change(parked viewer: ViewerRecord, in slot: UInt32) {
    errands[Int(slot)].parked = viewer
  }

  /// Takes the waiting viewer out again.
  mutating func unpark(_ slot: UInt32) {
    errands[Int(slot)].parked = nil
    parked -= 1
  }

  /// Opens an errand and returns its slot.
  mutating func open(_ errand: Errand) -> UInt32 {
    if let slot = free.popLast() {
      errands[Int(slot)] = errand
      return slot
    }
    errands.append(errand)
    return UInt32(errands.count - 1)
  }

  /// Closes the errand in `slot`.
  mutating func close(_ slot: UInt32) {
    free.append(slot)
  }

  subscript(slot: UInt32) -> Errand {
    get { errands[Int(slot)] }
    _modify { yield &errands[Int(slot)] }
  }
}
