// The tiers that carry the crowd: edge, chat, catalogue. What comes to them follows from what the
// audience did in each second, after the fact: nothing of theirs reaches a viewer, so they need not
// be part of the session, and cost it nothing. The database behind the catalogue is one of its own
// (as read replicas are): what it would take from the orders' database could only be known at epochs.
//
// Invariant: a pure function of scenario and audience; every amount is a whole number, what is left
// over of one second is carried into the next.
import Stochastics

/// Computes the tiers that the scenario asks for.
struct CrowdTiers {
  /// The most that comes to a tier in a second.
  private static let most = 10_000_000_000_000
  private let path: OrderPath
  private let length: Int64
  private let enters: [Int]
  private let clicks: [Int]
  private let comments: [Int]
  private let online: [Int]

  init(_ scenario: Scenario, _ audience: AudienceTally) {
    path = scenario.orders
    length = scenario.length
    enters = audience.entersBySecond.counts
    clicks = audience.clicksBySecond.counts
    comments = audience.commentsBySecond.counts
    online = audience.peopleOnline
  }

  /// The tiers, in the order of reports.
  var tiers: [TierCounter] {
    (path.edge.map(edge) ?? []) + (path.chat.map(chat) ?? [])
      + (path.catalogue.map(catalogue) ?? [])
  }

  private func edge(_ setting: OrderPath.Edge) -> [TierCounter] {
    let beats = Carried(online.map { Double($0) * 1e9 / Double(setting.heartbeat) })
    return [serve("edge", setting.station, sum(enters, beats.whole))]
  }

  private func chat(_ setting: OrderPath.Chat) -> [TierCounter] {
    let seconds = min(comments.count, online.count)
    let sent = (0..<seconds).map {
      saturatingProduct(min(comments[$0], setting.shown ?? .max), online[$0])
    }
    return [serve("chat", setting.station, comments), serve("fanOut", setting.fanOut, sent)]
  }

  private func catalogue(_ setting: OrderPath.Catalogue) -> [TierCounter] {
    let perClick = Carried(clicks.map { Double($0) * setting.perClick })
    let perEnter = Carried(enters.map { Double($0) * setting.perEnter })
    var station = FluidTier(name: "catalogue", setting.station, end: length)
    var cache = ReadCache(setting, path.faults)
    var missed: [Double] = []
    run(&station, sum(perClick.whole, perEnter.whole)) { second, served in
      missed.append(cache.misses(of: served, in: second))
    }
    return [station.counter, serve("misses", setting.misses, Carried(missed).whole)]
  }

  private func serve(_ name: String, _ station: OpenStation, _ arrivals: [Int]) -> TierCounter {
    var tier = FluidTier(name: name, station, end: length)
    run(&tier, arrivals) { _, _ in }
    return tier.counter
  }

  /// Steps a station until all is served, at most for a minute after the last viewer has left;
  /// `each` is told the second and what was served in it.
  private func run(
    _ tier: inout FluidTier, _ arrivals: [Int], _ each: (Int, Int) -> Void
  ) {
    var second = 0
    let last = max(arrivals.count, online.count) + 60
    while second < arrivals.count || second < last && !tier.isEmpty {
      each(second, tier.step(second < arrivals.count ? arrivals[second] : 0))
      second += 1
    }
    tier.close()
  }

  /// A product, or as much as can be summed over a session.
  private func saturatingProduct(_ one: Int, _ other: Int) -> Int {
    let (product, overflow) = one.multipliedReportingOverflow(by: other)
    return overflow ? CrowdTiers.most : min(product, CrowdTiers.most)
  }

  private func sum(_ one: [Int], _ other: [Int]) -> [Int] {
    (0..<max(one.count, other.count)).map {
      ($0 < one.count ? one[$0] : 0) + ($0 < other.count ? other[$0] : 0)
    }
  }
}

/// Amounts as whole numbers, what is left over of one carried into the next.
private struct Carried {
  let whole: [Int]

  init(_ amounts: [Double]) {
    var rest = 0.0
    whole = amounts.map { amount in
      // What is whole but for rounding is whole.
      let all = (amount + rest + 1e-9).rounded(.down)
      rest = amount + rest - all
      return Int(all)
    }
  }
}

/// A cache that a fault empties, and that fills with what is read: reads go to all entries alike, so
/// the share of entries that are still missing falls by the factor exp(−reads ÷ entries).
struct ReadCache {
  private let setting: OrderPath.Catalogue
  private let cold: ShareProfile
  /// Share of the entries that are not there.
  private(set) var missing = 0.0

  init(_ setting: OrderPath.Catalogue, _ faults: [Fault]) {
    self.setting = setting
    cold = ShareProfile(faults.map(ReadCache.bySecond), of: .catalogue, .coldCache)
  }

  /// A fault as it is felt where only beginnings of seconds are seen: in one of them at least.
  private static func bySecond(_ fault: Fault) -> Fault {
    var felt = fault
    felt.from = (fault.from + 999_999_999) / 1_000_000_000 * 1_000_000_000
    felt.until = max(fault.until, felt.from + 1)
    return felt
  }

  /// How many of the reads of a second the cache does not answer.
  mutating func misses(of reads: Int, in second: Int) -> Double {
    missing = max(missing, cold.share(at: Int64(second) * 1_000_000_000))
    guard reads > 0 else { return 0 }
    let decades = Double(reads) / Double(setting.entries)
    let after = missing * Elementary.exp(-decades)
    // The mean of the falling share over the reads of the second.
    let absent = (missing - after) / decades
    missing = after
    return Double(reads) * (absent + (1 - absent) * (1 - setting.hit))
  }
}
