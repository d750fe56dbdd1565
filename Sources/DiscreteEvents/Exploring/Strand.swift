// A line of execution as a search over interleavings sees it: a spawned task, or a task that one of
// them has started. Invariant: strands are numbered in the order in which they were first seen, and
// a strand's name says what caused it, so that it is found again when unrelated code has changed.

/// What a strand is called: a role and a number, and the strand that started it.
package struct StrandName: Sendable, Hashable {
  /// The role, such as `order` or `task`.
  package var role: String
  /// Its number within the role, from 1; 0 says that there is only one.
  package var number: Int32

  /// Makes a name.
  package init(_ role: String, _ number: Int = 0) {
    self.role = role
    self.number = Int32(truncatingIfNeeded: number)
  }
}

/// A line of execution.
package struct Strand: Sendable {
  /// Its own name.
  package var name: StrandName
  /// The strand that started it; −1 for one that was spawned by name.
  package var parent: Int32
  /// The group it belongs to, such as a node; inherited from the strand that started it.
  package var group: Int32
  /// The calls upon the world that it has made.
  package var calls: UInt32 = 0
  /// The pieces of it that have run since its last call.
  package var hops: UInt32 = 0
  /// Whether it may wait for ever, as a worker does that serves a queue.
  package var isBackground: Bool
  /// The tasks that it has started.
  var children: Int32 = 0
  /// The runtime's number of its task; 0 while not known.
  var task: UInt64 = 0
  /// Whether its body has returned; known of spawned strands only.
  package var hasEnded = false
}
