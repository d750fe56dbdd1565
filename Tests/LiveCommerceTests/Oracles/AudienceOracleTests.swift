// Who comes, who comes back and what they do while they are there.
//
// Cohorts: a source delivers them in proportion to share · exp(β · match with the room); counts by
// source are multinomial. Returns: with a return share r the visits of a person are geometric, P(N
// > n) = rⁿ, cut at 16 visits; persons are counted once, under the source that brought them.
// Engagement: of a viewer present for a time d, kind k is a Poisson count of mean rate·d·exp(weight
// · (match − ½)), kinds independent of each other (splitting); a person follows once, with chance 1
// − exp(−follow rate · d), and later impulses are likes. Counts by chi-square, on both sides where
// the mean is known.
//
// Family-wise error 1e-3 (Holm, a third for each test). Planted faults: β half as large again, the
// return share and the engagement rates four per cent off, and a follow that is counted each time.
import Stochastics
import TestSupport
import Testing

@testable import LiveCommerce

@Suite struct AudienceOracleTests {
  // MARK: Cohorts

  struct Source: Sendable {
    var source: TrafficSource
    var shares: [Double]
    var personalisation: Double
  }

  static let sources: [Source] = [
    Source(source: .discover, shares: [0.2, 0.3, 0.4, 0.1], personalisation: 0),
    Source(source: .mall, shares: [0.2, 0.3, 0.4, 0.1], personalisation: 1.5),
    Source(source: .follow, shares: [0.25, 0.25, 0.25, 0.25], personalisation: 4),
    Source(source: .paid, shares: [0.7, 0.1, 0.1, 0.1], personalisation: 0.5),
  ]

  /// Interest of each cohort in the two categories, each of which has one product.
  static let interests: [[Double]] = [[0, 0.2], [0.5, 0.3], [0.9, 0.5], [1, 1]]

  static func shares(_ source: Source, scale: Double) -> [Double] {
    let weights = zip(source.shares, interests).map { share, interest in
      let match = interest.reduce(0, +) / Double(interest.count)
      return share * Elementary.exp(scale * source.personalisation * match)
    }
    let total = weights.reduce(0, +)
    return weights.map { $0 / total }
  }

  @Test func `sources deliver cohorts by share and by match`() throws {
    let visits = 10_000.0
    let cohorts = Self.interests.map { interests in
      Plain.cohort { $0.interests = interests }
    }
    let scenario = Plain.scenario(
      length: 100 * second,
      traffic: Self.sources.map {
        Plain.stream(
          visits, .steady(from: 0, to: 50 * second), source: $0.source, cohorts: $0.shares,
          personalisation: $0.personalisation)
      }, cohorts: cohorts
    ) {
      var other = $0.products[0]
      other.category = 1
      $0.categories = ["one", "two"]
      $0.products.append(other)
    }
    let audience = try Observed(scenario, seed: 1, keepsLog: false).record.audience
    var truth: [TestedHypothesis] = []
    for source in Self.sources {
      let counts = Self.interests.indices.map {
        audience.funnel(cohort: $0, source: source.source).persons
      }
      let name = source.source.rawValue
      truth.append(Oracle.shares(name, counts, Self.shares(source, scale: 1)))
      truth.append(
        TestedHypothesis(
          "\(name), all", pValue: ChiSquare.poissonPValue(counts.reduce(0, +), mean: visits)))
      guard source.personalisation > 0 else { continue }
      let planted = Oracle.shares(name, counts, Self.shares(source, scale: 1.5))
      #expect(!FamilyWise.rejected([planted], alpha: Oracle.alpha / 10).isEmpty, "\(name)")
    }
    #expect(FamilyWise.rejected(truth, alpha: Oracle.alpha / 3) == [])
    let cells = Self.interests.indices.flatMap { cohort in
      TrafficSource.allCases.map { audience.funnel(cohort: cohort, source: $0).visits }
    }
    #expect(cells.reduce(0, +) == audience.count(.enter))
  }

  // MARK: Returns

  static func geometric(_ share: Double, cells: Int) -> [Double] {
    var left = 1.0
    return (1...cells).map { visit in
      defer { left *= share }
      return visit == cells ? left : left * (1 - share)
    }
  }

