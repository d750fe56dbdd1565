// Times by period: each lands in the column that its bounds name, and parts make the whole.
import Stochastics
import Testing

@Suite struct HistogramSeriesTests {
  /// Every bound is the first time of its column, and what is one less belongs to the column before.
  @Test func columnsBeginAtTheirBounds() {
    let bounds = HistogramSeries.bounds
    #expect(bounds == bounds.sorted())
    for (column, bound) in bounds.dropLast().enumerated() {
      #expect(Self.column(of: bound) == column)
      #expect(Self.column(of: bound - 1) == max(0, column - 1))
    }
  }

  @Test func whatIsTooLongCountsInTheLastColumn() {
    #expect(Self.column(of: .max) == HistogramSeries.bounds.count - 2)
    #expect(Self.column(of: 0) == 0)
  }

  /// A period ends just before the next begins, and what was not touched is empty.
  @Test func periodsAreHalfOpen() {
    var series = HistogramSeries(period: 10)
    series.add(1, at: 9)
    series.add(1, at: 30)
    #expect(series.counts.map { $0.first } == [1, nil, nil, 1])
  }

  @Test func partsMakeTheWhole() {
    var whole = HistogramSeries(period: 7)
    var parts = [HistogramSeries](repeating: HistogramSeries(period: 7), count: 3)
    for index in 0..<500 {
      let time = Int64(index) * 977_777_777 % 50_000_000_000
      whole.add(time, at: Int64(index % 61))
      parts[index % 3].add(time, at: Int64(index % 61))
    }
    var forth = HistogramSeries(period: 7)
    for part in parts { forth.merge(part) }
    var back = HistogramSeries(period: 7)
    for part in parts.reversed() { back.merge(part) }
    #expect(forth == whole)
    #expect(back == whole)
    #expect(whole.counts.reduce(0) { $0 + $1.reduce(0, +) } == 500)
  }

  /// The column in which a time alone is counted.
  private static func column(of time: Int64) -> Int? {
    var series = HistogramSeries(period: 1)
    series.add(time, at: 0)
    return series.counts[0].firstIndex(of: 1)
  }
}
