// Sessions of a closed loop whose gain is known: everybody buys with a known probability, every buyer
// writes, every note brings a known mean number of visits.
import Stochastics

@testable import LiveCommerce

enum LoopScenario {
  /// Clicks a second, and how long people stay.
  static let clicks = 0.25
  static let stay = 4.0
  /// The probability that a visit buys: one account may buy once.
  static let buys = 1 - Elementary.exp(-clicks * stay)
  /// From a visit to those that it brings, in seconds, at most: click, epoch, life.
  static let generation = 5.0

  /// Notes that are read for two seconds on average.
  static func community(
    visitsPerNote: Double, life: Double = 2, cohorts: [Double] = [1], personalisation: Double = 0,
    before: [NotesBefore] = [], budget: Double? = nil
  ) -> Community {
    Community(
      after: .fixed(0), exposures: 100 * visitsPerNote, life: Int64(life * 1e9), budget: budget,
      read: 0.1, visit: 0.1, like: 0.5, collect: 0.25, follow: 0.125, cohortShares: cohorts,
      personalisation: personalisation,
      modules: [Community.Module(source: .discover, share: 1)], before: before)
  }

  /// Somebody who buys and pays at once.
  static func buyer(noteShare: Double = 1) -> Cohort {
    Plain.cohort {
      $0.dwell = .fixed(stay)
      $0.abandonment = 0
      $0.noteShare = noteShare
    }
  }

  /// `base` people come within ten seconds, and whom their notes bring.
  static func single(
    gain: Double, base: Double, seconds: Double, noteShare: Double = 1,
    _ change: (inout Scenario) -> Void = { _ in }
  ) -> Scenario {
    let stream = Plain.stream(base, .steady(from: second, to: 11 * second), source: .follow)
    return Plain.scenario(
      length: Int64(seconds * 1e9), traffic: [stream], cohorts: [buyer(noteShare: noteShare)]
    ) {
      $0.epoch = second
      $0.rooms[0].rundown = [Plain.linkUp(at: 0)]
      $0.products[0].variants[0].stock = 100_000_000
      $0.decision.perSecond = clicks
      $0.decision.order = 1
      $0.community = community(visitsPerNote: gain / buys)
      change(&$0)
    }
  }
}

extension Observed {
  /// What the audience counted of the loop.
  var loop: LoopCounts { record.audience.loop ?? LoopCounts(categories: 0) }

  func metric(_ name: String) -> Double? { Metrics.named(name)?.value(of: record) }

  /// The funnel of everybody who came from one source.
  func funnel(_ source: TrafficSource) -> FunnelCounts {
    record.scenario.cohorts.indices.reduce(into: FunnelCounts()) {
      $0.merge(record.audience.funnel(cohort: $1, source: source))
    }
  }
}
