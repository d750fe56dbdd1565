// A token through a mailbox: handed to a receiver who waits for it, or taken from those that wait.
import DiscreteEvents

enum MailboxTraffic {
  static let workload = Workload(
    name: "mailbox", summary: "a token sent and received: by a task that waits, from a queue",
    run: { options in
      [
        try figure("mailbox.waiting", burst: 1, options, ParkingLimit.limit(1, operations: tokens)),
        try figure("mailbox.queued", burst: 1_000, options, ring),
      ]
    })

  private static let tokens = 1_000_000

  private static func figure(
    _ name: String, burst: Int, _ options: BenchOptions, _ limit: MachineLimit
  ) throws -> Figure {
    try Measurement.figure(
      name, operation: "token", operations: tokens, repeats: options.repeats, limit: limit
    ) { run(burst: burst) }
  }

  /// Two tasks send each other `burst` tokens at a time until all have been sent.
  private static func run(burst: Int) -> Outcome {
    let executor = VirtualExecutor()
    let there = Mailbox(executor, name: "there")
    let back = Mailbox(executor, name: "back")
    let sums = Sums()
    executor.spawn(name: "ping") {
      for start in stride(from: 0, to: tokens / 2, by: burst) {
        for token in start..<start + burst { there.send(token) }
        for _ in 0..<burst { sums.add(await back.receive()) }
      }
      there.close()
    }
    executor.spawn(name: "pong") {
      while let token = await there.receive() { back.send(token &+ 1) }
    }
    executor.drain()
    return Outcome(checksum: sums.sum, counts: ["tokens": sums.count * 2])
  }

  // Sendable: used by one executor's jobs only.
  private final class Sums: @unchecked Sendable {
    private(set) var sum: UInt64 = 0
    private(set) var count = 0

    func add(_ token: Int?) {
      guard let token else { return }
      sum = sum &* 31 &+ UInt64(token)
      count += 1
    }
  }

  /// A word written to a ring and read again, a thousand at a time.
  private static var ring: MachineLimit {
    MachineLimit("a word through a ring", operations: tokens) {
      var ring = [Int](repeating: 0, count: 1_024)
      var sum: UInt64 = 0
      for start in stride(from: 0, to: tokens, by: 1_000) {
        for token in start..<start + 1_000 { ring[token & 1_023] = token }
        for token in start..<start + 1_000 { sum = sum &* 31 &+ UInt64(ring[token & 1_023]) }
      }
      return sum
    }
  }
}
