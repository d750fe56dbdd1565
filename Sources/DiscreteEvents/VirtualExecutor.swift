// Virtual time on Swift concurrency: a task executor that its caller drives by hand. How its tasks wait
// is in the files beside it. Invariant: between two jobs the state belongs to one thread, the one named
// by `owner`; whoever else enqueues is recorded and goes through a locked side queue. Time moves only
// when nothing is ready.

import Synchronization

/// A single-threaded task executor in virtual time, driven by whoever calls ``run(until:)``.
///
/// Order: ready jobs run first in, first out; timers run by (instant, order of scheduling); after
/// each timer all ready jobs run before the next one, so everything that one event causes at an
/// instant happens before the next event of that instant. A run is a function of the calls made:
/// two runs of the same program fire the same timers in the same order.
///
/// Threads: successive runs may be on different threads, if one happens before the other. During a
/// run only the running thread's own jobs may use the executor and its primitives. A task of
/// another executor that awaits something here is moved over, with its arrival counted in
/// ``foreignEnqueues``, because the moment of arrival is then no longer a function of the program.
///
/// A run that ends with parked tasks leaves them in memory (about 1.6 KB each) unless
/// ``shutdown()`` is called.
public final class VirtualExecutor: TaskExecutor, @unchecked Sendable {
  // Sendable: all mutable state is either atomic, behind the mutex, or touched only by the thread
  // that holds `owner`, which is taken by compare-and-exchange.
  //
  // Exclusivity: no access to these properties lasts across anything that runs a job or releases a
  // user's object (resuming only enqueues), so accesses cannot overlap. The runtime's check of it
  // is switched off here and in the primitives because it cost 40 % of a park and resume.

  /// The present instant; it never goes back.
  public var now: Instant { time }

  // Computed, because the check would be on again wherever another module reads the stored one.
  @safe @exclusivity(unchecked) var time = Instant.zero

  /// A running hash of the timers fired so far (instant and scheduling number of each).
  ///
  /// Two runs that differ in it differed in what happened, and no later than now.
  @safe @exclusivity(unchecked) public private(set) var fingerprint: UInt64 = 0

  /// Whether ``shutdown()`` has begun.
  @safe @exclusivity(unchecked) public private(set) var isShutDown = false

  /// Where tasks wait.
  let wayside = Wayside()
  /// Where the processes are, if they are to stay there.
  let home = Home()
  /// Whether processes are at the home; else they prefer this executor wherever they are.
  private let keepsHome: Bool
  @safe @exclusivity(unchecked) var waiters = WaiterPool()
  @safe @exclusivity(unchecked) var timers = TimerQueue()
  @safe @exclusivity(unchecked) var processes = ProcessTable()

  /// Whether a run is under way.
  @safe @exclusivity(unchecked) private var isRunning = false

  /// The last instant that the present run may reach; `now` at the latest while none is under way.
  @safe @exclusivity(unchecked) private var limit = Instant(nanoseconds: .min)

  /// The address of the job that runs, or ran last.
  @safe @exclusivity(unchecked) var running = 0
  @safe @exclusivity(unchecked) var ready = Ring()
  @safe @exclusivity(unchecked) private var deliveries = DeliveryPool()
  private(set) var waitLists: [WeakList] = []
  private(set) var waitListLimit = 64

  /// The thread that uses the executor now; 0 while nobody does.
  private let owner = Atomic<UInt>(0)
  private let arrivals = Mutex(Arrivals())
  private let hasArrivals = Atomic<Bool>(false)
  private let foreign = Atomic<Int>(0)

  /// Chooses among what is ready while interleavings are explored; nil in ordinary runs.
  let interleaver: Interleaver?
  /// What tasks prefer while interleavings are explored.
  let strandExecutor: StrandExecutor?

  /// Makes an executor at instant zero with nothing to do.
  public convenience init() { self.init(keepsHome: false) }

  /// Makes an executor whose processes are at its ``home`` if so told: they cost less there.
  ///
  /// A process stays there as long as it calls nothing that leaves its caller's actor: no default actor,
  /// no function that is `@concurrent`, no group of child tasks. (A closure with a list of captures is
  /// `@concurrent` to the compiler of Swift 6.3, whatever its type says.) What leaves runs on the global pool,
  /// and is counted among ``foreignEnqueues`` when it comes back.
  package init(keepsHome: Bool) {
    self.keepsHome = keepsHome
    interleaver = nil
    strandExecutor = nil
    wayside.serve(self)
    home.serve(self)
  }

