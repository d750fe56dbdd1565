// How many visits one leads to where people go on from room to room.
//
// Each departure leads on with the share of those who hop, if what is shown then is another room, for as
// long as the session lasts and up to the last visit that a person can make. Whoever goes on is counted
// where the first visit was, for those who come from there go elsewhere in turn.
import Stochastics

/// The visits that follow on a first one, by cohort.
struct VisitChains {
  /// Points of time and of the dwell time that stand for all.
  private static let points = 16

  private let scenario: Scenario
  /// The chance that a departure leads on, by cohort; empty if none does.
  private var chances: [Double] = []

  init(of scenario: Scenario, _ hazards: [HazardModel]) {
    self.scenario = scenario
    guard let hopping = scenario.hopping else { return }
    chances = scenario.cohorts.indices.map { cohort in
      let weights = zip(scenario.rooms, hazards).map { room, hazard in
        let match = hazard.match(cohort: cohort, product: -1)
        return room.weight * Elementary.exp(hopping.personalisation * match)
      }
      let total = weights.reduce(0, +)
      let same = weights.reduce(0) { $0 + ($1 / total) * ($1 / total) }
      return total > 0 ? hopping.share * (1 - same) : 0
    }
  }

  /// A stream with the visits that follow on its own.
  func lengthened(_ stream: TrafficStream) -> TrafficStream {
    guard !chances.isEmpty else { return stream }
    let visits = scenario.cohorts.indices.map { cohort in
      stream.cohortShares[cohort] * length(cohort, stream.shape)
    }
    let total = visits.reduce(0, +)
    guard total > 0 else { return stream }
    var longer = stream
    longer.visits *= total
    longer.cohortShares = visits.map { $0 / total }
    return longer
  }

  /// Visits of one who comes, averaged over when that is.
  private func length(_ cohort: Int, _ shape: ArrivalShape) -> Double {
    let step = scenario.length / Int64(VisitChains.points)
    var (visits, people) = (0.0, 0.0)
    for point in 0..<Int64(VisitChains.points) {
      let part = shape.share(before: (point + 1) * step) - shape.share(before: point * step)
      guard part > 0 else { continue }
      visits += part * length(cohort, within: Double(scenario.length - point * step - step / 2))
      people += part
    }
    return people > 0 ? visits / people : 1
  }

  /// Visits of one who has so much time, in nanoseconds.
  private func length(_ cohort: Int, within time: Double) -> Double {
    guard let hopping = scenario.hopping else { return 1 }
    let dwell = (0..<VisitChains.points).reduce(0) { sum, point in
      let share = (Double(point) + 0.5) / Double(VisitChains.points)
      return sum + min(time, scenario.cohorts[cohort].dwell.value(at: share))
    }
    let each = dwell / Double(VisitChains.points) + hopping.after.mean
    var (visits, chance) = (0.0, 1.0)
    for ordinal in 0...ViewerRecord.lastOrdinal where Double(ordinal) * each < time {
      visits += chance
      chance *= chances[cohort]
    }
    return visits
  }
}
