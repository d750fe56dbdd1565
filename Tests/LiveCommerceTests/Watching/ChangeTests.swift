// Changes one by one: what each knob does at its instant, by hand; and what is refused.
import DiscreteEvents
import Testing

@testable import LiveCommerce

@Suite("Changes") struct ChangeTests {
  private static let tenth = second / 10

  @Test func `so many workers work from then on, whatever a brownout leaves of them`() {
    let checkout = WorkerFaultTests.checkout(.brownout(left: 0.5))
    WorkerFaultTests.flood(checkout, 1_000)
    func deploy(_ count: Double, at instant: Int64) -> Int64 {
      checkout.advance(to: instant)
      checkout.make(Change(at: instant, knob: .workers, value: count))
      return checkout.books.workers.size.level
    }
    #expect(deploy(8, at: 3 * second) == 8)
    #expect(checkout.books.workers.busy.level == 8)
    // From 9.5 s to 19.5 s half of them are left, of those who come meanwhile, too.
    checkout.advance(to: 96 * Self.tenth)
    #expect(checkout.books.workers.size.level == 4)
    #expect(deploy(20, at: 11 * second) == 10)
    #expect(deploy(1, at: 12 * second) == 1)
    #expect(deploy(6, at: 13 * second) == 3)
    checkout.advance(to: 196 * Self.tenth)
    #expect(checkout.books.workers.size.level == 6)
    #expect(deploy(2, at: 25 * second) == 2)
    checkout.advance(to: 27 * second)
    #expect(checkout.books.workers.busy.level == 2)
    checkout.executor.shutdown()
  }

  @Test func `a bucket keeps its tokens when its rate changes`() {
    var bucket = TokenBucket(rate: 1, burst: 4)
    func takes(_ count: Int, at instant: Int64) -> Int {
      (0..<count).count { _ in bucket.take(at: instant) }
    }
    #expect(takes(5, at: 0) == 4)
    // Half a token has come in at 0.5 s; at ten a second the other half takes 50 ms.
    bucket.refill(at: 10, from: 5 * Self.tenth)
    #expect(takes(1, at: 5 * Self.tenth + 49_000_000) == 0)
    #expect(takes(2, at: 5 * Self.tenth + 50_000_001) == 1)
    // And no more than the burst piles up.
    #expect(takes(9, at: 100 * second) == 4)
  }

  @Test func `a client looks at its limits at the instant of the refusal`() {
    var scenario = Plain.scenario(length: 60 * second, traffic: [])
    scenario.cohorts[0].client.retries = 2
    scenario.changes = [
      Change(at: 10 * second, knob: .retries(cohort: 0), value: 5),
      Change(at: 20 * second, knob: .retryBudget(cohort: 0), value: 0.5),
    ]
    let limits = RetryLimits(scenario)
    let seen = [0, 10 * second - 1, 10 * second, 20 * second, 30 * second]
      .map { limits.limit(of: 0, at: $0) }
    #expect(seen.map(\.retries) == [2, 2, 5, 5, 5])
    #expect(seen.map(\.budget) == [nil, nil, nil, 0.5, 0.5])
  }

  @Test func `a hold is as long as it is when the order is created`() throws {
    let checkout = WorkerFaultTests.checkout(.down(silent: true)) {
      $0.products[0].hold = 100 * second
    }
    checkout.make(Change(at: 0, knob: .hold(product: 0), value: 7e9))
    #expect(checkout.holds == [7 * second])
    checkout.executor.shutdown()
  }

  // MARK: Reading

  static let read = [
    Change(at: 0, knob: .connections, value: 9),
    Change(at: 30_000_000_000, knob: .channels, value: 5),
    Change(at: 60_000_000_000, knob: .workers, value: 20),
    Change(at: 60_000_000_000, knob: .gatewayRate, value: 500),
    Change(at: 60_000_000_000, knob: .hold(product: 1), value: 90e9),
    Change(at: 60_000_000_000, knob: .retries(cohort: 1), value: 0),
    Change(at: 60_000_000_000, knob: .retryBudget(cohort: 0), value: 0.1),
  ]

