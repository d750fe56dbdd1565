// The ready jobs of an executor whose interleavings are explored, and the strands that they belong
// to. Which strand goes on is asked of a schedule; within a strand jobs run first in, first out.
//
// Invariant: every ready job belongs to a strand: a task's job to the strand of that task, whoever
// woke it; an actor's job to the strand for which it was enqueued. So a choice among strands does
// not depend on how many jobs the compiler makes of a strand's steps.

/// Decides which of several strands goes on.
package protocol StrandSchedule: AnyObject {
  /// Chooses an index into `ready`: the strands, at least two, in the order in which they became so.
  ///
  /// `last` is the strand that ran before, which need not be ready.
  func choose(
    among ready: Span<Int32>, after last: Int32, in strands: Span<Strand>
  ) -> Int
}

/// What escaped, or tried to escape, from virtual time.
package struct Leak: Sendable, Equatable {
  /// The ways out.
  package enum Kind: Sendable {
    /// A sleep on a clock of the real world.
    case realSleep
    /// Work of the main actor.
    case mainActor
    /// A job that another thread enqueued.
    case foreignThread
  }
  /// Which way.
  package var kind: Kind
  /// The strand that did it; −1 if that is not known.
  package var strand: Int32
}

/// Strands and their ready jobs.
package final class Interleaver: @unchecked Sendable {
  // Sendable: confined to the thread that explores.

  struct Job {
    var word: Int
    var strand: Int32
  }
  /// What can be due later: a job that the runtime was asked to run later, or a call.
  private enum Deed {
    case job(Job)
    case call(() -> Void)
  }
  /// All strands of the schedule under way, by number.
  @safe @exclusivity(unchecked) package private(set) var strands: [Strand] = []
  /// What has escaped, in order.
  @safe @exclusivity(unchecked) package private(set) var leaks: [Leak] = []
  /// The strand that runs, or ran last; −1 before the first.
  @safe @exclusivity(unchecked) package private(set) var current: Int32 = -1
  @safe @exclusivity(unchecked) private var ready: [Job] = []
  @safe @exclusivity(unchecked) private var candidates: [Int32] = []
  @safe @exclusivity(unchecked) private var byTask = TaskTable()
  @safe @exclusivity(unchecked) private var tasks: [(strand: Int32, task: Task<Void, Never>)] = []
  /// The tasks that spawned strands run on.
  @safe @exclusivity(unchecked) private(set) var crew = StrandCrew()
  /// The runtime's numbers of the tasks that strands have started.
  @safe @exclusivity(unchecked) private var children: [UInt64] = []
  /// What is to be done later, in order of time.
  @safe @exclusivity(unchecked) private var late: [(instant: Instant, deed: Deed)] = []
  /// By strand, in which choice it was last a candidate.
  @safe @exclusivity(unchecked) private var candidacies: [UInt32] = []
  @safe @exclusivity(unchecked) private var choices: UInt32 = 0
  /// The strand that goes on, if that has been decided already.
  @safe @exclusivity(unchecked) private var decided: Int32 = -1
  /// Jobs and turns that may still run.
  @safe @exclusivity(unchecked) var stepsLeft = 0
  /// The strand that the next unknown task belongs to.
  @safe @exclusivity(unchecked) private var expected: Int32 = -1
  /// Decides between strands.
  package var schedule: any StrandSchedule
  private let runtime: RuntimeAccess

  /// Makes one without strands; nil where the runtime does not give the access that it takes.
  package init?(schedule: any StrandSchedule) {
    guard let runtime = RuntimeAccess.shared else { return nil }
    self.runtime = runtime
    self.schedule = schedule
  }

  /// Forgets everything, for the next schedule.
  package func reset() {
    strands.removeAll(keepingCapacity: true)
    leaks.removeAll(keepingCapacity: true)
    ready.removeAll(keepingCapacity: true)
    tasks.removeAll(keepingCapacity: true)
    late.removeAll(keepingCapacity: true)
    byTask.removeAll()
    if !children.isEmpty { runtime.forget(children) }
    children.removeAll(keepingCapacity: true)
    current = -1
    decided = -1
  }

  // MARK: Strands

  /// Begins a strand that is spawned by name.
  func open(_ name: StrandName, group: Int32, isBackground: Bool) -> Int32 {
    strands.append(Strand(name: name, parent: -1, group: group, isBackground: isBackground))
    expected = Int32(strands.count - 1)
    return expected
  }

  func attach(_ task: Task<Void, Never>, to strand: Int32) { tasks.append((strand, task)) }

  func end(_ strand: Int32) { strands[Int(strand)].hasEnded = true }

  /// The group of the strand that runs; −1 if none does.
  var currentGroup: Int32 { current < 0 ? -1 : group(of: current) }

  /// Moves the strand that runs to a group.
  func join(group: Int32) {
    let strand = strandOfTask()
    if strand >= 0 { strands[Int(strand)].group = group }
  }

  /// The strand of the task that runs.
  package func strandOfTask() -> Int32 {
    let task = runtime.currentTask()
    if current >= 0, strands[Int(current)].task == task { return current }
    return byTask[task] ?? current
  }

  /// The group that a strand belongs to.
  package func group(of strand: Int32) -> Int32 { strands[Int(strand)].group }

  /// The calls upon the world that a strand has made.
  package func calls(of strand: Int32) -> UInt32 { strands[Int(strand)].calls }

  /// Counts a call upon the world.
  func countCall(of strand: Int32) {
    strands[Int(strand)].calls &+= 1
    strands[Int(strand)].hops = 0
  }

  /// Asks the spawned tasks of a group to end.
  func cancel(group: Int32) { cancel { $0.group == group } }

  func cancelAll() { cancel { _ in true } }

  /// Cancels who is at work; the task of a strand that has ended may be at work for another one.
  private func cancel(_ isMeant: (Strand) -> Bool) {
    for (strand, task) in tasks {
      let strand = strands[Int(strand)]
      if !strand.hasEnded && isMeant(strand) { task.cancel() }
    }
  }

  /// After the end of a schedule: where somebody would not end, the next one has a crew of its own.
  func giveUpBusy() {
    guard crew.isBusy else { return }
    crew.disband()
    crew = StrandCrew()
  }

  func note(_ kind: Leak.Kind) { note(kind, of: current) }

  func note(_ kind: Leak.Kind, of strand: Int32) { leaks.append(Leak(kind: kind, strand: strand)) }

  // MARK: Ready jobs

  var isEmpty: Bool { ready.isEmpty }

  /// Takes in a job that the strand which runs has enqueued, or another thread; returns its strand.
  @discardableResult
  func enqueue(_ word: Int) -> Int32 {
    let task = runtime.task(ofJob: word)
    let strand = task == 0 ? current : strand(ofTask: task)
    ready.append(Job(word: word, strand: strand))
    return strand
  }

  /// Puts the task that runs, which is a strand's, behind what is ready.
  func requeue(_ word: Int, _ strand: Int32) { ready.append(Job(word: word, strand: strand)) }

  /// Takes in a job that is due later.
  func enqueue(_ word: Int, at instant: Instant) {
    let task = runtime.task(ofJob: word)
    let job = Job(word: word, strand: task == 0 ? current : strand(ofTask: task))
    put(.job(job), at: instant)
  }

  /// Makes a call when it is due.
  func call(at instant: Instant, _ body: @escaping () -> Void) { put(.call(body), at: instant) }

  private func put(_ deed: Deed, at instant: Instant) {
    var place = late.count
    while place > 0, late[place &- 1].instant > instant { place &-= 1 }
    late.insert((instant, deed), at: place)
  }

  /// How many things are to be done later.
  var lateCount: Int { late.count }

  /// When the first thing is due that is to be done later.
  var firstLate: Instant? { late.first?.instant }

  /// Makes the jobs ready and the calls that are due.
  func admitLate(by instant: Instant) {
    while let first = late.first, first.instant <= instant {
      late.removeFirst()
      switch first.deed {
      case .job(let job): ready.append(job)
      case .call(let body): body()
      }
    }
  }

  /// Takes the job that goes on out of the ready ones; nil if there is none.
  func next() -> Job? {
    guard ready.count > 1 else {
      guard let only = ready.popLast() else { return nil }
      current = only.strand
      return only
    }
    let chosen = decided >= 0 ? decided : choose()
    decided = -1
    var place = 0
    while ready[place].strand != chosen { place &+= 1 }
    current = chosen
    strands[Int(chosen)].hops &+= 1
    return ready.remove(at: place)
  }

  /// Whether a strand that runs, and could wait for its turn behind what is ready, goes on at once.
  ///
  /// If not, it is to be put behind what is ready, and the one that goes on has been decided.
  func goesOn(_ strand: Int32) -> Bool {
    stepsLeft &-= 1
    guard stepsLeft > 0 else { return false }
    ready.append(Job(word: 0, strand: strand))
    decided = choose()
    ready.removeLast()
    guard decided == strand else { return false }
    decided = -1
    current = strand
    strands[Int(strand)].hops &+= 1
    return true
  }

  /// Asks the schedule which of the ready strands goes on.
  private func choose() -> Int32 {
    let count = collectCandidates()
    guard count > 1 else { return candidates[0] }
    let choice = schedule.choose(
      among: candidates.span.extracting(first: count), after: current, in: strands.span)
    return candidates[choice]
  }

  /// Puts the strands that have ready jobs first among the candidates, in the order of their first
  /// jobs, and returns how many they are.
  private func collectCandidates() -> Int {
    choices &+= 1
    while candidacies.count < strands.count { candidacies.append(0) }
    while candidates.count < ready.count { candidates.append(0) }
    var found = candidates.mutableSpan
    var seen = candidacies.mutableSpan
    var count = 0
    for job in ready where seen[Int(job.strand)] != choices {
      seen[Int(job.strand)] = choices
      found[count] = job.strand
      count &+= 1
    }
    return count
  }

  /// Takes out the job enqueued last, if there are more than so many.
  func takeLast(beyond count: Int) -> Job? { ready.count > count ? ready.popLast() : nil }

  var count: Int { ready.count }

  /// The strand of a task, which is new if the task was never seen.
  private func strand(ofTask task: UInt64) -> Int32 {
    // What is enqueued as a strand is spawned is that strand's, though its task may have been another's.
    let isChild = expected < 0
    if isChild, let known = byTask[task] { return known }
    let strand = isChild ? openChild() : expected
    expected = -1
    if isChild {
      children.append(task)
      runtime.remember(task)
    }
    strands[Int(strand)].task = task
    byTask.set(task, to: strand)
    return strand
  }

  /// Begins a strand for a task that the strand which runs has started.
  private func openChild() -> Int32 {
    guard current >= 0 else { return open(StrandName("task"), group: -1, isBackground: false) }
    strands[Int(current)].children += 1
    let parent = strands[Int(current)]
    strands.append(
      Strand(
        name: StrandName("task", Int(parent.children)), parent: current, group: parent.group,
        isBackground: parent.isBackground))
    return Int32(strands.count - 1)
  }

  /// A strand in words, such as `task 1 of order 3`.
  package func words(_ strand: Int32) -> String {
    guard strand >= 0 else { return "(outside)" }
    let found = strands[Int(strand)]
    let number = found.name.number > 0 ? " \(found.name.number)" : ""
    let own = found.name.role + number
    return found.parent < 0 ? own : own + " of " + words(found.parent)
  }
}

