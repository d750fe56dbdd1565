// All schedules of a small storm, one after the other, depth first; a bound on preemptions (leaving a
// strand that could go on) keeps their number in hand. Most bugs take no more than two of them
// (M. Musuvathi, S. Qadeer, "Iterative context bounding for systematic testing of multithreaded
// programs", PLDI 2007).
//
// Invariant: between `begin` calls the path names the choices of one schedule; `advance` moves on to
// the next in order and says when there is none.
import DiscreteEvents

/// Goes through all schedules.
final class Enumeration: StrandSchedule {
  /// One choice of a schedule: which of how many.
  struct Step: Sendable, Equatable, Codable {
    var choice: Int
    var count: Int
  }
  /// The choices of the schedule that is next, or under way.
  private(set) var path: [Step]
  /// Whether a schedule had other choices than one before that came the same way: what runs is not the same
  /// every time.
  var isAstray: Bool { hasOtherChoices || depth < path.count }
  private var hasOtherChoices = false
  private var depth = 0
  private var preemptions = 0
  private let bound: Int

  /// Makes an enumeration of the schedules with at most so many preemptions, which begins with the
  /// schedule of a path; the very first if that is empty.
  init(preemptions bound: Int = .max, from path: [Step] = []) {
    self.bound = bound
    self.path = path
  }

  /// Begins the schedule that the path names.
  func begin() {
    depth = 0
    preemptions = 0
  }

  /// Moves on to the next schedule; false when all have been gone through.
  func advance() -> Bool {
    path.removeSubrange(min(depth, path.count)...)
    while let last = path.last {
      if last.choice + 1 < last.count {
        path[path.count - 1].choice += 1
        return true
      }
      path.removeLast()
    }
    return false
  }

  func choose(
    among ready: Span<Int32>, after last: Int32, in strands: Span<Strand>
  ) -> Int {
    let usual = RunOn.choice(among: ready, after: last)
    let canGoOn = ready[usual] == last
    guard !canGoOn || preemptions < bound else { return usual }
    if depth == path.count { path.append(Step(choice: 0, count: ready.count)) }
    if path[depth].count != ready.count { hasOtherChoices = true }
    let choice = min(path[depth].choice, ready.count - 1)
    depth += 1
    if canGoOn && choice > 0 { preemptions += 1 }
    // The usual choice comes first, and the others in their order.
    return choice == 0 ? usual : choice <= usual ? choice - 1 : choice
  }
}
