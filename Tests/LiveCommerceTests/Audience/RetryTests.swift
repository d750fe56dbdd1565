// How clients ask more than once: the waits by their formulas, the budget by its share, and the copy of
// a request exactly where the first answer is late.
import Stochastics
import TestSupport
import Testing

@testable import LiveCommerce

@Suite struct RetryTests {
  private static func client(_ change: (inout Client) -> Void) -> Client {
    var client = Plain.cohort().client
    client.backoff = 100
    change(&client)
    return client
  }

  // MARK: Waits

  @Test func `full and equal jitter draw all and half of a wait that doubles up to its cap`() {
    let full = Self.client {
      ($0.backoffFactor, $0.jitter, $0.longestBackoff) = (2, 1, 500)
    }
    let equal = Self.client {
      ($0.backoffFactor, $0.jitter, $0.longestBackoff) = (2, 0.5, 500)
    }
    for (retry, longest) in [(1, 100.0), (2, 200), (3, 400), (4, 500), (9, 500)] {
      #expect(full.wait(beforeRetry: retry, 0.25) { _ in 0 } == longest * 0.75)
      #expect(equal.wait(beforeRetry: retry, 1) { _ in 0 } == longest / 2)
    }
  }

  @Test func `a decorrelated wait lies between the first and three times the one before`() {
    let client = Self.client {
      ($0.isDecorrelated, $0.longestBackoff) = (true, 700)
    }
    let draws = [0.0, 0.5, 1, 0.25, 1]
    // 100 + ½·200 = 200; then 600; 100 + ¼·1 700 = 525; capped.
    for (retry, wait) in [(1, 100.0), (2, 200), (3, 600), (4, 525), (5, 700)] {
      let found = client.wait(beforeRetry: retry, 0.9) { draws[$0 - 1] }
      #expect(abs(found - wait) < 1e-9, "retry \(retry): \(found)")
    }
  }

  // MARK: Late answers

  /// Orders that take a second each, for people who wait two and pay ten seconds after they have heard.
  private static func lateAnswers(likes: String, stay: String) throws -> SessionRecord {
    let text = """
      {
        saleroom: 1, title: "Late", asks: "?", session: { length: "5m", epoch: "5s" },
        cohorts: { all: {
          dwell: "\(stay)", streamDelay: { floor: "10ms", rest: "0s" }, reaction: "1ms",
          consideration: "1ms", network: { floor: "10ms", rest: "0s" },
          client: { timeout: "2s", retries: 0 }, payment: { abandon: "0%", delay: "10s" },
        } },
        products: { item: { price: "¥9", stock: 10000, hold: "15m" } },
        rundown: [{ at: "0s", do: "linkUp", product: "item" }],
        traffic: { mall: { visits: 1000, arrive: { steady: { from: "1s", to: "4m30s" } } } },
        decision: { atLinkUp: "0%", order: "100%", perMinute: 600, match: 0, trust: 0, knowledge: 0,
          price: 0 },
        engagement: { comment: "0/s", like: "\(likes)", follow: "0/s", gift: "0/s", share: "0/s" },
        patience: { awaiting: 1, talking: 1, selling: 1, soldOut: 1, special: 1 },
        orders: {
          workers: { count: 1000, service: { exponential: { mean: "1s" } } },
          database: { connections: 1000, read: "0s", write: "0s", update: "1us" },
          payment: { capacity: 1000, latency: "100ms", decline: "0%" },
        },
      }
      """
    return try Session.run(try Scenario.read(Array(text.utf8), file: "late"))
  }

