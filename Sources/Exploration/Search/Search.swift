// A search: a storm, a sale logic and what may happen to it, and the schedules by number. Invariant:
// what schedule n does and finds is a function of the search and n, so that a search can be cut up
// among processes and put together again, and always tells of the same finding.
public import LiveCommerce
import DiscreteEvents

/// What is searched for, and how.
public struct Search: Sendable {
  /// What the case files and stories call the sale logic.
  public var name: String
  /// The storm.
  public var storm: Storm
  /// What the logic promises.
  public var promises: Set<SaleCheckName>
  /// The faults that it is to withstand.
  public var faults: Set<SaleFault>
  /// How to choose who goes on.
  public var strategy: Strategy
  /// The most preemptions of an exhaustive search.
  public var preemptions: Int
  /// The seed of all that is drawn.
  public var seed: UInt64
  /// Makes the logic.
  public var make: SaleFactory

  /// Makes a search.
  public init(
    _ name: String, storm: Storm, promises: Set<SaleCheckName>, faults: Set<SaleFault> = [],
    strategy: Strategy = .mixed, preemptions: Int = 2, seed: UInt64 = 1,
    make: @escaping SaleFactory
  ) {
    self.name = name
    self.storm = storm
    self.promises = promises
    self.faults = faults
    self.strategy = strategy
    self.preemptions = preemptions
    self.seed = seed
    self.make = make
  }

  var swarm: Swarm { Swarm(seed: seed, strategy: strategy, faults: faults) }
}

/// Runs the schedules of a search, on one thread.
public final class Explorer {
  private let search: Search
  let trial: Trial
  private let swarm: Swarm
  /// About how many calls a schedule has, for those who place something at random among them.
  ///
  /// It is measured when it is first asked for: what ends the process on the plainest path is to end it
  /// in schedule 0, of which there is a story.
  private lazy var length = max(8, trial.run(search.storm, RunOn(), nil).calls)
  /// Called before each trial that is recorded.
  var onTrial: () -> Void = {}
  /// Called in a trial that is recorded before each step: who is about to go on, how much has
  /// happened, and what, which is all that is known if the step is the process's last.
  var onStep: ((_ strand: String, _ count: Int, _ story: () -> Story) -> Void)?
  /// What the trial did that was recorded last.
  private(set) var lastFingerprint: UInt64 = 0

  /// Makes an explorer; nil where the runtime cannot be explored.
  public init?(_ search: Search) {
    guard let trial = Trial(promises: search.promises, make: search.make) else { return nil }
    self.search = search
    self.trial = trial
    swarm = search.swarm
  }

  /// Runs schedule `number`.
  ///
  /// What finds something, and one in 64 of the others, is run again: if it does not do the same,
  /// that is the finding.
  package func run(_ number: Int) -> TrialResult {
    var result = runOnce(number)
    guard number % 64 == 0 || !result.findings.isEmpty else { return result }
    guard runOnce(number).fingerprint != result.fingerprint else { return result }
    result.findings = [
      firstDifference { _ = runOnce(number) } ?? "a schedule did otherwise when it was run again"
    ].map { Finding(kind: .nondeterminism, at: 0, sentence: $0) }
    return result
  }

  /// Schedules 0 and 1 place nothing, and need no measure.
  private func length(for number: Int) -> Int { number > 1 ? length : 0 }

  private func runOnce(_ number: Int) -> TrialResult {
    let length = length(for: number)
    return trial.run(
      swarm.storm(search.storm, number), swarm.schedule(number, length: length),
      swarm.misfortune(number, length: length))
  }

  /// The first step at which two runs of the same differ, in words; nil if they do not every time.
  private func firstDifference(_ runOnce: () -> Void) -> String? {
    let first = steps(of: runOnce)
    for _ in 0..<3 {
      if let parting = Story.parting(first, steps(of: runOnce)) { return parting }
    }
    return nil
  }

  private func steps(of run: () -> Void) -> [Story.Step] {
    trial.laboratory.isRecording = true
    defer { trial.laboratory.isRecording = false }
    run()
    return Story.steps(trial.laboratory)
  }

  /// What happens in schedule `number`, whether it finds anything or not.
  func narrate(_ number: Int) -> [Story.Step] { steps(of: { _ = runOnce(number) }) }

  /// Runs schedule `number` again and writes down what it did.
  public func record(_ number: Int) -> SaleCase? {
    let storm = swarm.storm(search.storm, number)
    let length = length(for: number)
    return record(
      storm, swarm.schedule(number, length: length), swarm.misfortune(number, length: length))
  }

