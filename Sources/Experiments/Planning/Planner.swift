// A plan from the first session to the answer: probe whether promises get better all the way; search
// with few sessions, by bisection or by branch and bound, or scan where they do not; show with sessions
// of their own that the answer keeps and that what lies just short of it does not; where a showing
// contradicts the search, search again, sharper.
//
// Error of the whole answer: every claim, "keeps" or "breaks", is a judgement, and all of them hold at
// once with the confidence asked for (see PlanKnowledge). That the answer is the cheapest rests on one
// assumption more: that harder combinations break what a judged one breaks.
public import LiveCommerce
import Stochastics

/// Plans capacities.
public struct Planner: Sendable {
  private let question: PlanQuestion
  private let subject: any PlanSubject
  private let promises: [PlanPromise]

  /// Prepares a plan.
  ///
  /// - Parameters:
  ///   - question: What is asked.
  ///   - scenario: The scenario at any combination, for its promises.
  ///   - subject: Runs sessions.
  public init(_ question: PlanQuestion, of scenario: Scenario, subject: any PlanSubject) {
    let measures = MeasureList(scenario)
    self.init(
      question,
      scenario.expectations.compactMap { promise in
        measures.index(of: promise.metric, subject: promise.subject).map {
          PlanPromise(expectation: promise, measure: $0)
        }
      }, subject: subject)
  }

  init(
    _ question: PlanQuestion, _ promises: [PlanPromise], subject: any PlanSubject
  ) {
    self.question = question
    self.promises = promises
    self.subject = subject
  }

  /// Makes the plan.
  ///
  /// - Parameter progress: Called after each batch of sessions, with what they were for and how many
  ///   there have been in all.
  /// - Returns: What was found, the same for any number of threads.
  /// - Throws: What running a session throws.
  public func plan(
    progress: @escaping (PlanStage, Int) -> Void = { _, _ in }
  ) async throws -> PlanResult {
    let sessions = PlanSessions(subject, limit: question.limit, progress: progress)
    let work = PlanWork(question, promises, sessions)
    try await work.run()
    return try await PlanSummary(question, promises, subject, work).result()
  }
}

/// A plan under way.
final class PlanWork {
  /// Sessions of each combination that is probed.
  private static let probeSessions = 4
  /// How many combinations short of one that could not be judged are tried, to bracket the answer.
  private static let mostBrackets = 3

  private let question: PlanQuestion
  let sessions: PlanSessions
  let knowledge: PlanKnowledge
  private let monotony: Monotony
  private let probed: [[Int]]
  /// How the plan ended.
  private(set) var verdict = PlanVerdict.undecided
  /// The combination that was shown to keep.
  private(set) var answer: Combination?
  /// The combinations just short of it.
  private(set) var short: [Combination] = []
  /// How many combinations were probed.
  private(set) var probeCount = 0
  /// The promise that gets worse.
  private(set) var worsening: Worsening?

  init(_ question: PlanQuestion, _ promises: [PlanPromise], _ sessions: PlanSessions) {
    self.question = question
    self.sessions = sessions
    knowledge = PlanKnowledge(
      sessions, PlanJudge(promises: promises), error: 1 - question.confidence)
    monotony = Monotony(promises: promises, sessions: sessions)
    probed = question.knobs.indices.map { question.probedLevels(of: $0) }
  }

  /// Works until the question is answered or the sessions are used up.
  func run() async throws {
    do {
      try await probe()
      worsening = try await monotony.worsening()
      if worsening == nil { try await search() }
      if worsening != nil { try await scan() }
    } catch is OutOfSessions {
      concludeEarly()
    }
  }

  /// A few sessions along each knob, with all others at their easiest.
  private func probe() async throws {
    for (axis, levels) in probed.enumerated() {
      for level in levels {
        let combination = question.easiest.with(axis, at: level)
        _ = try await sessions.common(combination, Self.probeSessions, for: .probing)
      }
    }
    probeCount = sessions.combinations.count
  }

