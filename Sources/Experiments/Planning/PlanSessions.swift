// The sessions that a plan has run, by combination. Sessions to search with have the numbers 0, 1, 2 …
// at every combination, so that two sizes are compared under common random numbers; sessions to
// confirm with have numbers that no other session of the plan has, so that what they show does not
// depend on why the size was chosen.
//
// Invariant: never more sessions than the limit.

/// That the sessions are used up.
struct OutOfSessions: Error {}

/// What sessions were run for.
public enum PlanStage: String, Sendable, CaseIterable {
  /// To see the shape of the curve.
  case probing
  /// To find a candidate.
  case searching
  /// To show that it is the answer.
  case confirming
}

/// The sessions of a plan.
final class PlanSessions {
  /// The number of the first session that confirms.
  private static let firstFresh: UInt32 = 1_000_000

  private let subject: any PlanSubject
  private let limit: Int
  private let progress: (PlanStage, Int) -> Void
  private var nextFresh = PlanSessions.firstFresh
  private var common: [Combination: [Replication]] = [:]
  private var fresh: [Combination: [Replication]] = [:]
  /// Every combination that was looked at, in order.
  private(set) var combinations: [Combination] = []
  /// How many sessions were run in each stage.
  private(set) var counts: [PlanStage: Int] = [:]

  init(
    _ subject: any PlanSubject, limit: Int,
    progress: @escaping (PlanStage, Int) -> Void = { _, _ in }
  ) {
    self.subject = subject
    self.limit = limit
    self.progress = progress
  }

  /// How many sessions were run.
  var used: Int { counts.values.reduce(0, +) }

  /// The first `count` sessions of a combination under common random numbers; runs what is missing.
  func common(
    _ combination: Combination, _ count: Int, for stage: PlanStage
  ) async throws -> ArraySlice<Replication> {
    let known = common[combination] ?? []
    if known.count < count {
      let rows = try await run(combination, UInt32(known.count)..<UInt32(count), stage)
      common[combination] = known + rows
    }
    return (common[combination] ?? []).prefix(count)
  }

  /// All sessions of a combination under common random numbers that there are.
  func commonSoFar(_ combination: Combination) -> [Replication] { common[combination] ?? [] }

  /// The sessions of a combination that no other has, `count` of them; runs what is missing.
  func fresh(_ combination: Combination, _ count: Int) async throws -> [Replication] {
    let known = fresh[combination] ?? []
    if known.count < count {
      let more = UInt32(count - known.count)
      let rows = try await run(combination, nextFresh..<(nextFresh + more), .confirming)
      nextFresh += more
      fresh[combination] = known + rows
    }
    return fresh[combination] ?? []
  }

  /// The sessions that confirm a combination; where there are none, those that it was searched with.
  func evidence(_ combination: Combination) -> [Replication] {
    fresh[combination] ?? commonSoFar(combination)
  }

  /// Every session of a combination.
  func all(_ combination: Combination) -> [Replication] {
    commonSoFar(combination) + (fresh[combination] ?? [])
  }

  private func run(
    _ combination: Combination, _ numbers: Range<UInt32>, _ stage: PlanStage
  ) async throws -> [Replication] {
    guard used + numbers.count <= limit else { throw OutOfSessions() }
    if common[combination] == nil && fresh[combination] == nil {
      combinations.append(combination)
    }
    let rows = try await subject.sessions(at: combination, numbers)
    counts[stage, default: 0] += rows.count
    progress(stage, used)
    return rows
  }
}
