// The list of workloads. A new one is a file with a `static let workload` and a line here.

/// Something to measure.
struct Workload: Sendable {
  /// The name on the command line.
  let name: String
  /// What is measured, for the help.
  let summary: String
  /// Measures it.
  let run: @Sendable (BenchOptions) throws -> [Figure]

  /// Every workload in the order in which `all` runs them.
  static let all: [Workload] =
    SessionKind.allCases.map(\.workload) + [
      OrderLogic.workload, HoldModel.workload, ExecutorSteps.workload, MailboxTraffic.workload,
      SingleServer.workload, ScheduleBench.workload, Replications.workload, HistogramAdds.workload,
      KeyedDraws.workload, Variates.workload,
    ]
}
