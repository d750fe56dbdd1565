// A lane: a fixed share of the viewers, with its own arrivals, buckets, books and nothing in common
// with any other lane, so lanes run on any thread in any order. Which viewers a lane has depends on
// the scenario alone, never on the machine. Each share has two: those who only watch, and the shoppers;
// whoever goes over from one to the other is set aside to be taken there.
import Stochastics

/// One lane of the audience.
struct Lane: ~Copyable {
  private let rules: AudienceRules
  private let side: LaneSide
  /// What is on air in each room.
  private let stages: StageViews
  private var wheel: BucketWheel
  private var batch = ViewerBatch()
  private var arrivals: [ArrivalCursor]
  var books: AudienceBooks
  /// Steps taken by the viewers of this lane so far.
  private(set) var steps = 0
  /// Records in the wheel that are no viewers: timeouts, and places left by viewers moved forward.
  private var markers = 0
  private var away = 0
  /// How far engagements may run ahead of the window.
  private var ahead = PeopleClock.never
  /// From which tick on a shopper who watches again does so among the watchers.
  var crossesFrom = PeopleClock.never

  init(
    _ side: LaneSide, index: Int, of laneCount: Int, rules: AudienceRules, stages: StageViews,
    keepsLog: Bool
  ) {
    self.rules = rules
    self.side = side
    wheel = BucketWheel(shift: rules.clock.bucketShift(of: side))
    self.stages = stages
    books = AudienceBooks(lane: index, of: rules.scenario, keepsLog: keepsLog)
    arrivals = (side == .watchers ? rules.streams.indices : 0..<0).map { stream in
      ArrivalCursor(stream: stream, lane: index, laneCount: laneCount, rules: rules)
    }
  }

  /// Whether nobody is here and nobody is still to come.
  var isFinished: Bool {
    wheel.count == 0 && books.errands.open == 0 && !isCrossing
      && arrivals.allSatisfy { $0.next == PeopleClock.never }
  }

  /// People present: in a bucket, on the way to the other side or waiting in an errand.
  var present: Int { wheel.count - markers - away + books.errands.parked + wheel.countAside }
  /// Whether anybody waits to be taken to the other side.
  var isCrossing: Bool { wheel.countAside > 0 }
  /// Bytes that the records of this lane occupy at most.
  var peakBytes: Int { wheel.peakBytes }

  /// A lower bound of the next instant at which anything happens here, in nanoseconds.
  var nextEvent: Int64 {
    var earliest = wheel.earliest() ?? .max
    for arrival in arrivals where arrival.next != PeopleClock.never {
      earliest = min(earliest, Int64(arrival.next))
    }
    return earliest == .max ? .max : earliest * rules.clock.tick
  }

  /// Advances every viewer through all of its actions before `end`, and through engagements that are
  /// certain as far as `ahead`.
  mutating func advance(to end: Int64, ahead: Int64) {
    let end = min(rules.clock.wideTick(atOrAfter: end), Int64(PeopleClock.never))
    let ahead = min(rules.clock.wideTick(atOrAfter: ahead), Int64(PeopleClock.never))
    self.ahead = UInt32(max(ahead, end))
    while let chain = wheel.takeBucket(before: end) {
      var reader = ChainReader(chain)
      while let viewer = unsafe wheel.read(&reader) {
        if unsafe viewer.pointee.next < UInt32(end) {
          while batch.isFull { act(before: UInt32(end)) }
          unsafe batch.append(copyOf: viewer)
        } else {
          unsafe wheel.insert(copyOf: viewer)
        }
      }
    }
    // Newcomers last: by then most of those who will have gone in a long window are gone.
    admitArrivals(before: UInt32(end))
    while batch.count > 0 { act(before: UInt32(end)) }
  }

  /// Performs the next action of everybody in the batch; whoever then does nothing more before `end`
  /// goes back to the wheel.
  private mutating func act(before end: UInt32) {
    steps &+= batch.count
    var engaged = 0
    var others = ViewerBatch.capacity
    for index in 0..<batch.count {
      let engages = rules.isKnownToEngage(batch[index], stages[batch[index].room])
      others &-= engages ? 0 : 1
      batch[chosen: engages ? engaged : others] = index
      engaged &+= engages ? 1 : 0
    }
    let performed = rules.engage(&batch, chosen: engaged, stages, &books, ahead: ahead)
    steps &+= performed &- engaged
    var leaving = others
    for place in others..<ViewerBatch.capacity {
      let index = batch[chosen: place]
      guard rules.isKnownToLeaveForGood(batch[index], stages[batch[index].room]) else { continue }
      batch[chosen: place] = batch[chosen: leaving]
      batch[chosen: leaving] = index
      leaving &+= 1
    }
    rules.leaveForGood(&batch, chosen: others..<leaving, &books)
    for place in leaving..<ViewerBatch.capacity { act(batch[chosen: place]) }
    putBack(before: end)
  }

