// Requests on their way to the gateway, taken out in order of (arrival, account, ordinal). That order
// is total, so it does not matter when or from which lane a request was put in.

/// A priority queue of requests.
struct RequestInbox: Sendable {
  private struct Entry: Sendable {
    var arrival: Int64
    var account: UInt64
    var ordinal: UInt16
    var slot: UInt32

    func precedes(_ other: Entry) -> Bool {
      if arrival != other.arrival { return arrival < other.arrival }
      if account != other.account { return account < other.account }
      return ordinal < other.ordinal
    }
  }
  private var heap: [Entry] = []
  private var requests: [Request] = []
  private var free: [UInt32] = []

  /// Requests on their way.
  var count: Int { heap.count }
  /// Arrival of the first.
  var firstArrival: Int64? { heap.first?.arrival }

  mutating func insert(_ request: Request) {
    let slot = free.popLast() ?? UInt32(requests.count)
    if Int(slot) == requests.count {
      requests.append(request)
    } else {
      requests[Int(slot)] = request
    }
    heap.append(
      Entry(
        arrival: request.arrival, account: request.account, ordinal: request.ordinal, slot: slot))
    siftUp(heap.count - 1)
  }

  /// Takes the first request if it arrives before `end`.
  mutating func takeFirst(before end: Int64) -> Request? {
    guard let first = heap.first, first.arrival < end else { return nil }
    let last = heap.removeLast()
    if !heap.isEmpty {
      heap[0] = last
      siftDown(0)
    }
    free.append(first.slot)
    return requests[Int(first.slot)]
  }

  private mutating func siftUp(_ start: Int) {
    var child = start
    let entry = heap[child]
    while child > 0 {
      let parent = (child - 1) / 2
      guard entry.precedes(heap[parent]) else { break }
      heap[child] = heap[parent]
      child = parent
    }
    heap[child] = entry
  }

  private mutating func siftDown(_ start: Int) {
    var parent = start
    let entry = heap[parent]
    while true {
      var child = 2 * parent + 1
      guard child < heap.count else { break }
      if child + 1 < heap.count && heap[child + 1].precedes(heap[child]) { child += 1 }
      guard heap[child].precedes(entry) else { break }
      heap[parent] = heap[child]
      parent = child
    }
    heap[parent] = entry
  }
}
