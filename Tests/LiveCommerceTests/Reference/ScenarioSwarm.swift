// Small random scenarios, the whole configuration drawn from one seed (a swarm): many cohorts, few;
// long delays, short; reacting hosts, planned ones; tight back ends, wide ones.
import Stochastics

@testable import LiveCommerce

struct ScenarioSwarm {
  private let own: EntityDraws
  private var count: UInt32 = 0

  init(seed: UInt64) { own = Draws(seed: seed).entity(0xFFFF, 1) }

  private mutating func uniform() -> Double {
    count += 1
    return own.uniform(1, count)
  }
  private mutating func pick(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(uniform() * Double(range.count))
  }
  private mutating func real(_ range: ClosedRange<Double>) -> Double {
    range.lowerBound + uniform() * (range.upperBound - range.lowerBound)
  }
  private mutating func flip(_ share: Double = 0.5) -> Bool { uniform() < share }
  private mutating func time(_ range: ClosedRange<Double>) -> Int64 { Int64(real(range) * 1e9) }

  private mutating func lasting(_ mean: Double) -> Distribution {
    switch pick(0...3) {
    case 0: .deterministic(Deterministic(mean * 1e9))
    case 1: .exponential(Exponential(mean: mean * 1e9))
    case 2: .uniform(Uniform(from: 0, to: 2 * mean * 1e9))
    default: .logNormal(LogNormal(median: mean * 0.7e9, sigma: 0.8))
    }
  }

  private mutating func delay(_ floor: ClosedRange<Double>, _ rest: Double) -> Delay {
    Delay(floor: time(floor), rest: lasting(rest))
  }

  private mutating func cohort(_ index: Int, categories: Int) -> Cohort {
    Cohort(
      name: "cohort\(index)", interests: (0..<categories).map { _ in uniform() },
      taste: flip() ? 0 : real(0...0.4), priceTolerance: Int64(pick(5_000...50_000)),
      toleranceSpread: flip() ? 0 : real(0...0.5), dwell: lasting(real(2...120)),
      streamDelay: delay(0.02...3, real(0.01...2)), network: delay(0.005...0.05, real(0.001...0.1)),
      reaction: lasting(real(0.1...1)), consideration: lasting(real(0.2...5)),
      earlyShare: flip(0.3) ? real(0...0.5) : 0, earlyLead: lasting(0.5),
      client: Client(
        timeout: time(0.05...2), retries: pick(0...4), backoff: time(0.01...0.5),
        backoffFactor: real(1...2), jitter: uniform(), doubleClick: flip(0.3) ? real(0...0.4) : 0),
      abandonment: real(0...0.5), payDelay: lasting(real(0.5...40)),
      returnShare: flip() ? 0 : real(0...0.4), returnAfter: lasting(real(1...60)))
  }

  private mutating func product(_ index: Int, categories: Int) -> Product {
    let variants = pick(1...3)
    return Product(
      name: "product\(index)", category: pick(0...categories - 1),
      price: Int64(pick(1_000...100_000)),
      variants: (0..<variants).map {
        Variant(name: "v\($0)", share: 1 / Double(variants), stock: pick(0...25))
      },
      limit: pick(1...2), hold: time(0.5...40), open: flip(0.3) ? time(5...60) : nil,
      batches: flip(0.3) ? [pick(1...10), pick(1...10)] : [],
      logic: flip(0.3) ? CheckThenAct.name : nil, returns: returns(index),
      substitute: own.chance(0.6, 6, UInt32(index)) ? own.uniform(7, UInt32(index)) : 0,
      pool: own.chance(0.3, 8, UInt32(index)) ? 1 : 0)
  }

  /// A pool of its own; drawn apart, as returns are.
  private var pool: StockPool {
    StockPool(
      name: "bonded", lead: Int64(own.uniform(9) * 30e9), returnOdds: 2 * own.uniform(10),
      returnDelay: Int64(own.uniform(11) * 10e9), resaleable: own.uniform(12))
  }

