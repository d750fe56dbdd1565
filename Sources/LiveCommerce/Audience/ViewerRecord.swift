// One viewer as data. Millions of these stream through the buckets of the lanes, so the record is 48
// bytes and holds only what cannot be derived: everything drawn once and used seldom is drawn again
// from the viewer's key instead, and what lasts only for an errand is kept in the errand.
//
// Invariant: `next` is the tick of the viewer's next action as far as it is known, `last` the tick
// up to which the budgets have been spent; `last <= next`.

/// What a viewer is doing.
enum ViewerState: UInt8, Sendable {
  /// Watching: patience, clicks and engagement run.
  case watching
  /// Has heard a link-up and is about to tap.
  case reacting
  /// Has clicked and is about to order.
  case considering
  /// Has been refused or left unanswered and is about to ask again.
  case backingOff
  /// Waits for an answer; the record is parked in its errand.
  case waiting
  /// Has an answer on its way; `next` is its arrival.
  case answered
  /// Has left and will come back at `next`.
  case away
  /// Not a viewer: wakes the errand in `slot` when its client's timeout is reached.
  case timeoutMarker
  /// Not a viewer: the place of one who was moved forward.
  case vacated
  /// Not a viewer: sends the copy of a request that is still unanswered, and marks its timeout then.
  case hedgeMarker
  /// Not a viewer: an answer for which nobody waits any more; its person hears of an order by it at `next`.
  case lateAnswer
}

/// What a watching viewer is known to do at `next`, if the stage stays as it is.
enum Plan: UInt8, Sendable {
  /// Nothing is known but that nothing happens before `next`.
  case look
  /// Engages, whatever cards say until then.
  case engage
  /// Leaves.
  case leave
}

/// One viewer: 48 bytes.
struct ViewerRecord: Sendable, Equatable {
  /// The tick of the viewer's next action.
  var next: UInt32
  /// Up to which tick the budgets have been spent.
  var last: UInt32
  /// The tick at which this visit began.
  var entered: UInt32
  /// Number within the traffic stream; stream and number name the person.
  var number: UInt32
  /// Patience left, in ticks.
  var patience: Float
  /// What is left of the unit-exponential budget to the next click; during an errand the bits of the
  /// errand's slot, while the errand keeps the budget.
  var click: Float
  /// The unit-exponential budget to the next engagement, counted from `last`.
  var engage: Float
  /// Delay of everything said on stage, in units of 64 ticks.
  var streamDelay: UInt16
  /// The room.
  var room: UInt16
  /// Personal part of the log-odds to click and to order, in units of 2⁻¹².
  var inclinationBits: Int16
  /// The newest stage entry taken into account.
  var heard: UInt16
  /// The tag of the product last ordered or seen sold out, which the room sells; 0: none.
  var tried: UInt16
  /// Clicks so far: index of the click draws.
  var clicks: UInt16
  /// Engagements so far: index of the engagement draws.
  var engagements: UInt16
  /// Requests sent so far.
  var attempts: UInt16
  /// The traffic stream that brought the person.
  var stream: UInt8
  /// The cohort.
  var cohort: UInt8
  /// State and plan: see below.
  private var course: UInt8
  /// Bits: see below.
  private var flags: UInt8

  /// A person who has just come for the first time.
  init(number: UInt32, stream: UInt8, room: UInt16, cohort: UInt8, streamDelay: UInt16) {
    next = 0
    last = 0
    entered = 0
    self.number = number
    patience = 0
    click = 0
    engage = 0
    self.streamDelay = streamDelay
    self.room = room
    inclinationBits = 0
    heard = 0
    tried = 0
    clicks = 0
    engagements = 0
    attempts = 0
    self.stream = stream
    self.cohort = cohort
    course = 0
    flags = 0
  }

  static let noSlot = UInt32.max