  @Test func `visits of a person are geometric, and persons are counted once`() throws {
    var truth: [TestedHypothesis] = []
    for (share, seed) in zip([0.15, 0.5, 0.9], Seeds.first(3)) {
      let cohort = Plain.cohort {
        $0.dwell = .exponential(2)
        $0.returnShare = share
        $0.returnAfter = .exponential(30)
      }
      let scenario = Plain.scenario(
        length: 10_000 * second,
        traffic: [Plain.stream(12_000 * (1 - share), .steady(from: 0, to: 100 * second))],
        cohorts: [cohort])
      let session = try Observed(scenario, seed: seed)
      var visits: [UInt64: Int] = [:]
      for line in session.log where line.event == .enter { visits[line.account, default: 0] += 1 }
      let audience = session.record.audience
      let first = audience.funnel(cohort: 0, source: .discover)
      let again = audience.funnel(cohort: 0, source: .me)
      #expect(first.persons == visits.count && first.visits == visits.count)
      #expect(again.persons == 0)
      #expect(again.visits == visits.values.reduce(0, +) - visits.count)
      #expect(audience.total.visits == audience.count(.leave))
      // Person by person, the last cell being all that is left; at most 16 visits in any case.
      let cells = share < 0.3 ? 4 : share < 0.7 ? 8 : 16
      #expect(visits.values.allSatisfy { $0 <= 16 })
      var counts = [Int](repeating: 0, count: cells)
      for number in visits.values { counts[min(number, cells) - 1] += 1 }
      truth.append(Oracle.shares("\(share)", counts, Self.geometric(share, cells: cells)))
      let planted = Oracle.shares(
        "\(share)", counts, Self.geometric(share > 0.7 ? share - 0.04 : share + 0.04, cells: cells))
      #expect(!FamilyWise.rejected([planted], alpha: Oracle.alpha / 10).isEmpty, "\(share)")
    }
    #expect(FamilyWise.rejected(truth, alpha: Oracle.alpha / 3) == [])
  }

  // MARK: Engagement

  @Test func `engagements come at their rates, and nobody follows twice`() throws {
    let rates = [0.06, 0.2, 0.03, 0.015, 0.025]
    let dwell = 25.0
    let weight = 0.8
    let interests = [0.2, 0.5, 1.0]
    var truth: [TestedHypothesis] = []
    for (interest, seed) in zip(interests, Seeds.first(3)) {
      let cohort = Plain.cohort {
        $0.dwell = .fixed(dwell)
        $0.interests = [interest]
      }
      let scenario = Plain.scenario(
        length: 1_000 * second,
        traffic: [Plain.stream(3_000, .steady(from: 0, to: 100 * second))], cohorts: [cohort]
      ) {
        $0.engagement = Engagement(perSecond: rates, match: weight)
      }
      let audience = try Observed(scenario, seed: seed, keepsLog: false).record.audience
      let persons = Double(audience.total.persons)
      let factor = Elementary.exp(weight * (interest - 0.5))
      let time = dwell * factor
      let found = audience.engagements.values
      let total = found.reduce(0, +)
      #expect(total == audience.count(.engage))
      let mean = rates.reduce(0, +) * time * persons
      truth.append(
        TestedHypothesis("\(interest), all", pValue: ChiSquare.poissonPValue(total, mean: mean)))
      let like = Engagement.Kind.like.rawValue
      let follow = Engagement.Kind.follow.rawValue
      // What was meant as a follow and counted as a like is told from the likes by the sum alone.
      var counts = found
      counts[like] += counts.remove(at: follow)
      var expected = rates.map { $0 / rates.reduce(0, +) }
      expected[like] += expected.remove(at: follow)
      truth.append(Oracle.shares("\(interest), kinds", counts, expected))
      let once = 1 - Elementary.exp(-rates[follow] * time)
      truth.append(
        Oracle.binomial(
          "\(interest), followers", found[follow], of: Int(persons), share: once))
      let planted = [
        TestedHypothesis("rate", pValue: ChiSquare.poissonPValue(total, mean: mean * 1.04)),
        TestedHypothesis(
          "each follow",
          pValue: ChiSquare.poissonPValue(found[follow], mean: rates[follow] * time * persons)),
      ]
      for fault in planted {
        #expect(
          !FamilyWise.rejected([fault], alpha: Oracle.alpha / 10).isEmpty, "\(fault.name)")
      }
    }
    #expect(FamilyWise.rejected(truth, alpha: Oracle.alpha / 3) == [])
  }
}
