// Exploring in a test: a storm of orders upon a sale logic, under as many schedules as the test has
// patience for. What is found is one issue of the test, at the call, with its story.
public import Exploration
import Foundation
public import LiveCommerce
import Synchronization
public import Testing

/// Puts a sale logic under a storm of orders, in many schedules, and records an issue with the story
/// of the first that breaks a promise, traps, hangs, or does what cannot be explored.
///
/// Schedules run in child processes, in each of which the test is run again as far as this call: what
/// precedes it in the test should be quick and do nothing that must not be done twice. The call does
/// nothing in a child that was started for another call.
///
/// - Parameters:
///   - storm: The orders; ten at once for four units if nothing else is said.
///   - schedules: How many schedules to run, at most.
///   - strategy: How it is chosen who goes on.
///   - promises: What the logic is held to; what it says itself if nothing else is said.
///   - faults: The faults it is to withstand; those that it says it does if nothing else is said.
///   - seed: The seed of all that is drawn.
///   - isolation: Where the schedules run.
///   - cases: Where a failing case is kept, to be run first next time.
///   - sourceLocation: Where an issue is recorded.
///   - make: Makes the logic over a sale world; called once for every start of a node.
public func explore<Logic: FlashSale>(
  _ storm: Storm = .rush(), schedules: Int = 5_000, strategy: Strategy = .mixed,
  promises: Set<SaleCheckName> = Logic.promises, faults: Set<SaleFault> = Logic.withstands,
  seed: UInt64 = 1, isolation: Isolation = .processes, cases: CaseFolder = .besideTheTest,
  sourceLocation: SourceLocation = #_sourceLocation,
  _ make: @escaping @Sendable (SaleWorld) async throws -> Logic
) async {
  if let problem = storm.problem {
    Issue.record("The storm cannot be run: \(problem).", sourceLocation: sourceLocation)
    return
  }
  let search = Search(
    "\(Logic.self)", storm: storm, promises: promises, faults: faults, strategy: strategy,
    seed: seed
  ) { try await make($0) }
  let site = CallSite(sourceLocation)
  var file = cases.file(named: site.fileName, besides: sourceLocation.filePath)
  var known: [SaleCase] = []
  do {
    known = try file.flatMap { try CaseFolder.read($0) }.map { [$0] } ?? []
  } catch {
    Issue.record(
      """
      The case \(file?.path ?? "") cannot be read, so it was not run: \(error).
      Mend it, or take it away if it is of no use. Until then no other case is written over it.
      """, sourceLocation: sourceLocation)
    file = nil
  }
  let plan = SearchRun(search, schedules: schedules, known: known)
  await Conduct(plan: plan, site: site, isolation: isolation, file: file, at: sourceLocation).run()
}

/// The conduct of one call.
private struct Conduct {
  /// What came of it, and who did it.
  private struct Ending: Sendable {
    var outcome: SearchOutcome
    var remark: String?
  }

  let plan: SearchRun
  let site: CallSite
  let isolation: Isolation
  let file: URL?
  let location: SourceLocation

  init(
    plan: SearchRun, site: CallSite, isolation: Isolation, file: URL?,
    at location: SourceLocation
  ) {
    self.plan = plan
    self.site = site
    self.isolation = isolation
    self.file = file
    self.location = location
  }

  /// Explores and says what came of it; nothing in a child that is meant for another call.
  func run() async {
    guard SearchDuty.isPossible else {
      Issue.record("the runtime of this process cannot be explored", sourceLocation: location)
      return
    }
    await ExplorationTurn.take()
    let ending = await explore()
    ExplorationTurn.give()
    guard let ending else { return }
    if let story = ending.outcome.found {
      record(story, ending)
    } else {
      print(passing(ending))
    }
  }

  private func explore() async -> Ending? {
    let goesOn = Cancellation()
    return await withTaskCancellationHandler {
      await onOwnThread { [plan, site, isolation] in
        let duty = SearchDuty(plan.search)
        guard let force = TestWorkforce.make(for: duty, at: site, isolation: isolation) else {
          return nil
        }
        do throws(WorkersUnavailable) {
          let outcome = try plan.run(with: force) { _ in !goesOn.isCancelled }
          return Ending(outcome: outcome, remark: force.remark)
        } catch {
          return Conduct.exploreHere(plan, duty, because: error)
        }
      }
    } onCancel: {
      goesOn.cancel()
    }
  }

  /// Without children, after all.
  private static func exploreHere(
    _ plan: SearchRun, _ duty: SearchDuty, because error: WorkersUnavailable
  ) -> Ending? {
    let force = TestWorkforce.own(duty, because: error.description)
    guard let outcome = try? plan.run(with: force) else { return nil }
    return Ending(outcome: outcome, remark: force.remark)
  }

  // MARK: Words

  private func passing(_ ending: Ending) -> String {
    let place = "\(location.fileName):\(location.line)"
    let outcome = ending.outcome
    let whole = outcome.isComplete ? "" : ", not all that there are"
    return "explored \(plan.search.name) at \(place): \(outcome.schedules) schedules, "
      + "\(outcome.distinct) distinct\(whole); nothing found"
      + (ending.remark.map { "; \($0)" } ?? "")
  }

  /// A word of a shell's line: names of tests have brackets, and some an apostrophe.
  private func quoted(_ word: String) -> String {
    "'" + word.replacing("'", with: #"'\''"#) + "'"
  }

  private func record(_ story: Story, _ ending: Ending) {
    let found =
      ending.outcome.isKnown
      ? "A case that was known: it was run first."
      : "Found in schedule \(ending.outcome.schedules), seed \(plan.search.seed)."
    let words = [
      story.text, found, ending.remark.map { "It ran \($0)." },
      file.map { "The case is \(CaseFolder.write(story.found, to: $0))." },
      "Replay: swift test --filter \(quoted(site.filter))",
    ]
    let trace = story.steps.map { "\($0.at) ns: \($0.strand) \($0.what)\n" }.joined()
    Attachment.record(
      Array(trace.utf8), named: "\(site.fileName).trace.txt", sourceLocation: location)
    Issue.record(
      Comment(rawValue: words.compactMap { $0 }.joined(separator: "\n")),
      sourceLocation: location)
  }
}

/// Whether a test has been cancelled, as seen from the thread that explores for it.
private final class Cancellation: Sendable {
  private let flag = Atomic(false)

  var isCancelled: Bool { flag.load(ordering: .relaxed) }

  func cancel() { flag.store(true, ordering: .relaxed) }
}
