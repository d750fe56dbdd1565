// The histogram against the plain list of its values, kept and sorted.

import Stochastics
import TestSupport
import Testing

struct HistogramTests {
  private static func histogram(_ values: [Int64]) -> LogLinearHistogram {
    var histogram = LogLinearHistogram()
    for value in values { histogram.add(value) }
    return histogram
  }

  // The quantile by definition: the least value with at least q·n values not above it.
  private static func exactQuantile(_ thousandths: Int, of sorted: [Int64]) -> Int64 {
    let rank = max(1, (thousandths * sorted.count + 999) / 1_000)
    return sorted[rank - 1]
  }

  @Test(arguments: Seeds.first(20))
  func `what came since an earlier state is what was added`(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let earlier = Self.histogram(generator.values(upTo: 300))
    let values = generator.values(upTo: 300)
    var later = earlier
    for value in values { later.add(value) }
    let rest = later.since(earlier)
    let expected = Self.histogram(values)
    #expect(rest.buckets == expected.buckets)
    #expect(rest.sum == expected.sum && rest.count == expected.count)
    if let least = values.min(), let most = values.max() {
      #expect((rest.minimum ?? .max) <= least && (rest.maximum ?? .min) >= most)
      #expect(Double(most) * 1.01 >= Double(rest.maximum ?? .max) - 1)
    }
    #expect(later.since(later).count == 0)
  }

  @Test(arguments: Seeds.first(40))
  func `quantiles are within the stated error of the exact ones`(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let values = generator.values(upTo: 3_000) + [generator.value()]
    let histogram = Self.histogram(values)
    let sorted = values.sorted()
    for thousandths in [0, 1, 10, 70, 250, 290, 500, 570, 580, 900, 950, 990, 999, 1_000] {
      let exact = Self.exactQuantile(thousandths, of: sorted)
      let found = histogram.quantile(Double(thousandths) / 1_000) ?? -1
      let distance: Double = Double((found - exact).magnitude)
      #expect(distance <= Double(exact) * LogLinearHistogram.relativeError, "\(thousandths)")
    }
    #expect(histogram.quantile(0) == sorted.first)
    #expect(histogram.quantile(1) == sorted.last)
  }

  @Test(arguments: Seeds.first(40))
  func `counts, sums and extremes are exact`(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let values = generator.values(upTo: 500)
    let histogram = Self.histogram(values)
    let sum = values.reduce(Int128(0)) { $0 + Int128($1) }
    #expect(histogram.count == values.count)
    #expect(histogram.sum == sum)
    #expect(histogram.minimum == values.min())
    #expect(histogram.maximum == values.max())
    #expect(histogram.mean == (values.isEmpty ? nil : Double(sum) / Double(values.count)))
    let counted = histogram.buckets.reduce(0) { $0 + $1.count }
    #expect(counted == values.count)
    for bucket in histogram.buckets {
      let inside = values.count { $0 >= bucket.lowest && $0 <= bucket.highest }
      #expect(inside == bucket.count)
    }
  }

  @Test(arguments: Seeds.first(40))
  func `neither the order nor the grouping of data matters`(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let parts = (0..<3).map { _ in generator.values(upTo: 200) }
    let whole = Self.histogram((parts[0] + parts[1] + parts[2]).shuffled(using: &generator))
    let histograms = parts.map(Self.histogram)
    var left = histograms[0]
    left.merge(histograms[1])
    left.merge(histograms[2])
    var inner = histograms[1]
    inner.merge(histograms[2])
    var right = inner
    right.merge(histograms[0])
    #expect(left == whole)
    #expect(right == whole)
  }

  @Test(arguments: Seeds.first(20))
  func `an export is read back whole`(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let original = Self.histogram(generator.values(upTo: 300))
    let restored = LogLinearHistogram(
      buckets: original.buckets, sum: original.sum, minimum: original.minimum,
      maximum: original.maximum)
    #expect(restored == original)
  }

  typealias Bucket = LogLinearHistogram.Bucket

