// Whole sessions, from the text of a scenario to the record, where a closed form speaks of them.
import LiveCommerce
import Stochastics

extension ValidationCase {
  static let sessions: [ValidationCase] = [
    present, returning, burst, tokenBucket, holds(hold: 20), holds(hold: 9), buckets(1),
    buckets(1.1), retryStorm(isDown: true), retryStorm(isDown: false),
  ]

  /// A case whose replications are sessions.
  private init(
    _ model: String, source: String, claims: [Claim], _ session: PlainSession,
    values: @escaping @Sendable (SessionRecord) -> [Double?]
  ) {
    self.init("Whole sessions", model, source: source, isSession: true, claims: claims) { run in
      guard let record = session.record(run) else { return claims.map { _ in .nan } }
      return values(record).map { $0 ?? .nan }
    }
  }

  private static func metric(_ name: String, of record: SessionRecord) -> Double? {
    Metrics.all.first { $0.name == name }?.value(of: record)
  }

  private static let present: ValidationCase = {
    let instants = [4, 10, 30]
    let dwell = Weibull(scale: 8, shape: 0.7).distribution
    var session = PlainSession()
    session.length = "30s"
    session.dwell = "{ weibull: { scale: '8s', shape: 0.7 } }"
    session.visits = 600
    session.arrive = "{ steady: { from: '0s', to: '30s' } }"
    session.decision = "atLinkUp: 0, perMinute: 0"
    return ValidationCase(
      "people present (M/G/∞ from empty), Weibull dwell", source: "Eick, Massey and Whitt 1993",
      claims: instants.map {
        // The wrong theory: that of the steady state.
        Claim(
          "mean number after \($0) s",
          Counting.present(at: Double($0), rate: 20, dwell: dwell), wrong: 20 * dwell.mean)
      }, session
    ) { record in
      let audience = record.audience
      return instants.map { time in
        let came = audience.entersBySecond.counts.prefix(time).reduce(0, +)
        return Double(came - audience.leavesBySecond.counts.prefix(time).reduce(0, +))
      }
    }
  }()

  private static let returning: ValidationCase = {
    var session = PlainSession()
    session.length = "3h"
    session.dwell = "'2s'"
    session.returns = "{ share: '60%', after: { gamma: { mean: '30s', shape: 3 } } }"
    session.visits = 400
    session.arrive = "{ steady: { from: '0s', to: '100s' } }"
    session.decision = "atLinkUp: 0, perMinute: 0"
    // Nobody comes more than sixteen times.
    let theory = 400 * (1 - Elementary.pow(0.6, 16)) / (1 - 0.6)
    return ValidationCase(
      "returns: each visit brings another with chance 0.6", source: "geometric series",
      claims: [Claim("mean visits of a mean of 400 persons", theory, wrong: 640)],
      session
    ) { [metric("people.visits", of: $0)] }
  }()

  private static let burst: ValidationCase = {
    var session = PlainSession()
    session.reaction = "{ exponential: { mean: '10s' } }"
    session.linkUp = "30s"
    session.product = "stock: 500, hold: '1h'"
    session.visits = 2_000
    session.length = "2m"
    session.arrive = "{ steady: { from: '0s', to: '20s' } }"
    session.decision = "atLinkUp: '60%', perMinute: 0"
    session.orders = "database: { update: '10us' }"
    // From the first to the 500th of a Poisson number of mean 1 200.
    func theory(_ mean: Double) -> Double {
      10 * (Counting.burst(500, mean: mean) - Counting.burst(1, mean: mean))
    }
    return ValidationCase(
      "order statistics of a link-up's burst, reactions exponential", source: "Rényi 1953",
      claims: [
        Claim("mean time to sell 500 units to 1 200, in s", theory(1_200), wrong: theory(1_600))
      ], session
    ) { [metric("stock.soldOutAfter", of: $0)] }
  }()

  private static let tokenBucket: ValidationCase = {
    var session = PlainSession()
    session.length = "120s"
    session.visits = 7_200
    session.arrive = "{ steady: { from: '0s', to: '120s' } }"
    session.orders = "gateway: { rate: '50/s', burst: 4 }"
    return ValidationCase(
      "token bucket: 60 orders/s, 50 tokens/s, burst 4", source: "Erlang 1909, own derivation",
      claims: [
        Claim(
          "share refused", SingleServer.tokenBucketRefuses(rate: 1.2, burst: 4),
          wrong: SingleServer.tokenBucketRefuses(rate: 1.2, burst: 3))
      ], session
    ) { record in
      // After a while in which clicks have become steady, against the expected number of orders.
      func count(_ tier: String) -> Int {
        record.tiers.first { $0.name == tier }?.requestsBySecond.counts[20..<120].reduce(0, +) ?? 0
      }
      return [Double(count("gateway") - count("orders")) / (60 * 100)]
    }
  }()