  /// Returns of a product; drawn apart, so that nothing else is drawn otherwise than without them.
  private func returns(_ index: Int) -> ProductReturns? {
    guard own.chance(0.3, 2, UInt32(index)) else { return nil }
    return ProductReturns(
      share: own.uniform(3, UInt32(index)), after: .exponential(Exponential(mean: 20e9)),
      inspection: .uniform(Uniform(from: 0, to: 10e9)), resaleable: own.uniform(4, UInt32(index)))
  }

  private mutating func stream(_ source: TrafficSource, _ length: Int64, cohorts: Int)
    -> TrafficStream
  {
    let shape: ArrivalShape =
      switch pick(0...2) {
      case 0: .steady(from: 0, to: length)
      case 1: .spike(at: Int64(real(0...0.6) * Double(length)), delay: lasting(5))
      default:
        .profile([
          ProfilePiece(from: 0, to: length / 4, share: 0.5),
          ProfilePiece(from: length / 2, to: length, share: 0.5),
        ])
      }
    return TrafficStream(
      source: source, visits: Double(pick(1...150)), shape: shape,
      cohortShares: Array(repeating: 1 / Double(cohorts), count: cohorts),
      personalisation: flip() ? 0 : real(0...3), knowledge: uniform())
  }

  private mutating func rundown(_ length: Int64, products: Int) -> [RundownStep] {
    let steps = pick(2...7)
    return (0..<steps).map { index in
      let at = length * Int64(index) / Int64(steps)
      let kinds: [RundownStep.Kind] = [
        .warmUp, .talk, .pitch, .linkUp, .linkUp, .linkUp, .giveaway, .reveal, .announce, .restock,
      ]
      let kind = index == 0 ? .warmUp : kinds[pick(0...kinds.count - 1)]
      let needsProduct: Set<RundownStep.Kind> = [.pitch, .linkUp, .announce, .restock]
      return RundownStep(
        kind: kind, at: at, product: needsProduct.contains(kind) ? pick(0...products - 1) : nil,
        units: kind == .restock ? pick(1...20) : 0)
    }
  }

  private mutating func host() -> Host {
    Host(
      kind: .store, trust: uniform(), reactionTime: time(0...2), movesOnWhenSoldOut: flip(),
      extension_: flip() ? HostExtension(ordersPerSecond: 0.2, by: time(1...20), atMost: 2) : nil)
  }

  /// The order path, now and then with unusual tiers.
  private mutating func orders() -> OrderPath {
    var path = usualOrders()
    guard flip(0.3) else { return path }
    path.workers.service = lasting(real(0.0005...0.02))
    path.workers.dropsExpired = flip()
    path.workers.queueing = queueing(most: 20)
    path.database.queueing = queueing(most: 20)
    path.payment.queueing = queueing(most: 20)
    path.payment.queue = flip() ? pick(0...10) : nil
    path.payment.deadline = flip() ? time(0.1...2) : nil
    return path
  }

  private mutating func queueing(most: Int) -> Queueing {
    Queueing(
      discipline: QueueDiscipline.allCases[pick(0...3)], first: [0],
      autoscaling: flip()
        ? Autoscaling(
          target: flip() ? .utilisation(real(0.2...0.9)) : .perServer(real(0.5...4)),
          every: Int64(pick(1...5)) * 1_000_000_000, delay: time(0...10), atLeast: 1, atMost: most,
          downAfter: time(0...20)) : nil)
  }

