// Statistics over time, against models that look at every nanosecond or keep every event.

import Stochastics
import TestSupport
import Testing

struct TimeStatisticsTests {
  // Visits every nanosecond of a short run: slow, and hard to get wrong.
  @Test(arguments: Seeds.first(40))
  func `an integral is the sum over every nanosecond`(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let start = Int64.random(in: -50...50, using: &generator)
    var weighted = TimeWeighted(level: 2, at: start)
    var (level, sum, now): (Int64, Int128, Int64) = (2, 0, start)
    var (highest, highestAt) = (level, start)
    for _ in 0..<30 {
      for _ in 0..<Int.random(in: 0...9, using: &generator) {
        sum += Int128(level)
        now += 1
      }
      let change = Int64.random(in: -3...3, using: &generator)
      level += change
      if level > highest { (highest, highestAt) = (level, now) }
      if Bool.random(using: &generator) {
        weighted.add(change, at: now)
      } else {
        weighted.set(level: level, at: now)
      }
      #expect(weighted.integral(until: now) == sum)
      #expect(weighted.integral(until: now + 7) == sum + 7 * Int128(level))
    }
    #expect(weighted.level == level)
    #expect(weighted.maximum == highest)
    #expect(weighted.timeOfMaximum == highestAt)
    let mean = now > start ? Double(sum) / Double(now - start) : nil
    #expect(weighted.mean(until: now) == mean)
  }

  @Test func `a mean needs time, and a day of large levels does not overflow`() {
    var weighted = TimeWeighted(at: 10)
    #expect(weighted.mean(until: 10) == nil)
    weighted.set(level: .max, at: 10)
    let end = Int64.max
    #expect(weighted.integral(until: end) == Int128(Int64.max) * Int128(end - 10))
    #expect(weighted.mean(until: end) == Double(Int64.max))
  }

  @Test func `a momentary peak counts`() {
    var weighted = TimeWeighted()
    weighted.add(3, at: 5)
    weighted.add(-3, at: 5)
    weighted.add(2, at: 6)
    #expect(weighted.maximum == 3)
    #expect(weighted.timeOfMaximum == 5)
    #expect(weighted.integral(until: 8) == 4)
  }

  @Test func `time does not run backwards`() async {
    await #expect(processExitsWith: .failure) {
      var weighted = TimeWeighted(at: 10)
      weighted.set(level: 1, at: 9)
    }
  }

  @Test(arguments: Seeds.first(20))
  func `a series counts what fell into each step, in any order`(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let width = Int64.random(in: 1...1_000, using: &generator)
    let origin = Int64.random(in: -500...500, using: &generator)
    let events = (0..<300).map { _ in
      (origin + Int64.random(in: 0..<20_000, using: &generator), Int(generator.next() % 5))
    }
    var series = CountSeries(origin: origin, width: width)
    for (time, amount) in events { series.add(at: time, amount) }
    for (step, count) in series.counts.enumerated() {
      let from = origin + Int64(step) * width
      let expected = events.filter { $0.0 >= from && $0.0 < from + width }.reduce(0) { $0 + $1.1 }
      #expect(count == expected)
    }
    #expect(series.total == events.reduce(0) { $0 + $1.1 })
    var (left, right) = (CountSeries(origin: origin, width: width), series)
    right = CountSeries(origin: origin, width: width)
    for (time, amount) in events[..<100] { left.add(at: time, amount) }
    for (time, amount) in events[100...].reversed() { right.add(at: time, amount) }
    right.merge(left)
    #expect(right == series)
  }

  @Test func `the peak is the first of the highest steps`() {
    var series = CountSeries()
    #expect(series.peak == nil)
    series.add(at: 4_200_000_000)
    series.add(at: 1_999_999_999)
    series.add(at: 2_000_000_000)
    series.add(at: 1_000_000_000)
    series.add(at: 4_000_000_000)
    #expect(series.counts == [0, 2, 1, 0, 2])
    #expect(series.peak?.index == 1)
    #expect(series.peak?.value == 2)
  }
}
