// The warm-up that all sessions of an experiment share. It is found in their average, second by second,
// where the noise of one session has gone and what they have in common has stayed; found in each by
// itself the cut goes after the noise, and the sessions in which none is found are no fair sample of
// all. P. D. Welch, "The statistical analysis of simulation results", in S. S. Lavenberg (ed.), The
// Computer Performance Modeling Handbook (1983) 268-328; K. Hoad, S. Robinson and R. Davies,
// "Automating warm-up length estimation", Journal of the Operational Research Society 61 (2010)
// 1389-1403.
//
// Invariant: of each series all sessions are cut at the same instant, or none is measured.

/// Where the warm-up of a series ends.
public struct WarmUp: Sendable, Equatable {
  /// The series by second.
  public let series: String
  /// How many sessions have the series.
  public let sessions: Int
  /// How many seconds from the beginning are left out; nil where the average of those sessions does not
  /// settle in its first half.
  public let seconds: Int?

  private var cut: Int? { seconds.map { $0 / SteadyState.batch } }

  /// Finds the warm-up in the average of the sessions' batches.
  init(series: String, _ sessions: [[Double]]) {
    let present = sessions.filter { !$0.isEmpty }
    self.series = series
    self.sessions = present.count
    seconds = SteadyState.cut(WarmUp.average(present)).map { $0 * SteadyState.batch }
  }

  /// The mean of sessions, batch by batch.
  private static func average(_ sessions: [[Double]]) -> [Double] {
    guard var sums = sessions.first else { return [] }
    for batches in sessions.dropFirst() {
      for (place, value) in zip(sums.indices, batches) { sums[place] += value }
    }
    return sums.map { $0 / Double(sessions.count) }
  }

  /// The mean of a session after it.
  func mean(_ batches: [Double]) -> Double? {
    guard let cut, cut < batches.count else { return nil }
    return batches[cut...].reduce(0, +) / Double(batches.count - cut)
  }
}

extension WarmUp {
  /// The warm-up of each series asked for.
  static func all(_ rows: [Replication], _ measures: MeasureList) -> [WarmUp] {
    measures.steady.enumerated().map { place, series in
      WarmUp(series: series, rows.map { $0.batches[place] })
    }
  }
}

extension Replication {
  /// The session with its means after the warm-ups in the places that the list has for them, at its end.
  func measured(after warmUps: [WarmUp]) -> Replication {
    guard !warmUps.isEmpty else { return self }
    var settled = self
    settled.values.replaceSubrange(
      (values.count - warmUps.count)..., with: zip(warmUps, batches).map { $0.mean($1) })
    return settled
  }
}
