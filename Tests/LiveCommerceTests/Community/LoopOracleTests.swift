// The loop against the theory of branching processes: whom notes bring, and whom the notes of these
// bring, adds up to base ÷ (1 − g), and with two kinds of readers to (I − Mᵀ)⁻¹ base.
//
// Family-wise error 1e-3 in each test (Holm); gains 5 % off, and kinds of readers who match no better
// than others, are rejected.
import Stochastics
import Testing
import TestSupport

@testable import LiveCommerce

@Suite struct LoopOracleTests {
  // MARK: One kind of readers

  private struct Gain: CustomTestStringConvertible {
    var gain: Double
    var base: Double
    /// Whether so many people are enough to see that a gain is 5 % off.
    var shows: Bool
    var testDescription: String { "g = \(gain)" }
  }

  private static let gains = [
    Gain(gain: 0.3, base: 80, shows: false), Gain(gain: 0.5, base: 70, shows: false),
    Gain(gain: 0.7, base: 60, shows: false), Gain(gain: 0.8, base: 160, shows: true),
    Gain(gain: 0.9, base: 50, shows: true),
  ]

  /// Sessions of 20 ÷ (1 − g) generations.
  ///
  /// Given who comes by themselves, people are 1 ÷ (1 − g) times as many on average; and each reader
  /// writes as often as each buys, a binomial number.
  @Test func `visits are base ÷ (1 − g)`() throws {
    var family: [TestedHypothesis] = []
    for item in Self.gains {
      let seconds = 11 + 20 / (1 - item.gain) * LoopScenario.generation
      let scenario = LoopScenario.single(gain: item.gain, base: item.base, seconds: seconds) {
        $0.epoch = 2 * second
      }
      var ratios: [Double] = []
      var readers = 0
      var notes = 0
      for seed in Seeds.first(16) {
        let session = try Observed(scenario, seed: seed, keepsLog: false)
        let base = session.funnel(.follow).persons
        #expect(base + session.loop.readers == session.record.audience.total.persons)
        ratios.append(Double(base + session.loop.readers) / Double(base))
        readers += session.loop.readers
        notes += session.loop.notes[0][0]
      }
      family.append(
        Oracle.mean("visits, g = \(item.gain)", ratios, is: 1 / (1 - item.gain)))
      family.append(
        Oracle.binomial(
          "notes, g = \(item.gain)", notes, of: readers, share: LoopScenario.buys))
      let planted = Oracle.mean("planted", ratios, is: 1 / (1 - 1.05 * item.gain))
      if item.shows {
        #expect(!FamilyWise.rejected([planted], alpha: Oracle.alpha).isEmpty, "\(item.gain)")
      }
    }
    #expect(FamilyWise.rejected(family, alpha: Oracle.alpha) == [])
  }

  @Test func `the gain is the product of its parts`() throws {
    let scenario = LoopScenario.single(gain: 0.8, base: 200, seconds: 200)
    let session = try Observed(scenario, seed: 1, keepsLog: false)
    let parts = try ["loop.ordersPerVisit", "loop.notesPerOrder", "loop.visitsPerNote"].map {
      try #require(session.metric($0))
    }
    let gain = try #require(session.metric("loop.gain"))
    #expect(abs(parts[0] * parts[1] * parts[2] / gain - 1) < 1e-12)
    #expect(parts[1] == 1 && abs(parts[2] - 0.8 / LoopScenario.buys) < 1e-12)
  }

  // MARK: Two kinds of readers

  private static let weights = [1.0, 2.0]
  private static let hop = 0.5
  private static let rate = 0.1
  private static let match = 1.5
  private static let beta = 1.0
  private static let share = 0.5
  private static let visitsPerNote = 2.2

  /// Two rooms that sell one category each to two cohorts that like one each; a third goes on to the
  /// other room.
  private static var two: Scenario {
    let cohorts = [[1.0, 0], [0, 1]].map { interests in
      var cohort = LoopScenario.buyer(noteShare: share)
      cohort.interests = interests
      return cohort
    }
    let streams = zip([TrafficSource.follow, .mall], [160.0, 80]).map { source, visits in
      Plain.stream(
        visits, .steady(from: second, to: 11 * second), source: source, cohorts: [0.5, 0.5],
        personalisation: beta)
    }
    return Plain.scenario(length: 500 * second, traffic: [], cohorts: cohorts) {
      $0.epoch = second
      $0.categories = ["one", "other"]
      var product = $0.products[0]
      product.limit = 1_000
      product.variants[0].stock = 100_000_000
      let room = $0.rooms[0]
      $0.products = (0..<2).map { index in
        product.name = "thing\(index)"
        product.category = index
        return product
      }
      $0.rooms = (0..<2).map { index in
        var copy = room
        copy.name = "room\(index)"
        copy.weight = weights[index]
        copy.traffic = [streams[index]]
        copy.rundown = [RundownStep(kind: .linkUp, at: 0, product: index, units: 0)]
        return copy
      }
      $0.decision.perSecond = rate
      $0.decision.order = 1
      $0.decision.match = match
      $0.hopping = Hopping(share: hop, after: .fixed(0.1), personalisation: 0)
      $0.community = LoopScenario.community(
        visitsPerNote: visitsPerNote, cohorts: [0.5, 0.5], personalisation: beta)
    }
  }

