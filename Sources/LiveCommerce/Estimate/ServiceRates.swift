// What the back end can serve at most, by product and instant: the tightest of workers, connections and
// the most wanted stock row, each at the speed that faults leave it; and how long that takes.
import Stochastics

/// Mean times of the clients of a cohort, in nanoseconds.
struct ClientTimes {
  let roundTrip: Double

  init(_ cohort: Cohort) {
    roundTrip = 2 * (Double(cohort.network.floor) + max(0, cohort.network.rest.mean))
  }
}

/// How many orders a second the back end can serve at most.
struct ServiceRates {
  private let path: OrderPath
  /// By product, at full speed: what a row lets through.
  private let rows: [Double]
  /// Seconds of a worker's own work, and of the statements of an order and of a repeated one.
  private let own: Double
  private let statements: (first: Double, repeated: Double)
  private let faults: [Fault]
  /// The instants at which a fault begins or ends, in order.
  private let edges: [Int64]

  init(_ scenario: Scenario) {
    let path = scenario.orders
    func seconds(_ law: Distribution) -> Double { max(1e-9, law.mean / 1e9) }
    self.path = path
    let (write, update) = (seconds(path.database.write), seconds(path.database.update))
    own = max(0, path.workers.service.mean / 1e9)
    // Whoever asks again finds the key claimed, and reads what has become of the order.
    statements = (2 * write + 2 * update, write + seconds(path.database.read))
    rows = scenario.products.map { product in
      let widest = max(1e-9, product.variants.map(\.share).max() ?? 1)
      let isGuarded = (product.logic ?? path.logic) != CheckThenAct.name
      return isGuarded ? Double(path.database.groupCommit) / (update * widest) : .infinity
    }
    faults = path.faults.filter { $0.tier == .workers || $0.tier == .database }
    edges = faults.flatMap { [$0.from, $0.until] }.sorted()
  }

  /// Orders a second for a product, were there no others; next to nothing while a tier is down.
  func perSecond(_ product: Int, isRepeat: Bool = false, at instant: Int64) -> Double {
    let speed = speed(of: .database, at: instant)
    let statements = (isRepeat ? statements.repeated : statements.first) / speed
    let workers = Double(workersLeft(at: instant)) * self.speed(of: .workers, at: instant)
    let connections = Double(path.database.connections) / statements
    let row = isRepeat ? .infinity : rows[product] * speed
    return max(1e-6, min(workers / (own + statements), connections, row))
  }

  /// How long a worker takes for an order if nothing is in its way but faults, in nanoseconds.
  func meanTime(isRepeat: Bool = false, at instant: Int64) -> Double {
    let statements = isRepeat ? statements.repeated : statements.first
    return (own + statements / max(1e-6, speed(of: .database, at: instant))) * 1e9
  }

  /// How many orders are served between two instants, while there are any.
  func served(
    _ product: Int, isRepeat: Bool, from start: Int64, until end: Int64
  ) -> Double {
    var (now, sum) = (start, 0.0)
    while now < end {
      let next = min(end, edges.first { $0 > now } ?? .max)
      sum += perSecond(product, isRepeat: isRepeat, at: now) * Double(next - now) / 1e9
      now = next
    }
    return sum
  }

  /// How long it takes to serve an amount of orders from an instant on, in nanoseconds.
  func delay(
    serving amount: Double, of product: Int, isRepeat: Bool, from start: Int64
  ) -> Double {
    var (now, rest) = (start, amount)
    while true {
      let rate = perSecond(product, isRepeat: isRepeat, at: now) / 1e9
      guard let next = edges.first(where: { $0 > now }), rest > rate * Double(next - now) else {
        return Double(now - start) + rest / rate
      }
      rest -= rate * Double(next - now)
      now = next
    }
  }

  /// The share of orders that a worker has done within a time, in nanoseconds; what is down is taken to be
  /// up again by then.
  func shareDone(within time: Double, isRepeat: Bool, at instant: Int64) -> Double {
    let speed = speed(of: .database, at: instant)
    let statements = isRepeat ? statements.repeated : statements.first
    let own = time - statements / (speed < 1e-6 ? 1 : speed) * 1e9
    return own < 0 ? 0 : path.workers.service.cumulative(own)
  }

  /// How many workers brownouts leave, one after the other; one at least.
  private func workersLeft(at instant: Int64) -> Int {
    faults.reduce(path.workers.count) { count, fault in
      guard case .brownout(let left) = fault.kind, fault.tier == .workers, fault.lasts(at: instant)
      else { return count }
      return max(1, Int(left * Double(count) + 1e-9))
    }
  }

  private func speed(of tier: Fault.Tier, at instant: Int64) -> Double {
    let lasting = faults.filter { $0.tier == tier && $0.lasts(at: instant) }
    return lasting.reduce(1) { product, fault in
      switch fault.kind {
      case .down: product * 1e-9
      case .slow(let factor): product / factor
      case .brownout(let left): tier == .workers ? product : product * left
      case .partition, .coldCache, .lostAcknowledgements: product
      }
    }
  }
}
