// What a tracer picks is what the report says: the slowest order, a typical loss of each reason, the
// first order that was promised too much, a unit's life.
import Stochastics
import Testing

@testable import LiveCommerce

@Suite struct TracerTests {
  private func follow(
    _ scenario: Scenario, seed: Int, _ subject: TraceSubject, limit: Int = .max
  ) throws -> TraceResult {
    var options = SessionOptions()
    options.seed = UInt64(seed)
    return try Tracer(scenario, options: options, limit: limit).follow(subject)
  }

  @Test(arguments: 1...8)
  func `the slowest order has the longest latency of the report`(seed: Int) throws {
    let result = try follow(TraceTests.scenario(seed), seed: seed, .slowest)
    let longest = result.record.audience.createdLatency.maximum
    #expect(result.stories.count == (longest == nil ? 0 : 1))
    guard let story = result.stories.first, case .order(let name?, _) = story.head else { return }
    #expect(story.stretches.reduce(0) { $0 + $1.length } == longest)
    let again = try follow(TraceTests.scenario(seed), seed: seed, .order(name))
    #expect(again.stories == result.stories)
  }

  @Test(arguments: 1...8)
  func `losses are grouped as the report counts them, and one of each is told`(seed: Int) throws {
    let result = try follow(TraceTests.scenario(seed), seed: seed, .whyLost)
    var told: [LossReason: Int] = [:]
    for story in result.stories {
      guard case .loss(let reason, let count, let intention) = story.head else { continue }
      told[reason] = count
      let ends = story.facts.filter { if case .gaveUp = $0.event { true } else { false } }
      #expect(ends.count == 1)
      #expect(ends.first?.intention == intention)
      if case .gaveUp(let own, _, _) = ends.first?.event { #expect(own == reason) }
      #expect(story.facts.first?.event.isEntrance == true)
    }
    for reason in LossReason.allCases {
      #expect(told[reason] ?? 0 == result.record.audience.losses[reason.rawValue])
    }
  }

  @Test func `the typical loss took the median time`() {
    var landmarks = TraceLandmarks()
    let lengths: [Int64] = [9_000_000, 1, 2, 5_000, 7_000_000_000, 4_000, 5_100, 800]
    landmarks.add(
      lengths.enumerated().map { index, length in
        TraceFact(
          instant: length, account: UInt64(index), intention: UInt64(index),
          event: .gaveUp(.busy, product: 0, since: 0))
      })
    // Sorted: 1, 2, 800, 4 000 … the fourth of eight.
    #expect(landmarks.typicalLosses == [.init(reason: .busy, count: 8, intention: 5)])
  }

  @Test func `the order told as oversold is the one that the check names`() throws {
    let scenario = try Scenario.read(Array(TracerTests.oversold.utf8), file: "oversold.json5")
    let result = try follow(scenario, seed: 1, .oversold)
    let check = result.record.checks.first { $0.name == .noOversell }
    let violation = try #require(check?.first)
    let story = try #require(result.stories.first)
    #expect(story.head == .oversold(violation.orders.map(\.rawValue), at: violation.at))
    #expect(Set(story.facts.compactMap(\.order)) == Set(violation.orders.map(\.rawValue)))
    // It ends with the promise that was too much: the last that the ledger saw.
    let last = story.facts.last { if case .booked = $0.event { true } else { false } }
    #expect(last?.order == violation.orders.last?.rawValue)
    #expect(last?.instant == violation.at)
    guard case .booked(.held, let emptySince) = last?.event else { return #expect(Bool(false)) }
    #expect(emptySince.map { $0 <= violation.at } == true)
    let sound = try follow(
      Scenario.read(
        Array(TracerTests.oversold.replacing("checkThenAct", with: "preHold").utf8), file: "s"),
      seed: 1, .oversold)
    #expect(sound.stories.isEmpty)
  }

  static let oversold = """
    {
      saleroom: 1, title: "Oversold", asks: "Which order?", session: { length: "1m" },
      cohorts: {
        all: {
          dwell: "50s", streamDelay: { floor: "1s", rest: "0s" },
          reaction: { uniform: { from: "0s", to: "200ms" } },
        },
      },
      products: { phone: { price: "¥1999", stock: 20, hold: "10s" } },
      rundown: [{ at: "10s", do: "linkUp", product: "phone" }],
      traffic: { discover: { visits: 3000 } },
      decision: { atLinkUp: "50%", order: "90%" },
      orders: { logic: "checkThenAct", database: { write: "5ms" } },
    }
    """

  // MARK: Units

  @Test func `the lives of all units add up to what was promised and sold`() throws {
    let scenario = try Scenario.read(Array(TracerTests.oversold.utf8), file: "oversold.json5")
    let (record, facts) = try TraceTests.listen(scenario, seed: 1)
    var all = UnitLife(1)
    all.add(facts)
    var told: [String: Int] = [:]
    for number in 1...all.promised {
      var life = UnitLife(number)
      life.add(facts)
      #expect(!life.facts.isEmpty)
      var holder: UInt64?
      for fact in life.facts {
        guard case .booked(let kind, _) = fact.event else { continue }
        told["\("\(kind)".prefix { $0 != "(" })", default: 0] += 1
        switch kind {
        case .held:
          #expect(holder == nil)
          holder = fact.order
        case .released:
          #expect(holder == fact.order)
          holder = nil
        default: #expect(holder == fact.order)
        }
      }
    }
    #expect(told["held"] == record.ordersCreated)
    #expect(told["paid"] == record.ordersPaid)
    #expect(told["released"] == record.checkout.released)
    // As many as were promised at the same time, and more than there are.
    #expect(all.promised > 20)
    let result = try follow(scenario, seed: 1, .unit(row: 0, number: all.promised))
    #expect(result.stories.first?.facts.isEmpty == false)
  }

  // MARK: What cannot be followed

  @Test func `who asks for what is not there is told what there is`() throws {
    let scenario = try Scenario.read(Array(TracerTests.oversold.utf8), file: "oversold.json5")
    let subjects: [(TraceSubject, String)] = [
      (.viewer(1 << 40), "no viewer 1099511627776 has come: "),
      (.order(9), "there is no order 9: "),
      (.unit(row: 0, number: 5000), "unit 5000 of phone was never promised: of 20 in stock "),
      (
        .span(3_600_000_000_000..<3_600_000_000_001),
        "nothing happens at 01:00:00.000000000 any more"
      ),
    ]
    for (subject, words) in subjects {
      let error = #expect(throws: TraceError.self) { try follow(scenario, seed: 1, subject) }
      #expect(error?.description.hasPrefix(words) == true, "\(error?.description ?? "")")
    }
  }

  @Test func `no more facts are kept than are wanted, and the rest is counted`() throws {
    let scenario = try Scenario.read(Array(TracerTests.oversold.utf8), file: "oversold.json5")
    let span = TraceSubject.span(0..<60_000_000_000)
    let all = try follow(scenario, seed: 1, span)
    let few = try follow(scenario, seed: 1, span, limit: 100)
    let kept = try #require(few.stories.first?.facts)
    let whole = try #require(all.stories.first?.facts)
    #expect(kept == Array(whole.prefix(100)))
    #expect(few.dropped == whole.count - 100)
    #expect(all.dropped == 0)
  }
}
