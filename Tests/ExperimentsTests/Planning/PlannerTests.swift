// Plans against subjects whose truth is known. Error: over seeds 1…n the number of wrong answers is
// binomial with no more than the error that the plan states; a count with a tail below 1e-4 is refused
// (four such tests, family-wise error below 1e-3). The search alone, without showing, is the planted
// fault, and is refused by the same test.
import LiveCommerce
import Stochastics
import TestSupport
import Testing

@testable import Experiments

@Suite struct PlannerTests {
  private static let seeds = Seeds.first(200)

  /// Every session needs a size of its own; normal around 300.
  private static func need(_ spread: Double)
    -> @Sendable ([Double], KnownSubject.Chance)
    -> [Double?]
  { { sizes, chance in [300.5 + spread * chance.normal(0) - sizes[0]] } }

  /// The share of sessions that keep the promise at a size.
  private static func truth(_ size: Double, _ spread: Double) -> Double {
    Elementary.normalCDF((size - 300.5) / spread)
  }

  /// Whether a claim of a plan is wrong: that its answer keeps, or that another size does not.
  private static func isWrong(
    _ work: PlanWork, _ question: PlanQuestion, keeps: (Double) -> Bool
  ) -> Bool {
    work.knowledge.judged.contains { combination, judgement in
      let isKept = keeps(question.numbers(combination)[0])
      return judgement == .kept && !isKept || judgement == .broken && isKept
    }
  }

  private static func isTooOften(_ wrong: Int, of count: Int, error: Double) -> Bool {
    Proportion.probability(ofAtLeast: wrong, of: count, share: error) < 1e-4
  }

  @Test(arguments: [0.15, 20])
  func `answers are wrong no more often than stated`(_ spread: Double) async throws {
    let question = try Known.question(1...1024, nearness: spread < 1 ? 0 : 0.01)
    let found = try await Known.works(question, seeds: Self.seeds, Self.need(spread)) { work in
      try await work.run()
      let isSharp = work.short.allSatisfy { work.knowledge.judgement($0) == .broken }
      return (
        wrong: Self.isWrong(work, question) { Self.truth($0, spread) >= 0.95 },
        verdict: work.verdict, sessions: work.sessions.used, isSharp: isSharp
      )
    }
    #expect(found.allSatisfy { $0.verdict == .found })
    #expect(!Self.isTooOften(found.count(where: \.wrong), of: found.count, error: 0.05))
    // Where one step decides, the answer is the exact one.
    guard spread < 1 else { return }
    #expect(found.count(where: \.isSharp) > found.count * 9 / 10)
    // 1024 sizes, of which each takes at least 4 sessions to be judged.
    #expect(found.allSatisfy { $0.sessions < 600 })
  }

  @Test func `a search that shows nothing is wrong too often`() async throws {
    let question = try Known.question(1...1024)
    let sizes = try await Known.works(question, seeds: Self.seeds, Self.need(20)) { work in
      let lattice = LatticeSearch(question, [question.probedLevels(of: 0)], work.knowledge)
      return try await lattice.cheapest().map { question.numbers($0)[0] } ?? 0
    }
    let wrong = sizes.count { Self.truth($0, 20) < 0.95 }
    #expect(Self.isTooOften(wrong, of: sizes.count, error: 0.05))
  }

  @Test func `a promise on average is planned by its mean`() async throws {
    let question = try Known.question(1...200)
    let wrong = try await Known.works(
      question, seeds: Self.seeds, promises: [Known.promise(0, .onAverage)]
    ) { sizes, chance in
      [80.5 + 2 * chance.normal(0) - sizes[0]]
    } found: { work in
      try await work.run()
      return work.verdict != .found || Self.isWrong(work, question) { $0 > 80 }
    }
    #expect(!Self.isTooOften(wrong.count { $0 }, of: wrong.count, error: 0.05))
  }

  @Test func `the largest size is found from the other side`() async throws {
    let question = try Known.question(10...500, wantsLargest: true)
    let result = try await Known.plan(question) { sizes, chance in
      [sizes[0] - 123.5 + 0.1 * chance.normal(0)]
    }
    #expect(result.answer?.sizes == ["123"])
    #expect(result.short.map(\.sizes) == [["124"]])
    #expect(result.isSharp)
    #expect(result.sessionsUsed < 400)
  }

  @Test func `what every size keeps is answered by the first one`() async throws {
    let result = try await Known.plan(try Known.question(3...100)) { _, _ in [-1] }
    #expect(result.answer?.sizes == ["3"])
    #expect(result.short.isEmpty)
    #expect(result.isSharp)
  }

  // MARK: Shapes

  /// A band around a size, wherever it lies between probed sizes.
  @Test(arguments: [(40.0, 9.0), (45, 5), (90, 6), (700, 30)])
  func `a promise that gets worse with size is found out and scanned`(
    _ centre: Double, _ reach: Double
  ) async throws {
    let result = try await Known.plan(try Known.question(1...1024)) { sizes, chance in
      [abs(sizes[0] - centre) - reach - 0.5 + 0.01 * chance.normal(0)]
    }
    #expect(result.worsening != nil)
    #expect(result.verdict == .found)
    let answer = try #require(result.answer)
    #expect(answer.sizes == ["\(Int(centre - reach))"])
    #expect(result.isSharp)
  }

