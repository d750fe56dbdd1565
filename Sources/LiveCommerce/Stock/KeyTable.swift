// A hash table from 64-bit names to words: one array, linear probing, no tombstones. It stands where
// a dictionary would cost most of an order (claims, order rows, open orders by name). Nothing walks
// through it, so its order never reaches a result.
//
// Invariant: the capacity is zero or a power of two, at most three quarters full, and every entry
// can be reached from its home without passing an empty place.

/// Words by 64-bit key.
struct KeyTable: Sendable {
  private struct Entry: Sendable {
    var key: UInt64
    var value: Int
  }
  /// The key of an empty place; an entry of that very key is kept apart.
  private static let empty = UInt64.max

  private var entries: [Entry] = []
  private var shift: UInt64 = 0
  private var used = 0
  private var lastKeyValue: Int?

  /// How many keys have a value.
  var count: Int { used + (lastKeyValue == nil ? 0 : 1) }

  subscript(key: UInt64) -> Int? {
    guard key != KeyTable.empty else { return lastKeyValue }
    guard used > 0 else { return nil }
    let place = find(key)
    return entries[place].key == key ? entries[place].value : nil
  }

  /// Gives a key a value, over the one it may have.
  mutating func set(_ key: UInt64, to value: Int) {
    guard key != KeyTable.empty else { return lastKeyValue = value }
    if (used + 1) * 4 > entries.count * 3 { grow() }
    let place = find(key)
    if entries[place].key != key { used += 1 }
    entries[place] = Entry(key: key, value: value)
  }

  /// Takes a key out and returns its value.
  @discardableResult
  mutating func remove(_ key: UInt64) -> Int? {
    guard key != KeyTable.empty else {
      defer { lastKeyValue = nil }
      return lastKeyValue
    }
    guard used > 0 else { return nil }
    let place = find(key)
    guard entries[place].key == key else { return nil }
    let value = entries[place].value
    used -= 1
    closeGap(at: place)
    return value
  }

  /// Reads a key's first place, so that it comes into the cache; what it returns means nothing.
  @inline(__always)
  func touch(_ key: UInt64) -> UInt64 { entries.isEmpty ? 0 : entries[home(key)].key }

  /// Where a key is, or the empty place where it would go.
  private func find(_ key: UInt64) -> Int {
    let mask = entries.count &- 1
    var place = home(key)
    while entries[place].key != key && entries[place].key != KeyTable.empty {
      place = (place &+ 1) & mask
    }
    return place
  }

  private func home(_ key: UInt64) -> Int {
    Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) &>> shift)
  }

  /// Moves later entries of the run back, each no further than its home.
  private mutating func closeGap(at start: Int) {
    let mask = entries.count &- 1
    var gap = start
    var next = (gap &+ 1) & mask
    while entries[next].key != KeyTable.empty {
      let fromHome = (next &- home(entries[next].key)) & mask
      if fromHome >= (next &- gap) & mask {
        entries[gap] = entries[next]
        gap = next
      }
      next = (next &+ 1) & mask
    }
    entries[gap].key = KeyTable.empty
  }

  private mutating func grow() {
    let old = entries
    let capacity = max(16, old.count * 2)
    entries = Array(repeating: Entry(key: KeyTable.empty, value: 0), count: capacity)
    shift = UInt64(64 - capacity.trailingZeroBitCount)
    for entry in old where entry.key != KeyTable.empty { entries[find(entry.key)] = entry }
  }
}
