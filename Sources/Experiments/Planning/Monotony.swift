// Whether a promise gets worse where it ought to get better: more workers can worsen a hot row. Two
// combinations are compared session by session under common random numbers, by the sign test (J.
// Arbuthnot 1710; exact for any law), at a level shared among all pairs and promises that could have
// been looked at.
//
// A worsening matters only where the promise is broken at the easier size: what is kept by far may get
// worse. Nor does it matter where another promise is broken all the same, one that is nowhere seen to
// get worse: no harder size keeps that one, whatever this one does. So it goes with a latency, which
// does not know those who never hear, where it is promised beside that nobody gives up. A false alarm
// costs sessions and no wrong answer; what the compared sizes do not show is not found, and the report
// says which sizes they were.
import Stochastics

/// A promise that is worse at a combination than at one that ought to be harder.
public struct Worsening: Sendable, Equatable {
  /// The promise, by its place in the scenario.
  public let promise: Int
  /// The harder combination, at which it is better.
  public let better: Combination
  /// The easier combination, at which it is worse.
  public let worse: Combination
  /// Sessions in which it was worse.
  public let sessions: Int
  /// Sessions in which there was a difference.
  public let compared: Int
}

/// Looks for promises that get worse.
struct Monotony {
  /// The chance of a false alarm.
  static let level = 0.01
  /// The fewest sessions from which something is suspected.
  static let suspicious = 3

  let promises: [PlanPromise]
  let sessions: PlanSessions

  /// The worsening that there is among the combinations looked at; nil if none can be shown.
  func worsening() async throws -> Worsening? {
    let points = sessions.combinations.filter { !sessions.commonSoFar($0).isEmpty }
    let pairs = points.flatMap { hard in
      points.filter { hard != $0 && hard.isNoEasier(than: $0) }.map { (hard, $0) }
    }
    let tests = Double(max(1, pairs.count * promises.count))
    let steady = promises.indices.filter { promise in
      !pairs.contains { isWorse(promise, from: $0.0, to: $0.1) }
    }
    for promise in promises.indices {
      guard let (hard, easy) = suspect(promise, pairs, steady) else { continue }
      let needed = Int((Elementary.log(tests / Self.level) / Elementary.log(2)).rounded(.up)) + 6
      let first = try await sessions.common(hard, needed, for: .probing)
      let second = try await sessions.common(easy, needed, for: .probing)
      let (worse, better) = compare(promise, first, second)
      let tail = Proportion.probability(ofAtLeast: worse, of: worse + better, share: 0.5)
      if worse > 0, tail <= Self.level / tests {
        return Worsening(
          promise: promise, better: hard, worse: easy, sessions: worse,
          compared: worse + better)
      }
    }
    return nil
  }

  /// The pair between which a promise got worse in every session, by most.
  private func suspect(
    _ promise: Int, _ pairs: [(Combination, Combination)], _ steady: [Int]
  ) -> (Combination, Combination)? {
    var found: (pair: (Combination, Combination), loss: Double)?
    for (hard, easy) in pairs where isWorse(promise, from: hard, to: easy) {
      let (first, second) = rows(hard, easy)
      guard second.contains(where: { !promises[promise].isKept($0) }),
        !steady.contains(where: { other in
          !second.contains(where: promises[other].isKept)
        })
      else { continue }
      let loss = mean(promise, first) - mean(promise, second)
      if loss > found?.loss ?? 0 { found = ((hard, easy), loss) }
    }
    return found?.pair
  }

  /// Whether a promise got worse in every session in which there was a difference, and in enough.
  private func isWorse(_ promise: Int, from hard: Combination, to easy: Combination) -> Bool {
    let (first, second) = rows(hard, easy)
    let (worse, better) = compare(promise, first, second)
    return worse >= Self.suspicious && better == 0
  }

  /// The sessions that two combinations have in common.
  private func rows(
    _ hard: Combination, _ easy: Combination
  ) -> (ArraySlice<Replication>, ArraySlice<Replication>) {
    let (first, second) = (sessions.commonSoFar(hard), sessions.commonSoFar(easy))
    let count = min(first.count, second.count)
    return (first.prefix(count), second.prefix(count))
  }

  private func compare(
    _ promise: Int, _ hard: ArraySlice<Replication>, _ easy: ArraySlice<Replication>
  ) -> (worse: Int, better: Int) {
    zip(hard, easy).reduce(into: (worse: 0, better: 0)) { counts, pair in
      guard let first = promises[promise].slack(pair.0),
        let second = promises[promise].slack(pair.1)
      else { return }
      if second < first { counts.worse += 1 }
      if second > first { counts.better += 1 }
    }
  }

  private func mean(_ promise: Int, _ rows: ArraySlice<Replication>) -> Double {
    var tally = Tally()
    for row in rows { if let slack = promises[promise].slack(row) { tally.add(slack) } }
    return tally.mean ?? 0
  }
}
