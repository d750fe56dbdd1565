// The width of the burst at a link-up: everybody hears it one stream delay after it is said and acts
// one reaction later, so the first orders are distributed as floor + rest + reaction, the convolution
// of the declared parts. F(t) = E[F_rest(t − floor − reaction)], the expectation taken over 300
// quantiles of the reaction; by Kolmogorov and Smirnov. The stream delay is rounded up to 2²⁰ ns,
// half of which is added: what is left of it moves F by less than a tenth of the test's resolution.
//
// Family-wise error 1e-3 (Holm); a reaction 6 % slower, or a missing floor, is rejected.
import Stochastics
import TestSupport
import Testing

@testable import LiveCommerce

@Suite struct BurstOracleTests {
  struct Case: Sendable {
    var name: String
    var floor: Double
    var rest: Distribution
    var reaction: Distribution
    var slower: Distribution
  }

  static let cases: [Case] = [
    Case(
      name: "exponential and uniform", floor: 0.5, rest: .exponential(0.2),
      reaction: .uniform(0.1, 0.9), slower: .uniform(0.106, 0.954)),
    Case(
      name: "uniform and log-normal", floor: 2, rest: .uniform(0, 0.5),
      reaction: .logNormal(0.35, 0.35), slower: .logNormal(0.371, 0.35)),
    Case(
      name: "log-normal and exponential", floor: 0.1, rest: .logNormal(0.2, 0.5),
      reaction: .exponential(0.6), slower: .exponential(0.636)),
  ]

  static let viewers = 20_000.0
  static let said = 30.0

  static func scenario(_ item: Case) -> Scenario {
    let cohort = Plain.cohort {
      $0.dwell = .fixed(1_000)
      $0.streamDelay = Delay(floor: Int64(item.floor * 1e9), rest: item.rest)
      $0.reaction = item.reaction
    }
    return Plain.scenario(
      length: 60 * second,
      traffic: [Plain.stream(viewers, .steady(from: 0, to: 20 * second))], cohorts: [cohort]
    ) {
      $0.rooms[0].rundown = [Plain.linkUp(at: Int64(said * 1e9))]
      $0.decision.atLinkUp = 0.9
      $0.decision.order = 0.9
      // Nearly all are refused at the gateway: what happens after the order is not the question.
      $0.orders.gateway.rate = 1
    }
  }

  /// The distribution function of the burst, in seconds after the link-up, read off a table.
  static func burst(_ item: Case, floor: Double, reaction: Distribution) -> (Double) -> Double {
    let reactions = (0..<300).map { reaction.value(at: (Double($0) + 0.5) / 300) * 1e-9 }
    let quantum = 0x1p20 * 1e-9 / 2
    let step = 0.02
    let table = (0...300).map { index in
      let time = Double(index) * step - floor - quantum
      return reactions.reduce(0) { $0 + item.rest.cumulative((time - $1) * 1e9) } / 300
    }
    return { seconds in
      let place = min(max(0, seconds / step), 299.999)
      let index = Int(place)
      return table[index] + (place - Double(index)) * (table[index + 1] - table[index])
    }
  }

  @Test func `first orders are spread as the convolution of delay and reaction`() throws {
    var truth: [TestedHypothesis] = []
    for (item, seed) in zip(Self.cases, Seeds.first(3)) {
      let session = try Observed(Self.scenario(item), seed: seed)
      let times = session.instants(of: .order).map { Double($0) * 1e-9 - Self.said }
      #expect(times.count > 15_000)
      func law(_ name: String, floor: Double, reaction: Distribution) -> TestedHypothesis {
        Oracle.law(
          "\(item.name), \(name)", times, Self.burst(item, floor: floor, reaction: reaction))
      }
      truth.append(law("burst", floor: item.floor, reaction: item.reaction))
      for fault in [
        law("slower", floor: item.floor, reaction: item.slower),
        law("no floor", floor: 0, reaction: item.reaction),
      ] {
        #expect(!FamilyWise.rejected([fault], alpha: Oracle.alpha / 10).isEmpty, "\(fault.name)")
      }
    }
    #expect(FamilyWise.rejected(truth, alpha: Oracle.alpha) == [])
  }
}
