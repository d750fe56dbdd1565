// Does a fit hold what its intervals promise? Sessions whose parameters are known are written as logs, to
// the byte as `saleroom export --visits` and `saleroom fit` would pass them on, and read again; each
// seed is one log, which gives one interval for each parameter.
import Fitting
import LiveCommerce
import Stochastics

/// The study of fitted logs.
package enum FitCoverage {
  /// Visits of a log, on average.
  package static let visits = 1_500
  /// Logs of the report.
  package static let logs = 200

  private static let truths: [(name: String, truth: Double)] = [
    ("visits", Double(visits)), ("share of bounces", 0.45), ("mean bounce, in s", 4),
    ("median stay, in s", 60), ("sigma of the stay", 1.2), ("median reaction, in s", 0.35),
    ("sigma of the reaction", 0.35), ("median consideration, in s", 8),
    ("sigma of the consideration", 1), ("median delay of payment, in s", 25),
    ("sigma of the delay of payment", 1.5), ("clicks a minute", 2),
    ("share that taps at the link-up", 0.6), ("share of clicks that order", 0.7),
    ("share of orders that pay", 0.8),
  ]

  private static let scenario = """
    {
      saleroom: 1, title: "Truth", asks: "?", session: { length: "10m" },
      cohorts: { all: {
        dwell: { mixture: [
          { share: 0.45, of: { exponential: { mean: "4s" } } },
          { share: 0.55, of: { logNormal: { median: "60s", sigma: 1.2 } } },
        ] },
        network: { floor: "5ms" }, streamDelay: { floor: "5ms" },
        reaction: { logNormal: { median: "350ms", sigma: 0.35 } },
        consideration: { logNormal: { median: "8s", sigma: 1 } },
        payment: { abandon: "20%", delay: { logNormal: { median: "25s", sigma: 1.5 } } },
      } },
      products: { item: { price: "¥100", stock: 1000000, limit: 1000, hold: "1d" } },
      rundown: [{ at: "5m", do: "linkUp", product: "item" }],
      traffic: { discover: { visits: \(visits) } },
      decision: { atLinkUp: "60%", perMinute: 2, order: "70%" },
      orders: { payment: { latency: "0s", decline: 0 } },
      patience: { awaiting: 1, talking: 1, selling: 1, soldOut: 1, special: 1 },
    }
    """

  /// How many of so many logs each parameter's interval held the truth in.
  package static func studies(logs: Int, threads: Int) async -> [Coverage] {
    guard let scenario = try? Scenario.read(Array(scenario.utf8), file: "truth") else { return [] }
    let found = await Parallel.map(logs, threads: threads) { index in
      (try? estimates(scenario, seed: UInt64(index) + 1)) ?? []
    }
    return truths.enumerated().map { place, item in
      let held = found.count { estimates in
        guard place < estimates.count, let interval = estimates[place]?.interval else {
          return false
        }
        return interval.low <= item.truth && item.truth <= interval.high
      }
      return Coverage(
        what: item.name, truth: item.truth, replications: 1, seeds: logs, held: held)
    }
  }

  /// The estimates of one log, in the order of the truths.
  private static func estimates(_ scenario: Scenario, seed: UInt64) throws -> [Estimate?] {
    var terms = LogTerms()
    (terms.holdOut, terms.draws) = (0, 0)
    (terms.linkUp, terms.end) = (300_000_000_000, scenario.length)
    var fitter = LogFitter(terms)
    try fitter.add(try log(scenario, seed))
    let result = try fitter.finish()
    let cohort = result.cohorts.first
    let laws = [
      (cohort?.stay, "mixture", 4), (cohort?.reaction, "logNormal", 2),
      (cohort?.consideration, "logNormal", 2), (cohort?.payDelay, "logNormal", 2),
    ].flatMap { fit, name, count -> [Estimate?] in
      let law = fit?.laws.first { $0.name == name }
      return law.map { $0.parameters } ?? [Estimate?](repeating: nil, count: count)
    }
    let decisions = ["clicks", "tapped", "orders/clicks", "pays/orders"].map(result.decision)
    return [result.sources.first?.visits] + laws + decisions
  }

  private static func log(_ scenario: Scenario, _ seed: UInt64) throws -> [UInt8] {
    var text = "viewer,enter,exit,source,shown,click,order,pay\n"
    var options = SessionOptions()
    options.seed = seed
    _ = try Session.visits(scenario, options: options) { visit in
      let instants = [visit.shown, visit.click, visit.order, visit.pay].map(seconds)
      text +=
        "\(visit.account),\(seconds(visit.enter)),\(seconds(visit.exit)),\(visit.source.rawValue),"
        + instants.joined(separator: ",") + "\n"
    }
    return Array(text.utf8)
  }

  private static func seconds(_ instant: Int64?) -> String {
    guard let instant else { return "" }
    let rest = String(instant % 1_000_000_000)
    return "\(instant / 1_000_000_000).\(String(repeating: "0", count: 9 - rest.count))\(rest)"
  }
}
