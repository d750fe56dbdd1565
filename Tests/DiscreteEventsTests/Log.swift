// What processes write down in tests: lines of a name and the instant at which it was written.

import DiscreteEvents

/// One line of a log.
struct Line: Equatable, CustomStringConvertible {
  var what: String
  var at: Int64

  init(_ what: String, _ at: Int64) {
    self.what = what
    self.at = at
  }

  var description: String { "\(what)@\(at)" }
}

/// A log that the jobs of one executor append to.
// Sendable: only jobs of one executor write, and the test reads after the run.
final class Log: @unchecked Sendable {
  let executor: VirtualExecutor
  private(set) var lines: [Line] = []

  init(_ executor: VirtualExecutor) { self.executor = executor }

  func callAsFunction(_ what: String) {
    lines.append(Line(what, executor.now.nanoseconds))
  }
}

/// A value that only the jobs of one executor change.
final class Cell<Value>: @unchecked Sendable {
  var value: Value

  init(_ value: Value) { self.value = value }
}

extension Instant {
  /// Short for tests.
  static func at(_ nanoseconds: Int64) -> Instant { Instant(nanoseconds: nanoseconds) }
}
