// A schedule of a storm of ten orders: made, run to its last end of a hold, judged and let go. Beside
// it stands what its steps would cost at least, were they nothing but parked and resumed.
import Exploration
import LiveCommerce

enum ScheduleBench {
  static let workload = Workload(
    name: "explore", summary: "a schedule of ten orders: a storm, a sale logic, its judgement",
    run: { options in
      try ["preHold", "checkThenAct", "singleWriterActor"].map { try figure($0, options) }
    })

  private static let schedules = 10_000

  private static func figure(_ name: String, _ options: BenchOptions) throws -> Figure {
    guard let logic = SaleLogics.builtIn.first(where: { $0.name == name }) else {
      throw Misuse(text: "there is no sale logic \(name)")
    }
    return try Measurement.figure(
      "explore.\(name)", operation: "schedule", operations: schedules, repeats: options.repeats,
      limit: ParkingLimit.limit(100, operations: 20_000)
    ) { run(logic) }
  }

  /// All schedules by one explorer, one after the other.
  private static func run(_ logic: any SaleLogic.Type) -> Outcome {
    let search = Search(logic.name, storm: .rush(), promises: logic.promises) {
      logic.init(world: $0)
    }
    guard let explorer = Explorer(search) else { return Outcome(checksum: 0, counts: [:]) }
    var outcome = Outcome(checksum: 0, counts: ["findings": 0, "calls": 0])
    for number in 0..<schedules {
      let result = explorer.run(number)
      outcome.checksum = outcome.checksum &* 31 &+ result.fingerprint
      outcome.counts["findings", default: 0] += result.findings.isEmpty ? 0 : 1
      outcome.counts["calls", default: 0] += result.calls
    }
    return outcome
  }
}
