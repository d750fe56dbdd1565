// The texts that the tests of this folder read, and how they are edited.

@testable import LiveCommerce

/// Scenario texts.
enum ScenarioText {
  /// The least that is a scenario.
  static let minimal = """
    { saleroom: 1, title: 'T', asks: 'Q?', session: { length: '10m' }, cohorts: { all: {} },
      products: { phone: { price: '¥1999', stock: 100 } },
      rundown: [{ at: '2m', do: 'linkUp', product: 'phone' }],
      traffic: { discover: { visits: '10k' } } }
    """

  /// A sound scenario with something of everything that can go wrong.
  static let base = """
    {
      saleroom: 1,
      title: 'Drop',
      asks: 'Does it hold?',
      session: { length: '10m', epoch: '5s' },
      cohorts: {
        fan: { interests: { phones: '90%' }, taste: 0, priceTolerance: '¥1500' },
        passer: { network: { floor: '10ms', rest: { exponential: { mean: '20ms' } } } },
      },
      products: {
        phone: { category: 'phones', price: '¥1999', stock: 100, limit: 1, hold: '15m' },
        case: {
          price: '¥99',
          variants: { S: { share: '40%', stock: 5 }, L: { share: '60%', stock: 5 } },
        },
      },
      host: { kind: 'anchor', trust: '50%', extends: { ordersPerSecond: 5 } },
      rundown: [
        { at: '0s', do: 'warmUp' },
        { at: '1m', do: 'announce', product: 'phone' },
        { at: '2m', do: 'linkUp', product: 'phone' },
        { at: '4m', do: 'restock', product: 'phone', units: 5 },
        { at: '5m', do: 'linkUp', product: 'case' },
        { at: '9m', do: 'close' },
      ],
      traffic: {
        messages: {
          followers: '1M', reach: '50%', open: '2%', cohorts: { fan: 1 },
          arrive: { spike: { at: '1m', delay: '5s' } },
        },
        discover: { visits: 1000, cohorts: { fan: '25%', passer: '75%' } },
        mall: {
          visits: 10, cohorts: { passer: 1 },
          arrive: {
            profile: [{ to: '1m', weight: 1 }, { from: '1m', to: '3m', weight: 2 }],
          },
        },
        me: { share: '8%', after: '2m' },
      },
      decision: { perMinute: 0.5 },
      engagement: { like: '6/min' },
      patience: { soldOut: 3 },
      orders: {
        logic: 'preHold', gateway: { rate: '20k/s' },
        workers: { count: 8, clockSkews: ['-50ms'] },
      },
    }
    """

  /// The base with a promise in it.
  static func base(promising promise: String) -> String {
    base.replacing("patience: {", with: "expect: ['\(promise)'], patience: {")
  }

