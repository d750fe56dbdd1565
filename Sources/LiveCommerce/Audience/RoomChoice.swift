// Which room somebody is shown who comes to the platform and not to a certain room, or who goes on
// from one room to the next: in proportion to what the ranker gives each room, times exp(β · match of
// the person's cohort with it). β = 0 shows everybody the same; the larger it is, the more each
// cohort sees what is like it.
//
// Invariant: the weights change only between windows, so all lanes read the same in a window.
import Stochastics

/// The rooms, by how likely each is shown to a cohort.
///
/// Sendable: written by the session only between windows.
final class RoomChoice: @unchecked Sendable {
  /// What the ranker gives each room.
  private(set) var weights: [Double]
  /// exp(β · match), by kind of choice, cohort and room.
  private let affinity: [[Double]]
  private let cohortCount: Int
  @safe @exclusivity(unchecked) private var choices: [WeightedChoice] = []

  /// Prepares one kind of choice for each β.
  init(weights: [Double], betas: [Double], hazards: [HazardModel], cohortCount: Int) {
    self.weights = weights
    self.cohortCount = cohortCount
    affinity = betas.flatMap { beta in
      (0..<cohortCount).map { cohort in
        hazards.map { Elementary.exp(beta * $0.match(cohort: cohort, product: -1)) }
      }
    }
    prepare()
  }

  /// Gives the rooms other weights; nobody may be choosing.
  func assign(_ weights: [Double]) {
    self.weights = weights
    prepare()
  }

  private func prepare() {
    choices = affinity.map { row in WeightedChoice(zip(weights, row).map { $0 * $1 }) }
  }

  /// The room that a uniform draw stands for.
  @inline(__always)
  func room(kind: Int, cohort: Int, at uniform: Double) -> UInt16 {
    UInt16(truncatingIfNeeded: choices[kind * cohortCount + cohort].choose(at: uniform))
  }
}
