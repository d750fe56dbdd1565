// Two hundred evenings of an everyday room as one experiment, intervals and verdict included. Beside it
// stand the same sessions one after the other on one thread: on N threads the ratio is 1 ÷ N at best.
import Experiments
import Foundation
import LiveCommerce
import SaleroomTool

enum Replications {
  static let workload = Workload(
    name: "replications",
    summary: "200 sessions of scenarios/everyday-room.json5 as an experiment"
  ) { try [figure($0)] }

  private static let file = "scenarios/everyday-room.json5"
  private static let count: UInt32 = 200
  private static let limitCount: UInt32 = 100

  private static func figure(_ options: BenchOptions) throws -> Figure {
    guard let data = FileManager.default.contents(atPath: file) else {
      throw Misuse(text: "\(file) is not here: run it where Package.swift is")
    }
    let scenario = try Scenario.read(Array(data), file: file)
    let limit = MachineLimit(
      "the same one after the other", operations: Int(limitCount)
    ) { (0..<limitCount).reduce(0) { $0 &+ fingerprint(scenario, $1) } }
    return try Measurement.figure(
      "replications", operation: "session", operations: Int(count), repeats: options.repeats,
      limit: limit
    ) { try run(scenario, threads: options.threads) }
  }

  private static func run(_ scenario: Scenario, threads: Int) throws -> Outcome {
    let replicator = Replicator(scenario, threads: threads)
    let experiment = try Blocking.run {
      do {
        return Result<Experiment, any Error>.success(
          try await replicator.experiment(.fixed(count)))
      } catch {
        return .failure(error)
      }
    }.get()
    var checksum: UInt64 = 0
    for case let value? in experiment.rows.flatMap(\.values) {
      checksum = checksum &* 31 &+ value.bitPattern
    }
    return Outcome(checksum: checksum, counts: ["sessions": experiment.rows.count])
  }

  private static func fingerprint(_ scenario: Scenario, _ number: UInt32) -> UInt64 {
    var options = SessionOptions()
    options.replication = number
    return (try? Session.run(scenario, options: options))?.audience.fingerprint ?? 0
  }
}
