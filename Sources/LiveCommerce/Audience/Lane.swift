// A lane: a fixed share of the viewers, with its own arrivals, buckets, books and nothing in common
// with any other lane, so lanes run on any thread in any order. Which viewers a lane has depends on
// the scenario alone, never on the machine.
import Stochastics

/// One lane of the audience.
///
/// Confined to one thread at a time: the session hands it over at the end of each window.
final class Lane: @unchecked Sendable {
  private let rules: AudienceRules
  private var wheel = BucketWheel()
  private var arrivals: [ArrivalCursor]
  var books: AudienceBooks
  /// Steps taken by the viewers of this lane so far.
  private(set) var steps = 0

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

  private var markers = 0
  private var away = 0
  /// People present: in a bucket or waiting in an errand.
  var present: Int { wheel.count - markers - away + books.errands.parked }
  /// Bytes that the records of this lane occupy at most.
  var peakBytes: Int { wheel.peakBytes }

  /// A lower bound of the next instant at which anything happens here.
  var nextEvent: Int64 {
    arrivals.reduce(wheel.earliest() ?? .max) { min($0, $1.next ?? .max) }
  }

  /// Advances every viewer through all of its actions before `end`.
  func advance(to end: Int64, _ stages: [StageLog]) {
    admitArrivals(before: end, stages)
    wheel.advance(to: end) { wheel, record in
      var viewer = record
      guard viewer.next < end else {
        wheel.insert(viewer)
        return
      }
      run(&viewer, to: end, stages, &wheel)
    }
  }

  @inline(__always)
  private func run(
    _ viewer: inout ViewerRecord, to end: Int64, _ stages: [StageLog],
    _ wheel: inout BucketWheel
  ) {
    while viewer.next < end {
      steps &+= 1
      if viewer.state == .timeoutMarker { markers -= 1 }
      if viewer.state == .away { away -= 1 }
      switch rules.step(&viewer, stages[Int(viewer.room)], &books) {
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

  private func admitArrivals(before end: Int64, _ stages: [StageLog]) {
    for index in arrivals.indices {
      while let instant = arrivals[index].next, instant < end {
        let stream = arrivals[index].stream
        let room = rules.streams[stream].room
        var viewer = rules.arrival(
          stream: stream, number: arrivals[index].number, at: instant, stages[room], &books)
        arrivals[index].advance(rules)
        run(&viewer, to: end, stages, &wheel)
      }
    }
  }

  /// Books an answer and queues the viewer who waited for it.
  func deliver(_ answer: Answer) {
    guard let viewer = rules.deliver(answer, &books) else { return }
    wheel.insert(viewer)
  }

  /// Plans everybody in `room` anew, after a change of the stage that nobody can have heard yet.
  func sweep(room: Int, _ stage: StageLog) {
    wheel.drainAll { wheel, record in
      var viewer = record
      if viewer.state == .watching && Int(viewer.room) == room { rules.plan(&viewer, stage) }
      wheel.insert(viewer)
    }
  }
}