  struct Forgery: Sendable {
    let flaw: String
    var buckets = [
      Bucket(lowest: 7, highest: 7, count: 2), Bucket(lowest: 512, highest: 515, count: 1),
    ]
    var sum: Int128 = 527
    var minimum: Int64? = 7
    var maximum: Int64? = 513
  }

  static let forgeries: [Forgery] = [
    Forgery(flaw: "sum too small", sum: 525),
    Forgery(flaw: "sum too large", sum: 528),
    Forgery(flaw: "minimum outside its bucket", minimum: 6),
    Forgery(flaw: "maximum outside its bucket", maximum: 516),
    Forgery(flaw: "no minimum", minimum: nil),
    Forgery(flaw: "nothing, with a sum", buckets: [], minimum: nil, maximum: nil),
    Forgery(flaw: "count of zero", buckets: [Bucket(lowest: 7, highest: 7, count: 0)]),
    Forgery(
      flaw: "buckets out of order",
      buckets: [
        Bucket(lowest: 512, highest: 515, count: 1), Bucket(lowest: 7, highest: 7, count: 2),
      ]),
    Forgery(
      flaw: "not a bucket of ours",
      buckets: [
        Bucket(lowest: 7, highest: 7, count: 2), Bucket(lowest: 513, highest: 516, count: 1),
      ]),
    Forgery(
      flaw: "negative values", buckets: [Bucket(lowest: -4, highest: -4, count: 1)], sum: -4,
      minimum: -4, maximum: -4),
    Forgery(
      flaw: "more values than can be counted",
      buckets: [
        Bucket(lowest: 0, highest: 0, count: .max), Bucket(lowest: 1, highest: 1, count: 1),
      ], sum: 1, minimum: 0, maximum: 1),
  ]

  @Test(arguments: forgeries.indices)
  func `an export that no data could have made is refused`(place: Int) {
    let forged = Self.forgeries[place]
    let read = LogLinearHistogram(
      buckets: forged.buckets, sum: forged.sum, minimum: forged.minimum, maximum: forged.maximum)
    #expect(read == nil, "\(forged.flaw)")
  }

  @Test func `the honest version of the forgeries is accepted`() {
    let honest = Forgery(flaw: "none")
    let read = LogLinearHistogram(
      buckets: honest.buckets, sum: honest.sum, minimum: honest.minimum, maximum: honest.maximum)
    #expect(read == Self.histogram([7, 7, 513]))
  }

  @Test func `an empty histogram has no statistics`() {
    let empty = LogLinearHistogram()
    #expect(empty.quantile(0.5) == nil)
    #expect(empty.minimum == nil)
    #expect(empty.maximum == nil)
    #expect(empty.mean == nil)
    #expect(empty.buckets == [])
    var merged = Self.histogram([1, 2, 3])
    merged.merge(empty)
    #expect(merged == Self.histogram([3, 2, 1]))
    var other = empty
    other.merge(merged)
    #expect(other == merged)
  }

  @Test func `small values are exact and every value has a bucket`() {
    for value in 0..<Int64(256) {
      let found = Self.histogram([0, value, 1_000]).quantile(0.5)
      #expect(found == value)
    }
    for power in 8..<63 {
      let border = Int64(1) << Int64(power)
      for value in [border - 1, border, border + 1, border + (border - 1)] {
        let buckets = Self.histogram([value]).buckets
        #expect(buckets.count == 1)
        #expect(buckets.allSatisfy { $0.lowest <= value && value <= $0.highest })
      }
    }
  }

  // 0.07 · 100 is above 7 in floating point; the seventh value must still be the answer.
  @Test func `a rank is not pushed up by rounding`() {
    let hundred = Self.histogram(Array(1...100))
    for percent in 1...100 {
      #expect(hundred.quantile(Double(percent) / 100) == Int64(percent))
    }
  }

  @Test func `a negative value is a broken contract`() async {
    await #expect(processExitsWith: .failure) {
      var histogram = LogLinearHistogram()
      histogram.add(-1)
    }
  }
}
