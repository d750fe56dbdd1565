// Servers that everybody present shares evenly, as the cores of a machine are: processor sharing.
// With n present and c servers of speed s each is served at the rate s · min(1, c ÷ n), so nobody
// waits and everybody is slowed. All who are present at the same time gain the same, so one clock of service
// attained orders all departures.
//
// Invariant: `attained` is what anybody present throughout has been served since the servers were
// last idle, right as of `since`; the alarm is set for the next departure while anybody is present, or
// for as late as alarms are set, if that is earlier.

/// A number of servers in egalitarian processor sharing.
///
/// Instants are whole nanoseconds: a departure is never early, and less than one nanosecond late.
///
/// Departures are the work of a process of the executor, which ends with the servers. If their last
/// owner lets go of them on another thread during a run, it is there until the executor's end.
public final class SharedServers: @unchecked Sendable {
  // Sendable: every entry point runs on the thread that owns the executor, or stops the program.

  /// The name used in reports.
  public let name: String
  /// The number of servers.
  @safe @exclusivity(unchecked) public private(set) var servers: Int
  /// The speed of each: what it serves in a nanosecond.
  @safe @exclusivity(unchecked) private var speed = 1.0

  /// One who is present: by when the clock of service attained lets it go, and where it waits.
  private struct Job {
    var finish: Double
    var number: Int
    var waiter: Int32

    func precedes(_ other: Job) -> Bool {
      (finish, number) < (other.finish, other.number)
    }
  }

  private let executor: VirtualExecutor
  private let present: WaitList
  private let alarms: Mailbox
  /// Those present, in a binary heap: who leaves next stands first.
  @safe @exclusivity(unchecked) private var jobs: [Job] = []
  @safe @exclusivity(unchecked) private var numbered = 0
  @safe @exclusivity(unchecked) private var attained = 0.0
  @safe @exclusivity(unchecked) private var since: Int64 = 0
  @safe @exclusivity(unchecked) private var alarm = ScheduledToken.none
  /// How often the alarm has been set: one that has gone off but was set anew since is none.
  @safe @exclusivity(unchecked) private var alarmsSet = 0
  /// Whether the alarm set last goes off before anybody is done.
  @safe @exclusivity(unchecked) private var isAlarmEarly = false
  /// No alarm is set for later than in thirty years, whatever the speed, in nanoseconds.
  private static let longestWait = 1e18

  /// Makes idle servers.
  public init(_ executor: VirtualExecutor, name: String, servers: Int) {
    precondition(servers > 0, "sharing needs at least one server")
    self.executor = executor
    self.name = name
    self.servers = servers
    present = WaitList(executor: executor, label: "servers " + name)
    alarms = Mailbox(executor, name: "departures from " + name)
    let alarms = alarms
    weak let servers = self
    executor.spawn(name: "departures from " + name) {
      while let number = await alarms.receive() { servers?.depart(number) }
    }
  }

  deinit {
    guard let entered = executor.enterUnlessTaken() else { return }
    defer { executor.leave(entered) }
    alarms.cancel(alarm)
    alarms.close()
  }

  /// How many are being served.
  public var count: Int { jobs.count }

  /// Is served for so many nanoseconds of a whole server, which take as long as they are shared.
  ///
  /// O(log n) in those present. After the executor's shutdown it returns at once.
  public func serve(for nanoseconds: Int64) async {
    guard executor.isHere else {
      return await executor.join { await self.serve(for: nanoseconds) }
    }
    guard !present.isClosed else { return }
    advance()
    let waiter = present.append()
    enter(waiter, for: nanoseconds)
    // Of those who are let go at the end nobody is present any more.
    if await executor.park(for: .waiter(waiter)).token == nil { jobs.removeAll() }
  }

  /// Changes the number of servers; whoever is present is served faster or slower from now on.
  public func resize(to servers: Int) {
    precondition(servers > 0, "sharing needs at least one server")
    let entered = executor.enter()
    defer { executor.leave(entered) }
    advance()
    self.servers = servers
    setAlarm()
  }

  /// Changes the speed of every server, which is 1 at first; with 0 everybody stands still.
  ///
  /// - Parameter speed: what a server serves in a nanosecond; finite and not negative.
  public func setSpeed(_ speed: Double) {
    precondition(speed >= 0 && speed.isFinite, "a speed is a finite number from 0 on")
    let entered = executor.enter()
    defer { executor.leave(entered) }
    advance()
    self.speed = speed
    setAlarm()
  }

  private func enter(_ waiter: Int32, for nanoseconds: Int64) {
    numbered += 1
    jobs.append(
      Job(finish: attained + Double(max(0, nanoseconds)), number: numbered, waiter: waiter))
    siftUp(jobs.count - 1)
    setAlarm()
  }

  /// Brings the clock of service attained up to now.
  private func advance() {
    let now = executor.now.nanoseconds
    if !jobs.isEmpty { attained += Double(now - since) * speed / crowding }
    since = now
  }

  /// How many times longer than alone everybody takes.
  private var crowding: Double { max(1, Double(jobs.count) / Double(servers)) }

  private func setAlarm() {
    alarms.cancel(alarm)
    guard speed > 0, let next = jobs.first else { return }
    let left = max(0, next.finish - attained) * crowding / speed
    let most = min(
      SharedServers.longestWait,
      Double(Instant(nanoseconds: .max).nanoseconds(since: executor.now)))
    // Whoever is not done by the end of time never is.
    guard left <= most || most > 0 else { return }
    alarmsSet += 1
    isAlarmEarly = left > most
    alarm = alarms.send(
      alarmsSet, at: executor.now.advanced(byNanoseconds: Int64(min(left, most).rounded(.up))))
  }

  /// Lets go whoever the alarm was set for, and everybody else who is done by now.
  private func depart(_ number: Int) {
    guard number == alarmsSet, !jobs.isEmpty else { return }
    advance()
    // For a departure the alarm is right to the nanosecond, and the clock of service only to its last
    // digit: so the first goes unasked.
    if !isAlarmEarly || isDone {
      repeat { present.wake(removeFirst().waiter, .token(0)) } while isDone
    }
    if jobs.isEmpty { attained = 0 }
    setAlarm()
  }

  private var isDone: Bool { jobs.first.map { $0.finish <= attained } ?? false }

  // MARK: The heap

  private func siftUp(_ index: Int) {
    var child = index
    while child > 0, jobs[child].precedes(jobs[(child - 1) / 2]) {
      jobs.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  private func removeFirst() -> Job {
    jobs.swapAt(0, jobs.count - 1)
    let first = jobs.removeLast()
    var parent = 0
    while 2 * parent + 1 < jobs.count {
      var child = 2 * parent + 1
      if child + 1 < jobs.count, jobs[child + 1].precedes(jobs[child]) { child += 1 }
      guard jobs[child].precedes(jobs[parent]) else { break }
      jobs.swapAt(child, parent)
      parent = child
    }
    return first
  }
}