  /// Visits of readers on each category that a reader of each brings: cohorts by share · exp(β ·
  /// interest), visits to rooms by a chain, one purchase at most in each.
  private static func means(beta: Double) -> [[Double]] {
    let on = [hop * weights[1] / 3, hop * weights[0] / 3]
    let stays = 1 / (1 - on[0] * on[1])
    return (0..<2).map { kind in
      let likes = Elementary.exp(beta) / (1 + Elementary.exp(beta))
      return (0..<2).map { bought in
        let visits = kind == bought ? stays : on[kind] * stays
        let liking = kind == bought ? likes : 1 - likes
        let high = Elementary.exp(match / 2)
        let buys = liking * purchase(rate * high) + (1 - liking) * purchase(rate / high)
        return visits * buys * share * visitsPerNote
      }
    }
  }

  /// The probability of buying in one visit; nobody goes on clicking on what they have just bought.
  private static func purchase(_ clicks: Double) -> Double {
    1 - Elementary.exp(-clicks * LoopScenario.stay)
  }

  /// (I − Mᵀ)⁻¹ base, by Cramer's rule.
  private static func totals(_ m: [[Double]], _ base: [Double]) -> [Double] {
    let determinant = (1 - m[0][0]) * (1 - m[1][1]) - m[0][1] * m[1][0]
    return [
      ((1 - m[1][1]) * base[0] + m[1][0] * base[1]) / determinant,
      (m[0][1] * base[0] + (1 - m[0][0]) * base[1]) / determinant,
    ]
  }

  private static func radius(_ m: [[Double]]) -> Double {
    let half = (m[0][0] + m[1][1]) / 2
    let product = m[0][0] * m[1][1] - m[0][1] * m[1][0]
    return half + (half * half - product).squareRoot()
  }

  @Test func `where readers match better, visits by kind are (I − Mᵀ)⁻¹ base`() throws {
    let m = Self.means(beta: Self.beta)
    let alike = Self.means(beta: 0)
    #expect(Self.radius(m) > 0.5 && Self.radius(m) < 0.9)
    var differences: [[Double]] = [[], []]
    var planted: [[Double]] = [[], []]
    var gains: [Double] = []
    for seed in Seeds.first(24) {
      let session = try Observed(Self.two, seed: seed, keepsLog: false)
      let base = [TrafficSource.follow, .mall].map { Double(session.funnel($0).persons) }
      let expected = Self.totals(m, base)
      let wrong = Self.totals(alike, base)
      for kind in 0..<2 {
        let total = base[kind] + Double(session.loop.persons[kind])
        differences[kind].append(total - expected[kind])
        planted[kind].append(total - wrong[kind])
      }
      gains.append(try #require(session.metric("loop.gain")))
    }
    let family = [
      Oracle.mean("first kind", differences[0], is: 0),
      Oracle.mean("second kind", differences[1], is: 0),
      Oracle.mean("gain", gains, is: Self.radius(m)),
    ]
    #expect(FamilyWise.rejected(family, alpha: Oracle.alpha) == [])
    let faults = [
      Oracle.mean("first kind, matching no better", planted[0], is: 0),
      Oracle.mean("gain, matching no better", gains, is: Self.radius(alike)),
    ]
    for fault in faults {
      #expect(!FamilyWise.rejected([fault], alpha: Oracle.alpha).isEmpty, "\(fault.name)")
    }
  }

  @Test func `spectral radii`() {
    let known: [([[Double]], Double)] = [
      ([[2]], 2), ([[0]], 0), ([[0, 1], [0, 0]], 0), ([[0, 1], [1, 0]], 1),
      ([[0.5, 0.2], [0.1, 0.4]], Self.radius([[0.5, 0.2], [0.1, 0.4]])),
      ([[0.3, 1, 0], [0, 0.7, 1], [0, 0, 0.7]], 0.7), ([[1e-200]], 1e-200), ([[1e200]], 1e200),
    ]
    for (matrix, radius) in known {
      let found = LoopGain.spectralRadius(matrix)
      #expect(abs(found - radius) <= 1e-6 * radius, "\(matrix): \(found)")
    }
  }
}
