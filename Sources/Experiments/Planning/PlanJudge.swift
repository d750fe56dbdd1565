// Whether a size keeps its promises, by sessions that come in looks: after each look the size is shown
// to keep, shown to break, or looked at again with more sessions, up to four times as many as it takes
// to show a size that never breaks anything.
//
// Each promise is judged as it is over any sessions (`PromiseJudgement`). The error of a judgement is
// split over its looks, and for "broken" over the promises too: one of them suffices for it. For
// "kept" it takes all of them, so the error of one bounds it and is not split.
import Stochastics

/// Judges combinations at a given error.
struct PlanJudge: Sendable {
  /// The looks at which a size may be shown to keep, as multiples of the fewest sessions for it.
  private static let keptLooks = [1, 2, 4]
  private static let firstLook = 4
  /// The part of the failures allowed that must be missing for further looks.
  private static let worthwhile = 0.3

  /// A look: how many sessions, and whether they may show that promises are kept.
  struct Look: Equatable {
    var count: Int
    var mayKeep: Bool
  }

  let promises: [PlanPromise]

  /// The strictest share that is promised; nil if every promise is one on average.
  private var strictest: Double? { promises.compactMap(\.share).max() }

  /// The looks of a judgement.
  func looks(error: Double) -> [Look] {
    let part = error / Double(Self.keptLooks.count)
    let needed = strictest.map { Proportion.trialsNeeded(toShow: $0, error: part) } ?? 0
    let least = max(PromiseJudgement.fewestForMean, needed, fewestForConstants(error: part))
    var early: [Look] = []
    var count = Self.firstLook
    // Before that no mean shows anything.
    while strictest != nil, count < least {
      early.append(Look(count: count, mayKeep: false))
      count *= 2
    }
    return early + Self.keptLooks.map { Look(count: least * $0, mayKeep: true) }
  }

  /// So many sessions that a measure which is the same in all, or missing in all, is told at the last look;
  /// 0 if nothing is promised on average.
  private func fewestForConstants(error: Double) -> Int {
    guard promises.contains(where: { $0.share == nil }) else { return 0 }
    let needed = PromiseJudgement.sessionsNeededForConstant(error: error / Double(promises.count))
    let last = Self.keptLooks.last ?? 1
    return (needed + last - 1) / last
  }

  /// Whether further sessions are hardly worth it: hardly more is kept than promised.
  func isClose(_ rows: [Replication], at look: Look) -> Bool {
    look.mayKeep
      && promises.contains { promise in
        guard let share = promise.share else { return false }
        let wanted = share + (1 - share) * Self.worthwhile
        return Double(rows.count(where: promise.isKept)) < wanted * Double(rows.count)
      }
  }

  /// What one look of several shows.
  func judgement(_ rows: [Replication], at look: Look, of looks: Int, error: Double) -> Judgement {
    if rows.contains(where: \.isFlawed) { return .broken }
    let breaking = error / Double(looks * max(1, promises.count))
    // An interval holds its estimate, so only what looks broken can be shown to be.
    let failing = promises.filter { !$0.seemsKept(rows) }
    if failing.contains(where: { $0.judged(rows, error: breaking).judgement == .broken }) {
      return .broken
    }
    guard look.mayKeep, failing.isEmpty else { return .undecided }
    let keeping = error / Double(Self.keptLooks.count)
    let isKept = promises.allSatisfy { $0.judged(rows, error: keeping).judgement == .kept }
    return isKept ? .kept : .undecided
  }
}

extension PlanJudge {
  /// How many sessions tell, while searching, whether a size seems to keep its promises.
  var sessionsToSearch: Int {
    max(20, min(200, Int((1 / (1 - (strictest ?? 0.95)) - 1e-9).rounded(.up))))
  }

  /// Whether a size seems to keep: with half the failures that its promises allow.
  ///
  /// - Parameters:
  ///   - rows: The sessions so far.
  ///   - count: How many there are to be.
  /// - Returns: nil as long as further sessions may decide it.
  func seems(_ rows: ArraySlice<Replication>, of count: Int) -> Bool? {
    if rows.contains(where: \.isFlawed) { return false }
    for promise in promises {
      if let share = promise.share {
        let allowed = Int((1 - share) * Double(count) / 2 + 1e-9)
        if rows.count(where: { !promise.isKept($0) }) > allowed { return false }
      } else if !promise.seemsKept(rows),
        promise.judged(rows, error: 1e-3).judgement == .broken
      {
        return false
      }
    }
    guard rows.count >= count else { return nil }
    return promises.allSatisfy { $0.share != nil || $0.seemsKept(rows) }
  }
}
