// A log that goes on after its end (`--end`), or is of a time of the day: what was not known at the end is
// not used, and what people did meanwhile is not taken for watching.
//
// Error: each of the counts of intervals lies outside its exact region with probability 0.001 at most. The
// seeds are 1 to 20.
import LiveCommerce
import Stochastics
import TestSupport
import Testing

@testable import Fitting

@Suite struct CutLogTests {
  /// People stay 100 s in the mean and click 0.3 times a minute.
  ///
  /// 60 % then consider an order for 40 s, which costs none of their stay. They come for ten minutes, and the
  /// log says how it went on.
  private static func log(_ seed: UInt64, columns: Bool = true) -> String {
    var text = "viewer,enter,exit,source" + (columns ? ",click,order\n" : "\n")
    let draws = Draws(seed: seed)
    for viewer in 0..<UInt32(3_000) {
      let own = draws.entity(1, UInt64(viewer))
      let (enter, stay) = (600 * own.uniform(1), 100 * own.unitExponential(2))
      let (click, wait) = (200 * own.unitExponential(3), 40 * own.unitExponential(4))
      let (clicks, orders) = (click < stay, own.chance(0.6, 5))
      let exit = enter + stay + (clicks && orders ? wait : 0)
      text += "v\(viewer),\(enter),\(exit),discover"
      guard columns else {
        text += "\n"
        continue
      }
      text += clicks ? ",\(enter + click)" : ","
      text += clicks && orders ? ",\(enter + click + wait)\n" : ",\n"
    }
    return text
  }

  private static var terms: LogTerms {
    var terms = LogTerms()
    terms.end = 600_000_000_000
    terms.holdOut = 0
    terms.draws = 0
    return terms
  }

  private static func stay(_ log: String) throws -> Interval? {
    let laws = try #require(try Truth.fit(log, terms).cohorts[0].stay).laws
    return laws.first { $0.name == "exponential" }?.parameters[0].interval
  }

  @Test func `stays and clicks of a log that is cut are held by their intervals`() throws {
    var (stays, clicks, naive) = (0, 0, 0)
    for seed in Seeds.first(20) {
      let log = Self.log(seed)
      let stay = try #require(try Self.stay(log))
      stays += stay.low <= 100 && 100 <= stay.high ? 1 : 0
      let rate = try #require(try Truth.fit(log, Self.terms).decision("clicks")).interval
      clicks += rate.low <= 0.3 && 0.3 <= rate.high ? 1 : 0
      let whole = try #require(try Self.stay(Self.log(seed, columns: false)))
      naive += whole.low <= 100 && 100 <= whole.high ? 1 : 0
    }
    let region = BinomialRegion.counts(of: 20, share: 0.95)
    #expect(region.contains(stays), "\(stays)")
    #expect(region.contains(clicks), "\(clicks)")
    // A log that does not tell what people did meanwhile makes them stay too long.
    #expect(!region.contains(naive), "\(naive)")
  }

  /// The same log as one that ends at the end knows it.
  private static func ended(_ log: String) -> String {
    log.split(separator: "\n").map { line in
      var cells = line.split(separator: ",", omittingEmptySubsequences: false)
      guard let enter = Double(cells[1]), cells.count == 6 else { return String(line) }
      if enter >= 600 { return nil }
      for column in [2, 4, 5] where Double(cells[column]) ?? 0 >= 600 { cells[column] = "" }
      return cells.joined(separator: ",")
    }.compactMap(\.self).joined(separator: "\n") + "\n"
  }

  @Test func `orders that would have come after the end do not lower their share`() throws {
    var (shares, naive) = (0, 0)
    for seed in Seeds.first(20) {
      let log = Self.ended(Self.log(seed))
      let share = try #require(try Truth.fit(log, Self.terms).decision("orders/clicks")).interval
      shares += share.low <= 0.6 && 0.6 <= share.high ? 1 : 0
      let rows = log.split(separator: "\n").dropFirst().map {
        $0.split(separator: ",", omittingEmptySubsequences: false)
      }
      let clicks = rows.count { $0[4] != "" }
      let all = try #require(Proportion.interval(rows.count { $0[5] != "" }, of: clicks))
      naive += all.low <= 0.6 && 0.6 <= all.high ? 1 : 0
    }
    let region = BinomialRegion.counts(of: 20, share: 0.95)
    #expect(region.contains(shares), "\(shares)")
    #expect(!region.contains(naive), "\(naive)")
  }

