// Small sale storms for the tests of the checks: one room, one cohort, one product, and a link-up
// ten seconds after the start. Each field is one thing that a test may want to be otherwise.
import Stochastics

@testable import LiveCommerce

struct Storm: Sendable {
  var seconds: Int64 = 60
  var visits = 200.0
  var variants = [10]
  var limit = 1
  var hold: Int64 = 5_000_000_000
  var abandonment = 0.5
  var payDelay = Distribution.uniform(Uniform(from: 0, to: 3e9))
  var earlyShare = 0.0
  var doubleClick = 0.0
  var undersellWithin: Int64 = 5_000_000_000
  var releaseLag = Distribution.deterministic(Deterministic(0.2e9))
  var logic = PreHold.name
  var path = Storm.wide

  static let opening: Int64 = 10_000_000_000

  /// A back end in which nothing is scarce but the stock.
  static let wide = OrderPath(
    gateway: OrderPath.Gateway(
      rate: nil, burst: 1, soldOutNotice: nil, soldOutRecheck: 1_000_000_000),
    workers: OrderPath.Workers(
      count: 16, queue: 1_000, deadline: nil, clockSkews: [0], releasers: 4),
    database: OrderPath.Database(
      connections: 16, read: .exponential(Exponential(mean: 2e6)),
      write: .exponential(Exponential(mean: 2e6)), update: .exponential(Exponential(mean: 2e6))),
    payment: OrderPath.Payment(
      capacity: 8, latency: .exponential(Exponential(mean: 50e6)), decline: 0),
    logic: PreHold.name, releaseLag: .deterministic(Deterministic(0)), undersellWithin: 0)

  /// The same with writes that take so long that many orders see the same stock.
  static var slow: OrderPath {
    var path = Storm.wide
    path.database.write = .exponential(Exponential(mean: 50e6))
    return path
  }

  private var cohort: Cohort {
    let network = Delay(floor: 10_000_000, rest: .exponential(Exponential(mean: 20e6)))
    return Cohort(
      name: "crowd", interests: [0.5], taste: 0, priceTolerance: 10_000, toleranceSpread: 0,
      dwell: .deterministic(Deterministic(30e9)), streamDelay: network, network: network,
      reaction: .exponential(Exponential(mean: 0.3e9)),
      consideration: .deterministic(Deterministic(0.5e9)), earlyShare: earlyShare,
      earlyLead: .deterministic(Deterministic(1e9)),
      client: Client(
        timeout: 1_000_000_000, retries: 2, backoff: 200_000_000, backoffFactor: 1, jitter: 0.5,
        doubleClick: doubleClick),
      abandonment: abandonment, payDelay: payDelay, returnShare: 0,
      returnAfter: .deterministic(Deterministic(1e9)))
  }

  private var product: Product {
    Product(
      name: "phone", category: 0, price: 10_000,
      variants: variants.enumerated().map { index, stock in
        Variant(name: "v\(index)", share: 1 / Double(variants.count), stock: stock)
      },
      limit: limit, hold: hold, open: nil, batches: [], logic: logic)
  }

  private var room: Room {
    let length = seconds * 1_000_000_000
    let everybody = TrafficStream(
      source: .follow, visits: visits, shape: .steady(from: 0, to: length), cohortShares: [1],
      personalisation: 0, knowledge: 0)
    return Room(
      name: "room",
      host: Host(
        kind: .store, trust: 0.5, reactionTime: 0, movesOnWhenSoldOut: false, extension_: nil),
      rundown: [
        RundownStep(kind: .warmUp, at: 0, product: nil, units: 0),
        RundownStep(kind: .announce, at: 5_000_000_000, product: 0, units: 0),
        RundownStep(kind: .linkUp, at: Storm.opening, product: 0, units: 0),
      ], traffic: [everybody])
  }

  /// The storm as a scenario.
  var scenario: Scenario {
    var orders = path
    orders.releaseLag = releaseLag
    orders.undersellWithin = undersellWithin
    return Scenario(
      title: "storm", asks: "", seed: 1, length: seconds * 1_000_000_000, epoch: 1_000_000_000,
      currency: "CNY", categories: ["things"], cohorts: [cohort], products: [product],
      rooms: [room],
      decision: Decision(
        atLinkUp: 1, perSecond: 1, order: 1, match: 0, trust: 0, knowledge: 0, price: 0),
      engagement: Engagement(perSecond: Engagement.Kind.allCases.map { _ in 0 }, match: 0),
      patience: PatienceRates(
        awaiting: 1, talking: 1, selling: 1, soldOut: 1, special: 1, match: 0, trust: 0),
      orders: orders, expectations: [], digest: 0)
  }

  /// An order request by hand; ids are `account << 16 | ordinal`.
  static func request(
    at arrival: Int64, account: UInt64, ordinal: UInt16 = 1, key: UInt64? = nil,
    product: UInt32 = 0, sku: UInt32 = 0, paying order: OrderID? = nil
  ) -> Request {
    Request(
      arrival: arrival, sent: arrival, intention: arrival, timeout: arrival + 2_000_000_000,
      downlink: 10_000_000, account: account, key: key ?? (account << 16 | UInt64(ordinal)),
      order: order ?? .none, shownPrice: 10_000, sku: sku, slot: ViewerRecord.noSlot,
      ordinal: ordinal, product: product, lane: 0, room: 0, stream: 0, cohort: 0, source: 0,
      kind: order == nil ? .order : .payment)
  }
}