  @Test func `when somebody hears of a late answer depends on nothing else that is done`() throws {
    // Nobody does anything; everybody likes all the time; everybody has left by then.
    let records = try [("0/s", "1h"), ("10/min", "1h"), ("0/s", "1500ms")].map {
      try Self.lateAnswers(likes: $0, stay: $1)
    }
    for record in records {
      let late = record.audience.heardLate
      #expect(late > 50 && late == record.audience.losses[LossReason.unanswered.rawValue])
      #expect(record.audience.total.created == record.ordersCreated)
      #expect(record.ordersPaid == record.ordersCreated && record.checkout.refunded == 0)
    }
    // Of those who stay so shortly some have left before they click.
    #expect(records[0].paidBySecond == records[1].paidBySecond)
  }

  /// A tap each of two hundred people, of whom most hear late of their order and then pay at once.
  private static func heardLate(
    _ logic: String, client: String, network: String, faults: String = "",
    product: String = EveningText.product(10_000)
  ) throws -> (record: SessionRecord, facts: [TraceFact]) {
    let scenario = try EveningText.scenario(
      """
      products: { s: \(product) },
      rundown: [{ at: "0s", do: "talk" }, { at: "1m", do: "linkUp", product: "s" }],
      traffic: { discover: \(EveningText.crowd(200)) },
      decision: { atLinkUp: 1, perMinute: 0, order: 1 },
      orders: { logic: "\(logic)", workers: { count: 500 },
        payment: { decline: 0, latency: "100ms" } },
      faults: [\(faults)],
      """,
      cohort: "payment: { abandon: 0, delay: \"100ms\" }, client: \(client),", network: network)
    return try TraceTests.listen(scenario, seed: 1)
  }

  @Test func `whoever has heard of the order asks no more`() throws {
    let (record, _) = try Self.heardLate(
      "preHold", client: "{ retries: 2, backoff: \"5s\", timeout: \"1s\", jitter: 0 }",
      network: "{ floor: \"5ms\" }",
      faults: "{ at: \"59s\", for: \"2500ms\", tier: \"workers\", kind: \"down\" }")
    let audience = record.audience
    #expect(audience.heardLate > 100 && audience.count(.retry) == 0)
    #expect(audience.count(.giveUp) == 0 && record.ordersPaid == audience.total.orders)
    // Latency is of all orders: heard late, it counts to that instant and not to a later answer.
    #expect(audience.createdLatency.count == audience.total.orders)
    #expect((audience.createdLatency.maximum ?? .max) < 3 * second)
  }

  /// Two hundred people who want fifty things, at a back end that is down until so long after the link-up.
  private static func fiftyLate(
    by downtime: String, client: String, product: String = EveningText.product(50)
  ) throws -> SessionRecord {
    try heardLate(
      "preHold", client: client, network: "{ floor: \"5ms\" }",
      faults: "{ at: \"59s\", for: \"\(downtime)\", tier: \"workers\", kind: \"down\" }",
      product: product
    ).record
  }

  @Test func `whoever has heard that nothing is left asks no more`() throws {
    let record = try Self.fiftyLate(
      by: "2500ms", client: "{ retries: 2, backoff: \"5s\", timeout: \"1s\", jitter: 0 }")
    let audience = record.audience
    let refused = audience.total.orders - 50
    #expect(refused > 100 && audience.count(.ghost) > 150 && audience.count(.retry) == 0)
    #expect(record.lost(.soldOut) == refused && audience.count(.giveUp) == refused)
    #expect(audience.unmet == [refused] && audience.refusedLate == 0)
    // It counts to when it was heard, and not to the attempt that was not made.
    #expect(audience.refusedLatency.count == refused)
    #expect((audience.refusedLatency.maximum ?? .max) < 3 * second)
  }

