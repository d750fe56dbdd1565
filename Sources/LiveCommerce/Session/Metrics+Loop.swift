// Metrics of the closed loop: notes that are read, the visits they bring, what these buy and write.

extension Metrics {
  static let loop: [Metric] = [
    Metric(
      "loop.gain", .number,
      "Visits that a reader's visit brings by notes, up to the close (spectral radius); below 1 the loop dies out."
    ) { record in
      guard let counts = record.audience.loop, let notes = record.notes else { return nil }
      return LoopGain.matrix(counts, visitsPerNote: notes.visitsPerNote)
        .map(LoopGain.spectralRadius)
    },
    Metric(
      "loop.ordersPerVisit", .share, better: .more,
      "Payments of people whom notes brought, over these people."
    ) {
      $0.audience.loop.flatMap { ratio($0.readersPaid, $0.readers) }
    },
    Metric(
      "loop.notesPerOrder", .share, better: .more,
      "Notes that people whom notes brought write, over their payments."
    ) {
      $0.audience.loop.flatMap { ratio($0.readersNotes, $0.readersPaid) }
    },
    Metric(
      "loop.visitsPerNote", .number, better: .more,
      "Visits that a note brings in its whole life, at the share of its exposures that it is given."
    ) { $0.notes?.visitsPerNote },
    Metric(
      "loop.lift", .number, better: .more,
      "Payments over people whom notes brought, over the same of all others."
    ) { record in
      guard let counts = record.audience.loop,
        let readers = ratio(counts.readersPaid, counts.readers),
        let others = ratio(counts.othersPaid, counts.others), others > 0
      else { return nil }
      return readers / others
    },
    Metric("loop.visits", .count, better: .more, "People whom notes brought.") {
      $0.audience.loop.map { Double($0.readers) }
    },
    Metric(
      "loop.share", .share, better: .more, "People whom notes brought, over all people."
    ) { $0.audience.loop.flatMap { ratio($0.readers, $0.readers + $0.others) } },
    Metric(
      "loop.owed", .count, better: .more,
      "Visits that the notes left at the close will still bring within the budget, on average."
    ) { record in
      guard let community = record.scenario.community, let notes = record.notes else { return nil }
      return notes.exposuresOwed * community.read * community.visit
    },
    Metric("loop.notes", .count, better: .more, "Notes that buyers of the session write.") {
      $0.audience.loop.map { Double($0.notes.joined().reduce(0, +)) }
    },
    Metric("loop.exposures", .count, "Times that notes were shown to somebody, on average.") {
      $0.notes.map { $0.exposures.reduce(0, +) }
    },
    Metric("loop.reads", .count, better: .more, "Exposures at which they were read, on average.") {
      $0.reads(1)
    },
    Metric("loop.likes", .count, better: .more, "Reads that ended in a like, on average.") {
      $0.reads($0.scenario.community?.like)
    },
    Metric("loop.collects", .count, better: .more, "Reads that ended in a collect, on average.") {
      $0.reads($0.scenario.community?.collect)
    },
    Metric("loop.follows", .count, better: .more, "Reads that ended in a follow, on average.") {
      $0.reads($0.scenario.community?.follow)
    },
  ]
}

extension LoopCounts {
  fileprivate var others: Int { persons.last ?? 0 }
  fileprivate var othersPaid: Int { paid.last ?? 0 }
  fileprivate var readersPaid: Int { paid.dropLast().reduce(0, +) }
  fileprivate var readersNotes: Int { notes.dropLast().joined().reduce(0, +) }
}

extension SessionRecord {
  /// The mean number of reads that end in what a share of them does.
  fileprivate func reads(_ share: Double?) -> Double? {
    guard let community = scenario.community, let notes, let share else { return nil }
    return notes.exposures.reduce(0, +) * community.read * share
  }
}
