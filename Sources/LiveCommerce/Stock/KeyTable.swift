// A hash table from 64-bit names to words. It stands where a dictionary would cost most of an order
// (claims, order rows, open orders by name). Nothing walks through it, so its order never reaches a
// result.
//
// Invariant: an entry of the key that marks an empty place is kept apart.

/// Words by 64-bit key.
struct KeyTable: Sendable {
  private struct Entry: OrderedEntry {
    static let empty = Entry(key: .max, value: 0)

    var key: UInt64
    var value: Int

    @inline(__always) var isEmpty: Bool { key == .max }
    @inline(__always) var hash: UInt64 { KeyTable.hash(key) }

    static func homes(after homes: Int) -> Int { max(16, homes + homes / 2) }
  }

  private var entries = OrderedTable<Entry>()
  private var lastKeyValue: Int?

  /// How many keys have a value.
  var count: Int { entries.count + (lastKeyValue == nil ? 0 : 1) }

  subscript(key: UInt64) -> Int? {
    guard key != .max else { return lastKeyValue }
    let entry = entries.entry(KeyTable.hash(key))
    return entry.isEmpty ? nil : entry.value
  }

  /// Gives a key a value, over the one it may have.
  mutating func set(_ key: UInt64, to value: Int) {
    guard key != .max else { return lastKeyValue = value }
    entries.set(Entry(key: key, value: value))
  }

  /// Takes a key out and returns its value.
  @discardableResult
  mutating func remove(_ key: UInt64) -> Int? {
    guard key != .max else {
      defer { lastKeyValue = nil }
      return lastKeyValue
    }
    let entry = entries.remove(KeyTable.hash(key))
    return entry.isEmpty ? nil : entry.value
  }

  /// Reads a key's first place, so that it comes into the cache; what it returns means nothing.
  @inline(__always)
  func touch(_ key: UInt64) -> UInt64 { entries.touch(KeyTable.hash(key)).key }

  /// Another one for every key, because the factor is odd.
  @inline(__always)
  private static func hash(_ key: UInt64) -> UInt64 { key &* 0x9E37_79B9_7F4A_7C15 }
}
