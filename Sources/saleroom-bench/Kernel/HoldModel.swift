// The hold model (D. W. Jones, "An empirical comparison of priority-queue and event-set
// implementations", CACM 29, 1986) on the executor: of n pending tokens the earliest is received and
// sent again, an exponential time later. Includes what the executor does around its timer queue.
import DiscreteEvents
import Stochastics

enum HoldModel {
  static let workload = Workload(
    name: "hold", summary: "the earliest of 10³, 10⁵, 10⁶ pending tokens received and sent again",
    run: { options in
      try [1_000, 100_000, 1_000_000].map { try figure(pending: $0, options) }
    })

  private static let holds = 500_000

  private static func figure(pending: Int, _ options: BenchOptions) throws -> Figure {
    try Measurement.figure(
      "hold.\(pending)", operation: "hold", operations: holds + pending, repeats: options.repeats,
      limit: MemoryLimits.randomTouch(pending: pending, operations: holds)
    ) { run(pending: pending) }
  }

  /// Sends `pending` tokens, holds `holds` times, and lets the rest come in.
  private static func run(pending: Int) -> Outcome {
    let executor = VirtualExecutor()
    let queue = Mailbox(executor, name: "pending")
    let draws = Draws(seed: 1).entity(1, 1)
    for token in 0..<pending { queue.send(token, at: later(executor, draws, token)) }
    executor.spawn(name: "holder") {
      var index = pending
      while let token = await queue.receive() {
        guard index < pending + holds else { continue }
        queue.send(token, at: later(executor, draws, index))
        index += 1
      }
    }
    executor.run(until: Instant(nanoseconds: .max / 2))
    let outcome = Outcome(checksum: executor.fingerprint, counts: ["timers": pending + holds])
    executor.shutdown()
    return outcome
  }

  private static func later(
    _ executor: VirtualExecutor, _ draws: EntityDraws, _ index: Int
  ) -> Instant {
    let step = draws.unitExponential(1, UInt32(index)) * 1e9
    return executor.now.advanced(byNanoseconds: Int64(step))
  }
}
