// The rules of people: what a viewer does next, and what follows from doing it. Pure functions of
// the viewer's record, the viewer's draws and what the viewer will have heard; they know nothing of
// lanes, buckets, windows or threads, and the naive reference session in the tests uses the same.
//
// Invariant: what a viewer does never depends on when it is asked, only on the record and the stage, so
// a viewer may be looked at as often as convenient without changing a result.
import Stochastics

/// What became of a viewer after an action.
enum Disposition: Sendable, Equatable {
  /// Acts again at `next`.
  case stays
  /// Is parked in an errand until an answer comes; what is left is the marker of its timeout.
  case waits
  /// Is gone for good.
  case gone
  /// Has done nothing yet, and is to do it among the shoppers.
  case shops
}

/// Whom a lane is for.
enum LaneSide: Sendable {
  /// Those who have asked for nothing: nothing that the platform does can reach them.
  case watchers
  /// Everybody else.
  case shoppers
}

/// The rules, with the tables they read.
final class AudienceRules: Sendable {
  let scenario: Scenario
  let draws: Draws
  let clock: PeopleClock
  let hazards: [HazardModel]
  /// Streams of all rooms, in order, then of the platform, then the ranker's, then those of the
  /// readers of notes; `ViewerRecord.stream` is an index.
  let streams: [StreamRules]
  /// How strong each stream is that the session steers; nil for the others.
  let flows: [StreamFlow?]
  /// The stream of the ranker.
  let rankerStream: Int?
  /// The streams of readers; nil if there are no notes.
  let notes: NoteStreams?
  let sourceOfStream: [Int]
  let knowledge: [Double]
  /// Whether anything can be ordered in each room; otherwise nobody there needs a budget to click.
  let sells: [Bool]
  /// Which of their tastes people bring to each room: that for its category.
  let tasteOfRoom: [UInt32]
  /// Where people go who are shown a room.
  let choice: RoomChoice
  let retryLimits: RetryLimits
  let traits: [CohortTraits]
  /// First stock row of each product.
  let firstSKU: [Int]
  /// The draws of the people of each stream.
  let streamDraws: [DomainDraws]
  /// Where the kinds of engagement end among 2³² draws, the last one excepted.
  let engagementCuts: [4 of UInt32]
  /// Whether anything is counted room by room.
  let countsRooms: Bool
  /// Whether people wait for their turn to order.
  let hasWaitingRoom: Bool
  private let orderLogOdds: Double

  init(scenario: Scenario, seed: UInt64, replication: UInt32) {
    self.scenario = scenario
    let draws = Draws(seed: seed, replication: replication)
    self.draws = draws
    clock = PeopleClock(length: scenario.length, lookahead: scenario.lookahead)
    hazards = scenario.rooms.map { HazardModel(scenario: scenario, room: $0) }
    let hazards = hazards
    let platform = scenario.platform + [scenario.ranker?.stream].compactMap { $0 }
    let streams =
      scenario.rooms.enumerated().flatMap { room, description in
        description.traffic.map { StreamRules($0, room: room, hazards: hazards) }
      }
      + platform.enumerated().map { place, stream in
        // Where there is one room, nothing is left to choose but who is shown it.
        scenario.rooms.count == 1
          ? StreamRules(stream, room: 0, hazards: hazards) : StreamRules(stream, choice: place + 1)
      }
    let notes = scenario.community.map {
      NoteStreams(
        first: streams.count, firstChoice: platform.count + 1,
        categories: scenario.categories.count, modules: $0.modules)
    }
    self.notes = notes
    let readers = (scenario.community?.streams(of: scenario) ?? []).enumerated().map {
      StreamRules($1, choice: platform.count + 1 + $0 / (notes?.modules.count ?? 1))
    }
    self.streams = streams + readers
    rankerStream = scenario.ranker == nil ? nil : streams.count - 1
    let steered = rankerStream ?? streams.count
    flows = self.streams.indices.map { $0 >= steered ? StreamFlow() : nil }
    tasteOfRoom = scenario.rooms.map { $0.category(in: scenario) }
    choice = RoomChoice(
      rooms: scenario.rooms,
      betas: [scenario.hopping?.personalisation ?? 0] + platform.map(\.personalisation)
        + Array(repeating: 0, count: notes?.categories ?? 0),
      categories: tasteOfRoom, hazards: hazards, cohorts: scenario.cohorts)
    firstSKU = SKU.first(of: scenario)
    sourceOfStream = self.streams.map(\.sourceIndex)
    knowledge = self.streams.map(\.stream.knowledge)
    sells = scenario.rooms.map { room in room.rundown.contains { $0.kind == .linkUp } }
    retryLimits = RetryLimits(scenario)
    traits = scenario.cohorts.map { [clock] in CohortTraits($0, scenario, clock) }
    streamDraws = self.streams.indices.map { draws.domain(UInt32($0)) }
    countsRooms = scenario.countsRooms
    hasWaitingRoom = scenario.orders.gateway.waitingRoom != nil
    engagementCuts = AudienceRules.cuts(scenario.engagement)
    orderLogOdds = Elementary.logOdds(scenario.decision.order)
  }

