// A schedule that follows another and writes down where it did otherwise than letting each strand run
// on. Invariant: replaying what was written down, on the same storm, makes the same choices.
import DiscreteEvents
import LiveCommerce

/// Writes down what another schedule chooses.
final class Recorder: StrandSchedule {
  private let followed: any StrandSchedule
  private unowned let laboratory: Laboratory
  /// The choices that were not those of `RunOn`.
  private(set) var switches: [Switch] = []

  init(_ followed: any StrandSchedule, in laboratory: Laboratory) {
    self.followed = followed
    self.laboratory = laboratory
  }

  func choose(
    among ready: Span<Int32>, after last: Int32, in strands: Span<Strand>
  ) -> Int {
    let choice = followed.choose(among: ready, after: last, in: strands)
    if choice != RunOn.choice(among: ready, after: last) {
      let to = laboratory.interleaver.words(ready[choice])
      switches.append(Switch(at: laboratory.point(of: last), to: to))
    }
    laboratory.onStep?(ready[choice])
    return choice
  }
}

/// Makes the choices of a list of switches where they can be made, and runs on elsewhere.
final class Replay: StrandSchedule {
  private unowned let laboratory: Laboratory
  private var switches: [Point: [String]] = [:]

  init(_ switches: [Switch], in laboratory: Laboratory) {
    self.laboratory = laboratory
    for each in switches { self.switches[each.at, default: []].append(each.to) }
  }

  func choose(
    among ready: Span<Int32>, after last: Int32, in strands: Span<Strand>
  ) -> Int {
    let usual = RunOn.choice(among: ready, after: last)
    guard !switches.isEmpty else { return usual }
    let point = laboratory.point(of: last)
    guard let wanted = switches[point]?.first else { return usual }
    let interleaver = laboratory.interleaver
    guard let choice = ready.indices.first(where: { interleaver.words(ready[$0]) == wanted }) else {
      return usual
    }
    switches[point]?.removeFirst()
    return choice
  }
}

/// Lets the misfortunes of a list happen again, each once.
final class ReplayedMisfortune: Misfortune {
  private var disturbances: [Point: [Disturbance.Kind]] = [:]

  init(_ disturbances: [Disturbance]) {
    for each in disturbances { self.disturbances[each.at, default: []].append(each.kind) }
  }

  func strikes(
    _ strand: Int32, _ call: Statement.Kind, _ laboratory: Laboratory
  ) -> Disturbance.Kind? {
    guard !disturbances.isEmpty else { return nil }
    var point = laboratory.point(of: strand)
    // Before its turn a call has no pieces after it, however the runtime cut them.
    point.hops = 0
    guard let kind = disturbances[point]?.first else { return nil }
    disturbances[point]?.removeFirst()
    return kind
  }
}

/// Crashes the node that makes a call, known by its place among all calls.
final class CrashAtCall: Misfortune {
  private var left: Int

  /// - Parameter call: The place, from 1.
  init(_ call: Int) { left = call }

  func strikes(
    _ strand: Int32, _ call: Statement.Kind, _ laboratory: Laboratory
  ) -> Disturbance.Kind? {
    left -= 1
    return left == 0 ? .crash : nil
  }
}
