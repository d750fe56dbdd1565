// What was the bottleneck, when, and what would be next: operational analysis (Denning and Buzen,
// "The operational analysis of queueing network models", Computing Surveys 10, 1978). Over a stretch
// of time a tier of c servers with busy time B has the utilisation U = B ÷ c·T, and U ÷ X is the
// demand that each unit of throughput X makes on it; so load can grow by the factor 1 ÷ U before the
// tier is full, and the tier with the largest U is full first.
//
// Busy is what a tier does itself: an order worker that waits at the database, the cache or a row that
// is full is not working, whoever it waits for is, nor is a connection kept for a row that is full, nor the
// place in the waiting room of one whose order waits. Where nothing further in is full, the servers are what
// there is too little of, however idle. A stock row is a tier with one server.
//
// Invariant: a pure function of the counters; equal records have equal bottlenecks.
import Stochastics

/// The tier that limits a session.
public struct Bottleneck: Sendable, Equatable {
  /// Its name; `row` for the hottest stock row.
  public let tier: String
  /// When the busiest stretch begins, in seconds.
  public let from: Int
  /// How long the stretch is, in seconds.
  public let length: Int
  /// The share of its servers that worked in that stretch.
  public let utilisation: Double
  /// For how many seconds of the session it was full.
  public let full: Int
  /// Its share of all the time that requests waited, with what was waited in front of those whom it kept
  /// waiting; nil if nobody waited.
  public let waitShare: Double?
  /// The tier that would be full first if this one were doubled; nil if there is no other.
  public let next: String?
  /// By what factor the most load that the session can carry would grow if it were doubled.
  public let gain: Double
  /// For how many seconds all connections were taken, most of them by statements that waited for it, if
  /// it is a row.
  public let emptyPool: Int

  /// From which share on a tier counts as full.
  public static let fullShare = 0.95
  /// The length of a stretch, in seconds.
  static let stretch = 10

  /// Whether the tier was full for the whole stretch.
  public var isFull: Bool { utilisation >= Bottleneck.fullShare }
  /// How much more load the tier could have carried, as a factor.
  public var headroom: Double { 1 / utilisation }
}

/// A tier as the analysis sees it.
private struct TierLoad {
  let name: String
  /// What the tier has done itself, and what it could have done, up to the end of each second, in
  /// server nanoseconds.
  // Ten million places of a waiting room over an hour are more than 64 bits.
  let busy: [Int128]
  let room: [Int128]
  /// How long was waited in front of it, in nanoseconds, and in front of those whom it kept waiting.
  var waited: Double

  init(_ name: String, busy: [Int], size: LevelSeries, waited: Double, seconds: Int) {
    self.name = name
    self.waited = waited
    let sizes = size.bySecond
    var sums: (busy: Int128, room: Int128) = (0, 0)
    var found: (busy: [Int128], room: [Int128]) = ([0], [0])
    for second in 0..<seconds {
      sums.busy += second < busy.count ? Int128(max(0, busy[second])) : 0
      sums.room += Int128(second < sizes.count ? sizes[second] : Int(size.level) * 1_000_000_000)
      found.busy.append(sums.busy)
      found.room.append(sums.room)
    }
    self.busy = found.busy
    self.room = found.room
  }

  func utilisation(from second: Int, length: Int) -> Double {
    // A stretch fits one word; to make a number of two words takes many times as long.
    let room = Int64(clamping: room[second + length] - room[second])
    let busy = Int64(clamping: busy[second + length] - busy[second])
    return room > 0 ? min(1, Double(busy) / Double(room)) : 0
  }

  /// The first of the busiest stretches.
  func busiest(_ length: Int) -> (from: Int, utilisation: Double) {
    var best = (from: 0, utilisation: 0.0)
    for second in 0..<(busy.count - length) {
      let share = utilisation(from: second, length: length)
      if share > best.utilisation { best = (second, share) }
    }
    return best
  }

  var fullSeconds: Int { (0..<busy.count - 1).count { isFull(in: $0) } }

  func isFull(in second: Int) -> Bool {
    utilisation(from: second, length: 1) >= Bottleneck.fullShare
  }
}

/// Who waits because of which tier, second by second: at it, and in front of those whom it keeps waiting.
private struct Pressing {
  private var waits: [[Double]]
  private let seconds: Int

  /// Begins with the row.
  init(_ row: LevelSeries, _ seconds: Int) {
    waits = []
    self.seconds = seconds
    add(row)
  }

  /// Adds a tier further out with the queue in front of it.
  mutating func add(_ queue: LevelSeries) {
    let known = queue.bySecond
    waits.append((0..<seconds).map { $0 < known.count ? Double(known[$0]) : 0 })
  }

  /// Of the queue in front of the tier added last, so much is there because of tiers further in: of each
  /// in proportion to who waits because of it.
  mutating func move(_ share: Double, to inner: [Int], in second: Int) {
    let outer = waits.count - 1
    let all = inner.reduce(0) { $0 + waits[$1][second] }
    guard all > 0 else { return }
    let moved = share * waits[outer][second]
    for tier in inner { waits[tier][second] *= 1 + moved / all }
    waits[outer][second] -= moved
  }

  /// How long was waited because of a tier, in nanoseconds.
  func total(_ tier: Int) -> Double { waits[tier].reduce(0, +) }
}

