// Subjects of which the truth is known: a session is a function of the sizes and of keyed chance, the
// same chance at every combination of sizes.
@testable import LiveCommerce
import Stochastics

@testable import Experiments

/// Sessions whose measures are a function of sizes and of one standard normal draw a session.
struct KnownSubject: PlanSubject {
  let question: PlanQuestion
  let seed: UInt64
  /// The measures of a session.
  let values: @Sendable (_ sizes: [Double], _ chance: Chance) -> [Double?]

  /// The chance of one session.
  struct Chance {
    let draws: EntityDraws
    /// The i-th standard normal variate of the session.
    func normal(_ index: UInt32) -> Double { Elementary.normalQuantile(draws.uniform(9, index)) }
  }

  func sessions(
    at combination: Combination, _ numbers: Range<UInt32>
  ) async throws -> [Replication] {
    let sizes = question.numbers(combination)
    return numbers.map { number in
      let draws = Draws(seed: seed, replication: number).entity(0x504C, 0)
      return Replication(number: number, values: values(sizes, Chance(draws: draws)))
    }
  }
}

extension KnownSubject {
  func limits(
    at combination: Combination, in number: UInt32, of metric: String
  ) -> PlanLimits? { nil }
}

enum Known {
  /// A question with one knob of whole sizes.
  static func question(
    _ sizes: ClosedRange<Int>, wantsLargest: Bool = false, nearness: Double = 0,
    limit: Int = 20_000
  ) throws -> PlanQuestion {
    PlanQuestion(
      [try knob("size", sizes)], wantsLargest: wantsLargest, nearness: nearness, limit: limit)
  }

  static func knob(_ path: String, _ sizes: ClosedRange<Int>, cost: Double = 1) throws -> Knob {
    try Knob(
      path: path, cost: cost,
      sizes: SizeRange(from: "\(sizes.lowerBound)", to: "\(sizes.upperBound)", step: "1"))
  }

  /// The promise that a measure is at most 0.
  static func promise(_ measure: Int = 0, _ quantifier: Quantifier? = nil) -> PlanPromise {
    PlanPromise(
      expectation: Expectation(
        text: "measure \(measure) <= 0", metric: "measure", subject: nil, comparison: .atMost,
        limit: 0, quantifier: quantifier), measure: measure)
  }

  /// The plan of a question about a subject.
  static func plan(
    _ question: PlanQuestion, seed: UInt64 = 1, promises: [PlanPromise] = [promise()],
    _ values: @escaping @Sendable ([Double], KnownSubject.Chance) -> [Double?]
  ) async throws -> PlanResult {
    try await Planner(
      question, promises,
      subject: KnownSubject(question: question, seed: seed, values: values)
    ).plan()
  }

  /// What each of many plans found, without the tables of a result; by seed.
  static func works<Found: Sendable>(
    _ question: PlanQuestion, seeds: [UInt64], promises: [PlanPromise] = [promise()],
    _ values: @escaping @Sendable ([Double], KnownSubject.Chance) -> [Double?],
    found: @escaping @Sendable (PlanWork) async throws -> Found
  ) async throws -> [Found] {
    try await withThrowingTaskGroup(of: (Int, Found).self) { group in
      for (place, seed) in seeds.enumerated() {
        group.addTask {
          let subject = KnownSubject(question: question, seed: seed, values: values)
          let work = PlanWork(question, promises, PlanSessions(subject, limit: question.limit))
          return (place, try await found(work))
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
    }
  }
}
