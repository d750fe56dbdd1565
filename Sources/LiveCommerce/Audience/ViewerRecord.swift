// One viewer as data. Millions of these stream through the buckets of the lanes, so the record is
// one cache line (64 bytes) and holds only what cannot be derived: everything drawn once and used
// seldom is drawn again from the viewer's key instead.
//
// Invariant: `next` is the instant of the viewer's next action as far as it is known, `last` the
// instant up to which the budgets have been spent; `last <= next`.

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
}

/// One viewer.
struct ViewerRecord: Sendable, Equatable {
  /// When the viewer acts next.
  var next: Int64
  /// Up to when the budgets have been spent.
  var last: Int64
  /// Number within the traffic stream; stream and number name the person.
  var number: UInt32
  /// Patience left, in nanoseconds.
  var patience: Float
  /// What is left of the unit-exponential budget to the next click.
  var click: Float
  /// What is left of the unit-exponential budget to the next engagement.
  var engage: Float
  /// Personal part of the log-odds to click and to order.
  var inclination: Float
  /// When this visit began, in milliseconds (rounded down).
  var enteredMilliseconds: UInt32
  /// The errand, while there is one.
  var slot: UInt32
  /// Delay of the stream, in units of 2²⁰ ns.
  var streamDelay: UInt16
  /// Delay of cards, in units of 2¹⁶ ns.
  var pushDelay: UInt16
  /// The room.
  var room: UInt16
  /// The newest stage entry taken into account.
  var heard: UInt16
  /// The product last ordered or given up on, plus one; 0: none.
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
  /// What the viewer is doing.
  var state: ViewerState
  /// Bits: see below.
  var flags: UInt8

  static let noSlot = UInt32.max
  private static let followsBit: UInt8 = 1
  private static let clickedBit: UInt8 = 2
  private static let ghostsBit: UInt8 = 4

  /// Whether the person follows the host since this session.
  var follows: Bool {
    get { flags & ViewerRecord.followsBit != 0 }
    set { set(ViewerRecord.followsBit, newValue) }
  }
  /// Whether the person has clicked before.
  var hasClicked: Bool {
    get { flags & ViewerRecord.clickedBit != 0 }
    set { set(ViewerRecord.clickedBit, newValue) }
  }
  /// Whether an answer to a request that timed out may still come.
  var mayHaveGhosts: Bool {
    get { flags & ViewerRecord.ghostsBit != 0 }
    set { set(ViewerRecord.ghostsBit, newValue) }
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
  /// Delay of everything said on stage, in nanoseconds.
  var stageDelay: Int64 { Int64(streamDelay) << ViewerRecord.streamDelayShift }
  /// Delay of everything pushed, in nanoseconds.
  var cardDelay: Int64 { Int64(pushDelay) << ViewerRecord.pushDelayShift }

  static let streamDelayShift: Int64 = 20
  static let pushDelayShift: Int64 = 16
  /// The longest stream delay a record can hold, in nanoseconds: 68.7 s.
  static let longestStreamDelay = Int64(UInt16.max) << streamDelayShift
  /// The longest card delay a record can hold, in nanoseconds: 4.29 s.
  static let longestPushDelay = Int64(UInt16.max) << pushDelayShift

  /// A delay in units of 2^shift ns, rounded up so that it never falls below its floor.
  static func quantised(_ nanoseconds: Int64, shift: Int64) -> UInt16 {
    UInt16(clamping: (nanoseconds + (1 << shift) - 1) >> shift)
  }
}
