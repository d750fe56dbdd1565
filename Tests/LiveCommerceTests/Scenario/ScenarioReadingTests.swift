// What a sound scenario is read as: the defaults, every key, settings laid over it; and what no
// text, however hostile, can do.

import Stochastics
import Testing

@testable import LiveCommerce

@Suite("Reading scenarios")
struct ScenarioReadingTests {
  private static let s: Int64 = 1_000_000_000
  private static let ms: Int64 = 1_000_000

  private static func read(_ text: String, _ settings: [ScenarioSetting] = []) throws -> Scenario {
    try Scenario.read(Array(text.utf8), file: "f", settings: settings)
  }

  // MARK: Defaults

  @Test("what a scenario does not say has a default")
  func defaults() throws {
    let scenario = try Self.read(ScenarioText.minimal)
    #expect(scenario.notes.isEmpty && scenario.seed == 1 && scenario.expectations.isEmpty)
    #expect(scenario.length == 600 * Self.s && scenario.epoch == 5 * Self.s)
    #expect(scenario.currency == "CNY" && scenario.categories == ["general"])
    #expect(scenario.cohorts == [Self.usualCohort])
    #expect(scenario.products == [Self.usualProduct])
    #expect(scenario.rooms == [Self.usualRoom])
    #expect(scenario.orders == Self.usualOrders)
    let decision = Decision(
      atLinkUp: 0.3, perSecond: 0.5 / 60, order: 0.4, match: 2, trust: 1, knowledge: 0.5, price: 1)
    #expect(scenario.decision == decision)
    let perMinute: [Double] = [0.02, 0.1, 0.01, 0.005, 0.005]
    #expect(scenario.engagement == Engagement(perSecond: perMinute.map { $0 / 60 }, match: 1))
    let patience = PatienceRates(
      awaiting: 0.5, talking: 1, selling: 0.7, soldOut: 3, special: 0.6, match: 0, trust: 0)
    #expect(scenario.patience == patience)
    #expect(scenario.lookahead == 10 * Self.ms)
  }

  private static let usualCohort = Cohort(
    name: "all", interests: [0.5], taste: 0, priceTolerance: 199_900, toleranceSpread: 0,
    dwell: .mixture(
      Mixture([
        (share: 0.45, of: .exponential(mean: 4 * s)),
        (share: 0.55, of: .logNormal(median: 60 * s, sigma: 1.2)),
      ])),
    streamDelay: Delay(floor: s, rest: .logNormal(median: 2 * s, sigma: 0.25)),
    network: Delay(floor: 10 * ms, rest: .exponential(mean: 20 * ms)),
    reaction: .logNormal(median: 350 * ms, sigma: 0.35),
    consideration: .logNormal(median: 8 * s, sigma: 1), earlyShare: 0,
    earlyLead: .exponential(mean: 500 * ms),
    client: Client(
      timeout: 3 * s, retries: 2, backoff: 500 * ms, backoffFactor: 2, jitter: 0.5, doubleClick: 0),
    abandonment: 0.2, payDelay: .logNormal(median: 25 * s, sigma: 1.5), returnShare: 0,
    returnAfter: .exponential(mean: 120 * s))

  private static let usualProduct = Product(
    name: "phone", category: 0, price: 199_900,
    variants: [Variant(name: "phone", share: 1, stock: 100)], limit: 1, hold: 900 * s, open: nil,
    batches: [], logic: nil)

  private static let usualRoom = Room(
    name: "room",
    host: Host(
      kind: .store, trust: 0.5, reactionTime: 2 * s, movesOnWhenSoldOut: false, extension_: nil),
    rundown: [RundownStep(kind: .linkUp, at: 120 * s, product: 0, units: 0)],
    traffic: [
      TrafficStream(
        source: .discover, visits: 10_000, shape: .steady(from: 0, to: 600 * s), cohortShares: [1],
        personalisation: 0, knowledge: 0, name: "discover")
    ])

  private static let usualOrders = OrderPath(
    gateway: OrderPath.Gateway(rate: nil, burst: 1000, soldOutNotice: nil, soldOutRecheck: s),
    workers: OrderPath.Workers(
      count: 64, queue: 100_000, deadline: nil, clockSkews: [0], releasers: 8),
    database: OrderPath.Database(
      connections: 64, read: .always(300_000), write: .always(400_000), update: .always(450_000)),
    payment: OrderPath.Payment(
      capacity: 200, latency: .logNormal(median: 300 * ms, sigma: 0.5), decline: 0.01),
    logic: "preHold", releaseLag: .always(s), undersellWithin: 5 * s)

