// Many rooms against arithmetic: people are shown rooms by weight and likeness, and go on as often as
// a geometric number says.
import Stochastics
import Testing
import TestSupport

@testable import LiveCommerce

@Suite struct RoomOracleTests {
  private static let second: Int64 = 1_000_000_000
  /// Two cohorts of opposite interests, rooms that sell one thing each, everybody shown one.
  private static func scenario(
    rooms weights: [Double], visits: Double, personalisation: Double = 0,
    hopping: Hopping? = nil
  ) -> Scenario {
    let stream = Plain.stream(
      visits, .steady(from: 0, to: 600 * second), cohorts: [0.5, 0.5],
      personalisation: personalisation)
    // Nobody comes so late or stays so long that the close cuts a tour short.
    let cohorts = [[1.0, 0], [0, 1]].map { interests in
      Plain.cohort {
        $0.interests = interests
        $0.dwell = .fixed(20)
      }
    }
    return Plain.scenario(length: 3_600 * second, traffic: [], cohorts: cohorts) {
      $0.categories = ["one", "other"]
      let product = $0.products[0]
      let room = $0.rooms[0]
      $0.products = weights.indices.map { index in
        var copy = product
        copy.name = "thing\(index)"
        copy.category = index % 2
        return copy
      }
      $0.rooms = weights.enumerated().map { index, weight in
        var copy = room
        copy.name = "room\(index)"
        copy.weight = weight
        copy.rundown = [RundownStep(kind: .talk, at: 0, product: index, units: 0)]
        return copy
      }
      $0.platform = [stream]
      $0.hopping = hopping
    }
  }

  /// χ² of first visits by cohort and room against the shares by weight · exp(β · match), at 0.1 %.
  @Test(arguments: [0.0, 2.0])
  func `rooms are shown by weight and likeness`(beta: Double) throws {
    let weights = [1.0, 2, 3, 4]
    let scenario = Self.scenario(rooms: weights, visits: 40_000, personalisation: beta)
    let rules = AudienceRules(scenario: scenario, seed: 1, replication: 0)
    var counts = [[Int]](repeating: [0, 0, 0, 0], count: 2)
    for number in 0..<40_000 {
      let viewer = rules.newcomer(stream: 0, number: UInt32(number), at: 0)
      counts[Int(viewer.cohort)][Int(viewer.room)] += 1
    }
    var chiSquare = 0.0
    for cohort in 0..<2 {
      let factors = weights.enumerated().map { room, weight in
        weight * (room % 2 == cohort ? Elementary.exp(beta) : 1)
      }
      let total = factors.reduce(0, +)
      for room in 0..<4 {
        let expected = 20_000 * factors[room] / total
        let difference = Double(counts[cohort][room]) - expected
        chiSquare += difference * difference / expected
      }
    }
    // 7 degrees of freedom (the number of each cohort is drawn too): 24.3 is passed once in a thousand.
    #expect(chiSquare < 24.3, "\(counts)")
  }

  /// Given what a person likes, rooms come in proportion to weight · exp(β · match of the person).
  ///
  /// Of each category Σ z · (shown − chance) is normal about 0, at 0.1 % for both; chances that know
  /// nothing of the person are found out.
  @Test func `a page is filled by the person, not only by the cohort`() throws {
    let (weights, beta, taste) = ([1.0, 2, 3, 4], 1.5, 0.7)
    var scenario = Self.scenario(rooms: weights, visits: 20_000, personalisation: beta)
    for cohort in scenario.cohorts.indices { scenario.cohorts[cohort].taste = taste }
    let rules = AudienceRules(scenario: scenario, seed: 1, replication: 0)
    var (mine, anybodys, variance) = ([0.0, 0], [0.0, 0], [0.0, 0])
    for number in 0..<20_000 {
      let viewer = rules.newcomer(stream: 0, number: UInt32(number), at: 0)
      let likes = (0..<2).map { rules.draws(of: viewer).standardNormal(Purpose.taste, UInt32($0)) }
      func chance(_ room: Int, _ taste: Double) -> Double {
        let match = (room % 2 == Int(viewer.cohort) ? 1 : 0) + taste * likes[room % 2]
        return weights[room] * Elementary.exp(beta * match)
      }
      for category in 0..<2 {
        func share(_ taste: Double) -> Double {
          let all = (0..<4).map { chance($0, taste) }
          return (all[category] + all[category + 2]) / all.reduce(0, +)
        }
        let isShown = Int(viewer.room) % 2 == category ? 1.0 : 0
        mine[category] += likes[category] * (isShown - share(taste))
        anybodys[category] += likes[category] * (isShown - share(0))
        variance[category] += likes[category] * likes[category] * share(taste) * (1 - share(taste))
      }
    }
    for category in 0..<2 {
      #expect(abs(mine[category]) < 3.49 * variance[category].squareRoot())
      #expect(abs(anybodys[category]) > 10 * variance[category].squareRoot())
    }
  }

  /// Every departure leads on with share h, unless the room drawn is the one just left: a geometric
  /// number of visits of mean 1 ÷ (1 − h (1 − 1/R)), cut at sixteen.
  @Test func `people see as many rooms as a geometric number says`() throws {
    let share = 0.6
    let rooms = 5
    let hopping = Hopping(share: share, after: .fixed(1), personalisation: 0)
    let scenario = Self.scenario(
      rooms: Array(repeating: 1, count: rooms), visits: 20_000, hopping: hopping)
    let on = share * (1 - 1 / Double(rooms))
    var ratios = Tally()
    for seed in Seeds.first(20) {
      let record = try Observed(scenario, seed: seed, keepsLog: false).record
      let total = record.audience.total
      ratios.add(Double(total.visits) / Double(total.persons))
    }
    let mean = 1 / (1 - on)
    let interval = try #require(ratios.interval(level: 0.999))
    #expect(interval.low <= mean && mean <= interval.high, "\(interval) should hold \(mean)")
    #expect(interval.high < 1 / (1 - share))
  }

  /// Everybody follows within seconds, and sees three rooms on average.
  @Test func `a person follows once, in however many rooms`() throws {
    var scenario = Self.scenario(
      rooms: [1, 1, 1], visits: 1_000,
      hopping: Hopping(share: 0.95, after: .fixed(1), personalisation: 0))
    scenario.engagement.perSecond[Engagement.Kind.follow.rawValue] = 1
    let record = try Observed(scenario, seed: 1, keepsLog: false).record
    let total = record.audience.total
    #expect(total.visits > 2 * total.persons)
    // In twenty seconds all but two in a thousand million do.
    #expect(total.follows == total.persons)
    #expect(Metrics.named("engagement.follows")?.value(of: record) == Double(total.persons))
  }

  /// Ten thousand rooms play, and everybody is in one of them.
  @Test func `ten thousand rooms keep their books`() throws {
    let scenario = Self.scenario(
      rooms: Array(repeating: 1, count: 10_000), visits: 5_000,
      hopping: Hopping(share: 0.3, after: .fixed(1), personalisation: 1))
    let record = try Observed(scenario, seed: 1, keepsLog: false).record
    let isKept = record.verdict.identities.allSatisfy { $0.isKept }
    #expect(isKept)
    #expect(record.audience.total.persons > 4_500)
  }
}
