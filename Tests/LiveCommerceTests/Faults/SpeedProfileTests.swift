// A service under faults takes as long as the speed's integral needs to reach its work: on cases done
// in the head, and against a sum over milliseconds on drawn ones.
import Stochastics
import TestSupport
import Testing

@testable import LiveCommerce

@Suite struct SpeedProfileTests {
  private static func fault(
    _ from: Int64, _ until: Int64, _ kind: Fault.Kind, _ tier: Fault.Tier = .database
  ) -> Fault { Fault(from: from, until: until, tier: tier, kind: kind) }

  @Test func `without faults a service takes its time`() {
    let other = Self.fault(0, 100, .slow(factor: 3), .cache)
    #expect(SpeedProfile([other], of: .database).time(for: 70, from: 10) == 70)
  }

  @Test func `a service feels what begins and ends while it is under way`() {
    let slow = SpeedProfile([Self.fault(100, 200, .slow(factor: 2))], of: .database)
    #expect(slow.time(for: 50, from: 0) == 50)
    #expect(slow.time(for: 50, from: 100) == 100)
    // 50 before it, 20 of the 50 left at half the speed.
    #expect(slow.time(for: 70, from: 50) == 90)
    // 25 within, the other 75 after it.
    #expect(slow.time(for: 100, from: 150) == 125)
    #expect(slow.time(for: 50, from: 200) == 50)
    let down = SpeedProfile([Self.fault(100, 200, .down(silent: false))], of: .database)
    #expect(down.time(for: 1, from: 100) == 101)
    #expect(down.time(for: 60, from: 50) == 160)
    #expect(down.time(for: 0, from: 150) == 50)
    // Who is down fails at the provider's, and hangs nowhere.
    let provider = Self.fault(100, 200, .down(silent: false), .payment)
    #expect(SpeedProfile([provider], of: .payment).time(for: 60, from: 50) == 60)
  }

  @Test func `faults at the same time multiply, as a sum over milliseconds says`() {
    for seed in Seeds.first(20) {
      let own = Draws(seed: seed).entity(0xFFFF, 5)
      let faults = (0..<UInt32(4)).map { index -> Fault in
        let from = Int64(own.uniform(1, index) * 500)
        let until = from + 1 + Int64(own.uniform(2, index) * 300)
        let kinds: [Fault.Kind] = [
          .slow(factor: 1 + 9 * own.uniform(3, index)), .brownout(left: own.uniform(3, index)),
          .down(silent: false),
        ]
        return Self.fault(
          from * 1_000_000, until * 1_000_000, kinds[Int(own.uniform(4, index) * 3)])
      }
      let profile = SpeedProfile(faults, of: .database)
      let start = Int64(own.uniform(5) * 600)
      let work = 1 + own.uniform(6) * 400
      var done = 0.0
      var now = start
      while done < work {
        done += faults.filter { $0.lasts(at: now * 1_000_000) }.reduce(1.0) {
          switch $1.kind {
          case .slow(let factor): $0 / factor
          case .brownout(let left): $0 * left
          default: 0
          }
        }
        now += 1
      }
      let found = Double(profile.time(for: Int64(work * 1e6), from: start * 1_000_000)) / 1e6
      #expect(abs(found - Double(now - start)) <= 1.001, "seed \(seed)")
    }
  }

  @Test func `shares are those of the faults that last, independent of each other`() {
    let faults = [
      Self.fault(0, 10, .lostAcknowledgements(share: 0.5), .queue),
      Self.fault(5, 15, .lostAcknowledgements(share: 0.2), .queue),
      Self.fault(0, 15, .lostAcknowledgements(share: 0.9), .gateway),
    ]
    let profile = ShareProfile(faults, of: .queue, .lostAcknowledgements)
    #expect(profile.share(at: 4) == 0.5 && profile.share(at: 15) == 0)
    #expect(abs(profile.share(at: 7) - 0.6) < 1e-12)
    #expect(ShareProfile(faults, of: .cache, .coldCache).isEmpty)
  }
}
