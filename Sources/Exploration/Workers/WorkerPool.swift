// Work done by child processes of the same program, so that what kills the work does not kill us.
// Items are done in blocks, blocks in shifts; a child lives for one shift, so what a process has done
// before an item depends on the item alone and not on how many children there are.
//
// Invariant: all blocks below the lowest finding's are delivered in order, and none above it.
import Foundation

/// Child processes that do the items of a duty, all for one thread.
package final class WorkerPool: Workforce {
  /// How the work is shared out.
  package struct Settings: Sendable {
    /// Children at work at a time.
    package var children = ProcessInfo.processInfo.activeProcessorCount
    /// Items in a block: between two answers.
    package var blockSize = 512
    /// Blocks in the life of a child.
    package var blocksPerChild = 32
    /// For how long an item may last.
    package var patience = Duration.seconds(10)
    /// Bytes that an answer may have.
    package var answerLimit = 1 << 26

    /// Creates the usual settings.
    package init() {}
  }
  /// A child, and where it is in its shift.
  private struct Hand {
    let child: WorkerProcess
    let shift: ShiftPlan.Shift
    var block: Int
    var isReady = false
  }
  /// How long a child may take to come to its work: it may have to do what a test does before.
  private static let arrival = Duration.seconds(60)

  /// Nothing: this is as it ought to be.
  package var remark: String? { nil }
  private let launch: WorkerLaunch
  private let digest: UInt64
  private let settings: Settings
  /// The child that does attempts, while it lives.
  private var bench: WorkerProcess?

  /// Creates a pool whose children are to do a duty with this digest.
  package init(_ launch: WorkerLaunch, digest: UInt64, _ settings: Settings = Settings()) {
    self.launch = launch
    self.digest = digest
    self.settings = settings
  }

  // MARK: Blocks

  /// Does items in blocks, up to the finding with the lowest number.
  package func run(
    _ items: Range<Int>, keepGoing: (Int) -> Bool, deliver: (BlockAnswer) -> Void
  ) throws(WorkersUnavailable) -> WorkEnding {
    var plan = ShiftPlan(
      items, blockSize: settings.blockSize, perShift: settings.blocksPerChild)
    var crew: [Hand] = []
    var goesOn = true
    repeat {
      goesOn = goesOn && keepGoing(plan.itemsDone)
      // What has hung is tried once more, however late it is: a hang is a finding.
      while crew.count < settings.children, let shift = plan.nextShift(ofSecondTries: !goesOn) {
        crew.append(Hand(child: try start(), shift: shift, block: shift.blocks.lowerBound))
      }
      WorkerProcess.wait(for: crew.map(\.child), milliseconds: 100)
      var staying: [Hand] = []
      for hand in crew {
        if let hand = try attend(hand, &plan, goesOn) { staying.append(hand) }
      }
      crew = staying
      plan.deliver(deliver)
    } while !crew.isEmpty || plan.owesSecondTry
      || (goesOn && plan.finding == nil && !plan.isComplete)
    guard let finding = plan.finding else {
      if plan.isComplete { return .completed }
      plan.deliver(withGaps: true, deliver)
      return .stopped
    }
    return try ending(finding)
  }

  /// Hears what a child has to say and tells it what to do next; nil if it is no longer needed.
  private func attend(
    _ hand: Hand, _ plan: inout ShiftPlan, _ goesOn: Bool
  ) throws(WorkersUnavailable) -> Hand? {
    var hand = hand
    while plan.isWanted(hand.block) {
      let event = hand.child.hear(patience: hand.isReady ? settings.patience : Self.arrival)
      guard let event else { return hand }
      guard hand.isReady else {
        try check(event)
        hand.isReady = true
        ask(hand, plan)
        continue
      }
      switch event {
      case .frame(let answer):
        plan.answered(hand.block, BlockAnswer(answer))
        hand.block += 1
        guard goesOn || hand.shift.isSecondTry, hand.shift.blocks.contains(hand.block),
          plan.isWanted(hand.block)
        else { return nil }
        ask(hand, plan)
      case .died(let death):
        if death.cause == .hung, !hand.shift.isSecondTry {
          plan.retry(hand.shift, to: hand.block)
        } else {
          plan.died(hand.block, at: hand.child.item, death)
        }
        return nil
      }
    }
    return nil
  }

  private func ask(_ hand: Hand, _ plan: ShiftPlan) {
    let items = plan.items(of: hand.block)
    hand.child.send(
      WorkerFrame(kind: .block, first: items.lowerBound, second: items.upperBound))
  }

  /// What was found; a death is tried once more in a process that has done nothing else.
  private func ending(_ finding: ShiftPlan.Finding) throws(WorkersUnavailable) -> WorkEnding {
    guard let death = finding.death else { return .found(finding.item) }
    let request = WorkerFrame(kind: .block, first: finding.item, second: finding.item + 1)
    let again = try answer(of: try startReady(), to: request)
    if case .died = again { return .died(item: finding.item, death, alone: true) }
    return .died(item: finding.item, death, alone: false)
  }

  // MARK: Attempts

  /// Does one piece of work, in a process that has done nothing else if it is to be `alone`.
  package func attempt(
    _ request: [UInt8], alone: Bool
  ) throws(WorkersUnavailable) -> AttemptEnding {
    let request = WorkerFrame(kind: .attempt, payload: request)
    if alone { return try answer(of: try startReady(), to: request) }
    let child: WorkerProcess
    if let bench { child = bench } else { child = try startReady() }
    let ending = try answer(of: child, to: request)
    if case .answered = ending { bench = child } else { bench = nil }
    return ending
  }

  /// Asks one child and waits for what comes of it.
  private func answer(
    of child: WorkerProcess, to request: WorkerFrame
  ) throws(WorkersUnavailable) -> AttemptEnding {
    child.send(request)
    switch event(of: child, patience: settings.patience) {
    case .frame(let answer): return .answered(answer.payload)
    case .died(let death): return .died(death)
    }
  }

  private func event(of child: WorkerProcess, patience: Duration) -> WorkerProcess.Event {
    while true {
      if let event = child.hear(patience: patience) { return event }
      WorkerProcess.wait(for: [child], milliseconds: 100)
    }
  }

  // MARK: Children

  private func start() throws(WorkersUnavailable) -> WorkerProcess {
    try WorkerProcess(launch, answerLimit: settings.answerLimit)
  }

  private func startReady() throws(WorkersUnavailable) -> WorkerProcess {
    let child = try start()
    try check(event(of: child, patience: Self.arrival))
    return child
  }

  /// Whether the first thing that a child says is that it is about to do what it is meant to do.
  private func check(_ event: WorkerProcess.Event) throws(WorkersUnavailable) {
    switch event {
    case .frame(let frame) where frame.kind == .ready:
      guard UInt64(UInt(bitPattern: frame.first)) == digest else {
        throw WorkersUnavailable("a child process came to other work than this one")
      }
    case .frame: throw WorkersUnavailable("a child process answered before it was asked")
    case .died(let death):
      throw WorkersUnavailable("a child process did not come to its work: \(death.sentence)")
    }
  }
}

extension BlockAnswer {
  fileprivate init(_ frame: WorkerFrame) {
    self.init(finding: frame.first < 0 ? nil : frame.first, payload: frame.payload)
  }
}