  @Test(arguments: ["0", "3"])
  func `demand is what it is, in time or too late, for whoever asks once or often`(retries: String)
    throws
  {
    let client = "{ retries: \(retries), backoff: \"0s\", timeout: \"1s\", jitter: 0"
    let prompt = try Self.fiftyLate(by: "100ms", client: client + " }")
    let slow = try Self.fiftyLate(by: "9s", client: client + " }")
    let blind = try Self.fiftyLate(by: "9s", client: client + ", hearsLate: false }")
    #expect(prompt.audience.refusedLate == 0 && prompt.audience.unmet[0] > 100)
    #expect(slow.audience.unmet == prompt.audience.unmet)
    // All have given up by then, and are told once, however often they have asked.
    #expect(slow.lost(.unanswered) == slow.audience.total.orders && slow.lost(.soldOut) == 0)
    #expect(slow.audience.refusedLate == slow.audience.unmet[0])
    #expect(slow.audience.refusedLatency.count == slow.audience.unmet[0])
    #expect((slow.audience.refusedLatency.minimum ?? 0) > 6 * second)
    #expect(blind.audience.refusedLate == 0 && blind.audience.unmet.isEmpty)
    // Fifty of them have heard of an order.
    #expect(SupplyPlan(record: slow, scenario: slow.scenario).untold == 0)
    #expect(SupplyPlan(record: blind, scenario: blind.scenario).untold == blind.lost(.unanswered))
  }

  @Test func `whoever hears late that a variant is sold out takes a neighbour`() throws {
    let record = try Self.fiftyLate(
      by: "2500ms", client: "{ retries: 2, backoff: \"5s\", timeout: \"1s\", jitter: 0 }",
      product: """
        { price: "¥100", limit: 1000, substitute: 1, variants: {
          small: { stock: 50, share: "1%" }, large: { stock: 50, share: "99%" } } }
        """)
    let audience = record.audience
    #expect(audience.count(.substitute) > 100 && audience.count(.retry) == 0)
    #expect(record.ordersCreated == 100)
    #expect(audience.unmet.reduce(0, +) == audience.total.orders - 100)
  }

