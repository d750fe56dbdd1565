// From the sessions of a plan to its result: the evidence at every combination, and where no size
// suffices the reason.
import LiveCommerce
import Stochastics

/// Sums up a plan.
struct PlanSummary {
  /// Sessions by which two sizes are compared.
  private static let compared = 16
  /// The part of what is missing that a doubling of size must bring to be called a response.
  private static let telling = 0.1

  private let question: PlanQuestion
  private let promises: [PlanPromise]
  private let subject: any PlanSubject
  private let work: PlanWork

  init(
    _ question: PlanQuestion, _ promises: [PlanPromise],
    _ subject: any PlanSubject, _ work: PlanWork
  ) {
    self.question = question
    self.promises = promises
    self.subject = subject
    self.work = work
  }

  /// The result.
  func result() async throws -> PlanResult {
    let obstacle = work.verdict == .impossible ? try await obstacle() : nil
    let (answer, short) = (work.answer.map(point), work.short.map(point))
    let binding = obstacle?.promise ?? PlanResult.binding(short, answer)
    return PlanResult(
      question: question, verdict: work.verdict, answer: answer, short: short,
      points: work.sessions.combinations.sorted {
        $0.levels.lexicographicallyPrecedes($1.levels)
      }.map(point),
      probed: work.probeCount, worsening: work.worsening,
      bottleneck: try await bottleneck(binding), obstacle: obstacle,
      sessions: PlanStage.allCases.map { work.sessions.counts[$0] ?? 0 },
      judgements: work.knowledge.judged.count)
  }

  private func point(_ combination: Combination) -> PlanPoint {
    let rows = work.sessions.all(combination)
    let evidence = work.sessions.evidence(combination)
    let kept = rows.count { row in !row.isFlawed && promises.allSatisfy { $0.isKept(row) } }
    return PlanPoint(
      combination: combination, sizes: question.texts(combination),
      cost: question.cost(combination), sessions: rows.count,
      kept: Proportion.interval(kept, of: rows.count)
        ?? Interval(estimate: 0, low: 0, high: 1, level: 0.95),
      judgement: work.knowledge.judgement(combination),
      promises: promises.map { promise in
        PlanEvidence(
          judgement: promise.judged(evidence, error: 0.025),
          mean: mean(evidence.compactMap { $0.values[promise.measure] }))
      },
      breaches: ExperimentVerdict.breaches(rows))
  }

  /// What limited the binding promise in a session: the first one of the answer, or of the best
  /// combination one that broke a promise.
  private func bottleneck(_ binding: Int?) async throws -> PlanBottleneck? {
    guard let combination = work.answer ?? (work.verdict == .impossible ? bestCombination : nil),
      let binding
    else { return nil }
    let rows = work.sessions.all(combination)
    let broken = rows.first { row in promises.contains { !$0.isKept(row) } }
    guard let number = (work.answer == nil ? broken : rows.first)?.number else { return nil }
    let metric = promises[binding].expectation.metric
    return try await subject.limits(at: combination, in: number, of: metric).map {
      PlanBottleneck(
        combination: combination, session: number, promise: binding, limits: $0,
        holdsPromise: holds(metric, $0.binding))
    }
  }

  /// Whether a tier can have held up a promise: a wait may be long before it, the numbers of people, units
  /// and orders only change where it was full.
  private func holds(_ metric: String, _ bottleneck: Bottleneck?) -> Bool {
    guard let bottleneck else { return false }
    return bottleneck.full > 0 || ["latency.", "tier."].contains { metric.hasPrefix($0) }
  }

  private func mean(_ values: [Double]) -> Double? {
    var tally = Tally()
    for value in values { tally.add(value) }
    return tally.mean
  }

  /// Which promise is broken at the best combination, and whether more would help.
  private func obstacle() async throws -> PlanObstacle? {
    let best = bestCombination
    guard let promise = point(best).tightest else { return nil }
    let before = Combination(best.levels.map { $0 / 2 })
    let gains = try await gains(promises[promise], from: before, to: best)
    let mean = mean(work.sessions.all(best).compactMap { $0.values[promises[promise].measure] })
    let missing = max(0, -(mean.map(promises[promise].slack(of:)) ?? -.infinity))
    return PlanObstacle(
      promise: promise, best: best, before: before, gain: gains, missing: missing,
      response: isConstant(promises[promise])
        ? .constant : response(gains, missing, doublings: doublings(from: before, to: best)))
  }

  /// How often a size doubles between two combinations: of the knob with the narrowest range of those that
  /// move, or 1 where there is no ratio.
  private func doublings(from before: Combination, to after: Combination) -> Double {
    zip(question.numbers(before), question.numbers(after)).map { low, high in
      let (least, most) = (min(low, high), max(low, high))
      guard least < most else { return 0 }
      return least > 0 ? Elementary.log(most / least) / Elementary.log(2) : 1
    }.filter { $0 > 0 }.min() ?? 1
  }

  /// Whether what is promised was the same in every session at every size, as where a measure lies at its
  /// least over the whole range.
  private func isConstant(_ promise: PlanPromise) -> Bool {
    let combinations = work.sessions.combinations
    let values = combinations.flatMap { promise.values(work.sessions.all($0)) }
    return combinations.count > 1 && Set(values).count == 1 && values.first != .some(nil)
  }

  /// The easiest combination; after a scan the one that kept most.
  private var bestCombination: Combination {
    guard work.worsening != nil else { return question.easiest }
    let judged = work.knowledge.judged.map(\.combination)
    return judged.max { point($0).kept.estimate < point($1).kept.estimate } ?? question.easiest
  }

  /// By how much a promise is better, session by session under common random numbers.
  private func gains(
    _ promise: PlanPromise, from before: Combination, to after: Combination
  ) async throws -> Interval? {
    guard before != after else { return nil }
    do {
      let first = try await work.sessions.common(before, Self.compared, for: .probing)
      let second = try await work.sessions.common(after, Self.compared, for: .probing)
      let gains = zip(first, second).compactMap { rows -> Double? in
        guard let slack = promise.slack(rows.0), let later = promise.slack(rows.1) else {
          return nil
        }
        return later - slack
      }
      let estimate = MeanEstimate(gains)
      guard estimate.method == .constant, let mean = estimate.tally.mean else {
        return estimate.interval
      }
      return Interval(estimate: mean, low: mean, high: mean, level: 0.95)
    } catch is OutOfSessions {
      return nil
    }
  }

  /// What the gain over some doublings of size says; each is taken to bring as much.
  private func response(
    _ gain: Interval?, _ missing: Double, doublings: Double
  ) -> PlanObstacle.Response {
    guard let gain else { return .unclear }
    if gain.high < 0 { return .worsens }
    if gain.high <= Self.telling * missing * doublings { return .none }
    return gain.low > 0 ? .improves : .unclear
  }
}
