// Random back ends and random streams of requests for the twin, each drawn whole from one seed:
// bursts, repeats under one key, accounts that come again, payments in time and too late. Half of
// the seeds put everything on a grid of milliseconds, so that ties are common; every fifth lets
// payments and releases of the same orders meet in a long line for the only connection.
import Stochastics

@testable import LiveCommerce

struct TwinCase {
  private let own: EntityDraws
  private var drawn: UInt32 = 0
  private let isGridded: Bool
  /// Whether payments come when their holds end, through one connection, with orders behind them.
  private let isCrush: Bool

  init(seed: UInt64) {
    own = Draws(seed: seed).entity(0xFFFE, 1)
    isGridded = seed.isMultiple(of: 2)
    isCrush = seed.isMultiple(of: 5)
  }

  private mutating func uniform() -> Double {
    drawn += 1
    return own.uniform(1, drawn)
  }
  private mutating func pick(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(uniform() * Double(range.count))
  }
  private mutating func flip(_ share: Double) -> Bool { uniform() < share }
  private mutating func time(upTo most: Int) -> Int64 {
    isGridded ? Int64(pick(0...most)) * 1_000_000 : Int64(uniform() * Double(most) * 1e6)
  }

  /// A law of mean about `milliseconds`.
  private mutating func lasting(_ milliseconds: Int) -> Distribution {
    let mean = Double(milliseconds) * 1e6
    switch isGridded ? pick(0...1) : pick(1...3) {
    case 0: return .deterministic(Deterministic(flip(0.3) ? 0 : mean))
    case 1: return .deterministic(Deterministic(mean))
    case 2: return .exponential(Exponential(mean: mean))
    default: return .uniform(Uniform(from: 0, to: 2 * mean))
    }
  }

  mutating func scenario() -> Scenario {
    var storm = Storm()
    storm.path.workers = OrderPath.Workers(
      count: pick(1...8), queue: pick(1...30), deadline: flip(0.6) ? time(upTo: 150) : nil,
      clockSkews: (0..<pick(1...3)).map { _ in time(upTo: 60) - 30_000_000 },
      releasers: pick(1...3))
    storm.path.database = OrderPath.Database(
      connections: isCrush ? 1 : pick(1...12), read: lasting(pick(1...4)),
      write: lasting(pick(1...4)), update: lasting(pick(1...6)),
      keyLife: flip(0.5) ? 1_000_000 + time(upTo: 60) : 600_000_000_000)
    storm.path.payment = OrderPath.Payment(
      capacity: pick(1...4), latency: lasting(pick(5...60)), decline: flip(0.5) ? 0.2 : 0)
    storm.releaseLag = lasting(pick(1...40))
    var scenario = storm.scenario
    let template = scenario.products[0]
    scenario.products = (0...1).map { index in
      var product = template
      product.name = "product\(index)"
      product.price = 10_000
      product.limit = pick(1...2)
      product.hold = time(upTo: 300)
      product.open = flip(0.5) ? 500_000_000 : nil
      product.variants = (0...pick(0...1)).map {
        Variant(name: "v\($0)", share: 0.5, stock: pick(0...12))
      }
      return product
    }
    scenario.rooms[0].rundown = [
      RundownStep(kind: .linkUp, at: 0, product: 0, units: 0),
      RundownStep(kind: .linkUp, at: 100_000_000, product: 1, units: 0),
    ]
    return scenario
  }

  mutating func requests(_ scenario: Scenario) -> [Request] {
    var requests: [Request] = []
    var ordinals: [UInt64: UInt16] = [:]
    var burst: Int64 = 0
    let accounts = pick(5...60)
    for index in 0..<pick(20...80) {
      if flip(0.1) { burst = time(upTo: 900) }
      // Two accounts come again and again.
      let account = UInt64(flip(0.3) ? pick(1...2) : pick(3...accounts))
      let product = pick(0...1)
      let first = product == 0 ? 0 : scenario.products[0].variants.count
      let sku = first + pick(0...scenario.products[product].variants.count - 1)
      let key = UInt64(index)
      for _ in 0..<(flip(0.25) ? pick(2...3) : 1) {
        let arrival = burst + time(upTo: isCrush ? 900 : 40)
        ordinals[account, default: 0] += 1
        let request = Storm.request(
          at: arrival, account: account, ordinal: ordinals[account] ?? 0, key: key,
          product: UInt32(product), sku: UInt32(sku))
        requests.append(request)
        for _ in 0..<(flip(0.6) ? pick(1...2) : 0) {
          let hold = scenario.products[product].hold
          let wait = isCrush ? hold + time(upTo: 60) : hold / 2 + time(upTo: 400)
          ordinals[account, default: 0] += 1
          requests.append(
            Storm.request(
              at: arrival + wait, account: account, ordinal: ordinals[account] ?? 0,
              product: UInt32(product), paying: request.id))
        }
      }
    }
    return requests
  }
}