  /// What stands for a product within a room, never 0; of no product, −1, it is 0.
  ///
  /// No room sells the 32 768 after which two would be mistaken for each other.
  @inline(__always)
  static func tag(of product: Int32) -> UInt16 {
    product < 0 ? 0 : UInt16(truncatingIfNeeded: product) | 0x8000
  }
  private static let followsBit: UInt8 = 1
  private static let clickedBit: UInt8 = 2
  private static let ghostsBit: UInt8 = 4
  private static let hoppedBit: UInt8 = 8

  /// What the viewer is doing; setting it forgets the plan.
  var state: ViewerState {
    @inline(__always) get { ViewerState(rawValue: course & 15) ?? .vacated }
    @inline(__always) set { course = newValue.rawValue }
  }
  /// Whether a watching viewer is known to do this at `next`.
  @inline(__always)
  func isPlanned(to plan: Plan) -> Bool { course >> 4 == plan.rawValue }
  /// Whether this is the place of nobody.
  var isVacated: Bool {
    @inline(__always) get { course & 15 == ViewerState.vacated.rawValue }
  }
  /// Whether the viewer watches.
  var isWatching: Bool {
    @inline(__always) get { course & 15 == ViewerState.watching.rawValue }
  }

  /// Plans for a watching viewer.
  @inline(__always)
  mutating func plan(_ plan: Plan, at tick: UInt32) {
    next = tick
    course = ViewerState.watching.rawValue | plan.rawValue << 4
  }

  /// The errand, while there is one.
  var slot: UInt32 {
    get { click.bitPattern }
    set { click = Float(bitPattern: newValue) }
  }
  /// Personal part of the log-odds to click and to order; at most ±6.
  var inclination: Double {
    get { Double(inclinationBits) * 0x1p-12 }
    set { inclinationBits = Int16(newValue * 0x1p12) }
  }
  /// Whether the person follows: from before, or since some moment of the session, in whatever room.
  var follows: Bool {
    get { flags & ViewerRecord.followsBit != 0 }
    set { set(ViewerRecord.followsBit, newValue) }
  }
  /// Whether the person has clicked before.
  var hasClicked: Bool {
    get { flags & ViewerRecord.clickedBit != 0 }
    set { set(ViewerRecord.clickedBit, newValue) }
  }
  /// Whether a request has timed out, so that the person may hear of its order twice.
  var mayHaveGhosts: Bool {
    get { flags & ViewerRecord.ghostsBit != 0 }
    set { set(ViewerRecord.ghostsBit, newValue) }
  }
  /// Whether this visit is one of somebody who has come on from another room.
  var hasHopped: Bool {
    get { flags & ViewerRecord.hoppedBit != 0 }
    set { set(ViewerRecord.hoppedBit, newValue) }
  }
  /// The ordinal of this visit within the person, from 0 to 15.
  var ordinal: UInt32 {
    get { UInt32(flags >> 4) }
    set { flags = (flags & 0x0F) | UInt8(truncatingIfNeeded: newValue << 4) }
  }
  static let lastOrdinal: UInt32 = 15

  private mutating func set(_ bit: UInt8, _ on: Bool) {
    flags = on ? flags | bit : flags & ~bit
  }

  /// The person's account.
  var account: UInt64 { UInt64(stream) << 32 | UInt64(number) }
  /// Delay of everything said on stage, in ticks.
  var stageDelay: Int64 { Int64(streamDelay) << ViewerRecord.streamDelayShift }

  static let streamDelayShift: Int64 = 6
  /// The longest stream delay a record can hold, in ticks: 83.9 s at 20 µs.
  static let longestStreamDelay = Int64(UInt16.max) << streamDelayShift

  /// A delay in units of 2^shift ticks, rounded up so that it never falls below its floor.
  static func quantised(_ ticks: UInt32, shift: Int64) -> UInt16 {
    UInt16(clamping: (Int64(ticks) + (1 &<< shift) - 1) &>> shift)
  }
}
