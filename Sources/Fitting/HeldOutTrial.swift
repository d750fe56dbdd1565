// Does a session that is drawn from the estimates look like people whom they were not made from? The
// part that was held out is simulated as often as needed to know how much such a part varies by chance.
//
// A mean of n visits varies by σ² ÷ n. The simulations have n′ visits each and show σ² ÷ n′; the part
// that was held out varies by n′ ÷ n times as much, and what was learnt from m visits is itself off by
// n′ ÷ m times as much. With the error of the mean of R simulations that makes
// n′ · (1 ÷ n + 1 ÷ m) + 1 ÷ R times the variance of one simulation, and Student's t with R − 1 degrees.
import LiveCommerce
import Stochastics

/// Simulates the part of a log that was held out.
struct HeldOutTrial {
  /// The most visits of a simulation: what is compared are means, which need no more.
  private static let mostVisits = 20_000.0

  private let result: FitResult
  private let held: Observations
  private let learnt: Observations
  private let sessions: Int
  private let end: Int64
  /// Up to when orders are known.
  private let known: Int64
  private let scale: Double

  init(
    _ result: FitResult, held: Observations, learnt: Observations, _ terms: LogTerms,
    _ reader: LogReader, _ sessions: Int
  ) {
    self.result = result
    self.held = held
    self.learnt = learnt
    self.sessions = max(3, sessions)
    end = terms.end ?? max(learnt.latest, held.latest)
    known = reader.ordersKnown(end: end)
    let all = Double(held.visits + learnt.visits)
    scale = min(Double(held.visits), HeldOutTrial.mostVisits) / all
  }

  func comparison() throws -> HeldOut {
    let text = result.scenarioText(title: "Held out", scale: scale)
    let scenario = try Scenario.read(Array(text.utf8), file: "the fitted scenario")
    var tallies: [Tally] = []
    var simulated = 0
    for replication in 0..<UInt32(sessions) {
      var seen = Observations(linkUp: result.linkUp)
      var options = SessionOptions()
      options.replication = replication
      _ = try Session.visits(scenario, options: options) {
        var visit = LogVisit($0)
        // The log does not tell of later orders either.
        if visit.order ?? .min >= known - result.start { (visit.order, visit.pay) = (nil, nil) }
        seen.add(visit)
      }
      simulated += seen.visits
      let values = numbers(seen, end: result.length, start: 0)
      if tallies.isEmpty { tallies = values.map { _ in Tally() } }
      for index in values.indices { tallies[index].add(values[index].value) }
    }
    let each = Double(simulated) / Double(sessions)
    let factor =
      each * (1 / Double(held.visits) + 1 / Double(max(1, learnt.visits))) + 1 / Double(sessions)
    let rows = zip(numbers(held, end: end, start: result.start), tallies).map { number, tally in
      row(number, tally, factor.squareRoot())
    }
    return HeldOut(
      visits: held.visits, simulated: Int(each.rounded()), sessions: sessions, rows: rows)
  }

  private func row(
    _ number: (name: String, unit: Estimate.Unit, value: Double), _ tally: Tally,
    _ factor: Double
  ) -> HeldOut.Row {
    let mean = tally.mean ?? 0
    let reach = (tally.standardDeviation ?? 0) * factor
    let degrees = Double(sessions - 1)
    let far = StudentT.quantile(0.975, degreesOfFreedom: degrees) * reach
    let distance = abs(number.value - mean)
    let pValue =
      reach > 0
      ? 2 * StudentT.cumulative(-distance / reach, degreesOfFreedom: degrees)
      : distance == 0 ? 1 : 0
    return HeldOut.Row(
      name: number.name, unit: number.unit, observed: number.value,
      expected: Interval(estimate: mean, low: mean - far, high: mean + far, level: 0.95),
      pValue: pValue)
  }

  /// What is compared, measured alike in a log and in a simulation.
  private func numbers(
    _ seen: Observations, end: Int64, start: Int64
  ) -> [(name: String, unit: Estimate.Unit, value: Double)] {
    let visits = Double(max(1, seen.visits))
    let open = HeldOutTrial.open(seen, end)
    let begun = HeldOutTrial.begun(seen, start)
    let watched = seen.cohorts.reduce(Int128(0)) { $0 + $1.watched }
    let waited: Double = open.reduce(0) { $0 + $1.left * $1.count }
    var numbers: [(name: String, unit: Estimate.Unit, value: Double)] = [
      ("mean begin", .seconds, begun / visits),
      ("mean watch", .seconds, (Double(watched) / 1e9 + waited) / visits),
    ]
    for (index, seconds) in Observations.retention.enumerated() {
      let over = seen.cohorts.reduce(0) { $0 + $1.retained[index] }
      let there = open.filter { $0.left >= Double(seconds) }.reduce(0) { $0 + $1.count }
      numbers.append(("there after \(seconds) s", .share, (Double(over) + there) / visits))
    }
    let counts = [\CohortObservations.clicks, \.orders, \.pays]
    for (name, path) in zip(["clicks/visits", "orders/visits", "pays/visits"], counts) {
      guard learnt.cohorts.contains(where: { $0[keyPath: path] > 0 }) else { continue }
      let count = seen.cohorts.reduce(0) { $0 + $1[keyPath: path] }
      numbers.append((name, .share, Double(count) / visits))
    }
    return numbers
  }

  /// How long visits had gone on at the end that were not over, in seconds with their number.
  private static func open(
    _ seen: Observations, _ end: Int64
  ) -> [(left: Double, count: Double)] {
    seen.cohorts.flatMap { $0.open.seconds }.map { second, count in
      let left = Double(end) / 1e9 - Double(second) - 0.5
      return (max(0, left), Double(count))
    }
  }

  /// The sum of all begins, in seconds from the start.
  private static func begun(_ seen: Observations, _ start: Int64) -> Double {
    let zero = Double(start) / 1e9
    var sum = 0.0
    for grid in seen.arrivals {
      for (second, count) in grid.seconds { sum += (Double(second) - zero) * Double(count) }
    }
    return sum
  }
}

extension LogVisit {
  /// A visit of a simulation.
  fileprivate init(_ visit: LoggedVisit) {
    self.init(
      viewer: visit.account, enter: visit.enter, exit: visit.exit, source: visit.source,
      cohort: visit.cohort, shown: visit.shown, click: visit.click, order: visit.order,
      pay: visit.pay)
  }
}
