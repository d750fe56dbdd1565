// Whole sessions with as little in them as a closed form speaks of: one cohort at the reference point
// of every rule, who all click and order, and a wide back end. Written as scenario files are, and read
// by the product's reader.
import LiveCommerce

/// A plain scenario, of which a case changes what its closed form is about.
struct PlainSession: Sendable {
  var length = "60s"
  var dwell = "'1d'"
  var reaction = "'0s'"
  var client = "{ timeout: '10m', retries: 0 }"
  var payment = "{ abandon: '100%' }"
  var returns = "{ share: 0, after: '1s' }"
  var product = "stock: 1000000, hold: '1h'"
  var linkUp = "0s"
  var visits = 1_000
  var arrive = "{ steady: { from: '0s', to: '60s' } }"
  var decision = "atLinkUp: 0, perMinute: 600"
  var orders = ""

  var text: String {
    """
    { saleroom: 1, title: 'plain', asks: 'Does theory hold?',
      session: { length: '\(length)', epoch: '10m' },
      cohorts: { all: { dwell: \(dwell), reaction: \(reaction), consideration: '0s',
        streamDelay: { floor: '5ms' }, network: { floor: '5ms' }, client: \(client),
        payment: \(payment), returns: \(returns) } },
      products: { thing: { price: '¥100', \(product) } },
      rundown: [{ at: '\(linkUp)', do: 'linkUp', product: 'thing' }],
      traffic: { discover: { visits: \(visits), arrive: \(arrive) } },
      decision: { \(decision), order: '100%', match: 0, trust: 0, knowledge: 0, price: 0 },
      engagement: { comment: '0/s', like: '0/s', follow: '0/s', gift: '0/s', share: '0/s' },
      patience: { awaiting: 1, talking: 1, selling: 1, soldOut: 1, special: 1 },
      orders: { releaseLag: '0s', payment: { capacity: 1000, latency: '1ms', decline: '0%' },
        \(orders) } }
    """
  }

  /// Runs one replication; nil if the session was refused or not sound.
  func record(_ run: Run) -> SessionRecord? {
    guard let scenario = try? Scenario.read(Array(text.utf8), file: "plain") else { return nil }
    var options = SessionOptions()
    options.seed = run.seed
    options.replication = run.number
    options.logics = [OneStatement.self]
    return try? Session.run(scenario, options: options)
  }
}

/// Reads the stock and says "sold out": a pure service time whose answer is final.
struct OneStatement: SaleLogic {
  static let name = "oneStatement"
  static let summary = "reads the stock and says \"sold out\": a service time and nothing else"
  static let promises: Set<SaleCheckName> = []
  let world: SaleWorld

  func reserve(_ order: SaleOrder) async -> Reservation {
    _ = await world.database.read(.stock(order.sku), for: order)
    return .soldOut
  }
  func pay(_ order: SaleOrder) async -> Settlement { .late }
  func expire(_ order: SaleOrder) async -> Bool { false }
  func available(_ sku: Int) -> Int { world.database.value(.stock(sku)) }
}