  private mutating func usualOrders() -> OrderPath {
    OrderPath(
      gateway: OrderPath.Gateway(
        rate: flip(0.4) ? real(1...50) : nil, burst: real(1...20),
        soldOutNotice: flip() ? time(0...0.5) : nil, soldOutRecheck: time(0.1...2)),
      workers: OrderPath.Workers(
        count: pick(1...6), queue: pick(1...40), deadline: flip(0.4) ? time(0.05...1) : nil,
        clockSkews: (0..<pick(1...4)).map { _ in Int64(real(-0.1...0.1) * 1e9) },
        releasers: pick(1...3)),
      database: OrderPath.Database(
        connections: pick(1...6), read: lasting(real(0.0005...0.02)),
        write: lasting(real(0.0005...0.02)), update: lasting(real(0.0005...0.02))),
      payment: OrderPath.Payment(
        capacity: pick(1...5), latency: lasting(real(0.05...1)), decline: real(0...0.2)),
      logic: flip() ? PreHold.name : CheckThenAct.name, releaseLag: lasting(real(0.01...1)),
      undersellWithin: 5_000_000_000)
  }

  mutating func scenario() -> Scenario {
    let length = time(20...180)
    let categories = pick(1...3)
    let cohortCount = pick(1...3)
    let productCount = pick(1...3)
    let sources: [TrafficSource] = [.messages, .follow, .discover, .mall, .paid]
    var scenario = Scenario(
      title: "swarm", asks: "", seed: 1, length: length, epoch: time(0.5...5), currency: "CNY",
      categories: (0..<categories).map { "category\($0)" },
      cohorts: (0..<cohortCount).map { cohort($0, categories: categories) },
      products: (0..<productCount).map { product($0, categories: categories) },
      rooms: [
        Room(
          name: "room", host: host(), rundown: rundown(length, products: productCount),
          traffic: sources.prefix(pick(1...5)).map { stream($0, length, cohorts: cohortCount) })
      ],
      decision: Decision(
        atLinkUp: flip(0.2) ? 1 : uniform(), perSecond: real(0...0.2), order: uniform(),
        match: real(0...2), trust: real(0...2), knowledge: real(0...1), price: real(0...2)),
      engagement: Engagement(
        perSecond: Engagement.Kind.allCases.map { _ in real(0...0.05) }, match: real(0...2)),
      patience: PatienceRates(
        awaiting: real(0.2...1), talking: 1, selling: real(0.3...1.5), soldOut: real(1...4),
        special: real(0.3...1), match: real(0...1), trust: real(0...1)),
      orders: orders(), expectations: [], digest: 0)
    for index in scenario.cohorts.indices { vary(&scenario.cohorts[index]) }
    vary(&scenario.orders.gateway)
    scenario.orders.payment.failure = flip(0.3) ? real(0...0.5) : 0
    scenario.orders.payment.retry = OrderPath.ChargeRetry(
      attempts: pick(1...4), backoff: time(0...1), budget: real(0...2))
    // Drawn apart, as returns are.
    scenario.pools = [.domestic, pool]
    scenario.orders.workers.verified = own.chance(0.2, 5) ? [0] : nil
    scenario.orders.faults = flip(0.7) ? (0..<pick(1...8)).map { _ in fault(length) } : []
    for index in scenario.cohorts.indices {
      befriend(&scenario.cohorts[index], index)
      scenario.cohorts[index].client.hearsLate = own.chance(0.5, 22, UInt32(index))
    }
    scenario.decision.haste =
      own.chance(0.4, 6) ? Haste(trust: weight(7), knowledge: weight(8)) : Haste()
    scenario.changes = flip(0.6) ? changes(of: scenario) : []
    if flip(0.5) { addRooms(to: &scenario) }
    scenario.ranker = ranker(cohorts: cohortCount, length: length)
    for index in scenario.rooms.indices {
      colour(&scenario.rooms[index].host, index)
      close(&scenario.rooms[index], index, scenario.length)
    }
    scenario.campaign = campaign(of: scenario)
    scenario.openCampaign()
    scenario.community = community(&scenario)
    return scenario
  }

