// A step of the executor: a task parks and is resumed, by its turn or by a timer.
import DiscreteEvents

enum ExecutorSteps {
  static let workload = Workload(
    name: "executor", summary: "a task parks and is resumed: by its turn, by a timer, among 1000",
    run: { options in
      [
        try figure("executor.yield", operation: "yield", tasks: 2, options) { executor, _ in
          await executor.yield()
        },
        try figure("executor.sleep", operation: "sleep", tasks: 1, options) { executor, step in
          await executor.sleep(for: Int64(step & 1023) + 1)
        },
        try figure("executor.sleep.1000", operation: "sleep", tasks: 1_000, options) {
          executor, step in
          await executor.sleep(for: Int64(MixingLimits.mix(UInt64(step)) & 0xFFFF) + 1)
        },
        try figure("executor.home", operation: "sleep", tasks: 1_000, atHome: true, options) {
          executor, step in
          await executor.sleep(for: Int64(MixingLimits.mix(UInt64(step)) & 0xFFFF) + 1)
        },
      ]
    })

  private static let steps = 500_000

  private static func figure(
    _ name: String, operation: String, tasks: Int, atHome: Bool = false,
    _ options: BenchOptions, step: @escaping @Sendable (VirtualExecutor, Int) async -> Void
  ) throws -> Figure {
    try Measurement.figure(
      name, operation: operation, operations: steps, repeats: options.repeats,
      limit: ParkingLimit.limit(1, operations: steps)
    ) {
      let executor = VirtualExecutor(keepsHome: atHome)
      for task in 0..<tasks {
        executor.spawn(name: "task") {
          for number in 0..<steps / tasks { await step(executor, number &* tasks &+ task) }
        }
      }
      executor.run(until: Instant(nanoseconds: .max / 2))
      return Outcome(checksum: executor.fingerprint, counts: ["steps": steps])
    }
  }
}
