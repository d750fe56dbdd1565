// The tasks that spawned strands run on, kept from one schedule to the next: to wake a task that waits
// for work costs a quarter of what it costs to make and end one, and a schedule spawns twenty.
//
// Invariant: a member is at work on one strand, or idle, or gone. Nobody cancels a member that is
// idle, and one that has been cancelled never works again; so a strand cannot tell that its task is
// not new. Confined to the thread that explores.

/// Tasks that strands run on.
final class StrandCrew: @unchecked Sendable {
  // Sendable: confined to the thread that explores.

  @safe
  private struct Member {
    var task: Task<Void, Never>?
    var work: (@Sendable @concurrent () async -> Void)?
    var strand: Int32
    var rest: UnsafeContinuation<Bool, Never>?
  }
  /// What the members prefer.
  let executor = StrandExecutor()
  @safe @exclusivity(unchecked) private var members: [Member] = []
  /// Members that wait for work.
  @safe @exclusivity(unchecked) private var idle: [Int] = []
  /// Places of members that are gone.
  @safe @exclusivity(unchecked) private var vacant: [Int] = []

  /// Whether somebody is at work, or was given up at it.
  var isBusy: Bool { idle.count + vacant.count < members.count }

  /// Sets a member to work on a strand; its job is enqueued before this returns.
  func begin(
    _ strand: Int32, _ work: @escaping @Sendable @concurrent () async -> Void
  ) -> Task<Void, Never> {
    if let index = idle.popLast(), let task = members[index].task {
      members[index].work = work
      members[index].strand = strand
      release(index, true)
      return task
    }
    let index = place(of: work, strand)
    let task = Task(executorPreference: executor) { [self] in
      repeat {
        // Nothing of the work outlives it: what is taken out here is let go when it returns.
        await members[index].work.take()?()
        executor.executor?.interleaver?.end(members[index].strand)
      } while await unsafe _unsafeInheritExecutor_withUnsafeContinuation { unsafe rest(index, $0) }
      members[index].task = nil
      vacant.append(index)
    }
    members[index].task = task
    return task
  }

  /// Lets the idle members go; their last jobs are enqueued.
  func disband() {
    for index in idle { release(index, false) }
    idle.removeAll()
  }

  private func place(of work: @escaping @Sendable @concurrent () async -> Void, _ strand: Int32)
    -> Int
  {
    let member = unsafe Member(task: nil, work: work, strand: strand, rest: nil)
    if let index = vacant.popLast() {
      members[index] = member
      return index
    }
    members.append(member)
    return members.count - 1
  }

  /// Lets a member wait for more work; who has been cancelled is to have none.
  private func rest(_ index: Int, _ rest: UnsafeContinuation<Bool, Never>) {
    guard !Task.isCancelled else { return unsafe rest.resume(returning: false) }
    unsafe members[index].rest = rest
    idle.append(index)
  }

  private func release(_ index: Int, _ isWanted: Bool) {
    let rest = unsafe members[index].rest
    unsafe members[index].rest = nil
    unsafe rest?.resume(returning: isWanted)
  }
}