  // MARK: Every key

  @Test("every key is read")
  func everyKey() throws {
    let scenario = try Self.read(ScenarioText.full)
    #expect(scenario.title == "The drop" && scenario.asks == "Who gets one?")
    #expect(scenario.notes == ["One.", "Two."] && scenario.seed == 42)
    #expect(scenario.length == 1200 * Self.s && scenario.epoch == 10 * Self.s)
    #expect(scenario.currency == "CNY" && scenario.categories == ["phones", "general"])
    #expect(scenario.cohorts.first == Self.fan)
    var bot = Self.usualCohort
    (bot.name, bot.interests) = ("bot", [0.5, 0.5])
    (bot.returnShare, bot.returnAfter) = (0.08, .always(180 * Self.s))
    (bot.returnMatch, bot.returnTrust) = (0.5, 1.5)
    #expect(scenario.cohorts.dropFirst() == [bot])
    #expect(scenario.products == [Self.phone, Self.shirt])
    #expect(scenario.rooms.first?.name == "main")
    #expect(scenario.rooms.first?.host == Self.host)
    #expect(scenario.rooms.first?.rundown == Self.rundown)
    #expect(scenario.rooms.first?.traffic == Self.traffic)
    let decision = Decision(
      atLinkUp: 0.2, perSecond: 0.05, order: 0.5, match: 1, trust: 2, knowledge: 3, price: 4,
      haste: Haste(trust: 0.5, knowledge: 0.25))
    #expect(scenario.decision == decision)
    #expect(scenario.engagement == Engagement(perSecond: [1, 2, 3, 4, 5], match: 2))
    let patience = PatienceRates(
      awaiting: 0.25, talking: 2, selling: 0.5, soldOut: 4, special: 0.75, match: 0.5, trust: 1)
    #expect(scenario.patience == patience)
    #expect(scenario.orders == Self.orders)
    #expect(scenario.lookahead == 5 * Self.ms)
  }

  private static let fan = Cohort(
    name: "fan", interests: [0.9, 0.25], taste: 1.5, priceTolerance: 150_050, toleranceSpread: 0.5,
    dwell: .uniform(Uniform(from: 60e9, to: 300e9)),
    streamDelay: Delay(floor: 800 * ms, rest: .exponential(mean: s)),
    network: Delay(floor: 5 * ms, rest: .always(0)), reaction: .always(300 * ms),
    consideration: .always(4 * s), earlyShare: 0.1, earlyLead: .always(200 * ms),
    client: Client(
      timeout: 2 * s, retries: 5, backoff: 100 * ms, backoffFactor: 1.5, jitter: 0.2,
      doubleClick: 0.03),
    abandonment: 0.15, payDelay: .exponential(mean: 30 * s), returnShare: 0.04,
    returnAfter: .always(90 * s), returnOdds: 1.5, returnMatch: 2, returnTrust: -1)

  private static let phone = Product(
    name: "phone", category: 0, price: 199_900,
    variants: [Variant(name: "phone", share: 1, stock: 1000)], limit: 2, hold: 300 * s,
    open: 180 * s, batches: [10, 20], logic: "checkThenAct",
    returns: ProductReturns(
      share: 0.4, trust: 2, after: .always(48 * 3600 * s),
      inspection: .exponential(mean: 5 * 3600 * s), resaleable: 0.85))

  private static let shirt = Product(
    name: "shirt", category: 1, price: 9990,
    variants: [
      Variant(name: "S", share: 0.3, stock: 3), Variant(name: "M", share: 0.7, stock: 7),
    ], limit: 1, hold: 900 * s, open: nil, batches: [], logic: nil)

  private static let host = Host(
    kind: .buyer, trust: 0.8, reactionTime: s, movesOnWhenSoldOut: true,
    extension_: HostExtension(ordersPerSecond: 2.5, by: 20 * s, atMost: 2), fit: 1.5,
    urgency: 0.25, bargain: 0.5, reveal: 0.4)