  /// Makes an executor that asks a schedule which of the ready strands goes on.
  package init(exploring interleaver: Interleaver) {
    keepsHome = false
    self.interleaver = interleaver
    strandExecutor = interleaver.crew.executor
    strandExecutor?.executor = self
    wayside.serve(self)
    home.serve(self)
  }
}

// MARK: - Driving

extension VirtualExecutor {
  /// Runs everything that happens until `instant`, including at it; then `now` is `instant`.
  ///
  /// First what is ready, then the timers due, each followed by what it makes ready. An instant
  /// before `now`, or a call from within a run, is a precondition failure.
  public func run(until instant: Instant) {
    precondition(instant >= now, "virtual time does not go back")
    let entered = beginRun()
    runTimers(notAfter: instant)
    time = instant
    endRun(entered)
  }

  /// Runs everything that happens before `instant` and nothing at it; then `now` is `instant`.
  ///
  /// So a driver can deliver the messages of that instant ahead of its timers. Advancing to `now`
  /// does nothing. An instant before `now`, or a call from within a run, is a precondition failure.
  public func advance(to instant: Instant) {
    precondition(instant >= now, "virtual time does not go back")
    guard instant > now else { return }
    let entered = beginRun()
    runTimers(notAfter: instant.advanced(byNanoseconds: -1))
    time = instant
    endRun(entered)
  }

  private func runTimers(notAfter last: Instant) {
    limit = last
    runReady()
    while let timer = popTimer(notAfter: last) { fire(timer) }
    limit = Instant(nanoseconds: .min)
  }

  /// Runs what is ready until nothing is, without moving time or looking at timers.
  public func drain() {
    let entered = beginRun()
    runReady()
    endRun(entered)
  }

  /// Keeps the executor for the calling thread through all of `body`, which then need not take it for
  /// every run and every call.
  package func keeping(_ body: () -> Void) {
    let entered = enter()
    body()
    leave(entered)
  }

  /// The instant of the next timer, or nil when none is set; O(1) amortised.
  public var nextTimer: Instant? {
    skipStaleTimers()
    return timers.first?.instant
  }

  /// The timers set: sleeps, timeouts and tokens under way, with some that have lost their purpose.
  public var pendingTimers: Int { timers.heap.count + (interleaver?.lateCount ?? 0) }

  /// Ends everything: cancels the tasks, closes the mailboxes, wakes the sleepers, and runs them.
  ///
  /// Spawned tasks are cancelled in spawning order; receivers get nil, `acquire` returns without a
  /// unit, sleeps return early (those of the clock throw), tokens under way are dropped. Later
  /// sleeps return without waiting. A body that returns once it is cancelled or its mailbox ends
  /// is gone afterwards; one that goes on regardless is given up after a thousand jobs per task
  /// and stays in ``liveTasks``. Not to be called from within a run.
  public func shutdown() {
    let entered = beginRun()
    isShutDown = true
    for task in processes.tasks { task.cancel() }
    interleaver?.cancelAll()
    for list in liveWaitLists { list.close() }
    deliveries.removeAll()
    for timer in timers.removeAll() where !timer.target.isDelivery {
      if timer.target.isSleeper {
        ready.append(timer.target.word)
      } else if waiters.isLive(timer.target) {
        wake(timer.target.slot, .closed, byTimer: true)
      }
    }
    runReady(atMost: 1_000 * (liveTasks + (interleaver?.strands.count ?? 0) + 1))
    interleaver?.giveUpBusy()
    endRun(entered)
  }

  /// Begins a run; returns whether the executor was taken for it.
  func beginRun() -> Bool {
    let entered = enter()
    precondition(!isRunning, "a run cannot be started from within a run")
    isRunning = true
    return entered
  }

  func endRun(_ entered: Bool) {
    isRunning = false
    leave(entered)
  }

  private func runReady(atMost limit: Int = .max) {
    if let interleaver { return runReady(of: interleaver, atMost: limit) }
    var left = limit
    repeat {
      while left > 0, let word = ready.popFirst() {
        left &-= 1
        runOne(word)
      }
    } while left > 0 && admitArrivals()
  }
}

// MARK: - Tasks

extension VirtualExecutor {
  /// Starts a long-lived task on this executor; it first runs when the executor next drains.
  ///
  /// It counts as live until its body returns. Its child tasks and the default actors that it
  /// calls run here too; an unstructured `Task {}` does not.
  @discardableResult
  public func spawn(
    name: String, _ body: @escaping @Sendable () async -> Void
  ) -> Task<Void, Never> {
    let entered = enter()
    defer { leave(entered) }
    if let interleaver {
      return spawn(StrandName(name), group: interleaver.currentGroup, isBackground: true, body)
    }
    let (slot, number) = processes.insert(name: name)
    let task = keepsHome ? beginAtHome(slot, name, body) : begin(slot, number, name, body)
    processes.attach(task, unsafe unsafeBitCast(task, to: Int.self), to: slot)
    return task
  }

