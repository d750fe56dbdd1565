// A lane: a fixed share of the viewers, with its own arrivals, buckets, books and nothing in common
// with any other lane, so lanes run on any thread in any order. Which viewers a lane has depends on
// the scenario alone, never on the machine.
import Stochastics

/// One lane of the audience.
struct Lane: ~Copyable {
  private let rules: AudienceRules
  private var wheel = BucketWheel()
  private var arrivals: [ArrivalCursor]
  var books: AudienceBooks
  /// Steps taken by the viewers of this lane so far.
  private(set) var steps = 0
  /// Records in the wheel that are no viewers: timeouts, and places left by viewers moved forward.
  private var markers = 0
  private var away = 0

  init(index: Int, of laneCount: Int, rules: AudienceRules, keepsLog: Bool) {
    self.rules = rules
    books = AudienceBooks(
      lane: index, cohortCount: rules.scenario.cohorts.count, keepsLog: keepsLog)
    arrivals = rules.streams.indices.map { stream in
      ArrivalCursor(stream: stream, lane: index, laneCount: laneCount, rules: rules)
    }
  }

  /// Whether nobody is here and nobody is still to come.
  var isFinished: Bool {
    wheel.count == 0 && books.errands.open == 0 && arrivals.allSatisfy { $0.next == nil }
  }

  /// People present: in a bucket or waiting in an errand.
  var present: Int { wheel.count - markers - away + books.errands.parked }
  /// Bytes that the records of this lane occupy at most.
  var peakBytes: Int { wheel.peakBytes }

  /// A lower bound of the next instant at which anything happens here.
  var nextEvent: Int64 {
    arrivals.reduce(wheel.earliest() ?? .max) { min($0, $1.next ?? .max) }
  }

  /// Advances every viewer through all of its actions before `end`.
  mutating func advance(to end: Int64, _ stages: [StageLog]) {
    admitArrivals(before: end, stages)
    while let chain = wheel.takeBucket(before: end) {
      var reader = ChainReader(chain)
      while var viewer = wheel.read(&reader) {
        if viewer.next < end {
          run(&viewer, to: end, stages)
        } else {
          wheel.insert(viewer)
        }
      }
    }
  }

  @inline(__always)
  private mutating func run(_ viewer: inout ViewerRecord, to end: Int64, _ stages: [StageLog]) {
    let stage = stages[Int(viewer.room)]
    while viewer.next < end {
      steps &+= 1
      if viewer.state != .watching { uncount(viewer) }
      switch rules.step(&viewer, stage, &books) {
      case .stays:
        if viewer.state == .away { away += 1 }
      case .waits(let marker):
        viewer = marker
        markers += 1
      case .gone: return
      }
    }
    wheel.insert(viewer)
  }

  private mutating func uncount(_ record: ViewerRecord) {
    switch record.state {
    case .timeoutMarker, .vacated: markers -= 1
    case .away: away -= 1
    default: break
    }
  }

  private mutating func admitArrivals(before end: Int64, _ stages: [StageLog]) {
    for index in arrivals.indices {
      while let instant = arrivals[index].next, instant < end {
        let stream = arrivals[index].stream
        let room = rules.streams[stream].room
        var viewer = rules.arrival(
          stream: stream, number: arrivals[index].number, at: instant, stages[room], &books)
        arrivals[index].advance(rules)
        run(&viewer, to: end, stages)
      }
    }
  }

  /// Books an answer and queues the viewer who waited for it.
  mutating func deliver(_ answer: Answer) {
    guard let viewer = rules.deliver(answer, &books) else { return }
    wheel.insert(viewer)
  }

  /// Plans everybody in `room` anew, after a change of the stage that nobody can have heard yet.
  ///
  /// Only whoever now acts earlier is moved; whoever acts later notices when the time comes. The
  /// place of a moved record stays behind, vacated.
  mutating func sweep(room: Int, _ stage: StageLog) {
    var movers: [ViewerRecord] = []
    wheel.updateAll { record in
      guard record.state == .watching && Int(record.room) == room else { return }
      var viewer = record
      rules.plan(&viewer, stage)
      guard viewer.next < record.next else { return }
      movers.append(viewer)
      record.state = .vacated
    }
    markers += movers.count
    for viewer in movers { wheel.insert(viewer) }
  }
}
