// A duty whose items do what users' code does at its worst, and how a test has it done.
import Exploration
import Foundation
import SaleTesting
import Synchronization
import Testing

/// What an item does.
enum Deed: Sendable, Equatable {
  case find, trap, exit, hang, hangOnce, floodErrors, floodAnswers, speak
  /// Another thread traps while the item is being done.
  case trapElsewhere
  /// Traps only in a process that has done this item before.
  case trapAfter(Int)
}

/// Does deeds at some of its items, and answers with the sum of a block's items.
struct Deeds: WorkerDuty {
  private static let seen = Mutex<Set<Int>>([])
  private static let attempts = Mutex(0)

  var deeds: [Int: Deed] = [:]
  var digest: UInt64 = .max

  func run(_ items: Range<Int>, mark: ProgressMark) -> BlockAnswer {
    var sum = 0
    for item in items {
      mark.begin(item)
      sum += item
      if let deed = deeds[item] {
        if deed == .find { return BlockAnswer(finding: item, payload: Array("\(sum)".utf8)) }
        perform(deed)
      }
      _ = Deeds.seen.withLock { $0.insert(item) }
    }
    return BlockAnswer(payload: Array("\(sum)".utf8))
  }

  /// Answers with the number of attempts in this process, or dies.
  func attempt(_ request: [UInt8], mark: ProgressMark) -> [UInt8] {
    let count = Deeds.attempts.withLock { count in
      count += 1
      return count
    }
    mark.leave(request)
    if request == Array("trap".utf8) { perform(.trap) }
    return request + [UInt8(count)]
  }

  private func perform(_ deed: Deed) {
    switch deed {
    case .find: break
    case .trap: fatalError("no such unit")
    case .exit: exit(3)
    case .hang: while true { usleep(1000) }
    case .hangOnce: hangOnce()
    case .speak: print("said by a child")
    case .floodErrors:
      let line = Data((String(repeating: "x", count: 1023) + "\n").utf8)
      for _ in 0..<4096 { FileHandle.standardError.write(line) }
    case .floodAnswers:
      let bytes = [UInt8](repeating: 0, count: 1 << 16)
      while true { _ = unsafe write(4, bytes, bytes.count) }
    case .trapElsewhere:
      Thread.detachNewThread { fatalError("on another thread") }
      sleep(60)
    case .trapAfter(let other):
      if Deeds.seen.withLock({ $0.contains(other) }) { fatalError("the past") }
    }
  }

  /// Hangs in the first child of this parent that comes here, as if the machine had been too busy.
  private func hangOnce() {
    let path = FileManager.default.temporaryDirectory.appending(path: "saleroom-hung-\(getppid())")
    if (try? Data().write(to: path, options: .withoutOverwriting)) != nil { perform(.hang) }
    try? FileManager.default.removeItem(at: path)
  }
}

/// What came of a duty.
struct WorkResult: Sendable, Equatable {
  var ending: Result<WorkEnding, WorkersUnavailable>
  /// The sums that were delivered, in order.
  var sums: [Int] = []
}

/// How a duty is to be done.
struct WorkPlan: Sendable {
  var children = 2
  var blockSize = 10
  var blocksPerChild = 3
  var patience = Duration.seconds(20)
  var isolation = Isolation.processes
}

/// Has items done by children of this test; nil in a child that is meant for another call.
func work(
  _ duty: Deeds, over items: Range<Int>, _ plan: WorkPlan = WorkPlan(),
  while keepGoing: @escaping @Sendable (Int) -> Bool = { _ in true },
  at location: SourceLocation = #_sourceLocation
) async -> WorkResult? {
  await withWorkforce(duty, plan, location) { force in
    var sums: [Int] = []
    let ending = Result { () throws(WorkersUnavailable) in
      try force.run(items, keepGoing: keepGoing) { answer in
        sums.append(Int(String(decoding: answer.payload, as: UTF8.self)) ?? -1)
      }
    }
    return WorkResult(ending: ending, sums: sums)
  }
}

/// Calls `body` with the workforce of a call; nil in a child that is meant for another call.
func withWorkforce<Outcome: Sendable>(
  _ duty: Deeds, _ plan: WorkPlan = WorkPlan(), _ location: SourceLocation = #_sourceLocation,
  _ body: @escaping @Sendable (any Workforce) -> Outcome
) async -> Outcome? {
  let site = CallSite(location)
  var settings = WorkerPool.Settings()
  settings.children = plan.children
  settings.blockSize = plan.blockSize
  settings.blocksPerChild = plan.blocksPerChild
  settings.patience = plan.patience
  settings.answerLimit = 1 << 20
  return await onOwnThread { [settings] in
    let force = TestWorkforce.make(
      for: duty, at: site, isolation: plan.isolation, settings: settings)
    return force.map(body)
  }
}
