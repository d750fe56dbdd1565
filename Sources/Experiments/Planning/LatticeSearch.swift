// The cheapest combination that keeps, where whatever keeps still keeps when a knob gets easier.
//
// First the floor of each knob: the least level with all others at their easiest; no combination below
// a floor keeps. If all floors together keep, they are the answer whatever the costs. Else branch and
// bound: the levels of all knobs but one are gone through upwards from the floors as long as they are
// cheaper than the best so far, and the last knob's least level is found by bisection (A. H. Land and
// A. G. Doig, Econometrica 28 (1960) 497). With one knob it is bisection.

/// Searches a lattice of levels.
struct LatticeSearch {
  let question: PlanQuestion
  let probed: [[Int]]
  let knowledge: PlanKnowledge

  init(_ question: PlanQuestion, _ probed: [[Int]], _ knowledge: PlanKnowledge) {
    self.question = question
    self.probed = probed
    self.knowledge = knowledge
  }

  /// The cheapest combination that is held to keep; nil if the easiest one does not.
  func cheapest() async throws -> Combination? {
    let easiest = question.easiest
    guard try await knowledge.holds(easiest) else { return nil }
    var floors = Combination(easiest.levels.map { _ in 0 })
    for axis in floors.levels.indices {
      floors.levels[axis] = try await least(easiest, axis, from: 0, to: easiest.levels[axis])
    }
    if try await knowledge.holds(floors) { return floors }
    // The knob with most levels is found by bisection, the others are gone through.
    let order = floors.levels.indices.sorted {
      (easiest.levels[$0] - floors.levels[$0], $0) < (easiest.levels[$1] - floors.levels[$1], $1)
    }
    var best = easiest
    try await descend(order[...], floors, &best)
    return best
  }

  /// The least level of a knob that keeps, given that `high` does.
  private func least(
    _ combination: Combination, _ axis: Int, from low: Int, to high: Int
  ) async throws -> Int {
    var (low, high) = (low, high)
    while low < high {
      let middle = pivot(axis, low, high)
      if try await knowledge.holds(combination.with(axis, at: middle)) {
        high = middle
      } else {
        low = middle + 1
      }
    }
    return low
  }

  /// Where to look between two levels: where the probe has looked already, or in the middle.
  private func pivot(_ axis: Int, _ low: Int, _ high: Int) -> Int {
    let known = probed[axis].filter { $0 >= low && $0 < high }
    return known.isEmpty ? low + (high - low) / 2 : known[known.count / 2]
  }

  private func descend(
    _ axes: ArraySlice<Int>, _ prefix: Combination, _ best: inout Combination
  ) async throws {
    guard let axis = axes.first else { return }
    let easiest = question.easiest.levels[axis]
    guard axes.count > 1 else { return try await finish(axis, prefix, &best) }
    for level in prefix.levels[axis]...easiest {
      let next = prefix.with(axis, at: level)
      guard question.weight(next) < question.weight(best) else { return }
      try await descend(axes.dropFirst(), next, &best)
    }
  }

  private func finish(
    _ axis: Int, _ prefix: Combination, _ best: inout Combination
  ) async throws {
    let floor = prefix.levels[axis]
    let easiest = question.easiest.levels[axis]
    let weights = question.weights
    let room = (question.weight(best) - question.weight(prefix)) / weights[axis]
    guard room > 0, room.isFinite else { return }
    var high = min(easiest, floor + Int(min(room, Double(easiest)).rounded(.up)))
    while high >= floor, question.weight(prefix.with(axis, at: high)) >= question.weight(best) {
      high -= 1
    }
    guard high >= floor, try await knowledge.holds(prefix.with(axis, at: high)) else { return }
    let level = try await least(prefix, axis, from: floor, to: high)
    best = prefix.with(axis, at: level)
  }
}