  @Test func `changes are read in order of time, from the file and beside it`() throws {
    let changes = """
      changes: [
        { at: '1m', set: {
            'orders.workers.count': 20, 'orders.gateway.rate': '500/s', 'products.case.hold': '90s',
            'cohorts.passer.client.retries': 0, 'cohorts["fan"].client.retryBudget': 0.1 } },
        { at: '30s', set: { 'orders.payment.capacity': 5 } },
      ], patience: {
      """
    let text = ScenarioText.base.replacing("patience: {", with: changes)
    let setting = ScenarioSetting(path: "orders.database.connections", value: "9", at: "0s")
    let scenario = try Scenario.read(Array(text.utf8), file: "f", settings: [setting])
    #expect(scenario.changes == Self.read)
    for change in scenario.changes {
      #expect(scenario.knobs.contains(change.knob))
      #expect(scenario.value(of: change.knob, at: change.at) == change.value)
      let again = try scenario.changed(
        by: ScenarioSetting(
          path: scenario.path(of: change.knob), value: change.knob.text(of: change.value),
          at: "2m"))
      #expect(again.changes.last?.knob == change.knob && again.changes.last?.value == change.value)
    }
    #expect(scenario.value(of: .workers, at: 59_999_999_999) == 8)
    #expect(scenario.value(of: .gatewayRate, at: 0) == 20_000)
    #expect(scenario.value(of: .retryBudget(cohort: 1), at: 0) == nil)
  }

  static let refused = [
    (
      "[{ at: '1m', set: { 'orders.workers.count': 0 } }]",
      "changes[0].set[\"orders.workers.count\"]: must lie between 1 and 100k; it is 0"
    ),
    (
      "[{ at: '11m', set: { 'orders.workers.count': 9 } }]",
      "changes[0].at: must lie between 0s and 10m; it is 11m"
    ),
    (
      "[{ set: { 'orders.workers.count': 9 } }]",
      "changes[0].at: missing: write a duration, such as \"0s\", \"15s\", \"10m\""
    ),
    (
      "[{ at: '1m' }]",
      "changes[0].set: missing: write what is changed, such as { \"orders.workers.count\": 20 }"
    ),
    (
      "[{ at: '1m', set: { 'orders.logic': 'preHold' } }]",
      "changes[0].set[\"orders.logic\"]: `orders.logic` cannot be changed during a session; these "
        + "can: `orders.workers.count`, `orders.database.connections`, `orders.payment.capacity`, "
        + "`orders.gateway.rate`, `products.NAME.hold`, `cohorts.NAME.client.retries`, "
        + "`cohorts.NAME.client.retryBudget`"
    ),
    (
      "[{ at: '1m', set: { 'products.phon.hold': '9s' } }]",
      "changes[0].set[\"products.phon.hold\"]: there is no product `phon`; did you mean `phone`?"
    ),
    (
      "[{ at: '1m', set: { 'cohorts.fans.client.retries': 1 } }]",
      "changes[0].set[\"cohorts.fans.client.retries\"]: there is no cohort `fans`; did you mean "
        + "`fan`?"
    ),
    (
      "[{ at: '1m', set: {}, then: 1 }]",
      "changes[0]: unknown key `then`; allowed here: `at`, `set`"
    ),
  ]

  @Test(arguments: refused.indices)
  func `what cannot be changed is refused with what can`(index: Int) throws {
    let (changes, expected) = Self.refused[index]
    let edit = try #require(
      ScenarioEdit("patience: {⇒changes: \(changes), patience: {", of: ScenarioText.base))
    let problems = edit.problems()
    #expect(problems.count == 1 && problems[0].hasSuffix("error: \(expected)"), "\(problems)")
  }

  @Test func `a tier that scales by itself is not changed beside it`() throws {
    let edit = try #require(
      ScenarioEdit(
        "count: 8,⇒count: 8, autoscale: { perServer: 2, atMost: 9 },", of: ScenarioText.base))
    let text = Array(edit.text.utf8)
    let setting = ScenarioSetting(path: "orders.workers.count", value: "9", at: "1m")
    let problems = #expect(throws: ScenarioProblems.self) {
      try Scenario.read(text, file: "f", settings: [setting])
    }
    #expect(
      problems?.description
        == "--set:1:1: error: changes[0].set[\"orders.workers.count\"]: is decided by `autoscale`, "
        + "so it cannot be changed beside it")
    #expect(try !Scenario.read(text, file: "f").knobs.contains(.workers))
  }

  @Test func `a wrong instant beside the file is told as one`() {
    let setting = ScenarioSetting(path: "orders.workers.count", value: "9", at: "300")
    let problems = #expect(throws: ScenarioProblems.self) {
      try Scenario.read(Array(ScenarioText.base.utf8), file: "f", settings: [setting])
    }
    let text = problems?.description ?? ""
    #expect(text.hasPrefix("--at:1:1: error: changes[0].at: `300`"), "\(text)")
  }
}
