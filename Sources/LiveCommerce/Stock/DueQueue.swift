// The holds of one stock row by when they are due. They are nearly always begun in that order, so this
// is a list to which the next is appended; entries of holds that have ended are swept out when the
// list has doubled.
//
// Invariant: from `first` on, entries lie in order of their due instants.

/// Holds in the order in which they are due, with some that have ended.
struct DueQueue: Sendable {
  private var entries: [(due: Int64, slot: Int)] = []
  private var first = 0
  private var sweepAt = 1024

  mutating func append(_ due: Int64, _ slot: Int) {
    var place = entries.count
    while place > first && entries[place - 1].due > due { place -= 1 }
    guard place < entries.count else { return entries.append((due, slot)) }
    entries.insert((due, slot), at: place)
  }

  mutating func takeFirst(by instant: Int64) -> (due: Int64, slot: Int)? {
    guard first < entries.count, entries[first].due <= instant else { return nil }
    let entry = entries[first]
    first += 1
    if first > 1024 && first * 2 > entries.count {
      // Made anew, so that the memory of a row that has sold is there for the next one.
      entries = Array(entries[first...])
      first = 0
    }
    return entry
  }

  /// When the first of the holds that are open is due; those before it are forgotten.
  mutating func first(_ isOpen: (Int64, Int) -> Bool) -> Int64? {
    while first < entries.count {
      if isOpen(entries[first].due, entries[first].slot) { return entries[first].due }
      _ = takeFirst(by: .max)
    }
    return nil
  }

  /// Whether the queue has doubled since it was swept.
  var isDueForSweep: Bool { entries.count > sweepAt }

  /// Keeps the entries whose holds are open.
  mutating func sweep(_ isOpen: (Int64, Int) -> Bool) {
    var kept = 0
    for index in first..<entries.count where isOpen(entries[index].due, entries[index].slot) {
      entries[kept] = entries[index]
      kept += 1
    }
    entries.removeSubrange(kept...)
    first = 0
    sweepAt = max(1024, 2 * kept)
  }
}
