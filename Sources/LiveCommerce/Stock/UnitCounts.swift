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
        let count = shards[UnitCounts.shard(hash)].count(hash)
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

/// A part of the table.
private struct Shard: Sendable {
  /// The name above eight bits of count.
  private struct Entry: OrderedEntry {
    static let empty = Entry(word: 0)

    var word: UInt64

    @inline(__always) var isEmpty: Bool { word == 0 }
    // The six bits that have chosen the shard are left out: all entries have the same.
    @inline(__always) var hash: UInt64 { Shard.hash(word &>> 8) &<< 6 }
    var count: Int { Int(word & 255) }

    static func homes(after homes: Int) -> Int { homes + max(8, homes / 8) }
  }

  private var entries = OrderedTable<Entry>()

  var used: Int { entries.count }
  var bytes: Int { entries.places.count * 8 }

  /// Calls `body` with every name that there is, in no order.
  func forEachName(_ body: (UInt64) -> Void) {
    for entry in entries.places where !entry.isEmpty { body(entry.word &>> 8) }
  }

  /// Another one for every name, because the factor is odd.
  static func hash(_ name: UInt64) -> UInt64 { name &* 0x9E37_79B9_7F4A_7C15 }

  func touch(_ hash: UInt64) -> UInt64 { entries.touch(hash &<< 6).word }

  func count(_ hash: UInt64) -> Int { entries.entry(hash &<< 6).count }

  mutating func set(_ name: UInt64, _ hash: UInt64, to count: UInt64) {
    if count > 0 {
      entries.set(Entry(word: name << 8 | count))
    } else {
      _ = entries.remove(hash &<< 6)
    }
  }

  /// Adds to a count and returns the sum; nil if that does not fit an entry.
  mutating func add(_ change: Int, to name: UInt64, _ hash: UInt64) -> Int? {
    let sum = count(hash) + change
    guard 0...255 ~= sum else { return nil }
    set(name, hash, to: UInt64(sum))
    return sum
  }
}
