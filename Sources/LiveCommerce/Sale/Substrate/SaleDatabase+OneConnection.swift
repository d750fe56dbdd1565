// Several statements on one connection: what a transaction and a lock on a row do. The first statement
// takes the connection; it is kept between the others, whatever is awaited there, so a remote call within
// a transaction costs a connection for as long as it takes.
//
// Invariant: a connection belongs to the task that began to work on one. Tasks that it starts meanwhile
// take connections of their own, and can wait for ever for one that it keeps.
import DiscreteEvents

extension SaleDatabase {
  /// Lets `body` make its statements on one connection, which is given back when it ends.
  ///
  /// Within such a body it changes nothing, nor where connections are shared or nothing takes time, nor
  /// for a task that is elsewhere, whose statements have no effect.
  func onOneConnection<Result>(_ body: () async throws -> Result) async rethrows -> Result {
    guard laboratory == nil, shared == nil, executor.isHere,
      let task = TaskIdentity.current, keptConnections[task] == nil
    else { return try await body() }
    keptConnections[task] = false
    defer { giveUpConnection(of: task) }
    return try await body()
  }

  /// Whether the running task has kept a connection.
  var hasKeptConnection: Bool {
    guard !keptConnections.isEmpty, let task = TaskIdentity.current else { return false }
    return keptConnections[task] == true
  }

  /// Keeps the connection of a statement that has ended, if the running task works on one.
  func keepConnection() -> Bool {
    guard !keptConnections.isEmpty, let task = TaskIdentity.current, keptConnections[task] != nil
    else { return false }
    keptConnections[task] = true
    return true
  }

  private func giveUpConnection(of task: TaskIdentity) {
    guard keptConnections.removeValue(forKey: task) == true else { return }
    let now = executor.now.nanoseconds
    tier.resumes(at: now)
    tier.frees(at: now)
    connections.release()
  }
}

/// Which task it is; no two that have not ended are equal.
struct TaskIdentity: Hashable {
  private let address: Int

  /// The running task; nil outside of tasks.
  static var current: TaskIdentity? {
    unsafe withUnsafeCurrentTask { task in
      unsafe task.map { unsafe TaskIdentity(address: unsafeBitCast($0, to: Int.self)) }
    }
  }
}
