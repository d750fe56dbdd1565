// The circuit breaker and the rate of an account, by themselves.
import Stochastics
import TestSupport
import Testing

@testable import LiveCommerce

@Suite struct BreakerTests {
  private static let setting = OrderPath.Breaker(
    window: 4, failures: 0.5, slow: 100, open: 1_000, probes: 2)

  @Test func `half of the window opens it, and not before the window is full`() {
    var breaker = CircuitBreaker(Self.setting)
    for at in [Int64(1), 2, 3] { breaker.hears(failed: true, admitted: at, at: at) }
    let at4 = breaker.admits(at: 4)
    #expect(at4)
    breaker.hears(failed: false, admitted: 4, at: 4)
    let at5 = breaker.admits(at: 5)
    #expect(!at5 && breaker.openings == 1)
    var healthy = CircuitBreaker(Self.setting)
    for at in Int64(0)..<40 { healthy.hears(failed: at % 4 == 0, admitted: at, at: at) }
    let at41 = healthy.admits(at: 41)
    #expect(at41 && healthy.openings == 0)
  }

  @Test func `the oldest answer leaves the window`() {
    var breaker = CircuitBreaker(Self.setting)
    for failed in [true, false, false, false, true] {
      breaker.hears(failed: failed, admitted: 1, at: 1)
    }
    let at2 = breaker.admits(at: 2)
    #expect(at2)
    breaker.hears(failed: true, admitted: 2, at: 2)
    let at3 = breaker.admits(at: 3)
    #expect(!at3)
  }

  @Test func `slow answers are failures`() {
    var breaker = CircuitBreaker(Self.setting)
    for at in Int64(0)..<4 { breaker.hears(failed: false, admitted: at, at: at + 100) }
    let at104 = breaker.admits(at: 104)
    #expect(at104)
    for at in Int64(104)..<108 { breaker.hears(failed: false, admitted: at, at: at + 101) }
    let at300 = breaker.admits(at: 300)
    #expect(!at300)
  }

  @Test func `there may be more probes than answers in the window`() {
    let setting = OrderPath.Breaker(window: 4, failures: 0.5, slow: 100, open: 1_000, probes: 6)
    for heals in [true, false] {
      var breaker = CircuitBreaker(setting)
      for at in Int64(0)..<4 { breaker.hears(failed: true, admitted: at, at: at) }
      let probes = (Int64(1_003)..<1_010).map { breaker.admits(at: $0) }
      #expect(probes == [true, true, true, true, true, true, false])
      for at in Int64(1_003)..<1_009 {
        breaker.hears(failed: !heals, admitted: at, at: at + 10)
      }
      let isClosed = breaker.admits(at: 1_020)
      #expect(isClosed == heals && breaker.openings == (heals ? 1 : 2))
    }
  }

  @Test func `half open, so many probes pass and decide`() {
    for heals in [true, false] {
      var breaker = CircuitBreaker(Self.setting)
      for at in Int64(0)..<4 { breaker.hears(failed: true, admitted: at, at: at) }
      let at1_002 = breaker.admits(at: 1_002)
      #expect(!at1_002)
      let probes = [1_003, 1_004, 1_005].map { breaker.admits(at: $0) }
      #expect(probes == [true, true, false])
      // What was admitted before it opened decides nothing.
      breaker.hears(failed: true, admitted: 2, at: 1_006)
      breaker.hears(failed: true, admitted: 3, at: 1_006)
      breaker.hears(failed: !heals, admitted: 1_003, at: 1_007)
      breaker.hears(failed: !heals, admitted: 1_004, at: 1_008)
      let after = breaker.admits(at: 1_009)
      #expect(after == heals)
      #expect(breaker.openings == (heals ? 1 : 2))
    }
  }

  @Test func `each account has the bucket of its own that the gateway's bucket would be`() {
    for (rate, burst) in [(2.0, 1.0), (0.5, 3.0), (10, 7)] {
      var limits = AccountLimits(OrderPath.AccountRate(rate: rate, burst: burst))
      var buckets = (0..<3).map { _ in TokenBucket(rate: rate, burst: burst) }
      let own = Draws(seed: 1).entity(0xFFFF, 6)
      var now: Int64 = 0
      var refused = 0
      for index in UInt32(0)..<4_000 {
        now += Int64(own.unitExponential(1, index) * 2e8 / rate)
        let account = Int(own.uniform(2, index) * 3)
        let taken = limits.take(UInt64(account), at: now)
        let expected = buckets[account].take(at: now)
        #expect(taken == expected)
        refused += taken ? 0 : 1
      }
      #expect(refused > 500, "\(rate), \(burst)")
    }
  }
}