  private static let rundown = [
    RundownStep(kind: .warmUp, at: 0, product: nil, units: 0),
    RundownStep(kind: .talk, at: 60 * s, product: 1, units: 0),
    RundownStep(kind: .pitch, at: 120 * s, product: 0, units: 0),
    RundownStep(kind: .announce, at: 180 * s, product: 0, units: 0),
    RundownStep(kind: .linkUp, at: 240 * s, product: 0, units: 0),
    RundownStep(kind: .giveaway, at: 300 * s, product: nil, units: 0),
    RundownStep(kind: .reveal, at: 360 * s, product: nil, units: 0),
    RundownStep(kind: .restock, at: 420 * s, product: 0, units: 50),
    RundownStep(kind: .linkUp, at: 480 * s, product: 1, units: 0),
    RundownStep(kind: .close, at: 1200 * s, product: nil, units: 0),
  ]

  private static func stream(
    _ source: TrafficSource, _ visits: Double, _ cohorts: [Double],
    _ shape: ArrivalShape = .steady(from: 0, to: 1200 * s), name: String? = nil
  ) -> TrafficStream {
    TrafficStream(
      source: source, visits: visits, shape: shape, cohortShares: cohorts, personalisation: 0,
      knowledge: 0, name: name ?? source.rawValue)
  }

  private static var traffic: [TrafficStream] {
    let opened = ArrivalShape.spike(at: 240 * s, delay: .logNormal(median: 25 * s, sigma: 1.5))
    var messages = stream(.messages, 200_000, [1, 0], opened)
    (messages.personalisation, messages.knowledge) = (3, 0.35)
    var mall = stream(
      .mall, 60, [0, 1],
      .profile([
        ProfilePiece(from: 0, to: 60 * s, share: 0.25),
        ProfilePiece(from: 180 * s, to: 240 * s, share: 0.75),
      ]))
    mall.exposures = 240
    return [
      messages, stream(.follow, 200, [1, 0], .steady(from: 60 * s, to: 1200 * s)),
      stream(.discover, 20, [0.5, 0.5], name: "push"), stream(.discover, 40, [0, 1]), mall,
      stream(.paid, 0, [0, 1]),
    ]
  }

  private static let orders = OrderPath(
    gateway: OrderPath.Gateway(
      rate: 20_000, burst: 500, soldOutNotice: 20 * ms, soldOutRecheck: 2 * s),
    workers: OrderPath.Workers(
      count: 32, queue: 1000, deadline: 2 * s, clockSkews: [0, -50 * ms, s], releasers: 4,
      service: .always(2 * ms), dropsExpired: true,
      queueing: Queueing(
        discipline: .priority, first: [1, 0],
        autoscaling: Autoscaling(
          target: .utilisation(0.6), every: 20 * s, delay: 90 * s, atLeast: 8, atMost: 128,
          downAfter: 180 * s)), verified: [0]),
    database: OrderPath.Database(
      connections: 16, read: .always(ms), write: .always(2 * ms),
      update: .mixture(
        Mixture([(share: 0.9, of: .always(ms)), (share: 0.1, of: .exponential(mean: 5 * ms))])),
      groupCommit: 4,
      queueing: Queueing(discipline: .lifo, autoscaling: scaling(2.5, atLeast: 16, atMost: 20))),
    cache: OrderPath.Cache(call: .always(10_000), script: .always(30_000)),
    queue: OrderPath.Queue(
      servers: 3, call: .always(ms), delay: .always(4 * ms), consumers: 2, redeliverAfter: 6 * s,
      deliveries: 5, lose: 0.01, loseAcknowledgement: 0.02, redeliver: 0.03),
    locks: OrderPath.Locks(call: .always(8 * ms)),
    payment: OrderPath.Payment(
      capacity: 100, latency: .always(200 * ms), decline: 0.02, queue: 50,
      deadline: 9 * s, queueing: Queueing(discipline: .processorSharing)),
    edge: OrderPath.Edge(
      heartbeat: 5 * s,
      station: OpenStation(servers: 3, rate: 20_000, queue: 70, autoscaling: nil)),
    chat: OrderPath.Chat(
      station: OpenStation(servers: 2, rate: 1_000, queue: 1_000_000, autoscaling: nil), shown: 30,
      fanOut: OpenStation(
        servers: 1, rate: 1e6, queue: 1_000_000,
        autoscaling: scaling(9, atLeast: 1, atMost: 4))),
    catalogue: OrderPath.Catalogue(
      perClick: 2, perEnter: 0.5, hit: 0.9, entries: 500,
      station: OpenStation(servers: 4, rate: 5_000, queue: 1_000_000, autoscaling: nil),
      misses: OpenStation(servers: 6, rate: 500, queue: 1_000_000, autoscaling: nil)),
    logic: "checkThenAct", releaseLag: .always(3 * s), undersellWithin: 7 * s)

