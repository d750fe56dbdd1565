// Requests on their way to the gateway, taken out in order of (arrival, account, ordinal). That order
// is total, so it does not matter when or from which lane a request was put in.
//
// Requests come by the window and are asked for by the window. So they lie unsorted, in bins by time,
// until somebody asks for what arrives before an instant; all that do are then sorted, as the run.
//
// Invariant: everything in the run arrives before `horizon` and is sorted from `next` on; everything
// else arrives at `horizon` or after it. The bins are those from `base` on, which is the one that
// `horizon` falls into; what is in `far` lay beyond the last bin when it came.

/// The requests under way.
struct RequestInbox: ~Copyable {
  private struct Entry: Sendable {
    var arrival: Int64
    var account: UInt64
    var slot: UInt32
    var ordinal: UInt16

    @inline(__always)
    func precedes(_ other: Entry) -> Bool {
      if arrival != other.arrival { return arrival < other.arrival }
      if account != other.account { return account < other.account }
      return ordinal < other.ordinal
    }
  }
  /// The width of a bin is 2²⁵ ns, a thirtieth of a second: about a window.
  private static let widthBits: Int64 = 25
  private static let binCount = 2048
  /// A bin that has held more than this gives its memory back.
  private static let keptCapacity = 64

  private var run: [Entry] = []
  private var next = 0
  private var horizon = Int64.min
  private var bins = [[Entry]](repeating: [], count: RequestInbox.binCount)
  /// Which bins hold anything, sixty-four in a word.
  private var inUse = [UInt64](repeating: 0, count: RequestInbox.binCount / 64)
  private var base = 0
  private var far: [Entry] = []
  /// The earliest arrivals in `far`, and of all that are not in the run.
  private var earliestFar = Int64.max
  private var earliest = Int64.max
  private var requests: [Request] = []
  private var free: [UInt32] = []
  /// For sorting: entries in the order of their heaps, and where each heap ends.
  private var heaped: [Entry] = []
  private var ends: [Int] = []

  /// Arrival of the first; `Int64.max` if there is none.
  var firstArrival: Int64 { next < run.count ? run[next].arrival : earliest }

  mutating func insert(_ request: Request) {
    let slot = free.popLast() ?? UInt32(requests.count)
    if Int(slot) == requests.count {
      requests.append(request)
    } else {
      requests[Int(slot)] = request
    }
    let entry = Entry(
      arrival: request.arrival, account: request.account, slot: slot, ordinal: request.ordinal)
    if entry.arrival >= horizon {
      put(entry)
      earliest = min(earliest, entry.arrival)
    } else {
      // Only who looks ahead of what it has taken gets here.
      let place = run[next...].firstIndex { entry.precedes($0) } ?? run.count
      run.insert(entry, at: place)
    }
  }

  /// Sorts what arrives before `end`, so that it can be taken.
  mutating func open(before end: Int64) {
    guard end > horizon else { return }
    horizon = end
    let bin = RequestInbox.bin(end)
    guard earliest < end else { return base = bin }
    run.removeFirst(next)
    next = 0
    empty(upTo: bin, before: end)
    base = bin
    if earliestFar < end { refill(before: end) }
    earliest = min(earliestInBins, earliestFar)
    sortRun()
  }

  /// Takes the first of the requests that have been sorted.
  mutating func takeFirst() -> Request? {
    guard next < run.count else { return nil }
    let slot = run[next].slot
    next &+= 1
    free.append(slot)
    return requests[Int(slot)]
  }

  /// Those of the next `count` sorted requests that there are, from the first or from a later one.
  @inline(__always)
  func upcoming(from offset: Int = 0, _ count: Int, _ body: (Request) -> Void) {
    var place = next &+ offset
    let end = min(run.count, place &+ count)
    while place < end {
      body(requests[Int(run[place].slot)])
      place &+= 1
    }
  }

  // MARK: Bins

  private static func bin(_ instant: Int64) -> Int { Int(instant >> widthBits) }

  private mutating func put(_ entry: Entry) {
    let bin = RequestInbox.bin(entry.arrival)
    if bin - base < RequestInbox.binCount {
      let place = bin & (RequestInbox.binCount - 1)
      bins[place].append(entry)
      inUse[place >> 6] |= 1 << UInt64(place & 63)
    } else {
      far.append(entry)
      earliestFar = min(earliestFar, entry.arrival)
    }
  }

