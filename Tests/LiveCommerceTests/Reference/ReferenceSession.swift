// The naive reference: one list of events sorted by time, one viewer at a time, no lanes, no buckets,
// no windows, no threads. It shares with the product the scenario, the draws, the rules of people and
// the order back end, so what it proves is the streaming and nothing else.
import DiscreteEvents

@testable import LiveCommerce

struct ReferenceSession {
  private let scenario: Scenario
  private let rules: AudienceRules
  private let seed: UInt64
  private let checkout: Checkout
  private let stage: StageManager
  private let steering: Steering
  private var books: AudienceBooks
  private var arrivals: [ArrivalCursor]
  /// Everybody who will act, latest first.
  private var agenda: [ViewerRecord] = []
  private var changes: ArraySlice<Change>

  init(_ scenario: Scenario, seed: UInt64, logics: [any SaleLogic.Type] = SaleLogics.builtIn) {
    self.scenario = scenario
    self.seed = seed
    changes = scenario.changes[...]
    rules = AudienceRules(scenario: scenario, seed: seed, replication: 0)
    books = AudienceBooks(lane: 0, of: scenario, keepsLog: true)
    let types = scenario.products.map { product in
      logics.first { $0.name == product.logic ?? scenario.orders.logic } ?? PreHold.self
    }
    checkout = Checkout(scenario: scenario, seed: seed, replication: 0, logicTypes: types)
    stage = StageManager(scenario: scenario, rules: rules, foresees: false)
    steering = Steering(rules: rules)
    stage.open(checkout)
    let lanes = Audience.laneCount(for: scenario)
    arrivals = (0..<lanes).flatMap { [rules] lane in
      rules.streams.indices.map {
        ArrivalCursor(stream: $0, lane: lane, laneCount: lanes, rules: rules)
      }
    }
  }

  mutating func run() throws -> (record: SessionRecord, log: [LoggedEvent]) {
    while true {
      let arrival = arrivals.map { instant($0.next) }.min() ?? .max
      let viewer = agenda.last.map { instant($0.next) } ?? .max
      let platform = checkout.nextEvent
      let epoch = stage.nextEpoch ?? .max
      let change = changes.first?.at ?? .max
      let now = min(arrival, viewer, platform, epoch, change)
      if now == .max { break }
      if now == change, let next = changes.popFirst() {
        checkout.advance(to: change)
        takeAnswers()
        checkout.make(next)
      } else if now == epoch {
        checkout.advance(to: epoch)
        takeAnswers()
        decide(at: epoch)
        checkout.rest()
      } else if now == platform {
        checkout.advance(to: platform + 1)
        takeAnswers()
      } else if now == arrival {
        admit(at: arrival)
      } else {
        let next = agenda.removeLast()
        act(next)
      }
    }
    books.refusals.count(into: &books.tally)
    let end = SessionRecord.end(scenario, books.tally, checkout)
    try checkout.finish(at: end)
    steering.close(books.takeNotes())
    let record = SessionRecord(
      scenario: scenario, seed: seed, replication: 0, audience: books.tally, checkout: checkout,
      stage: stage, steering: steering, end: end)
    return (record, (books.log ?? []).sorted())
  }

  private func instant(_ tick: UInt32) -> Int64 {
    tick == PeopleClock.never ? .max : rules.clock.instant(tick)
  }

  private mutating func admit(at arrival: Int64) {
    guard let index = arrivals.firstIndex(where: { instant($0.next) == arrival }) else { return }
    let stream = arrivals[index].stream
    let viewer = rules.arrival(
      stream: stream, number: arrivals[index].number, at: arrivals[index].next,
      stage.views, &books)
    arrivals[index].advance(rules)
    put(viewer)
  }

  private mutating func act(_ record: ViewerRecord) {
    var viewer = record
    switch rules.step(&viewer, stage.views[viewer.room], &books) {
    case .stays, .waits: put(viewer)
    case .gone, .shops: break
    }
    for request in books.outbox { checkout.accept(request) }
    books.outbox = []
  }

  private mutating func takeAnswers() {
    var answers: [Answer] = []
    checkout.takeAnswers { answers.append($0) }
    for answer in answers {
      if let viewer = rules.deliver(answer, &books) { put(viewer) }
    }
  }

  private mutating func decide(at epoch: Int64) {
    stage.decide(checkout) { _ in }
    steering.decide(
      at: epoch, until: stage.nextEpoch ?? scenario.length, rooms: books.tally.rooms,
      notes: books.takeNotes(of: epoch / scenario.epoch))
    for index in arrivals.indices { arrivals[index].resume(rules) }
    // A naive session need not know whether a change can bring anything forward: all plan anew.
    let everybody = agenda
    agenda = []
    for record in everybody {
      var viewer = record
      if viewer.isWatching { rules.plan(&viewer, stage.views[viewer.room]) }
      put(viewer)
    }
  }

  private mutating func put(_ viewer: ViewerRecord) {
    var low = 0
    var high = agenda.count
    while low < high {
      let middle = (low + high) / 2
      if agenda[middle].next > viewer.next { low = middle + 1 } else { high = middle }
    }
    agenda.insert(viewer, at: low)
  }
}
