// Logs that Saleroom wrote are read back: intervals hold the truth as often as they say, garbage
// changes nothing, a scenario comes out that runs, and a part that differs is told from one that does not.
//
// Error: each parameter's count lies outside its exact region with probability 0.001 at most; there are
// ten, so the family errs with 0.01 at most. The seeds are 1 to 10; `saleroom-bench validation` has 200.
import Foundation
import LiveCommerce
import Stochastics
import TestSupport
import Testing

@testable import Fitting

/// Sessions whose parameters are known.
enum Truth {
  static let stay = [0.45, 4, 60, 1.2]
  static let reaction = [0.35, 0.35]
  static let payDelay = [25, 1.5]

  static func scenario(visits: Int, more: String = "") throws -> Scenario {
    try Scenario.read(
      Array(
        """
        {
          saleroom: 1, title: "Truth", asks: "?", session: { length: "10m" },
          cohorts: { all: {
            dwell: { mixture: [
              { share: 0.45, of: { exponential: { mean: "4s" } } },
              { share: 0.55, of: { logNormal: { median: "60s", sigma: 1.2 } } },
            ] },
            network: { floor: "5ms" }, streamDelay: { floor: "5ms" },
            reaction: { logNormal: { median: "350ms", sigma: 0.35 } },
            consideration: { logNormal: { median: "8s", sigma: 1 } },
            payment: { abandon: "20%", delay: { logNormal: { median: "25s", sigma: 1.5 } } },
          } },
          products: { item: { price: "¥100", stock: 1000000, limit: 1000, hold: "1d" } },
          rundown: [{ at: "5m", do: "linkUp", product: "item" }],
          traffic: { discover: { visits: \(visits) } },
          decision: { atLinkUp: "60%", perMinute: 2, order: "70%" },
          engagement: { comment: "0/s", like: "0/s", follow: "0/s", gift: "0/s", share: "0/s" },
          orders: { payment: { latency: "0s", decline: 0 } },
          patience: { awaiting: 1, talking: 1, selling: 1, soldOut: 1, special: 1 },
          \(more)
        }
        """.utf8), file: "truth")
  }

  /// The log of a session, as text.
  static func log(_ scenario: Scenario, seed: UInt64) throws -> String {
    var text = "viewer,enter,exit,source,cohort,shown,click,order,pay\n"
    var options = SessionOptions()
    options.seed = seed
    _ = try Session.visits(scenario, options: options) { visit in
      let instants = [visit.shown, visit.click, visit.order, visit.pay].map(seconds)
      text +=
        "\(visit.account),\(seconds(visit.enter)),\(seconds(visit.exit)),\(visit.source.rawValue),"
        + "\(scenario.cohorts[visit.cohort].name),\(instants.joined(separator: ","))\n"
    }
    return text
  }

  private static func seconds(_ instant: Int64?) -> String {
    guard let instant else { return "" }
    let rest = String(instant % 1_000_000_000)
    return "\(instant / 1_000_000_000).\(String(repeating: "0", count: 9 - rest.count))\(rest)"
  }

  static func terms(holdOut: Int = 0) -> LogTerms {
    var terms = LogTerms()
    (terms.holdOut, terms.draws, terms.linkUp) = (holdOut, 0, 300_000_000_000)
    terms.end = 600_000_000_000
    return terms
  }

  static func fit(_ text: String, _ terms: LogTerms = terms()) throws -> FitResult {
    var fitter = LogFitter(terms)
    try fitter.add(Array(text.utf8))
    return try fitter.finish()
  }
}

@Suite struct RecoveryTests {
  private static let seeds: UInt64 = 10

  @Test func `the clock of one column makes no other length coarser`() throws {
    let draws = Draws(seed: 1).domain(0)
    var text = "viewer,enter,exit,source,shown,click\n"
    for viewer in 0..<2_000 {
      // Entered and gone by a clock of whole seconds, shown and clicked by one of milliseconds.
      let reaction = Int(200 * draws.entity(UInt64(viewer)).unitExponential(1)) + 1
      let click = String(reaction % 1000)
      let rest = String(repeating: "0", count: 3 - click.count) + click
      text += "\(viewer),0,300,mall,10.000,\(10 + reaction / 1000).\(rest)\n"
    }
    var terms = LogTerms()
    (terms.holdOut, terms.draws) = (0, 0)
    let reaction = try #require(try Truth.fit(text, terms).cohorts.first?.reaction)
    let law = try #require(reaction.best).distribution
    // A mean of 2 000 exponential reactions errs by 1 in 45; five times that.
    #expect(abs(law.mean / 200e6 - 1) < 0.12, "\(law)")
  }