  private static func scaling(_ perServer: Double, atLeast: Int, atMost: Int) -> Autoscaling {
    Autoscaling(
      target: .perServer(perServer), every: 15 * s, delay: 60 * s, atLeast: atLeast,
      atMost: atMost, downAfter: 300 * s)
  }

  // MARK: Promises

  /// A promise; the metric, the product, the comparison and the limit it is read as.
  private static let promises = """
    stock.oversold == 0
      stock.oversold - == 0.0
    stock.sold[phone] >= 2.5k
      stock.sold 0 >= 2500.0
    stock.sold [ case ]>=2.5
      stock.sold 1 >= 2.5
    latency.order.p99<1m30s
      latency.order.p99 - < 90.0
    stock.sellThrough != 35%
      stock.sellThrough - != 0.35
    stock.sellThrough <= 0.35
      stock.sellThrough - <= 0.35
    gmv.gross > ¥12.50
      gmv.gross - > 1250.0
    tier.gateway.peak < 120/min
      tier.gateway.peak - < 2.0
    funnel.ratio > -1e3
      funnel.ratio - > -1000.0
    """

  @Test("promises are read in the unit of their metric")
  func promises() throws {
    for row in Table.rows(Self.promises) {
      let bytes = Array(ScenarioText.base(promising: row.input).utf8)
      let scenario = try Scenario.readWithWarnings(bytes, [], ScenarioEdit.context()).scenario
      let shown = scenario.expectations.map {
        let asked = $0.subject.map { "\($0)" } ?? "-"
        return "\($0.metric) \(asked) \($0.comparison.rawValue) \($0.limit)"
      }
      #expect(shown == row.expected && scenario.expectations.first?.text == row.input)
    }
  }

  static let quantified: [(String, Quantifier?, Double)] = [
    ("stock.sold < 9", nil, 9), ("stock.sold < 9 in 99% of sessions", .share(0.99), 9),
    ("stock.sold < 9  in  99.9 %  of sessions", .share(0.999), 9),
    ("stock.sold == 9 in 50% of sessions", .share(0.5), 9),
    ("stock.sold >= 9k on average", .onAverage, 9_000),
  ]

  @Test("promises say of how many sessions they hold", arguments: quantified)
  func quantifiers(_ text: String, _ quantifier: Quantifier?, _ limit: Double) throws {
    let file = ScenarioText.base(promising: text)
    let promises = try Scenario.read(Array(file.utf8), file: "f").expectations
    #expect(promises.map(\.quantifier) == [quantifier] && promises.map(\.limit) == [limit])
    #expect(promises.map(\.text) == [text] && Quantifier.usual == .share(0.95))
  }

  static let unquantified: [(String, String)] = [
    (
      "9 in 100% of sessions",
      "`in 100% of sessions` cannot be shown by any number of sessions; 0.1% to 99.9% of sessions are allowed"
    ),
    (
      "9 in 95 of sessions",
      "there is no quantifier `in 95 of sessions`; write `in 95% of sessions` or `on average`"
    ),
    (
      "9 in 95% of session",
      "there is no quantifier `in 95% of session`; write `in 95% of sessions` or `on average`"
    ),
    ("9 on avg", "there is no quantifier `on avg`; write `in 95% of sessions` or `on average`"),
    ("in 95% of sessions", "there is no limit before `in`"),
  ]

