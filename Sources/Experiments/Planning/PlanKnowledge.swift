// What a plan believes and what it has shown. To search it believes a few sessions under common random
// numbers; to answer it shows, with sessions of their own, that the answer keeps and that what lies
// below does not.
//
// Invariant: the k-th combination that is judged has the error α ÷ k(k + 1), and these add up to α at
// the most, however many are judged and however they were chosen.

/// Beliefs about combinations, and the judgements that overrule them.
final class PlanKnowledge {
  /// Sessions that are run before it is looked whether more are needed.
  private static let batch = 4
  /// How often the sessions of the search may be doubled.
  private static let mostSharpenings = 3

  let sessions: PlanSessions
  let judge: PlanJudge
  private let error: Double
  private var sessionsToSearch: Int
  private var sharpenings = 0
  private var beliefs: [Combination: Bool] = [:]
  /// What was judged, in order.
  private(set) var judged: [(combination: Combination, judgement: Judgement)] = []

  init(_ sessions: PlanSessions, _ judge: PlanJudge, error: Double) {
    self.sessions = sessions
    self.judge = judge
    self.error = error
    sessionsToSearch = judge.sessionsToSearch
  }

  /// What was shown of a combination; nil if it was not judged.
  func judgement(_ combination: Combination) -> Judgement? {
    judged.first { $0.combination == combination }?.judgement
  }

  /// Whether a combination is held to keep, on the assumption that easier ones keep what harder ones do.
  func holds(_ combination: Combination) async throws -> Bool {
    if let judgement = judgement(combination) { return judgement == .kept }
    for (known, judgement) in judged {
      if judgement == .kept, known.isNoEasier(than: combination) { return true }
      if judgement != .kept, combination.isNoEasier(than: known) { return false }
    }
    if let belief = beliefs[combination] { return belief }
    for known in sessions.combinations {
      guard let holds = beliefs[known] else { continue }
      if holds ? known.isNoEasier(than: combination) : combination.isNoEasier(than: known) {
        return holds
      }
    }
    let belief = try await believed(combination)
    beliefs[combination] = belief
    return belief
  }

  private func believed(_ combination: Combination) async throws -> Bool {
    var count = 0
    while true {
      count = min(count + Self.batch, sessionsToSearch)
      let rows = try await sessions.common(combination, count, for: .searching)
      if let answer = judge.seems(rows, of: sessionsToSearch) { return answer }
    }
  }

  /// Forgets beliefs; from now on more sessions are needed for one.
  func sharpen() {
    beliefs = [:]
    guard sharpenings < Self.mostSharpenings else { return }
    sharpenings += 1
    sessionsToSearch *= 2
  }

  /// The easiest combinations that are held not to keep: all that are no easier than one of them are not.
  var barriers: [Combination] {
    let failing =
      judged.filter { $0.judgement != .kept }.map(\.combination)
      + sessions.combinations.filter { beliefs[$0] == false && judgement($0) == nil }
    return failing.filter { one in
      !failing.contains { $0 != one && one.isNoEasier(than: $0) }
    }
  }

  /// Shows whether a combination keeps, if it has not been done.
  func judge(_ combination: Combination) async throws -> Judgement {
    if let known = judgement(combination) { return known }
    let order = Double(judged.count + 1)
    let share = error / (order * (order + 1))
    let looks = judge.looks(error: share)
    var judgement = Judgement.undecided
    for look in looks where judgement == .undecided {
      let rows = try await sessions.fresh(combination, look.count)
      judgement = judge.judgement(rows, at: look, of: looks.count, error: share)
      if judgement == .undecided, judge.isClose(rows, at: look) { break }
    }
    judged.append((combination, judgement))
    return judgement
  }
}
