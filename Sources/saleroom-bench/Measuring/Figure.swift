// What is measured, as it stands in the JSON.

/// A median with its range.
struct Spread: Codable, Equatable {
  var median: Double
  var min: Double
  var max: Double

  /// Of at least one value.
  init(_ values: [Double]) {
    let sorted = values.sorted()
    median = (sorted[sorted.count / 2] + sorted[(sorted.count - 1) / 2]) / 2
    min = sorted[0]
    max = sorted[sorted.count - 1]
  }

  /// Whether the two ranges have anything in common.
  func overlaps(_ other: Spread) -> Bool { min <= other.max && other.min <= max }
}

/// What one operation of a workload costs.
struct Figure: Codable {
  /// What the machine needs for less than the same.
  struct Limit: Codable {
    var name: String
    var ns: Spread
    /// Of the results, so that the work cannot be left out.
    var checksum: String
  }

  /// The workload, with what distinguishes it from others of the same: `hold.1000`.
  var name: String
  /// What is counted: an event, a draw.
  var operation: String
  /// What the size was set to: viewers of a session, otherwise operations.
  var size: Int
  /// Operations in a run.
  var operations: Int
  /// Nanoseconds an operation.
  var ns: Spread
  var limit: Limit
  /// Cost over limit, run by run.
  var ratio: Spread
  /// Nanoseconds an event, of sessions.
  var nsPerEvent: Double?
  /// Growth of the resident memory to its peak in the first run; none where the system is silent.
  var bytes: Int?
  /// Growth for each person present at the fullest moment.
  var bytesPerPerson: Double?
  /// What happened in a run: the same on every machine and for every number of threads.
  var counts: [String: Int]
  /// Of the results; the same on every machine.
  var checksum: String
}

/// All figures of one call.
struct BenchRecord: Codable {
  static let currentSchema = 1

  var schema = currentSchema
  var threads: Int
  var repeats: Int
  var figures: [Figure]

  init(threads: Int, repeats: Int, figures: [Figure]) {
    self.threads = threads
    self.repeats = repeats
    self.figures = figures
  }
}
