// The arrivals of one stream in one lane, in order: a unit-rate Poisson process, its gaps drawn by
// number, read through the stream's shape or flow. Independent streams of rate λ ÷ lanes add up to one
// of rate λ (superposition), so lanes need not know of each other.
import Stochastics

/// The next arrival of one stream in one lane.
struct ArrivalCursor: Sendable {
  let stream: Int
  private let lane: UInt32
  private let laneCount: UInt32
  private let own: EntityDraws
  private let expected: Double
  private var reader = ArrivalShape.Reader()
  private var flow = StreamFlow.Reader()
  private var count: UInt32 = 0
  private var reached = 0.0
  /// The tick at which the next person comes; `PeopleClock.never` when nobody comes any more, or
  /// nobody before the flow goes on.
  private(set) var next = PeopleClock.never

  init(stream: Int, lane: Int, laneCount: Int, rules: AudienceRules) {
    self.stream = stream
    self.lane = UInt32(lane)
    self.laneCount = UInt32(laneCount)
    own = rules.draws.entity(Purpose.streamDomain + UInt32(stream), UInt64(lane))
    expected = rules.streams[stream].stream.visits / Double(laneCount)
    drawNext(rules)
  }

  /// Number of the next person within the stream.
  var number: UInt32 { count * laneCount + lane }

  /// Moves on to the person after the next.
  mutating func advance(_ rules: AudienceRules) {
    count += 1
    drawNext(rules)
  }

  /// Looks again for somebody whose time was not known, after the flow has gone on.
  mutating func resume(_ rules: AudienceRules) {
    if next == PeopleClock.never, rules.flows[stream] != nil { findNext(rules) }
  }

  private mutating func drawNext(_ rules: AudienceRules) {
    reached += own.unitExponential(Purpose.arrival, count)
    findNext(rules)
  }

  private mutating func findNext(_ rules: AudienceRules) {
    next = PeopleClock.never
    // Nobody comes after the room has closed.
    guard let instant = instant(rules), instant < rules.scenario.length else { return }
    let tick = rules.clock.tick(atOrAfter: max(0, instant))
    if rules.clock.instant(tick) < rules.scenario.length { next = tick }
  }

  private mutating func instant(_ rules: AudienceRules) -> Int64? {
    if let flow = rules.flows[stream] {
      return self.flow.instant(at: reached * Double(laneCount), flow)
    }
    guard reached < expected else { return nil }
    return reader.instant(atShare: reached / expected, rules.streams[stream].stream.shape)
  }
}
