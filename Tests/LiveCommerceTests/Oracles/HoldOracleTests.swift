// What a hold leaves over. With ample demand and resale at once, a unit is held ⌊slot/T⌋ + 1 times
// one after the other, and each hold ends unpaid with chance a′ = a + (1 − a)·P(pay delay > T): who
// abandons never pays, and who pays late is refunded. So the share left when the last hold has ended
// is a′^(⌊slot/T⌋ + 1), units independent of each other (binomial; own derivation; with no pay delay
// it is the plain a of hoarding models), and of all holds (1 − a)·P(pay delay > T) end in a refund.
// Where T divides the slot exactly, a unit comes back just after the close, so the last of those holds
// never begins: the exponent is ⌈slot/T⌉.
//
// Family-wise error 1e-3 (Holm). Planted faults: forgotten late payers, one hold more or one fewer,
// and an a′ that is 15 % too high.
import Stochastics
import TestSupport
import Testing

@testable import LiveCommerce

@Suite struct HoldOracleTests {
  struct Case: Sendable {
    var name: String
    var slot: Double
    var hold: Double
    var abandons: Double
    var payDelay: Distribution
    /// Gateway flag: notice and grid are fast.
    var flag = true
    /// ⌈slot/T⌉, which is ⌊slot/T⌋ + 1 except where T divides the slot.
    var holds: Int { Int((slot / hold).rounded(.up)) }
  }

  static let cases: [Case] = [
    Case(name: "one hold", slot: 20, hold: 30, abandons: 0.4, payDelay: .fixed(0)),
    Case(name: "two holds", slot: 32, hold: 20, abandons: 0.5, payDelay: .fixed(0), flag: false),
    Case(name: "the slot is two holds", slot: 40, hold: 20, abandons: 0.5, payDelay: .fixed(0)),
    Case(name: "late payers", slot: 32, hold: 20, abandons: 0.3, payDelay: .exponential(15)),
    Case(name: "three holds", slot: 50, hold: 20, abandons: 0.4, payDelay: .uniform(0, 30)),
  ]

  static let units = 400
  static let replications: UInt64 = 4

  static func scenario(_ item: Case) -> Scenario {
    let cohort = Plain.cohort {
      $0.dwell = .fixed(0.3)
      $0.abandonment = item.abandons
      $0.payDelay = item.payDelay
    }
    let length = Int64((item.slot + 1) * 1e9)
    return Plain.scenario(
      length: length,
      // Ample: everybody clicks at once and orders, several times the stock in any hold.
      traffic: [Plain.stream(110 * item.slot, .steady(from: 0, to: length))], cohorts: [cohort]
    ) {
      $0.rooms[0].rundown = [Plain.linkUp(at: 0)]
      $0.decision.perSecond = 1_000
      $0.decision.order = 1
      $0.products[0].variants[0].stock = units
      $0.products[0].hold = Int64(item.hold * 1e9)
      $0.products[0].open = Int64(item.slot * 1e9)
      $0.orders.gateway.soldOutNotice = item.flag ? 0 : nil
      $0.orders.gateway.soldOutRecheck = second / 50
    }
  }

  struct Outcome: Sendable {
    var left = 0
    var held = 0
    var refunded = 0
  }

  static func outcome(_ item: Case) throws -> Outcome {
    var sum = Outcome()
    for seed in Seeds.first(replications) {
      let record = try Observed(scenario(item), seed: seed, keepsLog: false).record
      let account = record.stock[0].account
      #expect(account.stocked == units && account.held == 0)
      #expect(account.free == units - account.sold)
      #expect(record.checks.allSatisfy { $0.violations == 0 }, "\(item.name)")
      sum.left += account.free
      sum.held += account.sold + account.released
      sum.refunded += record.checkout.refunded
    }
    return sum
  }

  /// The crossings of order and answer, the charge and the statements count into the pay delay.
  static let overhead = 0.003

  static func late(_ item: Case) -> Double {
    1 - item.payDelay.cumulative((item.hold - overhead) * 1e9)
  }

  static func left(_ item: Case, abandons: Double, late: Double, holds: Int) -> Double {
    Elementary.pow(abandons + (1 - abandons) * late, Double(holds))
  }

  @Test func `the share left over is that of holds one after the other`() throws {
    var truth: [TestedHypothesis] = []
    for item in Self.cases {
      let outcome = try Self.outcome(item)
      let trials = Self.units * Int(Self.replications)
      func test(_ name: String, abandons: Double, late: Double, holds: Int) -> TestedHypothesis {
        Oracle.binomial(
          "\(item.name), \(name)", outcome.left, of: trials,
          share: Self.left(item, abandons: abandons, late: late, holds: holds))
      }
      let a = item.abandons
      let late = Self.late(item)
      truth.append(test("left", abandons: a, late: late, holds: item.holds))
      if late > 0 {
        truth.append(
          Oracle.binomial(
            "\(item.name), refunded", outcome.refunded, of: outcome.held, share: (1 - a) * late))
      } else {
        #expect(outcome.refunded == 0)
      }
      var planted = [
        test("one hold more", abandons: a, late: late, holds: item.holds + 1),
        Oracle.binomial(
          "\(item.name), a' off", outcome.left, of: trials,
          share: Elementary.pow((a + (1 - a) * late) * 1.15, Double(item.holds))),
      ]
      if item.holds > 1 {
        planted.append(test("one fewer", abandons: a, late: late, holds: item.holds - 1))
      }
      if late > 0 { planted.append(test("no late", abandons: a, late: 0, holds: item.holds)) }
      for fault in planted {
        #expect(!FamilyWise.rejected([fault], alpha: Oracle.alpha / 10).isEmpty, "\(fault.name)")
      }
    }
    #expect(FamilyWise.rejected(truth, alpha: Oracle.alpha) == [])
  }
}
