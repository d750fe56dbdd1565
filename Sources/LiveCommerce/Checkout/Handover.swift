// What the back end writes down for the other sessions of a campaign: who has bought for the first
// time, and when what was sent back is there again. A session that stands alone writes nothing down.
//
// Invariant: a person counts once as a buyer, whatever they buy; programs and those who came because
// they follow, or have bought before, are not counted.
import Stochastics

/// Counts that a session hands on.
struct HandoverCounts: Sendable, Equatable {
  /// Persons who have bought and were not known before, by cohort.
  var buyers: [Int]
  /// Units back in the warehouse, by how many sessions later that is.
  var returned: CountSeries
  /// Units on sale again, by stock row and by how many sessions later that is.
  var restocked: [CountSeries]
}

/// The counts and what is needed to make them.
struct Handover {
  var counts: HandoverCounts
  /// Whether those who come by a stream were not known before.
  private let bringsStrangers: [Bool]
  /// Whether those of a cohort are programs.
  private let isAutomated: [Bool]
  private var known = KeyTable()

  init(_ scenario: Scenario, every: Int64, rows: Int) {
    counts = HandoverCounts(
      buyers: scenario.cohorts.map { _ in 0 }, returned: CountSeries(width: every),
      restocked: Array(repeating: CountSeries(width: every), count: rows))
    bringsStrangers = scenario.streams.map(\.source.bringsStrangers)
    isAutomated = scenario.cohorts.map(\.isAutomated)
  }

  /// Notes that somebody has paid.
  mutating func note(buyer request: Request) {
    let cohort = Int(request.cohort)
    guard bringsStrangers[Int(request.stream)], !isAutomated[cohort],
      known[request.account] == nil
    else { return }
    known.set(request.account, to: 1)
    counts.buyers[cohort] += 1
  }
}

extension TrafficSource {
  /// Whether people who come this way need not have been here before.
  var bringsStrangers: Bool {
    switch self {
    case .messages, .follow, .me: false
    case .discover, .mall, .paid: true
    }
  }
}