  private func begin(
    _ slot: Int, _ number: UInt32, _ name: String, _ body: @escaping @Sendable () async -> Void
  ) -> Task<Void, Never> {
    Task(name: name, executorPreference: self) {
      await Process.$current.withValue(number) { await body() }
      self.processes.remove(slot: slot)
    }
  }

  private func beginAtHome(
    _ slot: Int, _ name: String, _ body: @escaping @Sendable () async -> Void
  ) -> Task<Void, Never> {
    // No number is bound: it is for child tasks, and binding it would leave the home.
    home.begin(name: name) {
      await body()
      self.processes.remove(slot: slot)
    }
  }

  /// The spawned tasks that have not ended.
  public var liveTasks: Int { processes.count }

  /// The enqueues that came from outside: from another thread, or while nobody used the executor.
  ///
  /// A sleep on the clock by a task that does not prefer this executor counts too, as it goes on
  /// elsewhere. Any at all means that the run may not be reproducible.
  public var foreignEnqueues: Int { foreign.load(ordering: .acquiring) }

  /// A clock that shows this executor's time.
  public var clock: VirtualClock { VirtualClock(executor: self) }

  /// What tasks are to prefer so that they run here.
  var preferred: any TaskExecutor { strandExecutor ?? self }

  /// Runs `body` on this executor, for a task that is elsewhere.
  func join<Value: Sendable>(
    _ body: @escaping @Sendable @concurrent () async -> Value
  ) async -> Value {
    await withTaskExecutorPreference(preferred) { await body() }
  }
}

// MARK: - Timers

extension VirtualExecutor {
  func setTimer(for slot: Int32, at instant: Instant) {
    timers.push(waiters.target(slot), at: instant)
  }

  func noteStaleTimer() {
    timers.noteStale()
    guard timers.isDueForSweep else { return }
    timers.sweep { [waiters, deliveries] in
      $0.isSleeper || ($0.isDelivery ? deliveries.isLive($0) : waiters.isLive($0))
    }
  }

  /// Puts a token under way to a mailbox.
  func schedule(_ token: Int, to mailbox: Mailbox, at instant: Instant) -> ScheduledToken {
    precondition(instant >= now, "a token cannot arrive in the past")
    guard !isShutDown else { return .none }
    let target = deliveries.insert(token, for: mailbox)
    timers.push(target, at: instant)
    return ScheduledToken(word: target.word)
  }

  func cancel(_ token: ScheduledToken) {
    guard let target = deliveries.target(of: token) else { return }
    let (mailbox, _) = unsafe deliveries.remove(target)
    unsafe mailbox?._withUnsafeGuaranteedRef { $0.endToken() }
    noteStaleTimer()
  }

  /// Whether what the timer was set for is still to come.
  private func isLive(_ target: TimerTarget) -> Bool {
    if target.isSleeper { return true }
    return target.isDelivery ? deliveries.isLive(target) : waiters.isLive(target)
  }

  /// Time has come to a timer.
  private func note(_ instant: Instant, _ sequence: Int) {
    time = instant
    let mixed = (fingerprint ^ UInt64(bitPattern: instant.nanoseconds)) &* 0x9E37_79B9_7F4A_7C15
    fingerprint = (mixed ^ (mixed &>> 29)) &+ UInt64(truncatingIfNeeded: sequence)
  }

  /// Moves time to an instant that nothing else comes before; false if something does.
  ///
  /// It counts as a timer set and fired, so that it cannot be told from one.
  @inline(never)
  func passTime(to instant: Instant, for isolation: (any Actor)?) -> Bool {
    // In an actor's hands the task may keep jobs waiting that only the actor knows of.
    guard origin(isolation) != .actor, interleaver == nil else { return false }
    guard instant <= limit, isQuiescent else { return false }
    if let first = timers.first, first.instant <= instant { return false }
    timers.skip()
    note(instant, timers.scheduled)
    return true
  }

  private func fire(_ timer: Timer) {
    trigger(timer)
    runReady()
  }

  /// Does what a timer was set for; who it wakes is ready afterwards.
  func trigger(_ timer: Timer) {
    note(timer.instant, timer.sequence)
    if timer.target.isSleeper {
      ready.append(timer.target.word)
    } else if timer.target.isDelivery {
      let (mailbox, token) = unsafe deliveries.remove(timer.target)
      unsafe mailbox?._withUnsafeGuaranteedRef {
        $0.deliver(token)
        $0.endToken()
      }
    } else if let list = unsafe waiters.slots[Int(timer.target.slot)].list {
      unsafe list._withUnsafeGuaranteedRef { $0.wake(timer.target.slot, .timedOut, byTimer: true) }
    } else {
      wake(timer.target.slot, .token(0), byTimer: true)
    }
  }

