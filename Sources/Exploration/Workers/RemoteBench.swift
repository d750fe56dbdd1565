// Cases run in other processes, which they may end. A case that ends its process is known by the will
// that the process left, and by its last words.
import LiveCommerce

/// Runs cases by attempts of a workforce.
final class RemoteBench: CaseBench {
  /// What came of a request.
  enum Result {
    case reply(SearchReply)
    case died(WorkerDeath)
  }
  /// How often is tried to make a case smaller when that may cost a process each time.
  static let trials = 400

  private let force: any Workforce
  private let search: Search

  init(_ force: any Workforce, _ search: Search) {
    self.force = force
    self.search = search
  }

  /// Asks a child.
  func ask(_ request: SearchRequest, alone: Bool = false) throws(WorkersUnavailable) -> Result {
    switch try force.attempt(request.bytes, alone: alone) {
    case .answered(let bytes): .reply(SearchReply(bytes: bytes) ?? SearchReply())
    case .died(let death): .died(death)
    }
  }

  /// Runs a schedule alone and writes down what it did, also if it ends the process.
  func record(_ number: Int) throws(WorkersUnavailable) -> SearchReply? {
    switch try ask(.record(number), alone: true) {
    case .reply(let reply): reply
    case .died(let death): SearchReply(found: trap(death))
    }
  }

  /// What happens in a schedule, in a process of its own; nil if that ends before.
  func narrate(_ number: Int) throws(WorkersUnavailable) -> [Story.Step]? {
    switch try ask(.narrate(number), alone: true) {
    case .reply(let reply): reply.steps
    case .died: nil
    }
  }

  /// Runs a case, and writes down what it does now; nil if it finds nothing any more.
  func tryAgain(_ found: SaleCase) throws(WorkersUnavailable) -> SaleCase? {
    switch try ask(.replay(found)) {
    case .reply(let reply): reply.found
    case .died(let death): trap(death)
    }
  }

  /// The same for a shrinker, which has no use for a case that cannot be run.
  func replay(_ found: SaleCase) -> SaleCase? { (try? tryAgain(found)) ?? nil }

  /// Goes through schedules of a storm in one process, which may end with the one that is sought.
  func firstCase(
    of kind: Finding.Kind, in storm: Storm, preemptions: Int, atMost limit: Int
  ) -> (found: SaleCase?, schedules: Int) {
    let request = SearchRequest.seek(kind, storm, preemptions: preemptions, atMost: limit)
    let found: SaleCase? =
      switch try? ask(request) {
      case .reply(let reply): reply.found
      case .died(let death): trap(death)
      case nil: nil
      }
    return (found?.kind == kind ? found : nil, 1)
  }

  /// Runs a case and tells all that happened, to the end of the process if it comes to that.
  func tell(_ found: SaleCase) throws(WorkersUnavailable) -> Story {
    switch try ask(.tell(found)) {
    case .reply(let reply): return reply.story ?? Story(found, steps: [])
    case .died(let death):
      guard let will = SearchWill(bytes: death.will) else { return Story(found, steps: []) }
      let last = Story.Step(
        at: will.story.steps.last?.at ?? 0, strand: will.strand, what: death.sentence,
        mark: "✗ TRAP")
      return Story(trap(death), steps: will.story.steps + [last])
    }
  }

  /// The case of a process that died of it.
  func trap(_ death: WorkerDeath) -> SaleCase {
    let kind = death.cause == .hung ? Finding.Kind.livelock : .trap
    var found = bare(kind, death.sentence).found
    guard let will = SearchWill(bytes: death.will) else { return found }
    found.storm = will.story.found.storm
    found.switches = will.story.found.switches
    found.disturbances = will.story.found.disturbances
    found.sentence = "\(will.strand): \(death.sentence)"
    return found
  }

  /// A finding of which no more is known than a sentence.
  func bare(_ kind: Finding.Kind, _ sentence: String) -> Story {
    let found = SaleCase(
      logic: search.name, finding: Finding(kind: kind, at: .max, sentence: sentence),
      storm: search.storm, switches: [], disturbances: [], fingerprint: 0)
    return Story(found, steps: [])
  }
}