  /// A scenario that gives every key, with no default among the values.
  static let full = """
    // A comment.
    {
      saleroom: 1, title: "The drop", asks: "Who gets one?", notes: ["One.", "Two."], seed: 42,
      session: { length: "20m", epoch: "10s" },
      cohorts: {
        fan: {
          interests: { phones: "90%", general: 0.25 }, taste: 1.5, priceTolerance: "¥1500.50",
          toleranceSpread: 0.5, dwell: { uniform: { from: "1m", to: "5m" } },
          streamDelay: { floor: "800ms", rest: { exponential: { mean: "1s" } } },
          network: { floor: "5ms" },
          reaction: "300ms", consideration: { deterministic: { constant: "4s" } },
          early: { share: "10%", lead: "200ms" },
          client: {
            timeout: "2s", retries: 5, backoff: "100ms", factor: 1.5, jitter: "20%",
            doubleClick: "3%",
          },
          payment: { abandon: "15%", delay: { exponential: { mean: "30s" } } },
          returns: { share: "4%", after: "90s" }, returnOdds: 1.5,
        },
        bot: {},
      },
      products: {
        phone: {
          category: "phones", price: "¥1999", stock: "1k", limit: 2, hold: "5m", open: "3m",
          batches: [10, 20], logic: "checkThenAct",
          returns: {
            share: "40%", trust: 2, after: "2d", inspection: { exponential: { mean: "5h" } },
            resaleable: "85%",
          },
        },
        shirt: {
          price: "¥99.90",
          variants: { S: { share: "30%", stock: 3 }, M: { share: "70%", stock: 7 } },
        },
      },
      host: {
        kind: "buyer", trust: "80%", reactionTime: "1s", movesOnWhenSoldOut: true,
        extends: { ordersPerSecond: 2.5, by: "20s", atMost: 2 },
      },
      room: "main",
      rundown: [
        { at: "0s", do: "warmUp" }, { at: "1m", do: "talk", product: "shirt" },
        { at: "2m", do: "pitch", product: "phone" }, { at: "3m", do: "announce", product: "phone" },
        { at: "4m", do: "linkUp", product: "phone" }, { at: "5m", do: "giveaway" },
        { at: "6m", do: "reveal" }, { at: "7m", do: "restock", product: "phone", units: 50 },
        { at: "8m", do: "linkUp", product: "shirt" }, { at: "20m", do: "close" },
      ],
      traffic: {
        messages: {
          followers: "2M", reach: "50%", open: "10%",
          arrive: { spike: { at: "4m", delay: { logNormal: { median: "25s", sigma: 1.5 } } } },
          cohorts: { fan: "100%" }, personalisation: 3, knowledge: "35%",
        },
        follow: { visits: 100, arrive: { steady: { from: "1m" } }, cohorts: { fan: 1 } },
        discover: [
          { visits: 10, cohorts: { fan: 0.5, bot: 0.5 } }, { visits: 20, cohorts: { bot: 1 } },
        ],
        mall: {
          visits: 30, cohorts: { bot: 1 },
          arrive: {
            profile: [
              { from: "0s", to: "1m", weight: 1 }, { from: "1m", to: "2m", weight: 0 },
              { from: "3m", to: "4m", weight: 3 },
            ],
          },
        },
        me: { share: "8%", after: "3m" },
        paid: { visits: 0, cohorts: { bot: 1 } },
      },
      decision: {
        atLinkUp: "20%", perMinute: 3, order: "50%", match: 1, trust: 2, knowledge: 3, price: 4,
      },
      engagement: {
        comment: "1/s", like: "2/s", follow: "3/s", gift: "4/s", share: "5/s", match: 2,
      },
      patience: {
        awaiting: 0.25, talking: 2, selling: 0.5, soldOut: 4, special: 0.75, match: 0.5, trust: 1,
      },
      orders: {
        logic: "checkThenAct",
        gateway: { rate: "20k/s", burst: 500, soldOut: { notice: "20ms", recheck: "2s" } },
        workers: {
          count: 32, queue: "1k", deadline: "2s", clockSkews: ["0ms", "-50ms", "1s"], releasers: 4,
          service: "2ms", dropsExpired: true, discipline: "priority", first: ["bot", "fan"], verified: ["fan"],
          autoscale: {
            utilisation: "60%", every: "20s", delay: "90s", atLeast: 8, atMost: 128, downAfter: "3m",
          },
        },
        database: { connections: 16, read: "1ms", write: "2ms", update: { mixture: [
          { share: "90%", of: "1ms" }, { share: "10%", of: { exponential: { mean: "5ms" } } },
        ] }, groupCommit: 4, discipline: "lifo", autoscale: { perServer: 2.5, atMost: 20 } },
        cache: { call: "10us", script: "30us" },
        queue: {
          servers: 3, call: "1ms", delay: "4ms", consumers: 2, redeliverAfter: "6s", deliveries: 5,
          lose: "1%", loseAcknowledgement: "2%", redeliver: "3%",
        },
        locks: { call: "8ms" },
        payment: {
          capacity: 100, latency: "200ms", decline: "2%", queue: 50, deadline: "9s", discipline: "processorSharing",
        },
        edge: { heartbeat: "5s", servers: 3, rate: "20k/s", queue: 70 },
        chat: {
          servers: 2, rate: "1k/s", shown: 30,
          fanOut: { rate: "1M/s", autoscale: { perServer: 9, atMost: 4 } },
        },
        catalogue: {
          perClick: 2, perEnter: 0.5, hit: "90%", entries: 500,
          servers: 4, rate: "5k/s", misses: { servers: 6, rate: "500/s" },
        },
        releaseLag: "3s", undersellWithin: "7s",
      },
      expect: [],
    }
    """
}

/// What is done to a text before it is read: `FROM ⇒ TO` replaces the first FROM, `--set PATH=VALUE`
/// lays a value over it; edits are separated by ` ⁂ `.
struct ScenarioEdit {
  var text: String
  var settings: [ScenarioSetting] = []

  /// Applies edits; nil if one of them has nothing to replace.
  init?(_ edits: String, of text: String) {
    self.text = text
    for edit in edits.split(separator: " ⁂ ") {
      if edit.hasPrefix("--set ") {
        let parts = edit.dropFirst(6).split(
          separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        settings.append(ScenarioSetting(path: String(parts[0]), value: String(parts[1])))
        continue
      }
      let parts = edit.split(separator: "⇒", maxSplits: 1, omittingEmptySubsequences: false)
      var from = parts[0]
      if from.hasSuffix(" ") { from.removeLast() }
      let to = parts[1].hasPrefix(" ") ? parts[1].dropFirst() : parts[1]
      guard let place = self.text.firstRange(of: from) else { return nil }
      self.text.replaceSubrange(place, with: to)
    }
  }

  /// A context with sale logics and metrics of its own, so that tests do not hang on the registries.
  static func context() -> ScenarioContext {
    ScenarioContext(
      log: ProblemLog(file: "f"), knownLogics: ["preHold", "checkThenAct"],
      metrics: [
        Metric(per: .product, "stock.oversold", .count, "") { _, _ in 0 },
        Metric(per: .product, "stock.sold", .count, "") { _, _ in 0 },
        Metric(per: .product, "stock.sellThrough", .share, "") { _, _ in 0 },
        Metric("latency.order.p99", .seconds, "") { _ in 0 },
        Metric("gmv.gross", .money, "") { _ in 0 },
        Metric("tier.gateway.peak", .perSecond, "") { _ in 0 },
        Metric("funnel.ratio", .number, "") { _ in 0 },
      ])
  }

  /// The problems of the edited text as printed; warnings if there is no error.
  func problems(_ context: ScenarioContext = context()) -> [String] {
    do {
      return try Scenario.readWithWarnings(Array(text.utf8), settings, context)
        .warnings.map(\.description)
    } catch {
      return error.problems.map(\.description)
    }
  }
}
