// A scenario is one live session as a value: who comes, what the host does, what is sold, what the
// order back end can carry, and what is promised. It holds no file positions, no defaults still to
// be filled in and no references by name: the reader has resolved all of that, so every index in a
// scenario is valid and every duration that crosses the network has a floor.
public import Stochastics

/// One live session to simulate, checked whole and ready to run.
public struct Scenario: Sendable, Equatable {
  /// What the session is called in reports.
  public var title: String
  /// The question that the scenario asks.
  public var asks: String
  /// What its author says about it: sources, what an expert should see, what is a prediction.
  public var notes: [String] = []
  /// The seed used when a run names none.
  public var seed: UInt64
  /// From the first instant to the planned close of the room, in nanoseconds.
  public var length: Int64
  /// How often hosts and cards read what has happened, in nanoseconds.
  public var epoch: Int64
  /// ISO 4217 code of the currency of every price.
  public var currency: String
  /// The categories that interests and products refer to, by index.
  public var categories: [String]
  /// The kinds of people.
  public var cohorts: [Cohort]
  /// Where stock lies, by index; the first one is nothing special, unless it says so.
  public var pools: [StockPool] = [.domestic]
  /// What is sold; an offer is a product that has been linked up.
  public var products: [Product]
  /// The rooms, a field of every viewer.
  public var rooms: [Room]
  /// The rooms by what they are copies of; empty where there is one room.
  public var roomGroups: [RoomGroup] = []
  /// The names that streams are told of by in reports, by index; empty where nothing is asked of them.
  public var streamNames: [String] = []
  /// Streams of people who come to the platform and are shown a room there.
  public var platform: [TrafficStream] = []
  /// How people go on from room to room; nil if nobody does.
  public var hopping: Hopping?
  /// Who sends people to rooms by what they do there; nil: nobody.
  public var ranker: Ranker?
  /// Notes that buyers write and others read; nil: nobody does.
  public var community: Community?
  /// How match, trust, knowledge and price become actions.
  public var decision: Decision
  /// How often people comment, like, follow, give and share.
  public var engagement: Engagement
  /// How patience is spent, by what is on air.
  public var patience: PatienceRates
  /// The order back end.
  public var orders: OrderPath
  /// What the scenario promises about its own outcome.
  public var expectations: [Expectation]
  /// What is changed while the session runs, by instant; of one instant, in order.
  public var changes: [Change] = []
  /// The series of sessions that this is the first of; nil if it stands alone.
  public var campaign: Campaign?
  /// Digest of the scenario file's bytes and of the settings laid over them.
  public var digest: UInt64

  /// Every stream: those of the rooms in order, then those of the platform, that of the ranker and those
  /// of readers of notes.
  public var streams: [TrafficStream] {
    rooms.flatMap(\.traffic) + platform + [ranker?.stream].compactMap { $0 }
      + (community?.streams(of: self) ?? [])
  }

  /// Whether anything is counted room by room.
  ///
  /// Of the only room too, where it is given as one of `rooms` or something is promised of it.
  var countsRooms: Bool { rooms.count > 1 || ranker != nil || !roomGroups.isEmpty }

  /// Whether anything is promised of rooms.
  var promisesOfRooms: Bool {
    expectations.contains { Metrics.named($0.metric)?.subject == .room }
  }

  /// First visits that are expected, of all streams together.
  var expectedVisits: Double {
    let streams = rooms.flatMap(\.traffic) + platform
    return streams.reduce(0) { $0 + $1.visits } + steeredVisits
  }

  /// About how many visits come by streams that the session steers, if all goes on as it begins and
  /// nobody writes.
  var steeredVisits: Double {
    let pushed = ranker.map {
      $0.pools[$0.start] * rooms.reduce(0) { $0 + Double(max(0, length - $1.begins)) * 1e-9 }
    }
    // Without the notes that the session will bring, so that these change nothing for others.
    let read = community.map { community in
      community.visitsPerNote * community.before.reduce(0) { $0 + $1.count }
    }
    return (pushed ?? 0) + (read ?? 0)
  }

  /// The length of a period of what is kept for pictures: whole seconds, at most 720 a session; in
  /// nanoseconds.
  public var picturePeriod: Int64 {
    let second: Int64 = 1_000_000_000
    return max(1, (length + 720 * second - 1) / (720 * second)) * second
  }

  /// The smallest delay with which anything said on one side can reach the other, in nanoseconds.
  ///
  /// Audience and platform may run ahead of each other by this much and still see every fact in
  /// time, because every delay that crosses the network is a floor of at least this plus a
  /// non-negative rest.
  public var lookahead: Int64 {
    cohorts.map { min($0.streamDelay.floor, $0.network.floor) }.min() ?? 0
  }
}

/// A delay that is never shorter than its floor.
@frozen public struct Delay: Sendable, Equatable {
  /// The shortest the delay can be, in nanoseconds.
  public var floor: Int64
  /// What comes on top, in nanoseconds; negative values count as none.
  public var rest: Distribution

  /// The longest a drawn delay may be: one year.
  @usableFromInline static let longest = 31_536_000_000_000_000.0

  /// Creates a delay of `floor` nanoseconds plus `rest`.
  public init(floor: Int64, rest: Distribution) {
    self.floor = floor
    self.rest = rest
  }

  /// The delay for one uniform draw from (0, 1), in nanoseconds.
  public func value(at uniform: Double) -> Int64 {
    floor + Delay.nanoseconds(rest.value(at: uniform))
  }

  /// A drawn length of time as whole nanoseconds, within [0, one year].
  static func nanoseconds(_ drawn: Double) -> Int64 {
    Int64(max(0, min(drawn, longest)))
  }
}
