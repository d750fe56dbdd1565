// The ranker: rooms that are worth more are sent more, up to the highest pool and down to the lowest, and
// turning it off takes exactly its visits away.
import Stochastics
import Testing
import TestSupport

@testable import LiveCommerce

@Suite struct RankerTests {
  private static let second: Int64 = 1_000_000_000

  /// Rooms of equal goods in which people stay for `stays` seconds each.
  static func scenario(
    stays: [Double] = [10], pools: [Double], length: Int64, par: Ranker.Par, least: Int = 10
  ) -> Scenario {
    // A room is made to hold people longer by what is on air in it: patience is spent more slowly.
    let stream = Plain.stream(0, .steady(from: 0, to: length * second))
    let cohort = Plain.cohort { $0.dwell = .fixed(10) }
    return Plain.scenario(length: length * second, traffic: [], cohorts: [cohort]) {
      let room = $0.rooms[0]
      $0.epoch = second
      $0.patience.trust = 1
      $0.rooms = stays.enumerated().map { index, stay in
        var copy = room
        copy.name = "room\(index)"
        // exp(trust − ½) · 10 s = stay.
        copy.host.trust = 0.5 + Elementary.log(stay / 10)
        copy.rundown = [RundownStep(kind: .talk, at: 0, product: nil, units: 0)]
        return copy
      }
      $0.ranker = Ranker(
        every: 10 * second, pools: pools, start: 0, par: par, climb: 1.2, fall: 0.8, least: least,
        stream: stream)
    }
  }

  @Test func `rooms climb and fall by how long people stay, one pool at a look`() throws {
    let par = Ranker.Par(stay: 10e9)
    let scenario = Self.scenario(stays: [20, 10, 5], pools: [1, 2, 4], length: 300, par: par)
    let record = try Observed(scenario, seed: 1, keepsLog: false).record
    let ranking = try #require(record.ranking)
    // Twice par climbs to the top, par stays, half of par has nowhere to fall.
    #expect(ranking.pools == [2, 0, 0])
    #expect(ranking.climbs == 2 && ranking.falls == 0)
    var falling = scenario
    falling.ranker?.start = 2
    let fallen = try #require(try Observed(falling, seed: 1, keepsLog: false).record.ranking)
    #expect(fallen.pools == [2, 2, 0])
    #expect(fallen.climbs == 0 && fallen.falls == 2)
  }

  @Test func `nobody is judged by too few`() throws {
    let par = Ranker.Par(stay: 10e9)
    let scenario = Self.scenario(
      stays: [20], pools: [1, 2], length: 120, par: par, least: 1_000_000)
    let record = try Observed(scenario, seed: 1, keepsLog: false).record
    #expect(record.ranking?.pools == [0])
  }

  @Test func `a score is the mean of what counts over par`() {
    var counts = RoomCounts()
    #expect(Ranker.Par(stay: 1).score(of: counts) == nil)
    counts.departures = 4
    counts.watched = 8
    counts.funnel.visits = 5
    counts.engagements = 10
    counts.funnel.revenue = 20
    #expect(Ranker.Par(stay: 1).score(of: counts) == 2)
    #expect(Ranker.Par(stay: 1, interaction: 1, sales: 1).score(of: counts) == 8.0 / 3)
    #expect(Ranker.Par().score(of: counts) == nil)
  }
}