  /// Performs any action of one viewer of the batch.
  private mutating func act(_ index: Int) {
    if !batch[index].isWatching { uncount(batch[index]) }
    let stage = stages[batch[index].room]
    switch rules.step(&batch[index], stage, &books, among: side, ahead: ahead) {
    case .stays:
      if batch[index].state == .away { away += 1 }
    case .waits:
      markers += 1
    case .gone: batch[index].state = .vacated
    case .shops:
      unsafe wheel.setAside(copyOf: batch.place(index))
      batch[index].state = .vacated
    }
  }

  /// Returns to the wheel whoever, from position `first` on, does nothing more before `end`; they must
  /// all have acted.
  private mutating func putBack(from first: Int = 0, before end: UInt32) {
    var index = first
    while index < batch.count {
      if batch[index].isVacated {
        batch.remove(index)
      } else if batch[index].next >= end && !runsAhead(batch[index]) {
        if crosses(batch[index]) {
          unsafe wheel.setAside(copyOf: batch.place(index))
        } else {
          unsafe wheel.insert(copyOf: batch.place(index))
        }
        batch.remove(index)
      } else {
        index &+= 1
      }
    }
  }

  /// Whether a shopper has become a watcher again.
  @inline(__always)
  private func crosses(_ viewer: borrowing ViewerRecord) -> Bool {
    guard viewer.next >= crossesFrom else { return false }
    return viewer.isWatching
  }

  /// Takes those who have gone over from the other side; they must not act before this side has
  /// come to.
  mutating func takeCrossing(from other: inout Lane) { wheel.takeAside(of: &other.wheel) }

  /// Whether a viewer's next action touches nobody else and cannot change any more, so that it may as
  /// well be performed while the record is at hand.
  @inline(__always)
  private func runsAhead(_ viewer: borrowing ViewerRecord) -> Bool {
    guard viewer.next < ahead else { return false }
    return rules.isKnownToEngage(viewer, stages[viewer.room])
  }

  private mutating func uncount(_ record: ViewerRecord) {
    switch record.state {
    case .timeoutMarker, .hedgeMarker, .lateAnswer, .vacated: markers -= 1
    case .away: away -= 1
    default: break
    }
  }

  private mutating func admitArrivals(before end: UInt32) {
    for index in arrivals.indices {
      while arrivals[index].next < end {
        let first = batch.count
        while arrivals[index].next < end && !batch.isFull {
          let viewer = rules.person(
            stream: arrivals[index].stream, number: arrivals[index].number,
            at: arrivals[index].next)
          batch.append(viewer)
          arrivals[index].advance(rules)
        }
        steps &+= batch.count - first
        rules.countNewcomers(batch.count - first, stream: arrivals[index].stream, &books)
        rules.enter(&batch, from: first, stages, &books, ahead: ahead)
        putBack(from: first, before: end)
        while batch.isNearlyFull { act(before: end) }
      }
    }
  }

  /// Looks again for people whose time was not known.
  mutating func resumeArrivals() {
    for index in arrivals.indices { arrivals[index].resume(rules) }
  }

  /// Books an answer and queues the viewer who waited for it.
  mutating func deliver(_ answer: Answer) {
    guard let viewer = rules.deliver(answer, &books) else { return }
    if viewer.state == .lateAnswer { markers += 1 }
    wheel.insert(viewer)
  }

  /// Plans everybody in `room` anew, after a change of the stage that nobody can have heard yet.
  ///
  /// Only whoever now acts earlier is moved; whoever acts later notices when the time comes. The
  /// place of a moved record stays behind, vacated.
  mutating func sweep(room: Int) {
    var movers: [ViewerRecord] = []
    wheel.updateAll { [rules, stages] record in
      guard record.isWatching && rules.room(of: record) == room else { return }
      var viewer = record
      rules.plan(&viewer, stages[viewer.room])
      guard viewer.next < record.next else { return }
      movers.append(viewer)
      record.state = .vacated
    }
    markers += movers.count
    for viewer in movers { wheel.insert(viewer) }
  }
}
