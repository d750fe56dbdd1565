// Which room somebody is shown who comes to the platform and not to a certain room, or who goes on
// from one room to the next: in proportion to what the room is given × exp(β · match of the person's
// cohort with it). β = 0 shows everybody the same; the larger it is, the more each cohort sees what is
// like it.
//
// Invariant: the weights change only between windows, so all lanes read the same in a window.
import Stochastics

/// The rooms, by how likely each is shown to a cohort, for each kind of showing.
///
/// Sendable: written by the session only between windows.
final class RoomChoice: @unchecked Sendable {
  /// One for each kind: hopping, then the streams to the platform, in order.
  private let betas: [Double]
  /// Match of each cohort with each room.
  private let match: [[Double]]
  @safe @exclusivity(unchecked) private var choices: [[WeightedChoice]]

  /// Prepares every kind with the same weights.
  init(weights: [Double], betas: [Double], hazards: [HazardModel], cohortCount: Int) {
    self.betas = betas
    match = (0..<cohortCount).map { cohort in
      hazards.map { $0.match(cohort: cohort, product: -1) }
    }
    choices = []
    // One room needs no choice.
    guard weights.count > 1 else { return }
    choices = betas.map { RoomChoice.choices(weights, beta: $0, match) }
  }

  /// Gives the rooms of one kind other weights; nobody may be choosing.
  func assign(_ weights: [Double], kind: Int) {
    guard !choices.isEmpty else { return }
    choices[kind] = RoomChoice.choices(weights, beta: betas[kind], match)
  }

  private static func choices(
    _ weights: [Double], beta: Double, _ match: [[Double]]
  ) -> [WeightedChoice] {
    match.map { row in
      WeightedChoice(zip(weights, row).map { $0 * Elementary.exp(beta * $1) })
    }
  }

  /// The room that a uniform draw stands for.
  @inline(__always)
  func room(kind: Int, cohort: Int, at uniform: Double) -> UInt16 {
    guard !choices.isEmpty else { return 0 }
    return UInt16(truncatingIfNeeded: choices[kind][cohort].choose(at: uniform))
  }
}