  @Test func `intervals hold the truth as often as they say`() throws {
    let scenario = try Truth.scenario(visits: 400)
    var held: [String: Int] = [:]
    var seen: [String: Int] = [:]
    func check(_ name: String, _ estimate: Estimate?, _ truth: Double) {
      guard let interval = estimate?.interval else { return }
      seen[name, default: 0] += 1
      held[name, default: 0] += interval.low <= truth && truth <= interval.high ? 1 : 0
    }
    for seed in Seeds.first(Self.seeds) {
      let result = try Truth.fit(Truth.log(scenario, seed: seed))
      let cohort = try #require(result.cohorts.first)
      check("visits", result.sources.first?.visits, 400)
      check("clicks", result.decision("clicks"), 2)
      check("orders", result.decision("orders/clicks"), 0.7)
      check("pays", result.decision("pays/orders"), 0.8)
      for (name, fit, truth) in [
        ("stay", cohort.stay, Truth.stay), ("pay delay", cohort.payDelay, Truth.payDelay),
      ] {
        let law = fit?.laws.first { $0.parameters.count == truth.count && $0.name != "weibull" }
        for (index, value) in truth.enumerated() {
          check("\(name) \(index)", law?.parameters[index], value)
        }
      }
    }
    // Too small a log may have no mixture; what is told of the others must still hold.
    for (name, count) in seen {
      #expect(count >= 9, "\(name)")
      let region = BinomialRegion.counts(of: count, share: 0.95)
      #expect(region.contains(held[name] ?? 0), "\(name): \(held[name] ?? 0) of \(count)")
    }
    #expect(seen.count == 10)
  }

  @Test func `one garbage row in a hundred changes nothing, and is told`() throws {
    let log = try Truth.log(Truth.scenario(visits: 2000), seed: 1)
    let garbage = [
      "", "garbage", "1,2", "x,nan,inf,discover,all,,,,", "\"x,1,2,discover,all,,,,",
      "x,9,3,discover,all,,,,", "x,1e9,2e9,discover,all,,,,", "x,1,2,elsewhere,all,,,,",
      "\u{0}\u{1}\u{2}", "x,400000,500000,discover,all,,,,", "x,1,2,discover,no cohort,,,,",
    ]
    var lines: [Substring] = []
    var wrong = 0
    for (index, line) in log.split(separator: "\n").enumerated() {
      lines.append(line)
      guard index % 100 == 50 else { continue }
      let row = garbage[wrong % garbage.count]
      lines.append(row[...])
      wrong += 1
    }
    let clean = try Truth.fit(log)
    var spoilt = try Truth.fit(lines.joined(separator: "\n"))
    // An empty line is no row, and one after the end that was given is no fault.
    let empty = (wrong + garbage.count - 1) / garbage.count
    #expect(spoilt.rows.outsideWindow > 0)
    #expect(spoilt.rows.bad + spoilt.rows.outsideWindow == wrong - empty)
    #expect(spoilt.rows.bad > 15)
    #expect(spoilt.rows.examples.map(\.line) == [153, 254, 355, 456, 557])
    spoilt.rows = clean.rows
    #expect(spoilt == clean)
    // The planted fault: rows that are used must change what is learnt.
    let more = log + String(repeating: "y,1,2,discover,all,,,,\n", count: 20)
    #expect(try Truth.fit(more).cohorts != clean.cohorts)
  }

  @Test func `what is learnt runs, and looks like what it was learnt from`() throws {
    let log = try Truth.log(Truth.scenario(visits: 1500), seed: 1)
    var fitter = LogFitter(Truth.terms(holdOut: 5))
    try fitter.add(Array(log.utf8))
    let result = try fitter.finish()
    let held = try #require(try fitter.compareHeldOut(result, sessions: 5))
    #expect(held.agrees, "\(held.rows)")
    #expect(held.visits > 200 && held.visits < 400)
    #expect(held.rows.map(\.name).contains("pays/visits"))
    let text = result.scenarioText(title: "A \"title\" \\ of\nlines", notes: ["and \u{2028} notes"])
    let scenario = try Scenario.read(Array(text.utf8), file: "learnt")
    #expect(scenario.length == 600_000_000_000)
    // A log is read alike whoever wrote it: reading what was learnt gives much the same.
    let again = try Truth.fit(Truth.log(scenario, seed: 2))
    let pairs = zip(result.cohorts[0].stay?.laws ?? [], again.cohorts[0].stay?.laws ?? [])
    for (first, second) in pairs where first.name == "mixture" && second.name == "mixture" {
      for (one, two) in zip(first.parameters, second.parameters) {
        let error = (one.error * one.error + two.error * two.error).squareRoot()
        #expect(abs(one.value - two.value) < 4 * error, "\(one.name)")
      }
    }
  }