  func popTimer(notAfter limit: Instant) -> Timer? {
    while let first = timers.first, first.instant <= limit {
      _ = timers.popFirst()
      if isLive(first.target) { return first }
      timers.dropStale()
    }
    return nil
  }

  private func skipStaleTimers() {
    while let target = timers.first?.target, !isLive(target) {
      _ = timers.popFirst()
      timers.dropStale()
    }
  }
}

// MARK: - Jobs and threads

extension VirtualExecutor {
  /// Accepts a job from the concurrency runtime; never called by hand.
  public func enqueue(_ job: UnownedJob) {
    enqueue(unsafe unsafeBitCast(job, to: Int.self))
  }

  /// Accepts a job, with its tag if it is one of the executor's home.
  func enqueue(_ word: Int) {
    if isHere {
      if let interleaver { interleaver.enqueue(word) } else { ready.append(word) }
      return
    }
    arrivals.withLock { $0.jobs.append(word) }
    hasArrivals.store(true, ordering: .releasing)
    countForeign()
  }

  /// Leaves a sleep that is to end for the executor's thread.
  func leaveAtDoor(_ nap: Nap) {
    arrivals.withLock { $0.naps.append(nap) }
    hasArrivals.store(true, ordering: .releasing)
  }

  func countForeign() { foreign.add(1, ordering: .releasing) }

  /// Counts that something was asked for from another thread.
  package func noteOutside() { countForeign() }

  /// Whether the calling thread is the one that uses the executor.
  package var isHere: Bool {
    @inline(__always) get { owner.load(ordering: .relaxed) == threadIdentity() }
  }

  /// Whether nothing is ready to run.
  var isQuiescent: Bool {
    ready.isEmpty && (interleaver?.isEmpty ?? true) && !hasArrivals.load(ordering: .acquiring)
  }

  /// Takes the executor for the calling thread; false if the thread has it already.
  @inline(__always)
  func enter() -> Bool {
    guard !isHere else { return false }
    claim()
    return true
  }

  /// As `enter`, but nil if another thread uses the executor.
  func enterUnlessTaken() -> Bool? {
    guard !isHere else { return false }
    let (isTaken, _) = owner.compareExchange(
      expected: 0, desired: threadIdentity(), ordering: .acquiring)
    return isTaken ? true : nil
  }

  /// Gives the executor up again, if `enter` took it.
  @inline(__always)
  func leave(_ entered: Bool) {
    guard entered else { return }
    owner.store(0, ordering: .releasing)
  }

  @inline(never)
  private func claim() {
    let (taken, _) = owner.compareExchange(
      expected: 0, desired: threadIdentity(), ordering: .acquiring)
    precondition(taken, "another thread is using this executor")
  }

  /// Takes in what other threads have left; false if there was nothing.
  func admitArrivals() -> Bool {
    guard hasArrivals.load(ordering: .acquiring) else { return false }
    let found = arrivals.withLock { arrivals in
      hasArrivals.store(false, ordering: .relaxed)
      defer { arrivals = Arrivals() }
      return arrivals
    }
    for word in found.jobs {
      guard let interleaver else {
        ready.append(word)
        continue
      }
      interleaver.note(.foreignThread, of: interleaver.enqueue(word))
    }
    for nap in found.naps { end(nap) }
    return true
  }

  /// Marks a word of the ready queue as the slot of a task that was woken.
  static var slotTag: Int { 1 }
  /// Marks a job as one of the executor's home; addresses of jobs are multiples of sixteen.
  static var homeTag: Int { 2 }
}

// MARK: - Wait lists

extension VirtualExecutor {
  /// Makes a list known to reports and to the shutdown; it is dropped when its owner is.
  func register(_ list: WaitList) {
    let entered = enter()
    defer { leave(entered) }
    if isShutDown { list.close() }
    waitLists.append(WeakList(list: list))
    guard waitLists.count > waitListLimit else { return }
    waitLists.removeAll { $0.list == nil }
    waitListLimit = 64 + waitLists.count * 2
  }

  /// The lists of the living primitives, oldest first.
  var liveWaitLists: [WaitList] { waitLists.compactMap(\.list) }
}

/// What other threads leave at the door.
private struct Arrivals: Sendable {
  var jobs: [Int] = []
  var naps: [Nap] = []
}

struct WeakList {
  weak var list: WaitList?
}