  private static func cuts(_ engagement: Engagement) -> [4 of UInt32] {
    let total = max(engagement.total, .leastNormalMagnitude)
    var sum = 0.0
    return InlineArray { kind in
      sum += engagement.perSecond[kind]
      return sum < total ? UInt32(sum / total * 0x1p32) : .max
    }
  }

  /// The key of a viewer's draws.
  @inline(__always)
  func draws(of viewer: borrowing ViewerRecord) -> EntityDraws {
    streamDraws[Int(viewer.stream)].entity(UInt64(viewer.number))
  }

  /// The room of a viewer.
  @inline(__always)
  func room(of viewer: borrowing ViewerRecord) -> Int { Int(viewer.room) }

  /// Delay of everything pushed to a viewer, in ticks; drawn again each time, for it is seldom asked.
  @inline(__always)
  func cardDelay(of viewer: borrowing ViewerRecord) -> Int64 {
    cardDelay(ofCohort: Int(viewer.cohort), draws(of: viewer))
  }

  /// Apart, or its draw would be made for whoever looks.
  @inline(never)
  func cardDelay(ofCohort cohort: Int, _ own: EntityDraws) -> Int64 {
    if let delay = traits[cohort].cardDelay { return delay }
    return AudienceRules.cardDelay(networkDelay(ofCohort: cohort, own, Purpose.cardDelay), clock)
  }

  /// One crossing of the network, in nanoseconds.
  @inline(__always)
  func networkDelay(
    ofCohort cohort: Int, _ own: EntityDraws, _ purpose: UInt32, _ index: UInt32 = 0
  ) -> Int64 {
    traits[cohort].network.value(own, purpose, index, else: scenario.cohorts[cohort].network)
  }

  /// A delay of cards in ticks: whole groups of four, at most as many as sixteen bits count.
  static func cardDelay(_ nanoseconds: Int64, _ clock: PeopleClock) -> Int64 {
    Int64(ViewerRecord.quantised(clock.span(nanoseconds), shift: 2)) << 2
  }

  /// Performs the action due at `viewer.next`; among watchers, only if a watcher may.
  ///
  /// Engagements that are certain and due before the tick `ahead` are performed with it.
  func step(
    _ viewer: inout ViewerRecord, _ stage: StageView, _ books: inout AudienceBooks,
    among side: LaneSide = .shoppers, ahead: UInt32 = 0
  ) -> Disposition {
    viewer.isWatching
      ? watch(&viewer, stage, &books, among: side, ahead: ahead)
      : stepInErrand(&viewer, stage, &books)
  }

  @inline(never)
  private func stepInErrand(
    _ viewer: inout ViewerRecord, _ stage: StageView, _ books: inout AudienceBooks
  ) -> Disposition {
    switch viewer.state {
    case .reacting: return tap(&viewer, stage, &books)
    case .considering: return orderAfterConsidering(&viewer, stage, &books)
    case .backingOff: return askAgain(&viewer, stage, &books)
    case .answered: return takeAnswer(&viewer, stage, &books)
    case .away: return enterAgain(&viewer, stage, &books)
    case .timeoutMarker: return wakeUnanswered(&viewer, stage, &books)
    case .hedgeMarker: return sendCopy(&viewer, stage, &books)
    case .lateAnswer: return hearLate(viewer, &books)
    case .watching, .waiting, .vacated: return .gone
    }
  }

