// Times by when they were measured: one coarse histogram for each period of a run, for pictures of
// how a latency moved. What is to be told exactly is in a `LogLinearHistogram`.
// Invariant: a row is empty until its period is touched, and the last row holds something, so equal
// times make equal series, however they were gathered or merged.

/// Coarse histograms of times, one for each period of a run.
///
/// Eight columns to each doubling, from about a millisecond to more than an hour; what is shorter or
/// longer counts in the first or last column. A period that is touched takes 704 bytes.
public struct HistogramSeries: Sendable, Equatable {
  private static let columnsPerOctave = 8
  private static let octaves = 22
  /// The lowest octave begins here: 2²⁰ ns.
  private static let firstExponent = 20
  private static let columns = columnsPerOctave * octaves

  /// The length of a period, in nanoseconds.
  public let period: Int64
  private var rows: [[UInt32]] = []

  /// Makes an empty series of periods of `period` nanoseconds, which must be positive.
  public init(period: Int64) {
    precondition(period > 0, "a period must take time")
    self.period = period
  }

  /// Counts by period and column, up to the last period touched; a period without any is empty.
  public var counts: [[UInt32]] { rows }

  /// Where each column begins, in nanoseconds, and where the last one ends.
  public static var bounds: [Int64] {
    (0...columns).map { column in
      let base = Int64(1) << Int64(firstExponent + column / columnsPerOctave)
      return base + base / Int64(columnsPerOctave) * Int64(column % columnsPerOctave)
    }
  }

  /// Counts a time that was measured at an instant; neither may be negative.
  public mutating func add(_ time: Int64, at instant: Int64) {
    let row = Int(instant / period)
    while row >= rows.count { rows.append([]) }
    if rows[row].isEmpty { rows[row] = Array(repeating: 0, count: Self.columns) }
    rows[row][Self.column(of: time)] += 1
  }

  /// Adds everything another series of the same period holds.
  public mutating func merge(_ other: Self) {
    precondition(period == other.period, "series of different periods")
    while rows.count < other.rows.count { rows.append([]) }
    for (index, row) in other.rows.enumerated() where !row.isEmpty {
      if rows[index].isEmpty {
        rows[index] = row
      } else {
        for column in row.indices { rows[index][column] += row[column] }
      }
    }
  }

  private static func column(of time: Int64) -> Int {
    guard time >= 1 << Int64(firstExponent) else { return 0 }
    let exponent = 63 - time.leadingZeroBitCount
    let part = Int(time >> Int64(exponent - 3)) & (columnsPerOctave - 1)
    return min(columns - 1, (exponent - firstExponent) * columnsPerOctave + part)
  }
}
