// A whole search from the parent's side: known cases first, then schedule after schedule, and what is
// found is tried alone, shrunk and told. All of it happens in the processes of a workforce.
//
// Invariant: the outcome is a function of the search, the number of schedules and the known cases,
// whoever does the work; unless the code under test is not, which is a finding.

/// What came of a search.
package struct SearchOutcome: Sendable {
  /// Schedules that were run.
  package var schedules = 0
  /// How many of them did something that no other did.
  package var distinct = 0
  /// Whether all that were asked for were run.
  package var isComplete = true
  /// The story of the first finding, made as small as it would go.
  package var found: Story?
  /// Whether it is of a case that was known before.
  package var isKnown = false
}

/// How far a search has come.
package struct SearchProgress: Sendable, Equatable {
  /// Schedules that were run.
  package var schedules: Int
  /// How many of those that have been looked at did something that no other did.
  package var distinct: Int

  /// Creates a progress.
  package init(schedules: Int, distinct: Int) {
    self.schedules = schedules
    self.distinct = distinct
  }
}

/// A search, and how far it is to go.
package struct SearchRun: Sendable {
  /// How often a schedule is repeated alone before its company is held to blame.
  private static let repeats = 5

  /// The search.
  package var search: Search
  /// How many schedules to run, at most.
  package var schedules: Int
  /// Cases to be run first.
  package var known: [SaleCase]

  /// Creates the plan of a search.
  package init(_ search: Search, schedules: Int, known: [SaleCase] = []) {
    self.search = search
    self.schedules = max(1, schedules)
    self.known = known
  }

  /// Has it all done.
  ///
  /// `keepGoing` hears several times a second how far it has come, and says whether to go on.
  package func run(
    with force: any Workforce, keepGoing: (SearchProgress) -> Bool = { _ in true }
  ) throws(WorkersUnavailable) -> SearchOutcome {
    let bench = RemoteBench(force, search)
    for old in known {
      guard let found = try bench.tryAgain(old) else { continue }
      let story = try settle(found, bench)
      return SearchOutcome(schedules: 1, distinct: 1, found: story, isKnown: true)
    }
    if search.strategy == .exhaustive { return try enumerate(bench, keepGoing) }
    return try explore(bench, force, keepGoing)
  }

  private func explore(
    _ bench: RemoteBench, _ force: any Workforce, _ keepGoing: (SearchProgress) -> Bool
  ) throws(WorkersUnavailable) -> SearchOutcome {
    var outcome = SearchOutcome()
    var fingerprints: Set<UInt64> = []
    let ending = try force.run(0..<schedules) { done in
      keepGoing(SearchProgress(schedules: done, distinct: fingerprints.count))
    } deliver: { answer in
      let report = SearchReport(bytes: answer.payload)
      outcome.schedules += report.fingerprints.count
      fingerprints.formUnion(report.fingerprints)
    }
    outcome.distinct = fingerprints.count
    switch ending {
    case .completed: break
    case .stopped: outcome.isComplete = false
    case .found(let number): outcome.found = try story(ofSchedule: number, bench)
    case .died(let number, let death, let alone):
      outcome.schedules = number + 1
      outcome.found =
        alone
        ? try settle(bench.record(number)?.found ?? bench.trap(death), bench)
        : bench.bare(
          .sharedState,
          "schedule \(number + 1), only after others in the same process: \(death.sentence)")
    }
    return outcome
  }

  /// How many schedules are enumerated between two looks at whether to go on.
  private static let enumeratedAtOnce = 1_000

  /// Goes through all schedules, or as many as were asked for, in one process.
  private func enumerate(
    _ bench: RemoteBench, _ keepGoing: (SearchProgress) -> Bool
  ) throws(WorkersUnavailable) -> SearchOutcome {
    var outcome = SearchOutcome(isComplete: false)
    var fingerprints: Set<UInt64> = []
    var path: [Enumeration.Step] = []
    while outcome.schedules < schedules, !outcome.isComplete {
      let progress = SearchProgress(schedules: outcome.schedules, distinct: fingerprints.count)
      guard keepGoing(progress) else { break }
      let limit = min(SearchRun.enumeratedAtOnce, schedules - outcome.schedules)
      switch try bench.ask(.enumerate(from: path, atMost: limit)) {
      case .reply(let reply):
        outcome.schedules += reply.schedules
        fingerprints.formUnion(reply.fingerprints)
        if let found = reply.found {
          // What is another every time cannot be made smaller.
          outcome.found =
            found.kind == .nondeterminism
            ? bench.bare(.nondeterminism, found.sentence) : try settle(found, bench)
        }
        outcome.isComplete = reply.next == nil || reply.found != nil
        path = reply.next ?? []
      case .died(let death):
        // Once more, with every schedule written down before its next step.
        let trap = bench.trap(death)
        let again = bench.firstCase(
          of: trap.kind, in: search.storm, preemptions: search.preemptions,
          atMost: outcome.schedules + limit
        ).found
        outcome.found = try settle(again ?? trap, bench)
        outcome.isComplete = true
      }
    }
    outcome.distinct = fingerprints.count
    return outcome
  }

  /// Runs a case and tells all that happens now, whether it still fails or not.
  ///
  /// - Returns: What goes wrong now, if anything does, and the story.
  package func replay(
    _ old: SaleCase, with force: any Workforce
  ) throws(WorkersUnavailable) -> (found: SaleCase?, story: Story) {
    let bench = RemoteBench(force, search)
    return (try bench.tryAgain(old), try bench.tell(old))
  }

  /// What a schedule does when it is alone decides what kind of finding it is.
  private func story(
    ofSchedule number: Int, _ bench: RemoteBench
  ) throws(WorkersUnavailable) -> Story {
    let first = try bench.record(number)
    if let found = first?.found { return try settle(found, bench) }
    for _ in 0..<Self.repeats {
      let again = try bench.record(number)
      guard again?.fingerprint == first?.fingerprint, again?.found == nil else {
        let parting = try parting(ofSchedule: number, bench)
        return bench.bare(.nondeterminism, parting ?? Story.unlikeItself(schedule: number + 1))
      }
    }
    return bench.bare(
      .sharedState,
      "schedule \(number + 1) does otherwise after others in the same process than alone: something, "
        + "such as a static variable, is shared")
  }

  /// Where a schedule parts with itself, run in one process after the other.
  private func parting(
    ofSchedule number: Int, _ bench: RemoteBench
  ) throws(WorkersUnavailable) -> String? {
    guard let first = try bench.narrate(number) else { return nil }
    for _ in 0..<Self.repeats {
      guard let again = try bench.narrate(number) else { return nil }
      if let parting = Story.parting(first, again) { return parting }
    }
    return nil
  }

  /// Makes a case small and tells it; in a process of its own as often as it ends one.
  private func settle(_ found: SaleCase, _ bench: RemoteBench) throws(WorkersUnavailable) -> Story {
    var trials = RemoteBench.trials
    if found.kind != .trap {
      switch try bench.ask(.settle(found)) {
      case .reply(let reply): if let story = reply.story { return story }
      // What hangs takes all the patience there is each time: it is left as it is.
      case .died(let death): if death.cause == .hung { trials = 0 }
      }
    }
    return try bench.tell(trials > 0 ? bench.smallest(of: found, trials: trials) : found)
  }
}
