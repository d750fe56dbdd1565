// What faults do to a session: charges that fail and are made again, a front tier that is down, an
// account that is cut off, workers that are out, and what the record says of it.
//
// Charges: with attempts that fail with chance p and at most k of them, a charge fails with pᵏ
// (binomial), and makes (1 − pᵏ) ÷ (1 − p) attempts on average. Family-wise error 1e-3 (Holm); a k one
// larger is rejected.
import Stochastics
import TestSupport
import Testing

@testable import LiveCommerce

@Suite struct OutageTests {
  static func scenario(_ change: (inout Scenario) -> Void) -> Scenario {
    let cohort = Plain.cohort {
      $0.dwell = .fixed(5)
      $0.abandonment = 0
      $0.payDelay = .uniform(0, 1)
    }
    let end = 40 * second
    return Plain.scenario(
      length: end, traffic: [Plain.stream(2_000, .steady(from: 0, to: end))], cohorts: [cohort]
    ) {
      $0.rooms[0].rundown = [Plain.linkUp(at: 0)]
      $0.decision.perSecond = 1_000
      $0.decision.order = 1
      $0.products[0].variants[0].stock = 10_000
      $0.products[0].hold = 300 * second
      change(&$0)
    }
  }

  static func fault(_ tier: Fault.Tier, _ kind: Fault.Kind) -> Fault {
    Fault(from: 10 * second, until: 20 * second, tier: tier, kind: kind)
  }

  static func record(_ change: (inout Scenario) -> Void) throws -> SessionRecord {
    try Observed(scenario(change), seed: 1, keepsLog: false).record
  }

  @Test func `charges fail as often as their last attempt does`() throws {
    var hypotheses: [TestedHypothesis] = []
    for attempts in [1, 2, 3] {
      let record = try Self.record {
        $0.orders.payment.failure = 0.5
        $0.orders.payment.retry = OrderPath.ChargeRetry(
          attempts: attempts, backoff: second / 10, budget: 20)
      }
      let failed = record.checkout.count(of: .failed)
      let charges = failed + record.ordersPaid
      #expect(charges > 1_500)
      var chance = 1.0
      for _ in 0..<attempts { chance /= 2 }
      hypotheses.append(
        Oracle.binomial("\(attempts) attempts", failed, of: charges, share: chance))
      let other = Oracle.binomial("one more", failed, of: charges, share: chance / 2)
      #expect(other.pValue < Oracle.alpha)
      let tried = record.tier("payment")?.requests ?? 0
      #expect(tried == charges + record.checkout.chargeRetries)
    }
    #expect(FamilyWise.rejected(hypotheses, alpha: Oracle.alpha) == [])
  }

  @Test func `an attempt at a charge takes its own time, and not that of those before`() throws {
    let record = try Self.record {
      $0.orders.payment.capacity = 2_000
      $0.orders.payment.latency = .fixed(0.1)
      $0.orders.payment.failure = 0.5
      $0.orders.payment.retry = OrderPath.ChargeRetry(attempts: 3, backoff: 4 * second, budget: 20)
    }
    let payment = try #require(record.tier("payment"))
    #expect(record.checkout.chargeRetries > 500)
    #expect(payment.latency.minimum == second / 10 && payment.latency.maximum == second / 10)
    #expect(payment.latency.count == payment.requests)
  }

  @Test func `a budget bounds the retries of charges`() throws {
    let record = try Self.record {
      $0.orders.faults = [Self.fault(.payment, .down(silent: false))]
      $0.orders.payment.retry = OrderPath.ChargeRetry(
        attempts: 10, backoff: second / 10, budget: 0.1)
    }
    let charges = record.checkout.count(of: .failed) + record.ordersPaid
    let retries = record.checkout.chargeRetries
    #expect(retries > 50 && Double(retries) <= 0.1 * Double(charges))
  }

  @Test func `nothing gets through a front that is down, and everything after`() throws {
    for silent in [true, false] {
      let record = try Self.record {
        $0.orders.faults = [Self.fault(.gateway, .down(silent: silent))]
      }
      let effect = try #require(record.faultEffects.first)
      // A request that was on its way at the beginning arrives before it.
      let rates = effect.told
      #expect(rates.during == 0 && (rates.before ?? 0) > 30 && (rates.after ?? 0) > 30)
      let gateway = try #require(record.tier("gateway"))
      #expect(gateway.count(silent ? .unreachable : .down) > 300)
    }
  }

  @Test func `a partition cuts off its share of accounts, an amnesia its share of answers`() throws
  {
    let cut = try Self.record { $0.orders.faults = [Self.fault(.gateway, .partition(share: 0.3))] }
    let lost = try Self.record {
      $0.orders.faults = [Self.fault(.gateway, .lostAcknowledgements(share: 0.3))]
    }
    let cutOff = cut.tier("gateway")?.count(.unreachable) ?? 0
    let window = (10..<20).reduce(0) {
      $0 + (cut.tier("gateway")?.requestsBySecond.counts[$1] ?? 0)
    }
    let answered = (10..<20).reduce(0) { $0 + lost.createdBySecond[$1] }
    let hypotheses = [
      Oracle.binomial("cut off", cutOff, of: window, share: 0.3),
      Oracle.binomial("lost", lost.checkout.lostAnswers, of: answered, share: 0.3),
    ]
    #expect(FamilyWise.rejected(hypotheses, alpha: Oracle.alpha) == [])
    #expect(Oracle.binomial("", cutOff, of: window, share: 0.45).pValue < Oracle.alpha)
    #expect(lost.ordersCreated > cut.ordersCreated, "what was asked for is done all the same")
  }

  @Test func `workers that are out take nothing, and what waited is served after`() throws {
    let record = try Self.record { $0.orders.faults = [Self.fault(.workers, .down(silent: false))] }
    let effect = try #require(record.faultEffects.first)
    #expect(effect.told.during == 0 && record.createdBySecond[20] > 300)
    let half = try Self.record {
      $0.orders.faults = [Self.fault(.workers, .brownout(left: 0.5))]
      $0.orders.database.write = .fixed(0.1)
    }
    // An order writes twice: four of eight workers do 4 ÷ 0.2 s = 20 a second.
    let slow = try #require(half.faultEffects.first?.told.during)
    #expect((19...21).contains(slow), "\(slow)")
  }

  @Test func `a fault of payment is told in orders paid`() throws {
    let record = try Self.record { $0.orders.faults = [Self.fault(.payment, .down(silent: false))] }
    let effect = try #require(record.faultEffects.first)
    #expect(effect.deed == .paid && effect.told == effect.paid)
    #expect(effect.paid.during == 0 && (effect.paid.before ?? 0) > 30)
    #expect((effect.paid.after ?? 0) > 30)
    #expect((effect.created.during ?? 0) > 30, "orders are created all the same")
  }
}