  /// Whether a click becomes an order.
  func decidesToOrder(
    _ viewer: ViewerRecord, _ product: Int, _ index: UInt32, _ stage: StageView
  ) -> Bool {
    let logOdds =
      orderLogOdds
      + hazards[room(of: viewer)].inclination(
        cohort: Int(viewer.cohort), product: product,
        isRevealed: stage[Int(viewer.heard)].isRevealed)
    return draws(of: viewer).uniform(Purpose.order, index)
      .isBelowLogistic(of: logOdds + viewer.inclination)
  }

  /// How long it takes to decide, as a factor: the less, the more the host is trusted and the more is
  /// known.
  func haste(of viewer: ViewerRecord, _ stage: StageView) -> Double {
    let haste = scenario.decision.haste
    guard haste != Haste() else { return 1 }
    let trust = hazards[room(of: viewer)].trust(
      cohort: Int(viewer.cohort), isRevealed: stage[Int(viewer.heard)].isRevealed)
    let hasRead = draws(of: viewer).chance(knowledge[Int(viewer.stream)], Purpose.knowledge)
    return Elementary.exp(-haste.trust * (trust - 0.5) - (hasRead ? haste.knowledge : 0))
  }

  /// Whether a draw says that a viewer who leaves comes back; of similar people more do, if the
  /// cohort's weights say so.
  func wantsBack(_ uniform: Double, _ viewer: ViewerRecord, _ stage: StageView) -> Bool {
    let cohort = Int(viewer.cohort)
    let traits = traits[cohort]
    guard traits.isHomophilous else { return uniform < traits.returnShare }
    let room = room(of: viewer)
    let trust = hazards[room].trust(
      cohort: cohort, isRevealed: stage[Int(viewer.heard)].isRevealed)
    var match = hazards[room].match(cohort: cohort, product: -1)
    if traits.taste != 0 {
      match += traits.taste * draws(of: viewer).standardNormal(Purpose.taste, tasteOfRoom[room])
    }
    let logOdds =
      Elementary.logOdds(traits.returnShare) + traits.returnMatch * (match - 0.5)
      + traits.returnTrust * (trust - 0.5)
    return uniform.isBelowLogistic(of: logOdds)
  }
}

extension Double {
  /// Whether a number of (0, 1) is below logistic(`logOdds`).
  ///
  /// Mostly decided by which powers of two it lies between, without computing the logistic: nine in
  /// ten who hear a link-up do not want the thing by far.
  @inline(__always)
  func isBelowLogistic(of logOdds: Double) -> Bool {
    let power = 1023 &- Int(truncatingIfNeeded: bitPattern &>> 52)
    if power <= 8, logOdds < logitsOfPowers[power &- 1] { return false }
    return self < Elementary.logistic(logOdds)
  }
}

/// logit of 2⁻¹ … 2⁻⁸, a hair less than it, so that rounding cannot matter.
private let logitsOfPowers: [8 of Double] = [
  -0.000000001000, -1.098612289668, -1.945910150055, -2.708050202102,
  -3.433987205485, -4.143134727392, -4.844187087459, -5.541263546158,
]

/// A traffic stream with what the rules need to know of it.
struct StreamRules: Sendable {
  let stream: TrafficStream
  /// The room; nil if people are shown one.
  let room: UInt16?
  /// By which kind of choice they are.
  let choice: Int
  let sourceIndex: Int
  /// Whether its people follow the host before they come.
  let followsAlready: Bool
  /// Cumulative shares of the cohorts.
  private let cumulative: [Double]

  /// A source delivers cohorts in proportion to share · exp(β · match with the room).
  init(_ stream: TrafficStream, room: Int, hazards: [HazardModel]) {
    let weights = stream.cohortShares.enumerated().map { cohort, share in
      let match = hazards[room].match(cohort: cohort, product: -1)
      return share * Elementary.exp(stream.personalisation * match)
    }
    self.init(stream, room: UInt16(room), choice: 0, weights: weights)
  }