extension Bottleneck {
  /// The bottleneck of a session, or of some of its tiers; nil if none of them has done anything.
  init?(
    tiers: [TierCounter], rows: RowLoads, length: Int64, among names: Set<String>? = nil
  ) {
    let seconds = Int((length + 999_999_999) / 1_000_000_000)
    let stretch = min(Bottleneck.stretch, seconds)
    let loads = Bottleneck.loads(tiers, rows, seconds)
    let candidates = loads.filter { names?.contains($0.name) ?? true }
      .map { (load: $0, peak: $0.busiest(stretch)) }
    guard let chosen = Bottleneck.limiting(candidates), chosen.peak.utilisation > 0 else {
      return nil
    }
    let others = candidates.filter { $0.load.name != chosen.load.name }
      .map { ($0.load.name, $0.load.utilisation(from: chosen.peak.from, length: stretch)) }
    let waited = loads.reduce(0) { $0 + $1.waited }
    tier = chosen.load.name
    from = chosen.peak.from
    self.length = stretch
    utilisation = chosen.peak.utilisation
    full = chosen.load.fullSeconds
    waitShare = waited > 0 ? chosen.load.waited / waited : nil
    let half = utilisation / 2
    let rival = others.reduce(("", 0.0)) { $1.1 > $0.1 ? $1 : $0 }
    next = rival.1 > half ? rival.0 : others.isEmpty ? nil : tier
    gain = utilisation / max(half, rival.1)
    emptyPool = tier == "row" ? Bottleneck.secondsWithoutConnections(tiers, rows, seconds) : 0
  }

  /// Of the tiers that were full the one because of which most time was waited; otherwise the fullest.
  private static func limiting(
    _ candidates: [(load: TierLoad, peak: (from: Int, utilisation: Double))]
  ) -> (load: TierLoad, peak: (from: Int, utilisation: Double))? {
    let full = candidates.filter { $0.peak.utilisation >= fullShare }
    guard let first = full.first else {
      return candidates.reduce(candidates.first) { best, next in
        next.peak.utilisation > (best?.peak.utilisation ?? 0) ? next : best
      }
    }
    return full.reduce(first) { $1.load.waited > $0.load.waited ? $1 : $0 }
  }

  private static func loads(
    _ tiers: [TierCounter], _ rows: RowLoads, _ seconds: Int
  ) -> [TierLoad] {
    let row = TierLoad(
      "row", busy: rows.heldBySecond, size: LevelSeries(level: 1), waited: Double(rows.waited),
      seconds: seconds)
    var known = [row]
    var pressing = Pressing(rows.waiting, seconds)
    // From the innermost outwards: whoever waits for a tier that is full does nothing of its own.
    for names in [["stock", "cache", "queue", "locks"], ["orders", "payment"], ["room"]] {
      // A place in the waiting room ends with the answer: nobody keeps it for a payment.
      let inner = known.indices.filter { names != ["room"] || known[$0].name != "payment" }
      let isFull = (0..<seconds).map { second in inner.contains { known[$0].isFull(in: second) } }
      for tier in tiers where names.contains(tier.name) && tier.servers > 0 {
        let waits = waits(of: tier, tiers, rows)
        var own = tier.busy.bySecond
        pressing.add(tier.waiting)
        for second in 0..<min(seconds, own.count) where isFull[second] && own[second] > 0 {
          let held = waits.reduce(0) { $0 + (second < $1.count ? $1[second] : 0) }
          pressing.move(min(1, Double(held) / Double(own[second])), to: inner, in: second)
          own[second] -= held
        }
        known.append(load(of: tier, busy: own, seconds))
      }
    }
    for index in known.indices { known[index].waited = pressing.total(index) }
    let crowd = tiers.filter { tier in !known.contains { $0.name == tier.name } && tier.servers > 0
    }
    return known.dropFirst() + crowd.map { load(of: $0, busy: $0.busy.bySecond, seconds) }
      + known.prefix(1)
  }

  private static func load(of tier: TierCounter, busy: [Int], _ seconds: Int) -> TierLoad {
    TierLoad(
      tier.name, busy: busy, size: tier.size, waited: Double(tier.waiting.total),
      seconds: seconds)
  }

  /// How long, by second, servers of a tier were held by what waited for a tier further in.
  private static func waits(
    of tier: TierCounter, _ tiers: [TierCounter], _ rows: RowLoads
  ) -> [[Int]] {
    let orders = tiers.first { $0.name == "orders" }
    let levels: [LevelSeries?] =
      switch tier.name {
      // A place in the waiting room is held too by those whose orders wait for workers.
      case "room": [orders?.waiting, orders?.stalled]
      // What a transaction keeps without asking for a row waits for nothing that is known here.
      case "stock": [rows.waiting]
      default: [tier.stalled]
      }
    return levels.compactMap { $0?.bySecond }
  }

  /// For how many seconds all connections were taken, most of them by statements that waited for a row.
  private static func secondsWithoutConnections(
    _ tiers: [TierCounter], _ rows: RowLoads, _ seconds: Int
  ) -> Int {
    guard let pool = tiers.first(where: { $0.name == "stock" }) else { return 0 }
    let (waiting, busy) = (rows.waiting.bySecond, pool.busy.bySecond)
    let all = load(of: pool, busy: busy, seconds)
    return (0..<min(seconds, waiting.count, busy.count)).count {
      all.isFull(in: $0) && waiting[$0] * 2 > busy[$0]
    }
  }
}
