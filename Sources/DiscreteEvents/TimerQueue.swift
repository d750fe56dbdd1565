// Everything that is due later, in a four-way heap keyed by (instant, sequence). Invariant: the
// sequence number is unique and given in scheduling order, so the key is a total order: equal
// instants leave the queue in the order in which they were scheduled, whatever the heap does.

/// One entry: when it is due, and what it wakes or delivers.
struct Timer {
  var instant: Instant
  var sequence: Int
  var target: TimerTarget

  /// Whether this entry leaves the queue before `other`.
  @inline(__always)
  func precedes(_ other: Timer) -> Bool {
    instant.nanoseconds < other.instant.nanoseconds
      || (instant.nanoseconds == other.instant.nanoseconds && sequence < other.sequence)
  }
}

/// What a timer does, in one word: it wakes a task that only sleeps, or the task parked in a slot, or
/// delivers the token in a slot.
///
/// A sleeping task is the word by which it is made ready, which is even. The others are odd: two bits of
/// kind, thirty of slot, and how often the slot had been used, by which an entry that has lost its
/// purpose is known.
struct TimerTarget: Equatable {
  let word: Int

  private init(word: Int) { self.word = word }

  private init(_ kind: Int, _ slot: Int32, _ generation: UInt32) {
    word = Int(truncatingIfNeeded: UInt64(generation) << 32) | Int(slot) << 2 | kind
  }

  init(sleeper: Int) { self.init(word: sleeper) }

  init(waiter slot: Int32, _ generation: UInt32) { self.init(1, slot, generation) }

  init(delivery slot: Int32, _ generation: UInt32) { self.init(3, slot, generation) }

  var isSleeper: Bool { word & 1 == 0 }
  var isDelivery: Bool { word & 3 == 3 }
  var slot: Int32 { Int32(truncatingIfNeeded: word &>> 2 & 0x3FFF_FFFF) }
  var generation: UInt32 { UInt32(truncatingIfNeeded: word &>> 32) }
}

struct TimerQueue {
  private(set) var heap: [Timer] = []
  private(set) var scheduled = 0
  /// Entries whose waiter was served before its time; they are skipped, or swept when they abound.
  private(set) var stale = 0

  var first: Timer? { heap.first }

  mutating func push(_ target: TimerTarget, at instant: Instant) {
    scheduled &+= 1
    let timer = Timer(instant: instant, sequence: scheduled, target: target)
    heap.append(timer)
    siftUp(timer, from: heap.count &- 1)
  }

  /// Counts a timer that fires as soon as it is set, and so is never in the queue.
  mutating func skip() { scheduled &+= 1 }

  mutating func popFirst() -> Timer? {
    guard let last = heap.popLast() else { return nil }
    guard let first = heap.first else { return last }
    siftDown(last, from: 0)
    return first
  }

  mutating func noteStale() { stale &+= 1 }

  mutating func dropStale() { stale &-= 1 }

  /// Whether stale entries have come to fill more than half of a queue that is not small.
  var isDueForSweep: Bool { stale > 64 && stale &* 2 > heap.count }

  /// Keeps what `isLive` accepts; the order is that of the keys, so it cannot change.
  mutating func sweep(_ isLive: (TimerTarget) -> Bool) {
    heap.removeAll { !isLive($0.target) }
    stale = 0
    guard heap.count > 1 else { return }
    for index in stride(from: (heap.count - 2) / 4, through: 0, by: -1) {
      siftDown(heap[index], from: index)
    }
  }

  /// Empties the queue and returns what it held, in order.
  mutating func removeAll() -> [Timer] {
    defer { (heap, stale) = ([], 0) }
    return inOrder
  }

  /// The entries in the order in which they are due, for reports.
  var inOrder: [Timer] { heap.sorted { $0.precedes($1) } }

  private mutating func siftUp(_ timer: Timer, from start: Int) {
    unsafe heap.withUnsafeMutableBufferPointer { heap in
      var hole = start
      while hole > 0 {
        let parent = (hole &- 1) / 4
        guard unsafe timer.precedes(heap[parent]) else { break }
        unsafe heap[hole] = heap[parent]
        hole = parent
      }
      unsafe heap[hole] = timer
    }
  }

  private mutating func siftDown(_ timer: Timer, from start: Int) {
    unsafe heap.withUnsafeMutableBufferPointer { heap in
      var hole = start
      while true {
        let child = unsafe TimerQueue.earliestChild(of: hole, in: heap)
        guard child > 0, unsafe heap[child].precedes(timer) else { break }
        unsafe heap[hole] = heap[child]
        hole = child
      }
      unsafe heap[hole] = timer
    }
  }

  /// The index of the earliest of up to four children, or 0 when there is none.
  @inline(__always)
  private static func earliestChild(
    of parent: Int, in heap: UnsafeMutableBufferPointer<Timer>
  ) -> Int {
    let start = parent &* 4 &+ 1
    guard start < heap.count else { return 0 }
    var earliest = start
    var child = start &+ 1
    let end = min(start &+ 4, heap.count)
    while child < end {
      if unsafe heap[child].precedes(heap[earliest]) { earliest = child }
      child &+= 1
    }
    return earliest
  }
}
