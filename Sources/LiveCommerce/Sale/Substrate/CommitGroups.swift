// Group commit on one row: updates that wait at the same time are committed together, so a hot row
// takes up to g updates in the time of one.
//
// Invariant: groups form, are served and end one after the other; the first member of a group leads
// it, holding the row for all. Followers wait in one line, in the order of their groups, so that the
// n tokens that a leader sends wake exactly its own.
import DiscreteEvents

/// The groups of updates that wait for one row.
final class CommitGroups: @unchecked Sendable {
  // Sendable: confined to the executor's thread.
  private let size: Int
  private let followers: Mailbox
  /// Members of the groups that have not been sealed yet, oldest first; only the last may grow.
  @safe @exclusivity(unchecked) private var forming: [Int] = []

  init(_ executor: VirtualExecutor, sku: Int, size: Int) {
    self.size = size
    followers = Mailbox(executor, name: "group commit of stock row \(sku)")
  }

  /// Joins the group that is forming; true if the caller is to lead a new one.
  func join() -> Bool {
    guard let last = forming.last, last < size else {
      forming.append(1)
      return true
    }
    forming[forming.count - 1] += 1
    return false
  }

  /// Waits until the leader has committed.
  func follow() async { _ = await followers.receive() }

  /// Closes the oldest group, which holds the row now; returns how many it has.
  func seal() -> Int { forming.removeFirst() }

  /// Wakes the followers of a group.
  func commit(_ members: Int) {
    for _ in 1..<members { followers.send(0) }
  }
}