  /// Searches, then shows what was found; ends early when a promise turns out to get worse.
  private func search() async throws {
    let lattice = LatticeSearch(question, probed, knowledge)
    while true {
      let candidate = try await lattice.cheapest()
      worsening = try await monotony.worsening()
      guard worsening == nil else { return }
      guard let candidate else {
        let judgement = try await knowledge.judge(question.easiest)
        if judgement == .kept { continue }
        verdict = judgement == .broken ? .impossible : .undecided
        return
      }
      if question.knobs.count == 1 { return try await settle(from: candidate.levels[0]) }
      if try await isShown(candidate) {
        (verdict, answer) = (.found, candidate)
        return
      }
      knowledge.sharpen()
    }
  }

  /// Shows that a candidate keeps and that everything just short of it does not, or is left open.
  private func isShown(_ candidate: Combination) async throws -> Bool {
    guard try await knowledge.judge(candidate) == .kept else { return false }
    let barriers = knowledge.barriers
    for barrier in barriers where try await knowledge.judge(barrier) == .kept { return false }
    short = barriers
    return true
  }

  /// Of one knob: away from the candidate in growing steps until one level is shown to keep and one
  /// below it is not, then between them, until they are as near as is asked.
  private func settle(from candidate: Int) async throws {
    var (low, high) = (-1, question.easiest.levels[0] + 1)
    var next = candidate
    var step = question.nearLevels(at: candidate)
    while high - low > 1, !question.isNear(low, high) {
      if try await knowledge.judge(Combination([next])) == .kept { high = next } else { low = next }
      if low < 0 {
        next = max(0, high - step)
      } else if high > question.easiest.levels[0] {
        next = min(question.easiest.levels[0], low + step)
      } else {
        next = low + (high - low) / 2
        continue
      }
      step *= 2
    }
    try await conclude(low, high)
  }

  /// What follows when the level `low` was not shown to keep, and `high` was; either may be none.
  private func conclude(_ low: Int, _ high: Int) async throws {
    guard high <= question.easiest.levels[0] else {
      let judgement = knowledge.judgement(question.easiest)
      verdict = judgement == .broken ? .impossible : .undecided
      return
    }
    (verdict, answer) = (.found, Combination([high]))
    guard low >= 0 else { return }
    short = [Combination([low])]
    await bracket()
  }

  /// Where the size just short was left open: the next one that is surely too hard.
  private func bracket() async {
    guard let open = short.first, knowledge.judgement(open) == .undecided else { return }
    let below = sessions.combinations.filter { $0.levels[0] < open.levels[0] }
      .sorted { $0.levels[0] > $1.levels[0] }
    for combination in below.prefix(Self.mostBrackets) {
      // Without the sessions for it there is no bracket; the answer stands.
      if (try? await knowledge.judge(combination)) != .undecided { return }
    }
  }

  /// Judges combination after combination.
  private func scan() async throws {
    (answer, short) = (nil, [])
    let scan = LatticeScan(question, knowledge)
    guard scan.isPossible else { return }
    answer = try await scan.cheapest()
    if let answer {
      verdict = .found
      short = nearestShort(of: answer)
    } else {
      let isSettled = knowledge.judged.allSatisfy { $0.judgement == .broken }
      verdict = isSettled ? .impossible : .undecided
    }
  }

  /// The sessions are used up: the best that was shown, and what lies short of it.
  private func concludeEarly() {
    verdict = .undecided
    let kept = knowledge.judged.filter { $0.judgement == .kept }.map(\.combination)
    answer = kept.min { question.weight($0) < question.weight($1) }
    short = answer.map(nearestShort) ?? []
  }

  /// What was judged not to keep, was cheaper, and has nothing of its kind between it and the answer.
  private func nearestShort(of answer: Combination) -> [Combination] {
    let failing = knowledge.judged.filter { $0.judgement != .kept }.map(\.combination)
      .filter { question.weight($0) < question.weight(answer) }
    return failing.filter { one in
      !failing.contains { $0 != one && one.isNoEasier(than: $0) }
    }
  }
}