  /// Moves what arrives before `end` from the bins to the run; `last` is the bin of `end`.
  private mutating func empty(upTo last: Int, before end: Int64) {
    var bin = firstInUse(from: base)
    while let found = bin, found <= last {
      let place = found & (RequestInbox.binCount - 1)
      if found == last {
        split(place, at: end)
      } else {
        run.append(contentsOf: bins[place])
        let isLarge = bins[place].count > RequestInbox.keptCapacity
        bins[place].removeAll(keepingCapacity: !isLarge)
      }
      if bins[place].isEmpty { inUse[place >> 6] &= ~(1 << UInt64(place & 63)) }
      bin = firstInUse(from: found + 1)
    }
  }

  /// The first bin from one on that holds anything; nil if none does.
  private func firstInUse(from first: Int) -> Int? {
    let end = base + RequestInbox.binCount
    var bin = first
    while bin < end {
      let place = bin & (RequestInbox.binCount - 1)
      let word = inUse[place >> 6] >> UInt64(place & 63)
      if word != 0 {
        // In the last word the first bins of all may follow.
        let found = bin + word.trailingZeroBitCount
        return found < end ? found : nil
      }
      bin += 64 - (place & 63)
    }
    return nil
  }

  /// Moves what arrives before `end` from the bin at a place to the run.
  private mutating func split(_ place: Int, at end: Int64) {
    var list: [Entry] = []
    swap(&list, &bins[place])
    var kept = 0
    for index in list.indices {
      let entry = list[index]
      if entry.arrival < end {
        run.append(entry)
      } else {
        list[kept] = entry
        kept &+= 1
      }
    }
    list.removeSubrange(kept...)
    swap(&list, &bins[place])
  }

  /// Moves what was far to the run or, if its bin is there now, to the bins.
  private mutating func refill(before end: Int64) {
    let all = far
    far.removeAll(keepingCapacity: true)
    earliestFar = .max
    for entry in all {
      if entry.arrival < end { run.append(entry) } else { put(entry) }
    }
  }

  private var earliestInBins: Int64 {
    guard let bin = firstInUse(from: base) else { return .max }
    return bins[bin & (RequestInbox.binCount - 1)].reduce(Int64.max) { min($0, $1.arrival) }
  }

  // MARK: Sorting

  /// Sorts the run: into as many heaps of equal width as it has entries, and then within each.
  ///
  /// Arrivals are spread over a window, so a heap has a few; a heap of many is sorted on its own.
  private mutating func sortRun() {
    guard run.count > 1 else { return }
    let first = run.reduce(Int64.max) { min($0, $1.arrival) }
    let last = run.reduce(Int64.min) { max($0, $1.arrival) }
    let scale = Double(run.count - 1) / max(1, Double(last - first))
    ends.removeAll(keepingCapacity: true)
    ends.append(contentsOf: repeatElement(0, count: run.count + 1))
    for entry in run { ends[RequestInbox.heap(entry.arrival - first, scale) &+ 1] &+= 1 }
    for heap in 1..<ends.count { ends[heap] &+= ends[heap &- 1] }
    heaped.removeAll(keepingCapacity: true)
    heaped.append(contentsOf: run)
    for entry in run {
      let heap = RequestInbox.heap(entry.arrival - first, scale)
      heaped[ends[heap]] = entry
      ends[heap] &+= 1
    }
    swap(&run, &heaped)
    sortHeaps()
  }

  /// The heap of an arrival; the product never falls when the arrival rises.
  @inline(__always)
  private static func heap(_ sinceFirst: Int64, _ scale: Double) -> Int {
    Int(Double(sinceFirst) * scale)
  }

  private mutating func sortHeaps() {
    var start = 0
    for end in ends where end > start {
      if end - start > 16 {
        run[start..<end].sort { $0.precedes($1) }
      } else {
        for place in start + 1..<max(end, start + 1) { sink(place, downTo: start) }
      }
      start = end
    }
  }

  /// Moves an entry back to its place among the sorted ones from `start` on.
  private mutating func sink(_ place: Int, downTo start: Int) {
    let entry = run[place]
    var hole = place
    while hole > start, entry.precedes(run[hole &- 1]) {
      run[hole] = run[hole &- 1]
      hole &-= 1
    }
    run[hole] = entry
  }
}
