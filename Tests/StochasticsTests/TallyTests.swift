// The tally against two-pass formulas, whole and merged.

import Stochastics
import TestSupport
import Testing

struct TallyTests {
  private static func tally(_ values: [Double]) -> Tally {
    var tally = Tally()
    for value in values { tally.add(value) }
    return tally
  }

  // Numbers far from zero, where the textbook formula Σx² - n·mean² would lose every digit.
  private static func values(seed: UInt64) -> [Double] {
    var generator = SeededGenerator(seed: seed)
    let count = Int.random(in: 2...400, using: &generator)
    return (0..<count).map { _ in 1e9 + Double.random(in: -1...1, using: &generator) }
  }

  @Test(arguments: Seeds.first(30))
  func `mean and variance match the two-pass formulas`(seed: UInt64) throws {
    let values = Self.values(seed: seed)
    let tally = Self.tally(values)
    let n = Double(values.count)
    let offsets = values.map { $0 - 1e9 }
    let mean = offsets.reduce(0, +) / n
    let variance = offsets.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)
    let meanError: Double = try abs(#require(tally.mean) - 1e9 - mean)
    let varianceError: Double = try abs(#require(tally.variance) - variance)
    #expect(meanError <= 1e-5)
    #expect(varianceError <= 1e-5 * variance)
    #expect(tally.count == values.count)
    #expect(tally.minimum == values.min())
    #expect(tally.maximum == values.max())
  }

  @Test(arguments: Seeds.first(30))
  func `a merged tally is that of the whole list`(seed: UInt64) throws {
    let values = Self.values(seed: seed)
    let cut = values.count / 3
    var merged = Self.tally(Array(values[..<cut]))
    merged.merge(Self.tally(Array(values[cut...])))
    let whole = Self.tally(values)
    let meanError: Double = try abs(#require(merged.mean) - #require(whole.mean))
    let spreads = try (#require(merged.variance), #require(whole.variance))
    let varianceError: Double = abs(spreads.0 - spreads.1)
    #expect(merged.count == whole.count)
    #expect(meanError <= 1e-5)
    #expect(varianceError <= 1e-5 * spreads.1)
    #expect(merged.minimum == whole.minimum)
    #expect(merged.maximum == whole.maximum)
  }

  @Test func `few numbers have few statistics`() {
    let empty = Tally()
    #expect(empty.mean == nil && empty.variance == nil && empty.minimum == nil)
    let one = Self.tally([4])
    #expect(one.mean == 4 && one.variance == nil && one.maximum == 4)
    let two = Self.tally([4, 6])
    #expect(two.mean == 5 && two.variance == 2)
    #expect(two.standardDeviation == 2.0.squareRoot())
    var merged = empty
    merged.merge(two)
    merged.merge(empty)
    #expect(merged == two)
  }
}