  func record(
    _ storm: Storm, _ schedule: any StrandSchedule, _ misfortune: (any Misfortune)?
  ) -> SaleCase? {
    trial.laboratory.namesPoints = true
    defer { trial.laboratory.namesPoints = false }
    let recorder = Recorder(schedule, in: trial.laboratory)
    onTrial()
    if let onStep {
      trial.laboratory.onStep = { [unowned self] strand in
        let laboratory = trial.laboratory
        onStep(laboratory.interleaver.words(strand), recorder.switches.count + laboratory.happened)
        {
          story(recorder.switches, storm)
        }
      }
    }
    defer { trial.laboratory.onStep = nil }
    let result = trial.run(storm, recorder, misfortune)
    lastFingerprint = result.fingerprint
    guard let finding = result.finding else { return nil }
    return SaleCase(
      logic: search.name, finding: finding, storm: storm, switches: recorder.switches,
      disturbances: trial.laboratory.disturbances, seesStock: result.seesStock,
      fingerprint: result.fingerprint)
  }

  /// What has happened so far in a trial that may not come to its end.
  private func story(_ switches: [Switch], _ storm: Storm) -> Story {
    let sofar = SaleCase(
      logic: search.name, finding: Finding(kind: .trap, at: .max, sentence: ""), storm: storm,
      switches: switches, disturbances: trial.laboratory.disturbances, fingerprint: 0)
    return Story(sofar, trial.laboratory)
  }

  /// Runs a case, and writes down what it does now; nil if it finds nothing any more.
  public func replay(_ found: SaleCase) -> SaleCase? {
    record(
      found.storm, Replay(found.switches, in: trial.laboratory),
      ReplayedMisfortune(found.disturbances))
  }

  /// Runs a case and tells all that happened.
  public func tell(_ found: SaleCase) -> Story {
    trial.laboratory.isRecording = true
    defer { trial.laboratory.isRecording = false }
    let again = replay(found) ?? found
    return Story(again, trial.laboratory)
  }

  /// Goes through all schedules of a storm, with a bound on preemptions.
  ///
  /// - Returns: The first finding, how many schedules were run, and whether those were all.
  func enumerate(
    _ storm: Storm, preemptions: Int, atMost limit: Int, seeking kind: Finding.Kind? = nil,
    see: (TrialResult) -> Void = { _ in }
  ) -> (found: SaleCase?, schedules: Int, isComplete: Bool) {
    enumerate(
      storm, by: Enumeration(preemptions: preemptions), atMost: limit, seeking: kind, see: see)
  }

  /// The same from the schedule on that an enumeration has come to, and no further than it takes.
  func enumerate(
    _ storm: Storm, by enumeration: Enumeration, atMost limit: Int,
    seeking kind: Finding.Kind? = nil, see: (TrialResult) -> Void = { _ in }
  ) -> (found: SaleCase?, schedules: Int, isComplete: Bool) {
    for number in 1...max(1, limit) {
      enumeration.begin()
      let result = trial.run(storm, enumeration, nil)
      see(result)
      if enumeration.isAstray || !doesTheSame(storm, enumeration, result, number) {
        return (astray(storm, enumeration, number), number, false)
      }
      if let finding = result.finding, kind == nil || finding.kind == kind {
        enumeration.begin()
        return (record(storm, enumeration, nil), number, false)
      }
      guard enumeration.advance() else { return (nil, number, true) }
    }
    return (nil, limit, false)
  }

  /// Whether a schedule does the same when it is run again; asked of one in 64.
  private func doesTheSame(
    _ storm: Storm, _ enumeration: Enumeration, _ result: TrialResult, _ number: Int
  ) -> Bool {
    guard number % 64 == 1 || result.finding != nil else { return true }
    enumeration.begin()
    return trial.run(storm, enumeration, nil).fingerprint == result.fingerprint
  }

  private func astray(_ storm: Storm, _ enumeration: Enumeration, _ number: Int) -> SaleCase {
    let parting = firstDifference {
      enumeration.begin()
      _ = trial.run(storm, enumeration, nil)
    }
    let finding = Finding(
      kind: .nondeterminism, at: 0, sentence: parting ?? Story.unlikeItself(schedule: number))
    return SaleCase(
      logic: search.name, finding: finding, storm: storm, switches: [], disturbances: [],
      fingerprint: 0)
  }
}
