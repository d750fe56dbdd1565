// Times whole sessions. The first run counts: a session is something that people run once.
import LiveCommerce
import Stochastics

extension SessionKind {
  /// The session as one workload among all.
  var workload: Workload {
    Workload(name: rawValue, summary: summary) { try figures($0) }
  }

  private func figures(_ options: BenchOptions) throws -> [Figure] {
    let text = text(viewers: options.viewers)
    let scenario = try Scenario.read(Array(text.utf8), file: rawValue)
    var session = SessionOptions()
    session.threads = options.threads
    var census = SessionCensus()
    let run = {
      census = SessionCensus(try Session.run(scenario, options: session))
      return census.outcome
    }
    let first = try Measurement.firstRun(run)
    var figure = try Measurement.figure(
      rawValue, operation: self == .orders ? "order" : "event",
      operations: max(1, self == .orders ? census.orders : census.events),
      repeats: options.repeats, limit: limit(census), after: first, costs: [first.nanoseconds],
      run: run)
    figure.size = options.viewers
    figure.nsPerEvent = figure.ns.median * Double(figure.operations) / Double(census.events)
    figure.bytesPerPerson = figure.bytes.map { Double($0) / Double(max(1, census.peakPresent)) }
    return [figure]
  }

  private func limit(_ census: SessionCensus) -> MachineLimit {
    switch self {
    case .bare, .rooms, .full:
      MemoryLimits.viewerEvent(
        present: census.peakPresent, operations: min(census.events, 2_000_000))
    case .orders: ParkingLimit.limit(1, operations: min(max(1, census.orders), 500_000))
    }
  }
}
