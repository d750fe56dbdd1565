// Where the rules write: counters, errands, requests on their way out and answers that came too
// late. Each lane has one of its own, so lanes never share memory while they run.
private import Stochastics

/// One line of the optional event log, by which two runs are compared.
struct LoggedEvent: Sendable, Equatable, Comparable {
  var instant: Int64
  var account: UInt64
  var event: ViewerEvent

  static func < (left: LoggedEvent, right: LoggedEvent) -> Bool {
    (left.instant, left.account, left.event.rawValue)
      < (right.instant, right.account, right.event.rawValue)
  }
}

/// The books of one lane.
struct AudienceBooks: Sendable {
  /// Position of the lane among the lanes.
  let lane: UInt16
  var tally: AudienceTally
  var errands = ErrandPool()
  /// Requests sent since they were last collected.
  var outbox: [Request] = []
  /// Answers that came after the client had stopped waiting and tell of an order, until they are heard, by
  /// account.
  private(set) var ghosts: [UInt64: [Answer]] = [:]
  /// By account, the first hearing of each order that may be heard of more than once.
  private var hearings: [UInt64: [Hearing]] = [:]
  /// Refusals that came after the client had stopped waiting, and who has given up by then.
  var refusals = LateRefusals()
  /// Notes that have been written, by the epoch from which they are read.
  private var notes: [Int64: [Note]] = [:]
  /// The event log, when one is kept.
  var log: [LoggedEvent]?
  /// What is written down for whoever follows viewers; nil if nobody does.
  var journal: ViewerJournal?
  /// Whether there is a log or a journal.
  private var isObserved: Bool

  init(lane: Int, of scenario: Scenario, keepsLog: Bool) {
    self.lane = UInt16(lane)
    tally = AudienceTally(
      cohortCount: scenario.cohorts.count, streamCount: scenario.streams.count,
      roomCount: scenario.countsRooms ? scenario.rooms.count : 0,
      noteCategories: scenario.community == nil ? nil : scenario.categories.count,
      picturePeriod: scenario.picturePeriod)
    log = keepsLog ? [] : nil
    isObserved = keepsLog
  }

  /// Lets a journal be kept.
  mutating func follow(_ filter: TraceFilter) {
    journal = ViewerJournal(filter)
    isObserved = true
  }

  /// Writes down that something happened.
  @inline(__always)
  mutating func note(_ event: ViewerEvent, at instant: Int64, _ viewer: ViewerRecord) {
    note(event, at: instant, account: viewer.account)
  }

  /// The same, by account; of an engagement, `kind` is which one it is.
  @inline(__always)
  mutating func note(
    _ event: ViewerEvent, at instant: Int64, account: UInt64,
    kind: @autoclosure () -> Engagement.Kind? = nil
  ) {
    tally.events[event.rawValue] &+= 1
    tally.fingerprint &+= AudienceBooks.hash(event, at: instant, account: account)
    if isObserved { enterInLog(event, at: instant, account: account, kind()) }
  }

  @inline(__always)
  static func hash(_ event: ViewerEvent, at instant: Int64, account: UInt64) -> UInt64 {
    let facts = UInt64(bitPattern: instant) &* 0x9E37_79B9_7F4A_7C15 ^ account &<< 8
    var mixed = (facts ^ UInt64(event.rawValue)) &* 0xD6E8_FEB8_6659_FD93
    mixed ^= mixed &>> 32
    return mixed &* 0xD6E8_FEB8_6659_FD93
  }

  @inline(never)
  mutating func enterInLog(
    _ event: ViewerEvent, at instant: Int64, account: UInt64, _ kind: Engagement.Kind?
  ) {
    log?.append(LoggedEvent(instant: instant, account: account, event: event))
    guard let kind else { return }
    journal?.add(TraceFact(instant: instant, account: account, event: .engaged(kind)))
  }

  /// Keeps a note until it is read.
  mutating func post(_ note: Note, epoch: Int64) { notes[epoch, default: []].append(note) }

  /// Takes the notes that are read from an epoch on.
  mutating func takeNotes(of epoch: Int64) -> [Note] { notes.removeValue(forKey: epoch) ?? [] }

  /// Takes all notes that nobody has read, in no order.
  mutating func takeNotes() -> [Note] {
    defer { notes = [:] }
    return notes.values.flatMap { $0 }
  }

  /// Keeps a late answer until its person hears of it.
  mutating func keepGhost(_ answer: Answer) {
    var waiting = ghosts[answer.account] ?? []
    let place = waiting.firstIndex { ($0.arrival, $0.ordinal) > (answer.arrival, answer.ordinal) }
    waiting.insert(answer, at: place ?? waiting.endIndex)
    ghosts[answer.account] = waiting
  }

  /// Notes that an account will hear of an order.
  ///
  /// Whoever acts in a window does so in no order of time, but what is heard in it has been noted before it.
  mutating func expect(_ hearing: Hearing, _ account: UInt64) {
    hearings[account, default: []].note(hearing)
  }

  /// Whether an account has heard of an order, or will.
  func expects(_ order: OrderID, _ account: UInt64) -> Bool {
    hearings[account]?.contains { $0.order == order } == true
  }

  /// Whether an account hears of an order for the first time.
  func isFirst(_ hearing: Hearing, _ account: UInt64) -> Bool {
    hearings[account]?.contains(hearing) == true
  }

  /// Whether an account has heard by `tick` of an order that has come of one of its clicks.
  func hasHeard(_ account: UInt64, ofClick click: UInt16, by tick: UInt32) -> Bool {
    hearings[account]?.contains { $0.click == click && $0.tick <= tick } == true
  }

  /// Takes a late answer for `account` that arrives between two instants, if there is one; not at the
  /// first of them.
  mutating func takeGhost(of account: UInt64, after: Int64, by instant: Int64) -> Answer? {
    guard var waiting = ghosts[account],
      let place = waiting.firstIndex(where: { after < $0.arrival && $0.arrival <= instant })
    else { return nil }
    let answer = waiting.remove(at: place)
    ghosts[account] = waiting.isEmpty ? nil : waiting
    return answer
  }
}

/// When and how a person hears that an order exists: by the answer that was waited for, or by a late one.
struct Hearing: Sendable, Equatable {
  let order: OrderID
  let tick: UInt32
  /// Which of the account's clicks the order has come of.
  let click: UInt16
  /// 0 for an answer that was waited for; otherwise the number of the request that is answered late.
  let lateness: UInt16

  fileprivate func precedes(_ other: Hearing) -> Bool {
    (tick, lateness) < (other.tick, other.lateness)
  }
}

extension [Hearing] {
  /// Keeps the first hearing of each order.
  fileprivate mutating func note(_ hearing: Hearing) {
    if let place = firstIndex(where: { $0.order == hearing.order }) {
      if hearing.precedes(self[place]) { self[place] = hearing }
    } else {
      append(hearing)
    }
  }
}
