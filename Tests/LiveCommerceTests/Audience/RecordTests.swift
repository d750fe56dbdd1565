// The sizes that the cost of a viewer is reckoned from, and the grid on which people act.
import Testing

@testable import LiveCommerce

@Suite struct RecordTests {
  @Test func `a viewer is 48 bytes`() {
    #expect(MemoryLayout<ViewerRecord>.stride == 48)
  }

  @Test func `there is a counter for everything that is counted`() {
    let tally = AudienceTally(cohortCount: 1)
    #expect(tally.events.values.count == ViewerEvent.allCases.count)
    #expect(tally.engagements.values.count == Engagement.Kind.allCases.count)
    #expect(tally.losses.values.count == LossReason.allCases.count)
  }

  @Test func `fields that share a byte do not disturb each other`() {
    var viewer = ViewerRecord(number: 7, stream: 3, room: 9_999, cohort: 2, streamDelay: 5)
    viewer.ordinal = 15
    viewer.follows = true
    viewer.plan(.engage, at: 99)
    #expect(viewer.isWatching && viewer.isPlanned(to: .engage) && viewer.next == 99)
    viewer.hasClicked = true
    viewer.mayHaveGhosts = true
    viewer.follows = false
    viewer.hasHopped = true
    #expect(viewer.room == 9_999 && viewer.hasHopped)
    #expect(viewer.ordinal == 15 && viewer.hasClicked && viewer.mayHaveGhosts && !viewer.follows)
    viewer.state = .away
    #expect(!viewer.isWatching && viewer.isPlanned(to: .look) && viewer.state == .away)
    viewer.slot = 0xDEAD_BEEF
    #expect(viewer.slot == 0xDEAD_BEEF)
    viewer.inclination = -6
    #expect(viewer.inclination == -6 && viewer.account == 3 << 32 | 7)
  }

  private static let second: Int64 = 1_000_000_000
  private static let lengths: [Int64] = [1, 3_600, 68_000, 86_400, 400_000, 31_536_000]

  @Test(arguments: lengths)
  func `the grid rounds up, and reaches hours beyond the close`(seconds: Int64) {
    let clock = PeopleClock(length: seconds * Self.second)
    #expect(Self.second % clock.tick == 0)
    #expect(clock.instant(.max) >= (seconds + 4 * 3_600) * Self.second - clock.tick)
    let close = seconds * Self.second
    let instants: [Int64] = [0, 1, clock.tick - 1, clock.tick, clock.tick + 1, close]
    for instant in instants {
      let tick = clock.tick(atOrAfter: instant)
      #expect(clock.instant(tick) >= instant && clock.instant(tick) - instant < clock.tick)
      #expect(clock.wideTick(atOrAfter: instant) == Int64(tick))
    }
  }

  // Beyond the grid an action is brought forward to its last tick; it was forgotten, and the session
  // waited for it for ever.
  @Test func `a session ends although somebody means to tap in a year`() throws {
    #expect(PeopleClock(length: 1).tick(atOrAfter: .max) == PeopleClock.last)
    let cohort = Plain.cohort {
      $0.reaction = .fixed(31_536_000)
      $0.dwell = .fixed(60)
    }
    let scenario = Plain.scenario(
      length: 100 * Self.second,
      traffic: [Plain.stream(50, .steady(from: 0, to: 10 * Self.second))], cohorts: [cohort]
    ) {
      $0.rooms[0].rundown = [Plain.linkUp(at: 20 * Self.second)]
      $0.decision.atLinkUp = 1
    }
    let audience = try Session.run(scenario).audience
    #expect(audience.count(.hear) > 0 && audience.count(.leave) == audience.count(.enter))
  }

  @Test(arguments: lengths)
  func `a tick's second is its instant's`(seconds: Int64) {
    let clock = PeopleClock(length: seconds * Self.second)
    let perSecond = UInt32(Self.second / clock.tick)
    for second in [0, 1, 2, 59, 3_600, UInt32.max / perSecond - 1] {
      for tick in [second * perSecond, second * perSecond + perSecond - 1] {
        #expect(clock.second(tick) == Int(second))
        #expect(clock.instant(tick) / Self.second == Int64(second))
      }
    }
  }
}

@Suite struct LargestSumTests {
  @Test func `how long a room was watched is exact beyond what a word holds`() {
    var tally = RoomTally(rooms: 1)
    for _ in 0..<3 { tally.leave(0, after: .max) }
    var twice = tally
    twice.merge(tally)
    #expect(twice[0].watched == 6 * Int128(Int64.max))
    #expect(twice[0].departures == 6)
  }

  @Test func `the time to forty million orders is exact`() {
    // An hour from entering to ordering, which is 14 times what a word of nanoseconds holds.
    var counts = FunnelCounts()
    counts.timeToOrder = 40_000_000 * 3_600_000_000_000
    var sum = counts
    sum.merge(counts)
    #expect(sum.since(counts) == counts)
    #expect(sum.timeToOrder == 2 * counts.timeToOrder)
  }
}
