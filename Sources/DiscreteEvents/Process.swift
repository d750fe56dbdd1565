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
    /// The task's address, which is that of its job.
    var address = 0
  }

  /// A number that was found for an address lately.
  private struct Found {
    var address = 0
    var number: UInt32 = 0
  }

  private var entries: [Entry] = []
  private var free: [Int] = []
  private var spawned: UInt32 = 0
  /// By hash of the address, one each; at least twice as many places as there are processes.
  private var found = Array(repeating: Found(), count: 16)

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

  mutating func attach(_ task: Task<Void, Never>, _ address: Int, to slot: Int) {
    entries[slot].task = task
    entries[slot].address = address
    if entries.count * 2 > found.count {
      found = Array(repeating: Found(), count: found.count * 2)
      for entry in entries { remember(entry) }
    } else {
      remember(entries[slot])
    }
  }

  private mutating func remember(_ entry: Entry) {
    found[place(of: entry.address)] = Found(address: entry.address, number: entry.number)
  }

  /// Where an address is remembered; tasks lie at least sixteen bytes apart.
  private func place(of address: Int) -> Int {
    let hash = UInt64(truncatingIfNeeded: address) &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: hash &>> 40) & (found.count &- 1)
  }

  /// The number of the process whose own task is at an address, if it is remembered.
  func number(of address: Int) -> UInt32? {
    let memory = found[place(of: address)]
    return memory.address == address ? memory.number : nil
  }

  /// The number of the process whose own task is at an address; O(processes).
  func search(_ address: Int) -> UInt32? {
    entries.first { $0.number != 0 && $0.address == address }?.number
  }

  mutating func remove(slot: Int) {
    let place = place(of: entries[slot].address)
    if found[place].number == entries[slot].number { found[place] = Found() }
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
