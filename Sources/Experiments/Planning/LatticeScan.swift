// Every combination in turn, cheapest first, where a promise gets worse with more of a knob: nothing is
// inferred from one to the next, each is judged. One knob with many sizes is scanned in rounds, from a
// coarse grid to the step: what is found between two sizes of the last round is the least that keeps
// there, and nothing is claimed about sizes that were passed over (the report says so).

/// Scans a lattice of levels.
struct LatticeScan {
  /// The most combinations of one round, and of several knobs.
  static let most = 48

  let question: PlanQuestion
  let knowledge: PlanKnowledge

  init(_ question: PlanQuestion, _ knowledge: PlanKnowledge) {
    self.question = question
    self.knowledge = knowledge
  }

  /// Whether the lattice is small enough, or has one knob only.
  var isPossible: Bool {
    question.knobs.count == 1 || combinations.map { $0.count <= Self.most } ?? false
  }

  /// The cheapest combination that was shown to keep; nil if none was.
  func cheapest() async throws -> Combination? {
    guard question.knobs.count == 1 else {
      return try await first(of: (combinations ?? []))
    }
    var range = 0...question.easiest.levels[0]
    var best: Combination?
    while true {
      let levels = grid(range)
      let found = try await first(of: levels.map { Combination([$0]) })
      best = found ?? best
      let isWhole = levels.count == range.count
      guard !isWhole, let around = try await next(levels, found) else { return best }
      range = around
    }
  }

  /// The combinations of several knobs, cheapest first; nil if there are too many to list.
  private var combinations: [Combination]? {
    let size = question.knobs.reduce(1.0) { $0 * Double($1.sizes.count) }
    guard size <= Double(Self.most) else { return nil }
    var all = [Combination([])]
    for knob in question.knobs {
      all = all.flatMap { start in
        (0..<knob.sizes.count).map { Combination(start.levels + [$0]) }
      }
    }
    return all.enumerated().sorted {
      (question.weight($0.element), $0.offset) < (question.weight($1.element), $1.offset)
    }.map(\.element)
  }

  private func first(of combinations: [Combination]) async throws -> Combination? {
    for combination in combinations where try await knowledge.judge(combination) == .kept {
      return combination
    }
    return nil
  }

  /// All levels of a range, or some at equal ratios of their distance from its beginning.
  private func grid(_ range: ClosedRange<Int>) -> [Int] {
    guard range.count > Self.most else { return Array(range) }
    let probed = question.probedLevels(of: 0, atMost: Self.most).filter(range.contains)
    if probed.count >= Self.most / 2 { return probed }
    let last = range.count - 1
    return (0..<Self.most).map { range.lowerBound + $0 * last / (Self.most - 1) }
  }

  /// Where to look next: before what was found, or else around the best of what was seen.
  private func next(
    _ levels: [Int], _ found: Combination?
  ) async throws -> ClosedRange<Int>? {
    if let found, let place = levels.firstIndex(of: found.levels[0]) {
      guard place > 0, levels[place - 1] + 1 < levels[place] else { return nil }
      return (levels[place - 1] + 1)...(levels[place] - 1)
    }
    let shares = levels.map { share(Combination([$0])) }
    guard let best = levels.indices.max(by: { (shares[$0], -$0) < (shares[$1], -$1) }) else {
      return nil
    }
    let low = best > 0 ? levels[best - 1] + 1 : levels[best]
    let high = best + 1 < levels.count ? levels[best + 1] - 1 : levels[best]
    return low < high ? low...high : nil
  }

  /// How near a combination comes: the share of promises kept, over all its sessions.
  private func share(_ combination: Combination) -> Double {
    let rows = knowledge.sessions.all(combination)
    let promises = knowledge.judge.promises
    let kept = rows.reduce(0) { sum, row in sum + promises.count { $0.isKept(row) } }
    return Double(kept) / Double(max(1, rows.count * promises.count))
  }
}
