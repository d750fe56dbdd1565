// M/M/1 as two processes in virtual time, arrival rate 0.9, service rate 1, a million objects: the
// workload that simulation engines are compared by, and that Tests/Peers does in other languages.
import DiscreteEvents
import Stochastics

enum SingleServer {
  static let workload = Workload(
    name: "mm1", summary: "M/M/1, ρ = 0.9, a million objects: a source, a mailbox, a server",
    run: { options in
      [
        try Measurement.figure(
          "mm1", operation: "object", operations: objects, repeats: options.repeats,
          limit: ParkingLimit.limit(2, operations: objects), run: run)
      ]
    })

  private static let objects = 1_000_000
  /// A mean service time.
  private static let unit = 1e9

  private static func run() -> Outcome {
    let executor = VirtualExecutor()
    let queue = Mailbox(executor, name: "queue")
    let draws = Draws(seed: 1)
    let books = Books()
    executor.spawn(name: "source") {
      let own = draws.entity(1, 1)
      for object in 0..<UInt32(objects) {
        await executor.sleep(for: Int64(own.unitExponential(1, object) * unit / 0.9))
        queue.send(Int(executor.now.nanoseconds))
      }
      queue.close()
    }
    executor.spawn(name: "server") {
      let own = draws.entity(1, 2)
      while let arrived = await queue.receive() {
        await executor.sleep(for: Int64(own.unitExponential(1, books.served) * unit))
        books.leaves(after: executor.now.nanoseconds - Int64(arrived))
      }
    }
    executor.run(until: Instant(nanoseconds: .max / 2))
    return Outcome(
      checksum: executor.fingerprint,
      counts: [
        "objects": Int(books.served),
        "meanNanosecondsInside": Int(books.inside / Int128(objects)),
      ])
  }

  // Sendable: used by one executor's jobs only.
  private final class Books: @unchecked Sendable {
    private(set) var served: UInt32 = 0
    private(set) var inside: Int128 = 0

    func leaves(after nanoseconds: Int64) {
      served += 1
      inside += Int128(nanoseconds)
    }
  }
}