  /// A source that brings people to the platform delivers cohorts by their shares alone.
  init(_ stream: TrafficStream, choice: Int) {
    self.init(stream, room: nil, choice: choice, weights: stream.cohortShares)
  }

  private init(_ stream: TrafficStream, room: UInt16?, choice: Int, weights: [Double]) {
    self.stream = stream
    self.room = room
    self.choice = choice
    sourceIndex = stream.source.index
    followsAlready = stream.source == .messages || stream.source == .follow
    let total = weights.reduce(0, +)
    var sum = 0.0
    cumulative = weights.map { weight in
      sum += weight / total
      return sum
    }
  }

  /// The cohort of one person.
  @inline(__always)
  func cohort(_ own: EntityDraws) -> Int {
    guard cumulative.count > 1 else { return 0 }
    let uniform = own.uniform(Purpose.cohort)
    var index = 0
    while index + 1 < cumulative.count && uniform >= cumulative[index] { index += 1 }
    return index
  }
}

/// What is the same for all people of a cohort, so that nothing is drawn for it.
struct CohortTraits: Sendable {
  /// The delay of the stream, if it is a constant, as records hold it.
  let streamDelay: UInt16?
  /// The delay of cards, if it is a constant, in ticks.
  let cardDelay: Int64?
  /// Laws of which everybody draws.
  let network: PlainDelay
  let streamDelayLaw: PlainDelay
  let dwell: PlainLaw
  let reaction: PlainLaw
  let payDelay: PlainLaw
  /// Weights of the personal deviations from match and price in the log-odds to click and to order.
  let tasteWeight: Double
  let toleranceWeight: Double
  /// Whether people differ in what they are inclined to.
  let isPersonal: Bool
  /// Whether the personal deviation from the match counts for anything.
  let deviates: Bool
  /// Weight of the personal deviation from the match in the logarithm of patience.
  let patienceSpread: Double
  /// Whether whoever leaves and does not come back to this room is gone, and whether anybody comes back
  /// is a draw that depends on nothing else.
  let leavesByChance: Bool
  /// Share of leavers who come back, of match ½ and trust ½.
  let returnShare: Double
  /// Weights of match and trust in the log-odds of coming back.
  let returnMatch: Double
  let returnTrust: Double
  /// Standard deviation of the personal match.
  let taste: Double
  /// Whether a request may be answered twice without having timed out.
  let sendsCopies: Bool
  /// Whether who comes back depends on match or trust.
  let isHomophilous: Bool

  init(_ cohort: Cohort, _ scenario: Scenario, _ clock: PeopleClock) {
    let decision = scenario.decision
    returnShare = cohort.returnShare
    returnMatch = cohort.returnMatch
    returnTrust = cohort.returnTrust
    taste = cohort.taste
    sendsCopies = cohort.client.hedge != nil && cohort.client.hearsLate
    isHomophilous =
      cohort.returnShare > 0 && cohort.returnShare < 1
      && (cohort.returnMatch != 0 || cohort.returnTrust != 0)
    leavesByChance = scenario.hopping == nil && !isHomophilous
    patienceSpread = scenario.patience.match * cohort.taste
    streamDelay = cohort.streamDelay.constant.map {
      ViewerRecord.quantised(clock.span($0), shift: ViewerRecord.streamDelayShift)
    }
    network = PlainDelay(cohort.network)
    streamDelayLaw = PlainDelay(cohort.streamDelay)
    dwell = PlainLaw(cohort.dwell)
    reaction = PlainLaw(cohort.reaction)
    payDelay = PlainLaw(cohort.payDelay)
    cardDelay = cohort.network.constant.map { AudienceRules.cardDelay($0, clock) }
    tasteWeight = decision.match * cohort.taste
    toleranceWeight = decision.price * cohort.toleranceSpread
    isPersonal = tasteWeight != 0 || toleranceWeight != 0
    deviates = tasteWeight != 0 || patienceSpread != 0
  }
}
