// Small numbers by account and product: what each account holds or owns. This is the one thing that
// a session keeps for every buyer, so an entry is eight bytes: 40 bits of account, 16 of product,
// 8 of count. What does not fit (other accounts, other counts) goes to a dictionary beside it.
//
// Invariant: no entry counts 0; of a key, at most one of table and dictionary has an entry. The
// table is cut into shards that grow by an eighth one at a time, so growing copies little at once and
// an entry of a large table never takes more than eleven and a quarter bytes for long.

/// Units by account and product; those never counted have 0.
struct UnitCounts: Sendable {
  private struct Key: Hashable {
    var account: UInt64
    var product: Int
  }
  /// The shards of all tables that are still empty: making one costs nothing.
  private static let noShards = Array(repeating: Shard(), count: 64)

  private var shards = UnitCounts.noShards
  private var rest: [Key: Int] = [:]

  /// Keys whose count is not 0.
  var count: Int { shards.reduce(rest.count) { $0 + $1.used } }

  /// Bytes that the entries take.
  var bytes: Int { shards.reduce(0) { $0 + $1.bytes } }

  subscript(account: UInt64, product: Int) -> Int {
    get {
      if let name = UnitCounts.name(account, product) {
        let hash = Shard.hash(name)
        let count = shards[UnitCounts.shard(hash)].count(of: name, hash)
        if count != 0 { return count }
      }
      return rest.isEmpty ? 0 : rest[Key(account: account, product: product)] ?? 0
    }
    set { set(account, product, newValue) }
  }

  /// Adds to a count and returns the sum.
  mutating func add(_ change: Int, to account: UInt64, _ product: Int) -> Int {
    if rest.isEmpty, let name = UnitCounts.name(account, product) {
      let hash = Shard.hash(name)
      if let sum = shards[UnitCounts.shard(hash)].add(change, to: name, hash) { return sum }
    }
    let sum = self[account, product] + change
    set(account, product, sum)
    return sum
  }

  /// How many accounts have any; takes time in proportion to n log n of the keys.
  ///
  /// Of many accounts about `atOnce` keys are listed at a time, so that the list is small beside the table.
  func accountCount(atOnce: Int = 1 << 21) -> Int {
    let parts = UInt64(count / atOnce + 1)
    return (0..<parts).reduce(0) { $0 + accounts(ofPart: $1, of: parts) }
  }

  /// How many of the accounts that leave a remainder have any.
  private func accounts(ofPart part: UInt64, of parts: UInt64) -> Int {
    var accounts = rest.keys.map(\.account).filter { $0 % parts == part }
    accounts.reserveCapacity(accounts.count + count / Int(parts) * 9 / 8)
    for shard in shards {
      shard.forEachName { name in
        if (name >> 16) % parts == part { accounts.append(name >> 16) }
      }
    }
    accounts.sort()
    return zip(accounts, accounts.dropFirst()).reduce(accounts.isEmpty ? 0 : 1) {
      $0 + ($1.0 == $1.1 ? 0 : 1)
    }
  }

  /// Reads a key's first place, so that it comes into the cache; what it returns means nothing.
  func touch(_ account: UInt64, _ product: Int) -> UInt64 {
    guard let name = UnitCounts.name(account, product) else { return 0 }
    let hash = Shard.hash(name)
    return shards[UnitCounts.shard(hash)].touch(hash)
  }

  private mutating func set(_ account: UInt64, _ product: Int, _ count: Int) {
    let name = UnitCounts.name(account, product)
    let isSmall = name != nil && 0...255 ~= count
    if let name {
      let hash = Shard.hash(name)
      shards[UnitCounts.shard(hash)].set(name, hash, to: isSmall ? UInt64(count) : 0)
    }
    guard !isSmall || !rest.isEmpty else { return }
    rest[Key(account: account, product: product)] = isSmall || count == 0 ? nil : count
  }

  /// The key in 56 bits, if it fits.
  private static func name(_ account: UInt64, _ product: Int) -> UInt64? {
    guard account < 1 << 40, 0..<1 << 16 ~= product else { return nil }
    return account << 16 | UInt64(product)
  }

  private static func shard(_ hash: UInt64) -> Int { Int(hash &>> 58) }
}

/// A part of the table: linear probing over any number of places.
private struct Shard: Sendable {
  /// The name above eight bits of count; 0 is an empty place.
  private var words: [UInt64] = []
  private(set) var used = 0

  var bytes: Int { words.count * 8 }
  /// Calls `body` with every name that there is, in no order.
  func forEachName(_ body: (UInt64) -> Void) {
    for word in words where word != 0 { body(word &>> 8) }
  }

  static func hash(_ name: UInt64) -> UInt64 { name &* 0x9E37_79B9_7F4A_7C15 }

  func touch(_ hash: UInt64) -> UInt64 { words.isEmpty ? 0 : words[home(hash)] }

  func count(of name: UInt64, _ hash: UInt64) -> Int {
    guard used > 0 else { return 0 }
    let word = words[find(name, hash)]
    return Int(word & 255)
  }

  mutating func set(_ name: UInt64, _ hash: UInt64, to count: UInt64) {
    if count > 0 && (used + 1) * 5 > words.count * 4 { grow() }
    guard !words.isEmpty else { return }
    let place = find(name, hash)
    let isKnown = words[place] != 0
    if count > 0 {
      words[place] = name << 8 | count
      used += isKnown ? 0 : 1
    } else if isKnown {
      used -= 1
      closeGap(at: place)
    }
  }

  /// Adds to a count that was and stays between 1 and 255; nil if this is not so.
  mutating func add(_ change: Int, to name: UInt64, _ hash: UInt64) -> Int? {
    guard used > 0 else { return nil }
    let place = find(name, hash)
    let sum = Int(words[place] & 255) + change
    guard words[place] != 0, 1...255 ~= sum else { return nil }
    words[place] = name << 8 | UInt64(sum)
    return sum
  }

  /// Where a name is, or the empty place where it would go.
  private func find(_ name: UInt64, _ hash: UInt64) -> Int {
    var place = home(hash)
    while words[place] != 0 && words[place] &>> 8 != name { place = after(place) }
    return place
  }

  /// The hash's middle 32 bits, stretched over the places; the top bits have chosen the shard.
  private func home(_ hash: UInt64) -> Int {
    Int(((hash &>> 26 & 0xFFFF_FFFF) &* UInt64(words.count)) &>> 32)
  }

  private func after(_ place: Int) -> Int { place &+ 1 == words.count ? 0 : place &+ 1 }

  /// The way from one place forward to another.
  private func way(_ from: Int, _ to: Int) -> Int {
    to >= from ? to &- from : to &- from &+ words.count
  }

  /// Moves later entries of the run back, each no further than its home.
  private mutating func closeGap(at start: Int) {
    var gap = start
    var next = after(gap)
    while words[next] != 0 {
      let home = home(Shard.hash(words[next] &>> 8))
      if way(home, next) >= way(gap, next) {
        words[gap] = words[next]
        gap = next
      }
      next = after(next)
    }
    words[gap] = 0
  }

  private mutating func grow() {
    let old = words
    words = Array(repeating: 0, count: max(old.count + 8, old.count + old.count / 8))
    for word in old where word != 0 {
      let name = word &>> 8
      words[find(name, Shard.hash(name))] = word
    }
  }
}