  @Test func `a refusal and giving up meet once, whichever comes first`() {
    let wish = LateRefusals.Wish(account: 7, click: 1, shift: 0)
    let other = LateRefusals.Wish(account: 7, click: 1, shift: 1)
    let first = LateRefusals.Refusal(outcome: .soldOut, heard: 9)
    let second = LateRefusals.Refusal(outcome: .closed, heard: 8)
    let ending = LateRefusals.Ending(
      since: 3, row: 2, .unanswered, isTimed: false, takesNeighbour: false)
    /// What is counted of an ending, after something has come before it and something after.
    func counted(
      _ ending: LateRefusals.Ending, before: (inout LateRefusals) -> Void = { _ in },
      after: (inout LateRefusals) -> Void = { _ in }
    ) -> [Int] {
      var refusals = LateRefusals()
      before(&refusals)
      refusals.end(ending, asking: wish)
      after(&refusals)
      var tally = AudienceTally(cohortCount: 1)
      refusals.count(into: &tally)
      return [tally.refusedLate, tally.untold, tally.unmet(of: 2), tally.refusedLatency.count]
    }
    #expect(counted(ending) == [0, 1, 0, 0])
    for isBefore in [true, false] {
      func told(_ happens: @escaping (inout LateRefusals) -> Void) -> [Int] {
        isBefore ? counted(ending, before: happens) : counted(ending, after: happens)
      }
      #expect(told { $0.hear(first, of: wish) } == [1, 0, 1, 1])
      // The one given first counts, and what was asked for before the neighbour does not.
      #expect(
        told {
          $0.hear(second, of: wish); $0.hear(first, of: wish)
        } == [1, 0, 0, 1])
      #expect(told { $0.hear(first, of: other) } == [0, 1, 0, 0])
    }
    #expect(
      counted(
        ending, before: { $0.hear(first, of: wish) }, after: { $0.create(wish) }) == [0, 0, 0, 0])
    let soldOut = LateRefusals.Ending(
      since: 3, row: 2, .soldOut, isTimed: true, takesNeighbour: false)
    #expect(counted(soldOut, after: { $0.hear(first, of: wish) }) == [0, 0, 1, 0])
    #expect(counted(soldOut, after: { $0.create(wish) }) == [0, 0, 0, 0])
    let busy = LateRefusals.Ending(since: 3, row: 2, .busy, isTimed: true, takesNeighbour: true)
    #expect(counted(busy, after: { $0.hear(first, of: wish) }) == [1, 1, 0, 0])
    var open = LateRefusals()
    open.hear(first, of: wish)
    open.hear(second, of: wish)
    #expect(open.known(to: wish, by: 7) == nil && open.known(to: other, by: 99) == nil)
    #expect(open.known(to: wish, by: 8) == second)
  }

  /// Few things for many who ask again and again at a slow back end, with holds that soon end.
  private static func rush(_ client: String, hold: String) throws -> Scenario {
    try EveningText.scenario(
      """
      products: { s: { price: "¥100", stock: 30, hold: "\(hold)" } },
      rundown: [{ at: "0s", do: "talk" }, { at: "1m", do: "linkUp", product: "s" }],
      traffic: { discover: \(EveningText.crowd(3000)) },
      decision: { atLinkUp: "60%" },
      orders: { releaseLag: "1ms",
        workers: { count: 3000, service: { uniform: { from: "0s", to: "3s" } } } },
      """,
      cohort: "payment: { abandon: \"90%\", delay: \"1s\" }, client: \(client),", length: "4m")
  }

  @Test func `copies, refusals and orders heard late are the same however time is cut`() throws {
    let scenario = try Self.rush(
      "{ timeout: \"1500ms\", retries: 3, backoff: \"50ms\", hedge: \"1s\" }", hold: "1s")
    for seed in Seeds.first(3) {
      var options = SessionOptions()
      options.seed = seed
      let difference = try Session.firstDifference(scenario, options: options)
      #expect(difference == nil, "seed \(seed)")
    }
  }

  @Test(arguments: ["", ", hedge: \"1s\"", ", hedge: \"300ms\""])
  func `nobody misses an order for having read a refusal before`(hedge: String) throws {
    let scenario = try Self.rush(
      "{ timeout: \"1500ms\", retries: 3, backoff: \"50ms\"\(hedge) }", hold: "1s")
    let (record, facts) = try TraceTests.listen(scenario, seed: 1)
    let audience = record.audience
    #expect(audience.refusedLate + record.lost(.soldOut) > 100 && audience.heardLate > 20)
    #expect(audience.total.created == record.ordersCreated, "each order is heard of")
    // Whoever got an order was not refused, however often it was told "no": who has asked is one of three.
    var (asked, bought): (Set<UInt64>, Set<UInt64>) = ([], [])
    for fact in facts {
      guard let intention = fact.intention else { continue }
      switch fact.event {
      case .sent(let sending) where sending.cause == .wish && sending.kind == .order:
        asked.insert(intention)
      case .abandons, .willPay: bought.insert(intention)
      default: break
      }
    }
    #expect(asked.count == audience.total.orders && bought.count == record.ordersCreated)
    let unmet = audience.unmet.reduce(0, +)
    #expect(unmet + audience.untold == asked.count - bought.count)
    #expect(audience.refusedLatency.count <= asked.count)
  }

  @Test func `where nobody looks at late answers, the next one in time tells of the order`() throws
  {
    func run(_ retries: Int) throws -> SessionRecord {
      try Self.heardLate(
        "preHold",
        client: "{ retries: \(retries), backoff: \"5s\", timeout: \"1s\", jitter: 0, "
          + "hearsLate: false }",
        network: "{ floor: \"5ms\" }",
        faults: "{ at: \"59s\", for: \"2500ms\", tier: \"workers\", kind: \"down\" }"
      ).record
    }
    let (again, never) = (try run(2), try run(0))
    let orders = again.audience.total.orders
    #expect(orders > 100 && again.audience.heardLate == 0 && again.audience.count(.ghost) > 100)
    #expect(again.audience.count(.retry) == again.audience.count(.ghost))
    #expect(again.ordersPaid == orders && again.audience.createdLatency.count == orders)
    // Without another attempt the units are held for nobody.
    let ghosts = never.audience.count(.ghost)
    #expect(never.lost(.unanswered) == ghosts && never.checkout.released == ghosts)
    #expect(never.ordersPaid == orders - ghosts)
  }

  @Test(arguments: ["preHold", "orderTime", "singleWriterActor", "stockBuckets"])
  func `a repeated attempt hears of its order, even if it is paid already`(logic: String) throws {
    let (record, facts) = try Self.heardLate(
      logic, client: "{ retries: 2, backoff: \"0s\", timeout: \"1s\", jitter: 0 }",
      network: "{ floor: \"5ms\", rest: { exponential: { mean: \"2s\" } } }")
    var paid: Set<UInt64> = []
    var askedAfterwards = 0
    for fact in facts {
      if case .booked(.paid, _) = fact.event { paid.insert(fact.account) }
      if case .arrived(.order) = fact.event, paid.contains(fact.account) { askedAfterwards += 1 }
    }
    #expect(askedAfterwards > 20, "\(askedAfterwards)")
    #expect(record.audience.heardLate > 100 && record.lost(.closed) == 0)
    #expect(record.audience.createdLatency.count == record.audience.total.orders)
    #expect(record.ordersPaid == record.audience.total.orders)
  }

  @Test func `nobody asks for an order of which it has heard, nor gives it up`() throws {
    // Answers that take seconds meet every kind of waiting: for an answer, for a copy, for the next attempt.
    let slow = "{ floor: \"5ms\", rest: { exponential: { mean: \"2s\" } } }"
    var sessions = try ["", ", hedge: \"300ms\""].map { hedge in
      try Self.heardLate(
        "preHold", client: "{ retries: 3, backoff: \"1s\", timeout: \"1s\"\(hedge) }", network: slow
      ).facts
    }
    sessions += try (1...16).map {
      try TraceTests.listen(TraceTests.scenario($0), seed: $0).facts
    }
    var endings = 0
    for facts in sessions {
      var known: Set<UInt64> = []
      for fact in facts {
        guard let intention = fact.intention else { continue }
        switch fact.event {
        case .abandons, .willPay: known.insert(intention)
        case .sent(let sending) where [.retry, .substitute, .hedge].contains(sending.cause):
          #expect(!known.contains(intention), "\(fact)")
        case .gaveUp: #expect(!known.contains(intention), "\(fact)")
        case .knowsOrder: endings += 1
        default: break
        }
      }
    }
    #expect(endings > 50, "\(endings)")
  }

  @Test func `retries bound what is asked, also where a place in the waiting room runs out`() throws
  {
    let scenario = try EveningText.scenario(
      """
      products: { s: \(EveningText.product(10_000)) },
      rundown: [{ at: "0s", do: "talk" }, { at: "1m", do: "linkUp", product: "s" }],
      traffic: { discover: \(EveningText.crowd(50)) },
      decision: { atLinkUp: 1, perMinute: 0, order: 1 },
      orders: { gateway: { rate: "1/min", burst: 1,
        waitingRoom: { active: 100, session: "1s" } } },
      """,
      cohort: "client: { retries: 6, backoff: \"400ms\", factor: 1, jitter: 0 },")
    let (record, facts) = try TraceTests.listen(scenario, seed: 1)
    var sent: [UInt64: Int] = [:]
    for fact in facts {
      guard case .sent(let sending) = fact.event, sending.kind != .payment else { continue }
      sent[fact.intention ?? 0, default: 0] += 1
    }
    // The first entry, and then one attempt and six more.
    #expect(sent.count == record.audience.total.orders && sent.count > 20)
    #expect((sent.values.max() ?? 0) <= 8)
    #expect(record.audience.count(.queue) > sent.count, "some were let in again")
  }

  // MARK: Budget

  /// A crowd of which nobody is answered in time.
  private static func unanswered(
    _ change: @escaping (inout Client) -> Void
  ) throws -> Observed {
    let cohort = Plain.cohort {
      $0.dwell = .fixed(1_000)
      $0.client = Client(
        timeout: second, retries: 5, backoff: 0, backoffFactor: 1, jitter: 0, doubleClick: 0)
      change(&$0.client)
    }
    let traffic = Plain.stream(3_000, .steady(from: 0, to: second), cohorts: [1])
    return try Observed(
      Plain.scenario(length: 60 * second, traffic: [traffic], cohorts: [cohort]) {
        $0.rooms[0].rundown = [Plain.linkUp(at: 5 * second)]
        $0.decision.atLinkUp = 1
        $0.decision.order = 1
        $0.orders.faults = [
          Fault(from: 0, until: 60 * second, tier: .gateway, kind: .down(silent: true))
        ]
      }, seed: 1)
  }

  @Test func `a budget allows its share of retries, and no client more than its tokens`() throws {
    for (budget, most) in [(0.1, 1), (0.75, 1), (1.5, 2), (9, 5)] {
      let found = try Self.unanswered { $0.retryBudget = budget }
      let orders = found.instants(of: .order).count
      let retries = found.instants(of: .retry).count
      var perAccount: [UInt64: Int] = [:]
      for line in found.log where line.event == .retry { perAccount[line.account, default: 0] += 1 }
      #expect(orders > 2_000 && (perAccount.values.max() ?? 0) <= most)
      guard budget < 5 else {
        #expect(retries == 5 * orders, "the number of retries is a bound as well")
        continue
      }
      let extra = retries - orders * Int(budget)
      let share = budget - budget.rounded(.down)
      let test = Oracle.binomial("\(budget)", extra, of: orders, share: share)
      #expect(test.pValue > Oracle.alpha / 3, "\(retries) of \(orders)")
      #expect(Oracle.binomial("", extra, of: orders, share: share * 0.7).pValue < 1e-3)
    }
  }

  // MARK: Hedging

  /// Orders a tenth of which are answered slowly, with a copy after 50 ms.
  private static func hedged(_ hedge: Int64?) throws -> Observed {
    let cohort = Plain.cohort {
      $0.dwell = .fixed(1_000)
      $0.reaction = .uniform(0, 20)
      $0.client = Client(
        timeout: 10 * second, retries: 0, backoff: 0, backoffFactor: 1, jitter: 0, doubleClick: 0,
        hedge: hedge)
    }
    let traffic = Plain.stream(400, .steady(from: 0, to: second), cohorts: [1])
    return try Observed(
      Plain.scenario(length: 60 * second, traffic: [traffic], cohorts: [cohort]) {
        $0.rooms[0].rundown = [Plain.linkUp(at: 5 * second)]
        $0.decision.atLinkUp = 1
        $0.decision.order = 1
        $0.orders.workers.count = 64
        $0.orders.database.read = .fixed(0)
        $0.orders.database.write = .mixture(
          Mixture([(share: 0.9, of: .fixed(0.001)), (share: 0.1, of: .fixed(0.2))]))
      }, seed: 1)
  }

  @Test func `a copy is sent exactly where no answer has come before it is due`() throws {
    let plain = try Self.hedged(nil)
    let found = try Self.hedged(second / 20)
    let ordered = found.stretch(from: .order, to: [.hedge])
    let slow = plain.stretch(from: .order, to: [.answer]).filter { $0.value > second / 20 }
    #expect(slow.count > 30 && slow.count < 200)
    // Copies change who waits for whom, but nobody waits here: servers are ample.
    #expect(Set(ordered.keys) == Set(slow.keys))
    #expect(ordered.values.allSatisfy { abs($0 - second / 20) < second / 10_000 })
    #expect(found.record.ordersCreated == plain.record.ordersCreated, "one key, one order")
    #expect(found.record.audience.count(.giveUp) == plain.record.audience.count(.giveUp))
  }
}