  @Test func `two promises that pull apart leave a band, or nothing`() async throws {
    let question = try Known.question(1...64)
    let both = [Known.promise(0), Known.promise(1)]
    let band = try await Known.plan(question, promises: both) { sizes, chance in
      [20.5 - sizes[0] + 0.1 * chance.normal(0), sizes[0] - 30 + 0.1 * chance.normal(1)]
    }
    #expect(band.worsening?.promise == 1)
    #expect(band.answer?.sizes == ["21"])
    let none = try await Known.plan(question, promises: both) { sizes, chance in
      [30.5 - sizes[0] + 0.1 * chance.normal(0), sizes[0] - 20 + 0.1 * chance.normal(1)]
    }
    #expect(none.verdict == .impossible)
  }

  /// A tail that grows up to a size of 10 and falls to its limit at 41, as one does that knows only
  /// those who did not give up.
  private static func tail(_ size: Double) -> Double { size <= 10 ? 30 + size : 41 - size }

  @Test func `what gets worse where another promise is broken anyway is no worsening`()
    async throws
  {
    let question = try Known.question(1...1024)
    let alone = try await Known.plan(question) { sizes, chance in
      [Self.tail(sizes[0]) + 0.01 * chance.normal(0)]
    }
    #expect(alone.worsening != nil)
    let both = [Known.promise(0), Known.promise(1)]
    let beside = try await Known.plan(question, promises: both) { sizes, chance in
      [Self.tail(sizes[0]) - 0.5 + 0.01 * chance.normal(0), 20.5 - sizes[0]]
    }
    #expect(beside.worsening == nil)
    #expect(beside.answer?.sizes == ["41"])
    #expect(beside.isSharp)
  }

  @Test func `two promises that get worse together do not excuse each other`() async throws {
    let both = [Known.promise(0), Known.promise(1)]
    let result = try await Known.plan(try Known.question(1...64), promises: both) { sizes, chance in
      let value = Self.tail(sizes[0]) + 0.01 * chance.normal(0)
      return [value, 2 * value]
    }
    #expect(result.worsening != nil)
  }

  @Test func `noise is no worsening`() async throws {
    // Beyond 100 more of the knob brings nothing, and each size has noise of its own.
    let question = try Known.question(1...1024)
    let alarms = try await Known.works(question, seeds: Self.seeds) { sizes, chance in
      [150 - min(100, sizes[0]) + chance.normal(UInt32(sizes[0]))]
    } found: { work in
      try await work.run()
      return work.worsening != nil
    }
    #expect(!Self.isTooOften(alarms.count { $0 }, of: alarms.count, error: Monotony.level))
  }

  // MARK: Impossible

  @Test func `what no longer responds is impossible at any size`() async throws {
    let result = try await Known.plan(try Known.question(1...1024)) { sizes, chance in
      [max(150 - sizes[0], 40) + chance.normal(0)]
    }
    #expect(result.verdict == .impossible)
    let obstacle = try #require(result.obstacle)
    #expect(obstacle.response == .none)
    #expect(abs(obstacle.missing - 40) < 2)
    #expect(result.binding == 0)
    #expect(result.sessionsUsed < 200)
  }

  @Test func `what lies at its end over the whole range tells nothing of sizes beyond it`()
    async throws
  {
    // What is left over: nothing up to 117, and enough from 127 on.
    @Sendable func leftover(_ sizes: [Double], _ chance: KnownSubject.Chance) -> [Double?] {
      [10 - max(0, sizes[0] - 117)]
    }
    let short = try await Known.plan(try Known.question(50...60), leftover)
    #expect(short.verdict == .impossible)
    #expect(short.obstacle?.response == .constant)
    #expect(short.obstacle?.missing == 10)
    #expect(try await Known.plan(try Known.question(50...150), leftover).answer?.sizes == ["127"])
  }

  @Test func `what still gets better may be possible beyond the range`() async throws {
    let result = try await Known.plan(try Known.question(1...64)) { sizes, chance in
      [150 - sizes[0] + chance.normal(0)]
    }
    #expect(result.verdict == .impossible)
    #expect(result.obstacle?.response == .improves)
  }

  @Test func `what cannot be measured is not kept`() async throws {
    let result = try await Known.plan(try Known.question(1...64)) { sizes, _ in
      [sizes[0] < 10 ? nil : -1]
    }
    #expect(result.answer?.sizes == ["10"])
  }

  // MARK: Sessions

  @Test(arguments: [1, 30, 60, 100, 150])
  func `no more sessions are run than may be`(_ limit: Int) async throws {
    let question = try Known.question(1...1024, limit: limit)
    let result = try await Known.plan(question, Self.need(8))
    #expect(result.sessionsUsed <= limit)
    #expect(result.verdict == .undecided)
  }

  @Test func `an answer that is shown stands when the sessions for the next one are lacking`()
    async throws
  {
    let full = try await Known.plan(try Known.question(1...1024), Self.need(0.15))
    let question = try Known.question(1...1024, limit: full.sessionsUsed - 2)
    let result = try await Known.plan(question, Self.need(0.15))
    #expect(result.verdict == .undecided)
    #expect(result.answer?.sizes == full.answer?.sizes)
    #expect(!result.isSharp || result.short.isEmpty)
  }
}