  /// A campaign of which the session is the first; drawn apart, as returns are.
  private func campaign(of scenario: Scenario) -> Campaign? {
    guard own.chance(0.5, 6) else { return nil }
    var campaign = Campaign(sessions: 3, every: scenario.length + 20_000_000_000)
    campaign.buyers = Campaign.Buyers(
      start: scenario.cohorts.map { _ in 20 }, comesAgain: own.uniform(7), fade: 0.1,
      knowledge: own.uniform(8), shape: .steady(from: 0, to: scenario.length), isCarried: true)
    campaign.carriesStock = true
    return campaign
  }

  // MARK: Persons, drawn apart, as returns are

  private func weight(_ purpose: UInt32, _ index: Int = 0) -> Double {
    own.uniform(purpose, UInt32(index)) * 4 - 2
  }

  /// People who come back the more, or the less, the more they match and trust.
  private func befriend(_ cohort: inout Cohort, _ index: Int) {
    guard own.chance(0.5, 9, UInt32(index)) else { return }
    cohort.returnMatch = weight(10, index)
    cohort.returnTrust = weight(11, index)
  }

  /// A host who is somebody.
  private func colour(_ host: inout Host, _ index: Int) {
    guard own.chance(0.6, 12, UInt32(index)) else { return }
    host.fit = own.uniform(13, UInt32(index)) * 2
    host.urgency = own.uniform(14, UInt32(index)) * 3 - 0.5
    host.bargain = own.uniform(15, UInt32(index)) * 2
    host.reveal = own.chance(0.7, 16, UInt32(index)) ? own.uniform(17, UInt32(index)) : 0
  }

  /// A room that closes before the session ends.
  private func close(_ room: inout Room, _ index: Int, _ length: Int64) {
    guard own.chance(0.3, 20, UInt32(index)) else { return }
    let at = Int64((0.3 + 0.6 * own.uniform(21, UInt32(index))) * Double(length))
    room.rundown.removeAll { $0.at >= at }
    room.rundown.append(RundownStep(kind: .close, at: at, product: nil, units: 0))
  }

  /// More rooms with products of their own, people who are shown one of all rooms, and who go on.
  private mutating func addRooms(to scenario: inout Scenario) {
    for number in 1...pick(1...3) {
      let first = scenario.products.count
      let products = pick(1...2)
      for index in 0..<products {
        scenario.products.append(product(first + index, categories: scenario.categories.count))
      }
      var rundown = rundown(scenario.length, products: products)
      for step in rundown.indices {
        rundown[step].product = rundown[step].product.map { $0 + first }
      }
      scenario.rooms.append(
        Room(
          name: "room\(number)", weight: real(0...5), host: host(), rundown: rundown,
          traffic: flip() ? [stream(.follow, scenario.length, cohorts: scenario.cohorts.count)] : []
        ))
    }
    scenario.platform = [TrafficSource.discover, .paid].prefix(pick(0...2)).map {
      stream($0, scenario.length, cohorts: scenario.cohorts.count)
    }
    scenario.hopping =
      flip(0.7)
      ? Hopping(
        share: real(0.1...0.8), after: lasting(real(0.01...3)), personalisation: real(0...3))
      : nil
  }

  /// A ranker; drawn last, so that nothing else is drawn otherwise than without it.
  private mutating func ranker(cohorts: Int, length: Int64) -> Ranker? {
    guard flip(0.4) else { return nil }
    let pools = (1...pick(1...4)).map { _ in real(0...3) }.sorted()
    var stream = stream(.discover, length, cohorts: cohorts)
    stream.visits = 0
    return Ranker(
      every: time(1...20), pools: pools, start: pick(0...pools.count - 1),
      par: Ranker.Par(
        stay: real(1...60) * 1e9, interaction: flip() ? real(0.01...1) : nil,
        sales: flip() ? real(100...10_000) : nil),
      climb: real(1...1.5), fall: real(0.3...1), least: pick(1...10), stream: stream)
  }

