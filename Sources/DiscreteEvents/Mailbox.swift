// A queue of tokens between processes. Invariant: tokens wait or receivers wait, never both; so
// tokens leave in the order in which they arrived, to receivers in the order in which they asked
// (or the other way round, if the mailbox was made so).

/// A first-in-first-out queue of `Int` tokens that tasks of one executor send and receive.
///
/// A token that finds a waiting receiver is handed over directly and makes it ready; nobody can
/// take it in between. Synchronous calls come from the executor's own jobs, or from any thread
/// while nobody runs the executor; a call from a second thread during a run is a precondition
/// failure. Asynchronous calls from elsewhere join the executor first (see ``VirtualExecutor``).
public final class Mailbox: @unchecked Sendable {
  // Sendable: every entry point runs on the thread that owns the executor, or stops the program.

  /// The name used in reports.
  public let name: String
  /// The most tokens that may wait, or nil for any number.
  public let capacity: Int?

  /// Whether a token goes to the receiver that has waited longest, or to the one that came last.
  ///
  /// For receivers that are all alike the latest is better: its memory is still in the cache.
  public enum Precedence: Sendable {
    /// The one that has waited longest.
    case longestWaiting
    /// The one that came last.
    case latest
  }

  private let executor: VirtualExecutor
  private let receivers: WaitList
  private let precedence: Precedence
  @safe @exclusivity(unchecked) private var tokens = Ring()
  /// Tokens on their way here, for which the mailbox lives on.
  @safe @exclusivity(unchecked) private var expected = 0

  /// Makes an empty mailbox; with a capacity, `send` refuses tokens beyond it.
  public init(
    _ executor: VirtualExecutor, name: String, capacity: Int? = nil,
    to precedence: Precedence = .longestWaiting
  ) {
    precondition(capacity.map { $0 >= 0 } ?? true, "a mailbox cannot hold fewer than no tokens")
    self.executor = executor
    self.name = name
    self.capacity = capacity
    self.precedence = precedence
    receivers = WaitList(executor: executor, label: "mailbox " + name)
  }

  /// The tokens that wait.
  public var count: Int { tokens.count }

  /// The tasks that wait for a token.
  public var waiting: Int { receivers.count }

  /// Whether the mailbox has been closed.
  public var isClosed: Bool { receivers.isClosed }

  /// Hands the token to the longest waiting receiver or queues it; false when full or closed.
  ///
  /// O(1). The receiver runs after the jobs that are ready already.
  @discardableResult
  public func send(_ token: Int) -> Bool {
    let entered = executor.enter()
    defer { executor.leave(entered) }
    guard !receivers.isClosed else { return false }
    if wakeReceiver(token) { return true }
    if let capacity, tokens.count >= capacity { return false }
    tokens.append(token)
    return true
  }

  /// Sends the token at a later instant, without a task that waits for it.
  ///
  /// It arrives in the order of the timer queue: after what was scheduled earlier for the same
  /// instant. It is never refused for want of capacity; it is lost if the mailbox is closed by
  /// then. O(log n). An instant before `now` is a precondition failure.
  ///
  /// - Returns: a name for the token under way, for ``cancel(_:)``.
  @discardableResult
  public func send(_ token: Int, at instant: Instant) -> ScheduledToken {
    let entered = executor.enter()
    defer { executor.leave(entered) }
    return executor.schedule(token, to: self, at: instant)
  }

  /// Takes back a token that is under way, and does nothing if it no longer is.
  ///
  /// O(1) amortised.
  public func cancel(_ token: ScheduledToken) {
    let entered = executor.enter()
    defer { executor.leave(entered) }
    executor.cancel(token)
  }

  /// The next token; nil once the mailbox is closed and empty.
  ///
  /// Does not suspend while tokens wait; otherwise receivers are served first come first served.
  public func receive() async -> Int? {
    guard executor.isHere else { return await executor.join { await self.receive() } }
    if let token = tokens.popFirst() { return token }
    guard !receivers.isClosed else { return nil }
    return await receivers.wait().token
  }

  /// The next token if one comes within so many nanoseconds.
  ///
  /// Of a token and a timeout at the same instant, the one scheduled first wins. A timeout that is
  /// not positive only looks: it neither waits nor lets other tasks run.
  public func receive(timeout nanoseconds: Int64) async -> Received {
    guard executor.isHere else {
      return await executor.join { await self.receive(timeout: nanoseconds) }
    }
    if let token = tokens.popFirst() { return .token(token) }
    guard !receivers.isClosed else { return .closed }
    guard nanoseconds > 0 else { return .timedOut }
    return await receivers.wait(timeout: nanoseconds)
  }

  /// Ends the mailbox: waiting receivers get nil, tokens that wait can still be received.
  public func close() {
    let entered = executor.enter()
    defer { executor.leave(entered) }
    receivers.close()
  }

  private func wakeReceiver(_ token: Int) -> Bool {
    switch precedence {
    case .longestWaiting: receivers.wakeFirst(.token(token))
    case .latest: receivers.wakeLast(.token(token))
    }
  }

  /// A token is sent that comes later.
  func expectToken() {
    if expected == 0 { _ = unsafe Unmanaged.passRetained(self) }
    expected &+= 1
  }

  /// Such a token has come, or will not.
  func endToken() {
    expected &-= 1
    if expected == 0 { unsafe Unmanaged.passUnretained(self).release() }
  }

  /// Takes in a token whose instant has come.
  func deliver(_ token: Int) {
    guard !receivers.isClosed, !wakeReceiver(token) else { return }
    tokens.append(token)
  }
}

/// Names a token on its way to a mailbox, as long as it is.
public struct ScheduledToken: Sendable, Hashable {
  let word: Int

  /// The name of no token.
  public static let none = ScheduledToken(word: 0)
}
