// The wheel against a list: whatever is put in comes out once, in the window that its tick lies in,
// however the windows are cut and however far ahead it was put.
import Stochastics
import Testing

@testable import LiveCommerce

@Suite struct WheelTests {
  private static func record(_ number: Int, at tick: UInt32) -> ViewerRecord {
    var record = ViewerRecord(
      number: UInt32(number), stream: 0, room: 0, cohort: 0, streamDelay: 0)
    record.next = tick
    return record
  }

  /// Everything due before `end`, with what was not due put back.
  private static func take(
    _ wheel: inout BucketWheel, before end: Int64
  ) -> [(number: UInt32, next: UInt32)] {
    var taken: [(number: UInt32, next: UInt32)] = []
    while let chain = wheel.takeBucket(before: end) {
      var reader = ChainReader(chain)
      while let place = unsafe wheel.read(&reader) {
        let record = unsafe place.pointee
        if Int64(record.next) < end {
          taken.append((record.number, record.next))
        } else {
          wheel.insert(record)
        }
      }
    }
    return taken
  }

  // Widths from one tick to a window of five seconds; gaps between windows from a tick to hours, so
  // that every level is spread and every level is read whole.
  @Test(arguments: [0, 3, 8, 18] as [Int64])
  func `what is put in comes out once and in its window`(shift: Int64) {
    for seed in UInt64(1)...20 {
      let draws = Draws(seed: seed).entity(1, UInt64(shift))
      var wheel = BucketWheel(shift: shift)
      var waiting: [UInt32: UInt32] = [:]
      var now: Int64 = 0
      for round in UInt32(0)..<200 {
        for place in UInt32(0)..<10 {
          let index = round * 10 + place
          let reach = Elementary.exp(22 * draws.uniform(1, index))
          let tick = UInt32(clamping: now + Int64(reach))
          wheel.insert(WheelTests.record(Int(index), at: tick))
          waiting[index] = tick
        }
        let bound = wheel.earliest() ?? .max
        #expect(waiting.values.allSatisfy { Int64($0) >= bound })
        let end = now + 1 + Int64(Elementary.exp(20 * draws.uniform(2, round)))
        for (number, next) in WheelTests.take(&wheel, before: end) {
          #expect(waiting.removeValue(forKey: number) == next)
        }
        #expect(waiting.values.allSatisfy { Int64($0) >= end }, "seed \(seed), round \(round)")
        #expect(wheel.count == waiting.count)
        now = end
        guard now < Int64(UInt32.max) else { break }
      }
    }
  }

  @Test func `a sweep sees everybody once`() {
    var wheel = BucketWheel(shift: 5)
    for number in 0..<1_000 {
      wheel.insert(WheelTests.record(number, at: UInt32(number * number * 4_000 % 2_000_000_000)))
    }
    var seen = Set<UInt32>()
    wheel.updateAll { seen.insert($0.number) }
    #expect(seen.count == 1_000)
  }
}