  /// Notes, and who writes them; drawn last, as the ranker is.
  private mutating func community(_ scenario: inout Scenario) -> Community? {
    guard flip(0.5) else { return nil }
    let cohorts = scenario.cohorts.count
    for index in scenario.cohorts.indices { scenario.cohorts[index].noteShare = uniform() }
    let modules: [Community.Module] =
      flip()
      ? [Community.Module(source: .discover, share: 1)]
      : [TrafficSource.messages, .mall].map { Community.Module(source: $0, share: 0.5) }
    return Community(
      after: lasting(real(0.1...20)), exposures: real(1...1000), life: time(1...100),
      budget: flip() ? real(1e5...1e8) : nil, read: real(0...0.2), visit: real(0...0.2),
      like: uniform(), collect: uniform(), follow: uniform(),
      cohortShares: Array(repeating: 1 / Double(cohorts), count: cohorts),
      personalisation: real(0...3), modules: modules,
      before: (0..<pick(0...3)).map { _ in
        NotesBefore(
          category: pick(0...scenario.categories.count - 1), count: Double(pick(1...5)),
          age: flip() ? 0 : time(1...50))
      })
  }

  /// Up to six turned knobs, some of them at an epoch, some at the same instant.
  private mutating func changes(of scenario: Scenario) -> [Change] {
    let knobs = scenario.knobs
    let found = (0..<pick(1...6)).map { _ in
      let knob = knobs[pick(0...knobs.count - 1)]
      let value =
        switch knob.kind {
        case .count: Double(pick(1...9))
        case .duration: Double(time(1...20))
        case .rate: real(1...50)
        case .number: real(0...2)
        }
      let at = flip(0.3) ? scenario.epoch * Int64(pick(0...3)) : time(0...20)
      return Change(at: min(at, scenario.length), knob: knob, value: value)
    }
    return found.enumerated()
      .sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
  }

  // MARK: Clients, admission, faults

  private mutating func vary(_ cohort: inout Cohort) {
    cohort.isAutomated = flip(0.3)
    cohort.client.longestBackoff = flip(0.3) ? time(0.01...1) : .max
    cohort.client.isDecorrelated = flip(0.3)
    cohort.client.retryBudget = flip(0.3) ? real(0...2) : nil
    cohort.client.hedge = flip(0.4) ? Int64(real(0.05...0.9) * Double(cohort.client.timeout)) : nil
  }

  private mutating func vary(_ gateway: inout OrderPath.Gateway) {
    let policies = OrderPath.WaitingRoom.Policy.allCases
    gateway.perAccount =
      flip(0.3) ? OrderPath.AccountRate(rate: real(0.1...5), burst: real(1...4)) : nil
    gateway.detector =
      flip(0.3) ? OrderPath.Detector(recall: uniform(), falseReject: real(0...0.2)) : nil
    gateway.breaker =
      flip(0.4)
      ? OrderPath.Breaker(
        window: pick(1...10), failures: real(0.1...1), slow: time(0.01...1), open: time(0.05...3),
        probes: pick(1...4)) : nil
    gateway.waitingRoom =
      flip(0.4)
      ? OrderPath.WaitingRoom(
        active: pick(1...8), policy: policies[pick(0...policies.count - 1)], gather: time(0.01...4),
        winners: pick(1...20), session: time(0.2...10), patience: time(0.05...3)) : nil
  }

  private mutating func fault(_ length: Int64) -> Fault {
    let from = Int64(real(0...0.9) * Double(length))
    let name = Fault.Name.allCases[pick(0...Fault.Name.allCases.count - 1)]
    let tiers = Fault.tiers(for: name)
    let kind: Fault.Kind =
      switch name {
      case .down: .down(silent: flip())
      case .slow: .slow(factor: real(1...50))
      case .brownout: .brownout(left: real(0.01...1))
      case .partition: .partition(share: uniform())
      case .coldCache: .coldCache(share: uniform())
      case .lostAcknowledgements: .lostAcknowledgements(share: uniform())
      }
    return Fault(
      from: from, until: from + time(0.1...30),
      tier: name == .down && flip() ? .gateway : tiers[pick(0...tiers.count - 1)], kind: kind)
  }
}