  @Test("a quantifier that says nothing is refused", arguments: unquantified)
  func quantifierRefusals(_ end: String, _ message: String) {
    let file = ScenarioText.base(promising: "stock.sold < \(end)")
    let error = #expect(throws: ScenarioProblems.self) {
      try Scenario.read(Array(file.utf8), file: "f")
    }
    #expect(error?.problems.map(\.message) == [message])
    let equal = ScenarioText.base(promising: "stock.sold == 9 on average")
    let other = #expect(throws: ScenarioProblems.self) {
      try Scenario.read(Array(equal.utf8), file: "f")
    }
    #expect(other?.problems.first?.message.hasPrefix("a mean over sessions is never shown") == true)
  }

  // MARK: Settings

  @Test("settings are laid over the file, in order")
  func settings() throws {
    let scenario = try Self.read(
      ScenarioText.full,
      [
        ScenarioSetting(path: "orders.workers.count", value: "40"),
        ScenarioSetting(path: "products.phone.hold", value: "15m"),
        ScenarioSetting(path: "products[\"phone\"].price", value: "¥1"),
        ScenarioSetting(path: "rundown[3].at", value: "'3m30s'"),
        ScenarioSetting(path: "cohorts.bot", value: "{ reaction: '0s', early: { share: 0.5 } }"),
        ScenarioSetting(path: "cohorts.bot.client.retries", value: "0"),
        ScenarioSetting(path: "seed", value: "6"), ScenarioSetting(path: "seed", value: "7"),
        ScenarioSetting(path: "room", value: "two words"),
        ScenarioSetting(path: "orders.workers.clockSkews[1]", value: "-2s"),
      ])
    #expect(scenario.orders.workers.count == 40 && scenario.seed == 7)
    #expect(scenario.products.first?.hold == 900 * Self.s && scenario.products.first?.price == 100)
    #expect(scenario.rooms.first?.rundown[3].at == 210 * Self.s)
    #expect(scenario.rooms.first?.name == "two words")
    #expect(scenario.cohorts[1].reaction == .always(0) && scenario.cohorts[1].earlyShare == 0.5)
    #expect(scenario.cohorts[1].client.retries == 0)
    #expect(scenario.orders.workers.clockSkews == [0, -2 * Self.s, Self.s])
  }

  @Test("what people find fair does not move with a price that is set")
  func tolerance() throws {
    let tenfold = ScenarioSetting(path: "products.phone.price", value: "¥19990")
    let scenario = try Self.read(ScenarioText.minimal, [tenfold])
    #expect(scenario.products[0].price == 1_999_000)
    #expect(scenario.cohorts[0].priceTolerance == Self.usualCohort.priceTolerance)
    let said = ScenarioSetting(path: "cohorts.all.priceTolerance", value: "¥5")
    #expect(try Self.read(ScenarioText.minimal, [tenfold, said]).cohorts[0].priceTolerance == 500)
    // Of another currency the price that was written says nothing.
    let dollars = ScenarioSetting(path: "products.phone.price", value: "$300")
    let abroad = try Self.read(ScenarioText.minimal, [dollars])
    #expect(abroad.currency == "USD" && abroad.cohorts[0].priceTolerance == 30_000)
  }

  @Test("nor with the price of what a room sells itself")
  func toleranceInRooms() throws {
    let text = """
      {
        saleroom: 1, title: 't', asks: '?', session: { length: '10m' }, cohorts: { all: {} },
        rooms: { shop: {
          products: { mug: { price: '¥40', stock: 9 } },
          rundown: [{ at: '0s', do: 'linkUp', product: 'mug' }],
        } },
        traffic: { discover: { visits: 10 } },
      }
      """
    let setting = ScenarioSetting(path: "rooms.shop.products.mug.price", value: "¥80")
    let scenario = try Self.read(text, [setting])
    #expect(scenario.products[0].price == 8_000 && scenario.cohorts[0].priceTolerance == 4_000)
  }

  @Test("the digest tells files and settings apart")
  func digests() throws {
    let bytes = Array(ScenarioText.minimal.utf8)
    let seed = ScenarioSetting(path: "seed", value: "1")
    let digests = [
      ScenarioDigest.digest(of: [], []), ScenarioDigest.digest(of: Array("a".utf8), []),
      try Scenario.read(bytes, file: "f").digest,
      try Scenario.read(bytes + [0x20], file: "f").digest,
      try Scenario.read(bytes, file: "other", settings: [seed]).digest,
      try Scenario.read(bytes, file: "f", settings: [seed, seed]).digest,
    ]
    #expect(Set(digests).count == digests.count)
    // FNV-1a of nothing and of "a", from its authors' table.
    #expect(digests[0] == 0xCBF2_9CE4_8422_2325 && digests[1] == 0xAF63_DC4C_8601_EC8C)
    #expect(digests[2] == (try Scenario.read(bytes, file: "other").digest))
  }

  // MARK: Order and bounds

  @Test("problems come in the order of the file, then of the settings")
  func order() {
    let edits = """
      saleroom: 1⇒saleroom: 3 ⁂ stock: 100⇒stcok: 1 ⁂ floor: '10ms', ⇒ ⁂ do: 'close'⇒do: 'colse' ⁂ \
      passer: '75%'⇒passer: 2 ⁂ count: 8⇒count: 0 ⁂ title: 'Drop'⇒title: 5 ⁂ --set seed=x ⁂ \
      --set host.trust=7
      """
    let found = ScenarioEdit(edits, of: ScenarioText.base)?.problems() ?? []
    let starts = found.map { $0.prefix { $0 != " " } }
    #expect(
      starts == [
        "f:2:13:", "f:3:10:", "f:8:24:", "f:11:12:", "f:11:50:", "f:24:21:", "f:31:62:", "f:45:23:",
        "--set:1:6:", "--set:1:12:",
      ])
  }

  @Test("there is a limit to everything")
  func limits() {
    func many(_ count: Int, _ one: (Int) -> String) -> String {
      (0..<count).map(one).joined(separator: ",")
    }
    let rows = [
      ("cohorts", "{\(many(201) { "c\($0): {}" })}", "201 cohorts; 1 to 200 are allowed"),
      (
        "products", "{\(many(2001) { "p\($0): { price: '¥1', stock: 1 }" })}",
        "2001 products; 1 to 2000 are allowed"
      ),
      ("rundown", "[\(many(1001) { _ in "0" })]", "1001 items; at most 1000 allowed"),
      (
        "traffic.mall", "[\(many(254) { _ in "{ visits: 1, cohorts: { fan: 1 } }" })]",
        "256 streams; at most 255 are allowed"
      ),
      ("title", "'\(many(9999) { _ in "x" })'", "19997 bytes where 10000 are allowed"),
    ]
    for (path, value, message) in rows {
      var edit = ScenarioEdit("", of: ScenarioText.base)
      edit?.settings = [ScenarioSetting(path: path, value: value)]
      let found = edit?.problems() ?? []
      #expect(found.count == 1 && found.allSatisfy { $0.hasSuffix(message) }, "\(found)")
    }
  }

  @Test("hostile bytes are refused")
  func hostile() {
    let sound = Array(ScenarioText.full.utf8)
    let nested = Array(String(repeating: "{a:", count: 100_000).utf8)
    let mixed = String(repeating: "{mixture:[{share:1,of:", count: 40)
    let rows: [([UInt8], String)] = [
      ([], "f:1:1: error: the file is empty: a scenario is an object, { key: value, … }"),
      (Array("[]".utf8), "f:1:1: error: write an object, such as { key: value, … }; this is"),
      (Array(repeating: 0x20, count: 100 << 20), "16 MiB"), (nested, "nested more than 64 deep"),
      (Array("{cohorts:{a:{dwell:\(mixed)".utf8), "nested more than 64 deep"),
      (sound + [0xFF], "is not UTF-8"), ([0, 1, 2, 3], "f:1:1: error: "),
      (Array(repeating: UInt8(ascii: "\""), count: 1000), "f:1:"),
    ]
    for (bytes, part) in rows {
      let error = #expect(throws: ScenarioProblems.self) {
        try Scenario.read(bytes, file: "f")
      }
      #expect(error?.problems.first.map(\.description)?.contains(part) == true, "\(part)")
    }
  }

  @Test("no change to a scenario makes reading or using it trap", .timeLimit(.minutes(2)))
  func fuzz() {
    var fuzzer = ScenarioFuzzer(seed: 0x5A1E)
    var sound = 0
    for round in 0..<2000 {
      let bytes = fuzzer.mutant(of: round % 3 == 0 ? ScenarioText.minimal : ScenarioText.full)
      do {
        let scenario = try Scenario.read(bytes, file: "f")
        sound += 1
        Self.exercise(scenario)
      } catch {
        #expect(!error.problems.isEmpty)
      }
    }
    // Both sides are reached: otherwise the mutants are too tame or too wild.
    #expect(sound > 100 && sound < 1900, "\(sound)")
  }

  /// Does with a scenario what a session does first.
  private static func exercise(_ scenario: Scenario) {
    #expect(scenario.lookahead >= 5 * ms)
    for room in scenario.rooms {
      #expect(!RundownPlan.entries(of: room, in: scenario).isEmpty)
      for stream in room.traffic {
        #expect(stream.cohortShares.count == scenario.cohorts.count)
        let instants = [0x1p-53, 0.25, 0.5, 1 - 0x1p-53].map { stream.shape.instant(atShare: $0) }
        #expect(instants == instants.sorted())
      }
    }
    for cohort in scenario.cohorts {
      #expect(cohort.interests.count == scenario.categories.count)
      for uniform in [0x1p-53, 0.5, 1 - 0x1p-53] {
        #expect(cohort.streamDelay.value(at: uniform) >= cohort.streamDelay.floor)
        #expect(Delay.nanoseconds(cohort.dwell.value(at: uniform)) >= 0)
      }
    }
  }
}
