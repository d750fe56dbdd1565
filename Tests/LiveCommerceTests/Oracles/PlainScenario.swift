// The plainest session there can be: one cohort at the reference point of every rule, a wide back
// end, nothing on air. An oracle changes the few things that its closed form speaks of, and nothing
// else is in the way.
import Stochastics

@testable import LiveCommerce

let second: Int64 = 1_000_000_000

extension Distribution {
  /// Always so many seconds.
  static func fixed(_ seconds: Double) -> Distribution {
    .deterministic(Deterministic(seconds * 1e9))
  }
  /// Exponential, of a mean in seconds.
  static func exponential(_ seconds: Double) -> Distribution {
    .exponential(Exponential(mean: seconds * 1e9))
  }
  /// Uniform between two numbers of seconds.
  static func uniform(_ low: Double, _ high: Double) -> Distribution {
    .uniform(Uniform(from: low * 1e9, to: high * 1e9))
  }
  /// Log-normal, of a median in seconds.
  static func logNormal(_ seconds: Double, _ sigma: Double) -> Distribution {
    .logNormal(LogNormal(median: seconds * 1e9, sigma: sigma))
  }
  /// Most leave at once, the others stay a log-normal time.
  static func feed(bounce: Double, within seconds: Double, median: Double, sigma: Double)
    -> Distribution
  {
    .mixture(
      Mixture([
        (share: bounce, of: .uniform(0, seconds)),
        (share: 1 - bounce, of: .logNormal(median, sigma)),
      ]))
  }
}

/// Parts of a plain scenario.
enum Plain {
  static func cohort(_ change: (inout Cohort) -> Void = { _ in }) -> Cohort {
    var cohort = Cohort(
      name: "plain", interests: [0.5], taste: 0, priceTolerance: 10_000, toleranceSpread: 0,
      dwell: .fixed(1), streamDelay: Delay(floor: second / 50, rest: .fixed(0)),
      network: Delay(floor: second / 1_000, rest: .fixed(0)), reaction: .fixed(0),
      consideration: .fixed(0), earlyShare: 0, earlyLead: .fixed(0),
      client: Client(
        timeout: 1_000 * second, retries: 0, backoff: second, backoffFactor: 1, jitter: 0,
        doubleClick: 0),
      abandonment: 1, payDelay: .fixed(0), returnShare: 0, returnAfter: .fixed(1))
    change(&cohort)
    return cohort
  }

  static func stream(
    _ visits: Double, _ shape: ArrivalShape, source: TrafficSource = .discover,
    cohorts: [Double] = [1], personalisation: Double = 0
  ) -> TrafficStream {
    TrafficStream(
      source: source, visits: visits, shape: shape, cohortShares: cohorts,
      personalisation: personalisation, knowledge: 0)
  }

  static func linkUp(at instant: Int64) -> RundownStep {
    RundownStep(kind: .linkUp, at: instant, product: 0, units: 0)
  }

  /// A session of `length`, without epochs: nobody reacts to anything.
  static func scenario(
    length: Int64, traffic: [TrafficStream], cohorts: [Cohort] = [cohort()],
    _ change: (inout Scenario) -> Void = { _ in }
  ) -> Scenario {
    var scenario = Scenario(
      title: "plain", asks: "", seed: 1, length: length, epoch: length, currency: "CNY",
      categories: ["things"], cohorts: cohorts, products: [product], rooms: [room(traffic)],
      decision: Decision(
        atLinkUp: 0, perSecond: 0, order: 0, match: 0, trust: 0, knowledge: 0, price: 0),
      engagement: Engagement(perSecond: [0, 0, 0, 0, 0], match: 0),
      patience: PatienceRates(
        awaiting: 1, talking: 1, selling: 1, soldOut: 1, special: 1, match: 0, trust: 0),
      orders: orders, expectations: [], digest: 0)
    change(&scenario)
    return scenario
  }

  private static var product: Product {
    Product(
      name: "thing", category: 0, price: 10_000,
      variants: [Variant(name: "one", share: 1, stock: 1_000)], limit: 1, hold: 60 * second,
      open: nil, batches: [], logic: nil)
  }

  private static func room(_ traffic: [TrafficStream]) -> Room {
    Room(
      name: "room",
      host: Host(
        kind: .store, trust: 0.5, reactionTime: 0, movesOnWhenSoldOut: false, extension_: nil),
      rundown: [], traffic: traffic)
  }

  private static var orders: OrderPath {
    OrderPath(
      gateway: OrderPath.Gateway(
        rate: nil, burst: 1, soldOutNotice: nil, soldOutRecheck: second / 10),
      workers: OrderPath.Workers(
        count: 8, queue: 1_000_000, deadline: nil, clockSkews: [0], releasers: 8),
      database: OrderPath.Database(
        connections: 64, read: .fixed(1e-5), write: .fixed(1e-5), update: .fixed(1e-5)),
      payment: OrderPath.Payment(capacity: 64, latency: .fixed(1e-3), decline: 0),
      logic: PreHold.name, releaseLag: .fixed(0), undersellWithin: 5 * second)
  }
}

/// A session that has run, with the times that its log tells of.
struct Observed {
  let record: SessionRecord
  let log: [LoggedEvent]

  init(_ scenario: Scenario, seed: UInt64, keepsLog: Bool = true) throws {
    var options = SessionOptions()
    options.seed = seed
    options.keepsLog = keepsLog
    let driver = try SessionDriver(scenario, options)
    try driver.advance(to: .max)
    record = try driver.record()
    log = driver.log() ?? []
  }

  /// When each event of a kind happened, in order.
  func instants(of event: ViewerEvent) -> [Int64] {
    log.lazy.filter { $0.event == event }.map(\.instant)
  }

  /// From the arrival to the departure of every first visit, in nanoseconds.
  var visitLengths: [Int64] {
    var entered: [UInt64: Int64] = [:]
    var lengths: [Int64] = []
    for line in log {
      if line.event == .enter { entered[line.account] = line.instant }
      if line.event == .leave, let since = entered.removeValue(forKey: line.account) {
        lengths.append(line.instant - since)
      }
    }
    return lengths
  }

  /// Per account, what its events of some kinds say, first to last.
  func stretch(from first: ViewerEvent, to last: Set<ViewerEvent>) -> [UInt64: Int64] {
    var begun: [UInt64: Int64] = [:]
    var lengths: [UInt64: Int64] = [:]
    for line in log {
      if line.event == first, begun[line.account] == nil { begun[line.account] = line.instant }
      if last.contains(line.event), let since = begun[line.account] {
        lengths[line.account] = line.instant - since
      }
    }
    return lengths
  }
}