/// Strands by the runtime's number of their task; numbers are never used twice.
private struct TaskTable {
  private var keys = [UInt64](repeating: 0, count: 64)
  private var values = [Int32](repeating: 0, count: 64)
  private var used = 0

  subscript(task: UInt64) -> Int32? {
    let place = find(task)
    return keys[place] == task && task != 0 ? values[place] : nil
  }

  mutating func set(_ task: UInt64, to strand: Int32) {
    if used * 2 >= keys.count { grow() }
    let place = find(task)
    if keys[place] == 0 { used += 1 }
    keys[place] = task
    values[place] = strand
  }

  mutating func removeAll() {
    guard used > 0 else { return }
    for place in keys.indices { keys[place] = 0 }
    used = 0
  }

  private func find(_ task: UInt64) -> Int {
    var place = Int(truncatingIfNeeded: task) & (keys.count &- 1)
    while keys[place] != task && keys[place] != 0 { place = (place &+ 1) & (keys.count &- 1) }
    return place
  }

  private mutating func grow() {
    let old = zip(keys, values).filter { $0.0 != 0 }
    keys = [UInt64](repeating: 0, count: keys.count * 2)
    values = [Int32](repeating: 0, count: keys.count)
    for (task, strand) in old {
      let place = find(task)
      keys[place] = task
      values[place] = strand
    }
  }
}
