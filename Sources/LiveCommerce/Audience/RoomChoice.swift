// Which room somebody is shown who comes to the platform and not to a certain room, or who goes on
// from one room to the next: in proportion to what the room is given × exp(β · match of the person
// with it). β = 0 shows everybody the same; the larger it is, the more each page is one's own.
//
// A person's match is the cohort's, and what the person likes more or less than the cohort, by the
// category that a room is of. Nobody has a page: a category is chosen by the person's own draws for each,
// and then one of its rooms by a table of the cohort's, which is exactly a choice among all rooms.
//
// Nobody is shown a room that has not begun or has closed, unless none is open that could be shown.
//
// Invariant: the weights change only between windows, so all lanes read the same in a window.
import Stochastics

/// The rooms, by how likely each is shown to a person, for each kind of showing.
///
/// Sendable: written by the session only between windows.
final class RoomChoice: @unchecked Sendable {
  /// One for each kind: hopping, then the streams to the platform, in order.
  private let betas: [Double]
  /// Match of each cohort with each room.
  private let match: [[Double]]
  /// How far persons of each cohort differ from it.
  private let tastes: [Double]
  /// Rooms by their category, in the order of categories; those without rooms are left out.
  private let shelves: [(category: UInt32, rooms: [Int])]
  /// What the rooms of each kind are given while they are open.
  @safe @exclusivity(unchecked) private var weights: [[Double]]
  /// Which rooms have not begun yet, or have closed.
  @safe @exclusivity(unchecked) private(set) var isHidden: [Bool]
  @safe @exclusivity(unchecked) private var choices: [[Choice]] = []

  /// How rooms are shown to a cohort.
  private struct Choice {
    /// Among all rooms, for people who do not differ.
    var all: WeightedChoice
    /// What the rooms of each shelf weigh together, and the choice among them.
    var shelves: [(weight: Double, choice: WeightedChoice)] = []
  }

  /// Prepares every kind with the same weights.
  init(
    rooms: [Room], betas: [Double], categories: [UInt32], hazards: [HazardModel],
    cohorts: [Cohort]
  ) {
    let weights = rooms.map(\.weight)
    self.betas = betas
    self.weights = betas.map { _ in weights }
    isHidden = rooms.map { $0.begins > 0 }
    tastes = cohorts.map(\.taste)
    match = cohorts.indices.map { cohort in
      hazards.map { $0.match(cohort: cohort, product: -1) }
    }
    shelves = Set(categories).sorted().map { category in
      (category, categories.indices.filter { categories[$0] == category })
    }
    // One room needs no choice.
    guard weights.count > 1 else { return }
    choices = betas.indices.map { choices(ofKind: $0) }
  }

  /// Gives the rooms of one kind other weights; nobody may be choosing.
  func assign(_ weights: [Double], kind: Int) {
    guard !choices.isEmpty else { return }
    self.weights[kind] = weights
    choices[kind] = choices(ofKind: kind)
  }

  /// Shows some rooms from now on, and some to nobody any more; nobody may be choosing.
  func change(begun: [Int], closed: [Int]) {
    for room in begun { isHidden[room] = false }
    for room in closed { isHidden[room] = true }
    guard !choices.isEmpty, !begun.isEmpty || !closed.isEmpty else { return }
    choices = betas.indices.map { choices(ofKind: $0) }
  }

  /// Weights without those of rooms that are hidden; all of them, if nothing else is left.
  private func open(_ weights: [Double]) -> [Double] {
    let open = zip(weights, isHidden).map { $1 ? 0 : $0 }
    return open.contains { $0 > 0 } ? open : weights
  }

  private func choices(ofKind kind: Int) -> [Choice] {
    let weights = open(weights[kind])
    let beta = betas[kind]
    return zip(match, tastes).map { row, taste in
      let shown = zip(weights, row).map { $0 * Elementary.exp(beta * $1) }
      var choice = Choice(all: WeightedChoice(shown))
      guard beta * taste != 0, shelves.count > 1 else { return choice }
      choice.shelves = shelves.map { shelf in
        let own = shelf.rooms.map { shown[$0] }
        return (own.reduce(0, +), WeightedChoice(own))
      }
      return choice
    }
  }

  /// The room that a uniform draw stands for, for a person with draws of their own.
  @inline(__always)
  func room(kind: Int, cohort: Int, _ own: EntityDraws, _ ordinal: UInt32) -> UInt16 {
    guard !choices.isEmpty else { return 0 }
    let uniform = own.uniform(Purpose.room, ordinal)
    guard !choices[kind][cohort].shelves.isEmpty else {
      return UInt16(truncatingIfNeeded: choices[kind][cohort].all.choose(at: uniform))
    }
    return ownRoom(kind: kind, cohort: cohort, own, ordinal, uniform)
  }

  /// A room of the person's own page: first the category, then the room.
  @inline(never)
  private func ownRoom(
    kind: Int, cohort: Int, _ own: EntityDraws, _ ordinal: UInt32, _ uniform: Double
  ) -> UInt16 {
    let strength = betas[kind] * tastes[cohort]
    // One pass and one draw: what is left of the draw after each comparison is uniform again.
    var left = own.uniform(Purpose.shelf, ordinal)
    var sum = 0.0
    var place = 0
    // Weights are over e to the power of `top`, so that the largest stays a number.
    var top = 0.0
    for index in shelves.indices {
      let share = choices[kind][cohort].shelves[index].weight
      guard share > 0 else { continue }
      let exponent = strength * own.standardNormal(Purpose.taste, shelves[index].category)
      if sum == 0 {
        top = abs(exponent) > 500 ? exponent : 0
      } else if exponent > top + 500 {
        sum *= Elementary.exp(top - exponent)
        top = exponent
      }
      let weight = share * Elementary.exp(exponent - top)
      sum += weight
      guard weight > 0 else { continue }
      let chance = weight / sum
      if left < chance { place = index }
      left = left < chance ? left / chance : (left - chance) / (1 - chance)
    }
    let room = shelves[place].rooms[choices[kind][cohort].shelves[place].choice.choose(at: uniform)]
    return UInt16(truncatingIfNeeded: room)
  }
}