  @Test func `a click counts once its order would have been heard of`() {
    var seen = Observations(linkUp: nil)
    func add(_ click: Int64, _ order: Int64?) {
      seen.add(
        LogVisit(
          viewer: 1, enter: 0, exit: nil, source: .discover, cohort: 0, shown: nil,
          click: click * 1_000_000_000, order: order.map { $0 * 1_000_000_000 }, pay: nil))
    }
    for click in 0..<10 { add(Int64(click), Int64(click) + 20) }
    add(30, nil)
    add(45, nil)
    #expect(seen.cohorts[0].settled(end: 60_000_000_000) == (11, 10))
    #expect(seen.cohorts[0].settled(end: 90_000_000_000) == (12, 10))
    // Where nothing is that old, everything counts.
    #expect(seen.cohorts[0].settled(end: 15_000_000_000) == (12, 10))
  }

  @Test func `what comes at the end or later is not known`() {
    func cut(_ instants: [Int64?]) -> [Int64?] {
      var visit = LogVisit(
        viewer: 1, enter: 0, exit: instants[0], source: .discover, cohort: 0, shown: instants[1],
        click: instants[2], order: instants[3], pay: instants[4])
      visit.cutOff(at: 100)
      return [visit.exit, visit.shown, visit.click, visit.order, visit.pay]
    }
    #expect(cut([100, 10, 20, 30, 40]) == [nil, 10, 20, 30, 40])
    #expect(cut([99, 10, 20, 30, 140]) == [99, 10, 20, 30, 140])
    #expect(cut([nil, 10, 20, 100, 140]) == [nil, 10, 20, 100, 140])
    #expect(cut([nil, 10, 100, 110, 140]) == [nil, nil, nil, nil, nil])
    #expect(cut([nil, nil, 99, nil, nil]) == [nil, nil, 99, nil, nil])
  }

  @Test(arguments: [
    // Seconds of the day; up to an hour, or no farther than the log is long, they are those of the session.
    (80_000, 8_000, 8_000), (3_000, 600, 3_600), (7_000, 8_000, 15_000), (7_000, 600, 600),
  ])
  func `a log of seconds of the day begins with its first visit`(
    _ first: Int, _ length: Int, _ expected: Int64
  ) throws {
    let rows = (0..<40).map { "v\($0),\(first + $0),,discover\n" }.joined()
    let log = "viewer,enter,exit,source\n\(rows)w,\(first + length),,discover\n"
    var terms = LogTerms()
    (terms.holdOut, terms.draws) = (0, 0)
    #expect(try Truth.fit(log, terms).length == expected * 1_000_000_000)
    // A link-up before the first visit is part of the log.
    terms.linkUp = Int64(first - 10) * 1_000_000_000
    let known = try Truth.fit(log, terms)
    let more: Int64 = expected == length ? 10 : 0
    #expect(known.length == (expected + more) * 1_000_000_000)
    #expect(known.start + (known.linkUp ?? 0) == terms.linkUp)
  }

  @Test(arguments: [("20:15:0", 60), ("7", 81), ("2026-01-01T20:15:0", 60)])
  func `a log of times of the day begins with its first visit`(
    _ begin: String, _ seconds: Int64
  ) throws {
    let zone = begin.contains("T") ? "Z" : ""
    let rows = (0..<40).map { index in
      "v\(index),\(begin)\(index % 10)\(zone),,discover\n"
    }
    let last = begin == "7" ? "81" : begin.dropLast(4) + "16:00" + zone
    let log = "viewer,enter,exit,source\n" + rows.joined() + "w,\(last),,discover\n"
    var terms = LogTerms()
    (terms.holdOut, terms.draws) = (0, 0)
    #expect(try Truth.fit(log, terms).length == seconds * 1_000_000_000)
  }
}
