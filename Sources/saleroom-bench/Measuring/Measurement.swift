// Runs a workload and its limit in turn, so that a slow minute of the machine meets both.

/// What a run of a workload leaves behind.
///
/// The checksum keeps the optimiser honest: it depends on every result and is printed.
struct Outcome: Equatable {
  var checksum: UInt64
  var counts: [String: Int] = [:]
}

/// The least work that resembles the workload.
struct MachineLimit {
  let name: String
  /// Operations in a run of the limit.
  let operations: Int
  /// Does the work and returns a checksum.
  let run: () -> UInt64

  init(_ name: String, operations: Int, run: @escaping () -> UInt64) {
    self.name = name
    self.operations = operations
    self.run = run
  }
}

/// A run that did not do what the run before it did.
struct Unrepeatable: Error, CustomStringConvertible {
  let name: String
  var description: String { "two runs of \(name) gave different results" }
}

enum Measurement {
  /// Measures a workload of `operations` beside its limit, after a run of each that is not counted.
  static func figure(
    _ name: String, operation: String, operations: Int, repeats: Int, limit: MachineLimit,
    run: () throws -> Outcome
  ) throws -> Figure {
    let first = try firstRun(run)
    _ = limit.run()
    return try figure(
      name, operation: operation, operations: operations, repeats: repeats, limit: limit,
      after: first, costs: [], run: run)
  }

  /// A first run, with the memory that it took.
  struct FirstRun {
    var outcome = Outcome(checksum: 0)
    var nanoseconds = 0.0
    var bytes: Int?
  }

  /// Runs a workload for the first time.
  static func firstRun(_ run: () throws -> Outcome) rethrows -> FirstRun {
    var first = FirstRun()
    first.bytes = try Memory.growth {
      first.nanoseconds = try nanoseconds { first.outcome = try run() }
    }
    return first
  }

  /// Measures on after a first run; `costs` are nanoseconds of runs that count already.
  static func figure(
    _ name: String, operation: String, operations: Int, repeats: Int, limit: MachineLimit,
    after first: FirstRun, costs: [Double], run: () throws -> Outcome
  ) throws -> Figure {
    var costs = costs
    var limits: [Double] = []
    var limitChecksum: UInt64 = 0
    while limits.count < repeats {
      if costs.count == limits.count {
        var outcome = first.outcome
        costs.append(try nanoseconds { outcome = try run() })
        guard outcome == first.outcome else { throw Unrepeatable(name: name) }
      }
      limits.append(nanoseconds { limitChecksum = limit.run() } / Double(limit.operations))
    }
    let each = costs.map { $0 / Double(operations) }
    return Figure(
      name: name, operation: operation, size: operations, operations: operations,
      ns: Spread(each),
      limit: Figure.Limit(
        name: limit.name, ns: Spread(limits), checksum: hexadecimal(limitChecksum)),
      ratio: Spread(zip(each, limits).map { $0 / $1 }), bytes: first.bytes,
      counts: first.outcome.counts, checksum: hexadecimal(first.outcome.checksum))
  }

  private static func nanoseconds(_ body: () throws -> Void) rethrows -> Double {
    let duration = try ContinuousClock().measure(body).components
    return Double(duration.seconds) * 1e9 + Double(duration.attoseconds) * 1e-9
  }

  private static func hexadecimal(_ word: UInt64) -> String {
    let digits = String(word, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