  private static func holds(hold: Double) -> ValidationCase {
    let slot = 32.0
    var session = PlainSession()
    session.length = "33s"
    session.product = "stock: 400, hold: '\(Int(hold))s', open: '32s'"
    session.payment = "{ abandon: '30%', delay: { exponential: { mean: '15s' } } }"
    session.visits = 3_600
    session.arrive = "{ steady: { from: '0s', to: '33s' } }"
    // The answer, the payment's crossing and the charge count into the pay delay.
    let late = Elementary.exp(-(hold - 0.011) / 15)
    func theory(_ slot: Double) -> Double {
      400 * Counting.leftByHolds(slot: slot, hold: hold, abandons: 0.3, paysLate: late)
    }
    return ValidationCase(
      "hold time (newsvendor): holds of \(Int(hold)) s in a slot of 32 s",
      source: "own derivation, see HoldOracleTests",
      claims: [Claim("mean units left of 400", theory(slot), wrong: theory(slot - hold))], session
    ) { [metric("stock.leftover", of: $0)] }
  }

  /// Of many viewers few order, so that who they are, and with it each account's bucket, is chance.
  private static func buckets(_ demand: Double) -> ValidationCase {
    let viewers = 30_000
    var session = PlainSession()
    session.product = "stock: 1000, hold: '1h'"
    session.payment = "{ abandon: '0%', delay: '0s' }"
    session.linkUp = "25s"
    session.visits = viewers
    session.arrive = "{ steady: { from: '0s', to: '20s' } }"
    session.decision = "atLinkUp: \(1_000 * demand / Double(viewers)), perMinute: 0"
    session.orders = "logic: 'stockBuckets'"
    func theory(_ buckets: Int) -> Double {
      Double(buckets)
        * Counting.leftover(units: 1_000 / buckets, demand: 1_000 * demand / Double(buckets))
    }
    return ValidationCase(
      "occupancy: 10 stock buckets of 100, demand \(demand) of the stock", source: "Feller 1968",
      claims: [Claim("mean units left", theory(10), wrong: theory(100))], session
    ) { [metric("stock.leftover", of: $0)] }
  }

  /// A worker that serves 100 requests a second, a rush of 180 orders a second for five seconds, and
  /// clients who send each order four times if they hear nothing in time, and look at nothing that comes
  /// late: it is never over if 4λ > 100.
  private static func retryStorm(isDown: Bool) -> ValidationCase {
    let rate = isDown ? 30.0 : 20.0
    let (quiet, window) = isDown ? (120.0, 80..<120) : (400.0, 340..<400)
    var session = PlainSession()
    session.length = "\(Int(quiet))s"
    session.client =
      "{ timeout: '2s', retries: 3, backoff: '0s', factor: 1, jitter: '0%', hearsLate: false }"
    let (rush, calm) = (180 * 5.0, rate * (quiet - 5))
    session.visits = Int(rush + calm)
    session.arrive =
      "{ profile: [{ from: '0s', to: '5s', weight: \(rush) }, "
      + "{ from: '5s', to: '\(Int(quiet))s', weight: \(calm) }] }"
    session.orders =
      "logic: 'oneStatement', workers: { count: 1, queue: 1000000 }, database: { read: '10ms' }"
    let theory = isDown ? 4 * rate : rate
    return ValidationCase(
      "metastability: 100 requests/s served, \(Int(rate)) orders/s of up to 4 requests, after a rush",
      source: "Bronson et al. 2021: down for ever above C ÷ (1 + r) = 25, healed below",
      claims: [Claim("mean requests/s, long after", theory, wrong: isDown ? rate : 4 * rate)],
      session
    ) { record in
      let counts = record.audience.requestsBySecond.counts
      let all = window.reduce(0) { $0 + ($1 < counts.count ? counts[$1] : 0) }
      return [Double(all) / Double(window.count)]
    }
  }
}