  @Test func `a part that behaves otherwise is told from one that does not`() throws {
    // Those who were held out stay half as long: their exits are moved.
    let log = try Truth.log(Truth.scenario(visits: 1500), seed: 1)
    let rows = log.split(separator: "\n").dropFirst().map { row -> String in
      var cells = row.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      let begin = Double(cells[1]) ?? 0
      let stay = (Double(cells[2]) ?? 600) - begin
      if isHeldOut(cells[0]) { cells[2] = "\(((begin + stay / 2) * 1e6).rounded() / 1e6)" }
      return cells.prefix(4).joined(separator: ",")
    }
    var fitter = LogFitter(Truth.terms(holdOut: 5))
    try fitter.add(Array("viewer,enter,exit,source\n\(rows.joined(separator: "\n"))".utf8))
    let held = try #require(try fitter.compareHeldOut(try fitter.finish(), sessions: 12))
    #expect(!held.agrees)
  }

  private func isHeldOut(_ viewer: String) -> Bool {
    var reader = LogReader(LogTerms())
    var found = false
    try? reader.add(Array("viewer,enter,exit,source\n\(viewer),0,1,mall\n".utf8)) {
      found = $0.viewer % 5 == 0
    }
    return found
  }

  @Test func `pieces make no difference to what is learnt`() throws {
    let bytes = Array(try Truth.log(Truth.scenario(visits: 200), seed: 1).utf8)
    let whole = try Truth.fit(String(decoding: bytes, as: UTF8.self))
    var fitter = LogFitter(Truth.terms())
    for start in stride(from: 0, to: bytes.count, by: 997) {
      try fitter.add(Array(bytes[start..<min(start + 997, bytes.count)]))
    }
    #expect(try fitter.finish() == whole)
  }

  @Test func `that everybody is held out is said`() throws {
    // Which fifth is held out is drawn by name: of some two viewers both are.
    let held = (0..<200).contains { index in
      let text = "viewer,enter,exit,source\nu\(index),1,9,discover\nw\(index),2,9,discover\n"
      do {
        _ = try Truth.fit(text, Truth.terms(holdOut: 5))
        return false
      } catch { return error as? LogError == .nothingLearnt }
    }
    #expect(held)
  }

  @Test(arguments: ["a", "m", "z"])
  func `a cohort of which everybody is held out keeps its share`(_ rare: String) throws {
    let names = (0..<400).map { "u\($0)" }
    let held = try #require(names.last(where: isHeldOut))
    // The rare cohort is told first or last, so that the others come behind it or before.
    let rows = names.filter { $0 != held }.enumerated().map { index, name in
      "\(name),\(index),\(index + 20 + index % 40),discover,\(index % 4 == 0 ? "z" : "b")"
    }
    for told in [
      ["\(held),3,40,discover,\(rare)"] + rows, rows + ["\(held),3,40,discover,\(rare)"],
    ] {
      var fitter = LogFitter(Truth.terms(holdOut: 5))
      try fitter.add(
        Array(("viewer,enter,exit,source,cohort\n" + told.joined(separator: "\n")).utf8))
      let result = try fitter.finish()
      #expect(result.cohorts.map(\.name) == Set(["b", "z", rare]).sorted())
      #expect(abs((result.sources.first?.cohortShares.reduce(0, +) ?? 0) - 1) < 1e-9)
      // Its text is read back, each share beside its cohort.
      #expect(result.scenarioText(title: "Rare").contains("\"b\": 0.7475"))
      #expect(try fitter.compareHeldOut(result, sessions: 3) != nil)
    }
  }

  @Test func `cohorts, sources and their mix come out of the log`() throws {
    var text = "viewer,enter,exit,source,cohort,click,order,pay\n"
    for index in 0..<400 {
      let source = index % 4 == 0 ? "mall" : "discover"
      let cohort = index % 2 == 0 ? "old" : "fan"
      let click = index % 8 == 1 ? "\(index).5" : ""
      text += "v\(index),\(index),\(index + 1 + index % 30),\(source),\(cohort),\(click),,\n"
    }
    var terms = LogTerms()
    (terms.holdOut, terms.draws) = (0, 0)
    let result = try Truth.fit(text, terms)
    #expect(result.cohorts.map(\.name) == ["fan", "old"])
    #expect(result.sources.map(\.source) == [.discover, .mall])
    #expect(result.sources.map { $0.visits.value } == [300, 100])
    #expect(result.sources[1].cohortShares == [0, 1])
    #expect(abs(result.sources[0].cohortShares[0] - 2.0 / 3) < 1e-12)
    #expect(result.cohorts.map { $0.funnel.first?.value } == [0.25, 0])
    #expect(result.sources[0].profile.reduce(0, +) == 300)
    let scenario = try Scenario.read(
      Array(result.scenarioText(title: "Mix").utf8), file: "learnt")
    #expect(scenario.cohorts.map(\.name) == ["fan", "old"])
    #expect(scenario.rooms[0].traffic.map(\.visits) == [300, 100])
  }
}
