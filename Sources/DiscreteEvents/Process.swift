// The long-lived tasks of one executor by name. Invariant: a process is in the table from its
// spawning until its body returns; numbers are given in spawning order and never used again, so a
// wait is never ascribed to a later process that happens to reuse the slot.

enum Process {
  /// The number of the running task's process, inherited by child tasks; 0 is none.
  @TaskLocal static var current: UInt32 = 0
}

struct ProcessTable {
  private struct Entry {
    var number: UInt32 = 0
    var name = ""
    var task: Task<Void, Never>?
  }

  private var entries: [Entry] = []
  private var free: [Int] = []
  private var spawned: UInt32 = 0

  var count: Int { entries.count - free.count }

  /// Enters a name and returns the slot and the number of the new process.
  mutating func insert(name: String) -> (slot: Int, number: UInt32) {
    spawned += 1
    let entry = Entry(number: spawned, name: name)
    guard let slot = free.popLast() else {
      entries.append(entry)
      return (entries.count - 1, spawned)
    }
    entries[slot] = entry
    return (slot, spawned)
  }

  mutating func attach(_ task: Task<Void, Never>, to slot: Int) {
    entries[slot].task = task
  }

  mutating func remove(slot: Int) {
    entries[slot] = Entry()
    free.append(slot)
  }

  /// The live processes in spawning order.
  var live: [(number: UInt32, name: String)] {
    inOrder.map { ($0.number, $0.name) }
  }

  /// The handles of the live processes in spawning order.
  var tasks: [Task<Void, Never>] { inOrder.compactMap(\.task) }

  private var inOrder: [Entry] {
    entries.filter { $0.number != 0 }.sorted { $0.number < $1.number }
  }
}
