// A search as the duty of a worker: its schedules are the items. In a child it also records, replays,
// shrinks and tells cases, so that the code under test runs in no other process.
//
// Invariant: what a schedule does is held against its being done twice; when it is recorded or
// replayed, the case so far is left as a will before every step.
import DiscreteEvents
import Foundation
import LiveCommerce

/// The schedules of a search as the work of one process.
package final class SearchDuty: WorkerDuty, @unchecked Sendable {
  // Sendable: the explorer is made and used by the one thread that works.
  private let search: Search
  private var madeExplorer: Explorer?

  /// Creates the duty.
  package init(_ search: Search) { self.search = search }

  /// Whether schedules can be explored where this process runs.
  package static var isPossible: Bool { Interleaver(schedule: RunOn()) != nil }

  /// Tells searches apart, save for the code under test.
  package var digest: UInt64 {
    let words: [String] = [
      search.name, "\(search.storm)", search.promises.map(\.rawValue).sorted().joined(),
      search.faults.map(\.rawValue).sorted().joined(), search.strategy.rawValue,
      "\(search.preemptions) \(search.seed)",
    ]
    return FNV.hash(of: words.joined(separator: "\n"))
  }

  private func explorer() -> Explorer {
    if let madeExplorer { return madeExplorer }
    guard let explorer = Explorer(search) else {
      preconditionFailure("the runtime of this process cannot be explored")
    }
    madeExplorer = explorer
    return explorer
  }

  // MARK: Blocks

  /// Runs schedules in order up to the first finding, and the first of them twice.
  package func run(_ items: Range<Int>, mark: ProgressMark) -> BlockAnswer {
    var report = SearchReport()
    mark.begin(items.lowerBound)
    let explorer = explorer()
    for number in items {
      mark.begin(number)
      let result = explorer.run(number)
      report.fingerprints.append(result.fingerprint)
      if result.finding != nil { return BlockAnswer(finding: number, payload: report.bytes) }
    }
    if let first = items.first, explorer.run(first).fingerprint != report.fingerprints.first {
      return BlockAnswer(finding: first, payload: report.bytes)
    }
    return BlockAnswer(payload: report.bytes)
  }

  // MARK: Attempts

  /// Does what a request asks for; answers with a reply, or nothing if it is no request.
  package func attempt(_ request: [UInt8], mark: ProgressMark) -> [UInt8] {
    guard let request = SearchRequest(bytes: request) else { return [] }
    let explorer = explorer()
    var trials = 0
    explorer.onTrial = {
      trials += 1
      mark.begin(trials)
    }
    defer {
      explorer.onTrial = {}
      explorer.onStep = nil
    }
    return reply(to: request, explorer, mark).bytes
  }

  private func reply(
    to request: SearchRequest, _ explorer: Explorer, _ mark: ProgressMark
  ) -> SearchReply {
    switch request {
    case .record(let number):
      leaveWills(explorer, mark)
      let found = explorer.record(number)
      return SearchReply(found: found, fingerprint: explorer.lastFingerprint)
    case .narrate(let number): return SearchReply(steps: explorer.narrate(number))
    case .replay(let found):
      leaveWills(explorer, mark)
      return SearchReply(found: explorer.replay(found), fingerprint: explorer.lastFingerprint)
    case .tell(let found):
      leaveWills(explorer, mark)
      return SearchReply(story: explorer.tell(found))
    case .settle(let found):
      let smallest = explorer.shrink(found)
      return SearchReply(found: smallest, story: explorer.tell(smallest))
    case .seek(let kind, let storm, let preemptions, let limit):
      leaveWills(explorer, mark)
      return SearchReply(
        found: explorer.seek(kind, in: storm, preemptions: preemptions, atMost: limit))
    case .enumerate(let path, let limit):
      let enumeration = Enumeration(preemptions: search.preemptions, from: path)
      var fingerprints: Set<UInt64> = []
      let (found, schedules, isComplete) = explorer.enumerate(
        search.storm, by: enumeration, atMost: limit
      ) { result in
        explorer.onTrial()
        fingerprints.insert(result.fingerprint)
      }
      return SearchReply(
        found: found, schedules: schedules, fingerprints: fingerprints.sorted(),
        next: isComplete ? nil : enumeration.path)
    }
  }

  /// Leaves the case so far, and who is about to go on, before every step.
  private func leaveWills(_ explorer: Explorer, _ mark: ProgressMark) {
    var (known, story) = (-1, [UInt8]())
    explorer.onStep = { strand, count, tell in
      if count != known { (known, story) = (count, tell().bytes) }
      mark.leave(SearchWill.bytes(strand: strand, story: story))
    }
  }
}

extension Explorer {
  /// Goes through schedules of a storm up to the first finding of a kind, and writes down each: what
  /// `enumerate` does faster where no schedule ends the process.
  fileprivate func seek(
    _ kind: Finding.Kind, in storm: Storm, preemptions: Int, atMost limit: Int
  ) -> SaleCase? {
    let enumeration = Enumeration(preemptions: preemptions)
    for _ in 0..<limit {
      enumeration.begin()
      if let found = record(storm, enumeration, nil), found.kind == kind { return found }
      guard enumeration.advance() else { return nil }
    }
    return nil
  }
}
