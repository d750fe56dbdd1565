// What all lanes have counted, added up in the order of the lanes. Nothing may be begun meanwhile.
import Stochastics

extension Audience {
  /// People present: in a bucket or waiting for an answer; watchers may be ahead of shoppers.
  var present: Int { lanes.reduce(0) { $0 + $1.lane.present } }
  /// Events of each kind so far, in the order of `ViewerEvent`.
  var mergedEvents: Counters<18> {
    var events = Counters<18>()
    for box in lanes { events.merge(box.lane.books.tally.events) }
    return events
  }

  /// What has been counted of each room so far.
  var rooms: RoomTally {
    var merged = lanes[0].lane.books.tally.rooms
    for box in lanes.dropFirst() { merged.merge(box.lane.books.tally.rooms) }
    return merged
  }

  /// How far people have come so far, over everybody.
  var funnel: FunnelCounts {
    lanes.reduce(into: FunnelCounts()) { $0.merge($1.lane.books.tally.total) }
  }
  /// From the intention to hearing of the order so far, in nanoseconds.
  var createdLatency: LogLinearHistogram {
    lanes.reduce(into: LogLinearHistogram()) { $0.merge($1.lane.books.tally.createdLatency) }
  }

  /// What all lanes have counted.
  func mergedTally() -> AudienceTally {
    var merged = lanes[0].lane.books.tally
    for box in lanes.dropFirst() { merged.merge(box.lane.books.tally) }
    // What intentions came to whose answers may still be under way is known for sure at the end alone.
    for box in lanes { box.lane.books.refusals.count(into: &merged) }
    return merged
  }
}
