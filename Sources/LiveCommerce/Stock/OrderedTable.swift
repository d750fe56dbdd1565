// An open hash table whose entries stand in the order of their hashes: linear probing in which a search
// ends at the first entry that is too large, a gap is closed by moving up what stands behind it, and
// growing is one pass from front to back. O. Amble and D. E. Knuth, "Ordered hash tables" (The Computer
// Journal 17, 1974).
//
// Invariant: no entry stands before its home, none behind an entry with a larger hash, and no place
// between an entry and its home is empty; behind the last entry there is an empty place.

/// What a table can hold.
protocol OrderedEntry: Sendable {
  /// What stands where nothing is.
  static var empty: Self { get }
  var isEmpty: Bool { get }
  /// A number that no entry of another key has; the place depends on its upper half.
  var hash: UInt64 { get }
  /// How many homes there are to be, where so many are too few.
  static func homes(after homes: Int) -> Int
}

/// Entries by hash.
struct OrderedTable<Entry: OrderedEntry>: Sendable {
  /// The homes, and behind them as many places as have been needed for those who found no room.
  private(set) var places: [Entry] = []
  private var homes = 0
  private(set) var count = 0

  /// Places at the end for those who find no room, to begin with and whenever there are too few.
  private static var slack: Int { 4 }

  /// The entry with a hash, or an empty one.
  @inline(__always)
  func entry(_ hash: UInt64) -> Entry {
    guard count > 0 else { return .empty }
    let found = places[place(of: hash)]
    return found.isEmpty || found.hash != hash ? .empty : found
  }

  /// Puts an entry in, over the one of its hash if there is one.
  mutating func set(_ entry: Entry) {
    if (count + 1) * 5 > homes * 4 { grow() }
    let place = place(of: entry.hash)
    let old = places[place]
    if !old.isEmpty && old.hash == entry.hash {
      places[place] = entry
    } else {
      insert(entry, at: place)
    }
  }

  /// Takes out the entry with a hash, and returns it or an empty one.
  mutating func remove(_ hash: UInt64) -> Entry {
    guard count > 0 else { return .empty }
    var gap = place(of: hash)
    let found = places[gap]
    guard !found.isEmpty, found.hash == hash else { return .empty }
    while !places[gap + 1].isEmpty, home(places[gap + 1].hash) <= gap {
      places[gap] = places[gap + 1]
      gap += 1
    }
    places[gap] = .empty
    count -= 1
    return found
  }

  /// What stands at the home of a hash, to have it in the cache.
  @inline(__always)
  func touch(_ hash: UInt64) -> Entry { places.isEmpty ? .empty : places[home(hash)] }

  /// Where the entry with a hash is, or would be.
  @inline(__always)
  private func place(of hash: UInt64) -> Int {
    var place = home(hash)
    while !places[place].isEmpty && places[place].hash < hash { place &+= 1 }
    return place
  }

  /// The upper half of a hash, stretched over the homes: in the order of the hashes.
  @inline(__always)
  private func home(_ hash: UInt64) -> Int {
    Int(truncatingIfNeeded: ((hash &>> 32) &* UInt64(truncatingIfNeeded: homes)) &>> 32)
  }

  /// Puts an entry in its place, and moves back what stands from there to the next empty place.
  private mutating func insert(_ entry: Entry, at place: Int) {
    var end = place
    while !places[end].isEmpty { end += 1 }
    // The last place stays empty.
    if end + 1 == places.count { extend() }
    while end > place {
      places[end] = places[end - 1]
      end -= 1
    }
    places[place] = entry
    count += 1
  }

  private mutating func extend() {
    places.reserveCapacity(places.count + OrderedTable.slack)
    for _ in 0..<OrderedTable.slack { places.append(.empty) }
  }

  private mutating func grow() {
    let old = places
    homes = Entry.homes(after: homes)
    let room = homes + OrderedTable.slack
    places = []
    places.reserveCapacity(room + 3 * OrderedTable.slack)
    for entry in old where !entry.isEmpty {
      let home = home(entry.hash)
      while places.count < home { places.append(.empty) }
      places.append(entry)
    }
    repeat { places.append(.empty) } while places.count < room
  }
}
