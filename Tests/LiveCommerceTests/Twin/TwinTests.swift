// The order back end, driven by the virtual executor, takes the very steps of a state machine that
// uses no concurrency: the same statements, ledger events and answers at the same instants in the
// same order. So the executor's order is what its documentation says.
import DiscreteEvents
import Stochastics
import Testing

@testable import LiveCommerce

@Suite struct TwinTests {
  private struct Logs {
    var statements: [Statement] = []
    var events: [TwinEvent] = []
    var answers: [TwinAnswer] = []
  }

  /// The product's own logs of one case, with time cut where the seed says.
  private static func product(
    _ scenario: Scenario, seed: UInt64, _ requests: [Request]
  ) throws -> Logs {
    let checkout = Checkout(
      scenario: scenario, seed: seed, replication: 0,
      logicTypes: scenario.products.map { _ in PreHold.self })
    checkout.eventLog = []
    checkout.world.database.statementLog = []
    for request in requests { checkout.accept(request) }
    let downlinks = Dictionary(uniqueKeysWithValues: requests.map { ($0.id, $0.downlink) })
    var logs = Logs()
    var cuts: UInt32 = 0
    while checkout.nextEvent < .max {
      cuts += 1
      let ahead = 1 + Int64(Draws(seed: seed).entity(0xFFFD, 1).uniform(1, cuts) * 30e6)
      checkout.advance(to: checkout.nextEvent + ahead)
      checkout.takeAnswers { answer in
        let id = OrderID(rawValue: answer.account << 16 | UInt64(answer.ordinal))
        logs.answers.append(
          TwinAnswer(
            at: answer.arrival - (downlinks[id] ?? 0), request: id, kind: answer.kind,
            outcome: answer.outcome, order: answer.order, amount: answer.amount,
            inTime: answer.inTime))
      }
    }
    logs.statements = checkout.world.database.statementLog ?? []
    logs.events = (checkout.eventLog ?? []).map {
      TwinEvent(at: $0.at, order: $0.order.id, kind: $0.kind)
    }
    try checkout.finish(at: checkout.books.lastAct)
    return logs
  }

  /// The first step in which two logs differ: its time and the step on both sides.
  private static func difference<Step: Equatable>(
    _ product: [Step], _ twin: [Step], _ instant: (Step) -> Int64
  ) -> (at: Int64, text: String)? {
    for (step, pair) in zip(product, twin).enumerated() where pair.0 != pair.1 {
      let at = min(instant(pair.0), instant(pair.1))
      return (
        at, "at \(Instant(nanoseconds: at)) step \(step): product \(pair.0), twin \(pair.1)"
      )
    }
    guard product.count != twin.count else { return nil }
    let rest = product.count > twin.count ? product[twin.count] : twin[product.count]
    return (instant(rest), "only one side has \(rest)")
  }

  private static func firstDifference(_ logs: Logs, _ twin: PreHoldTwin) -> String? {
    [
      difference(logs.statements, twin.statements) { $0.at.nanoseconds },
      difference(logs.events, twin.events) { $0.at },
      difference(logs.answers, twin.answers) { $0.at },
    ].compactMap { $0 }.min { $0.at < $1.at }?.text
  }

  private static func twin(
    _ scenario: Scenario, seed: UInt64, _ requests: [Request], _ quirk: TwinQuirk? = nil
  ) -> PreHoldTwin {
    var twin = PreHoldTwin(scenario, seed: seed, requests: requests, quirk: quirk)
    twin.run()
    return twin
  }

  @Test func `the product and its twin take the same steps, and all that can happen does`() throws {
    var outcomes = Set<Outcome>()
    var rowWaits = 0
    var connectionWaits = 0
    var lateStatements = 0
    var released = 0
    var found = Set<TwinQuirk>()
    for seed in UInt64(1)...250 {
      var drawn = TwinCase(seed: seed)
      let scenario = drawn.scenario()
      let requests = drawn.requests(scenario)
      let logs = try TwinTests.product(scenario, seed: seed, requests)
      let twin = TwinTests.twin(scenario, seed: seed, requests)
      let difference = TwinTests.firstDifference(logs, twin)
      #expect(difference == nil, "seed \(seed)")
      outcomes.formUnion(twin.answers.map(\.outcome))
      released += twin.events.count { $0.kind == .released }
      rowWaits += twin.rowWaits
      lateStatements += twin.lateStatements
      connectionWaits += twin.connectionWaits
      for quirk in TwinQuirk.allCases where !found.contains(quirk) {
        let odd = TwinTests.twin(scenario, seed: seed, requests, quirk)
        if TwinTests.firstDifference(logs, odd) != nil { found.insert(quirk) }
      }
    }
    let ofAdmission: Set<Outcome> = [
      .admitted, .sessionOver, .notDrawn, .rejected, .unverified, .failed,
    ]
    #expect(outcomes == Set(Outcome.allCases).subtracting(ofAdmission))
    #expect(rowWaits > 1_000 && connectionWaits > 1_000 && released > 100)
    #expect(lateStatements > 30)
    #expect(found == Set(TwinQuirk.allCases), "an error of the twin must show")
  }
}
