// Campaigns: what is carried from session to session, that nothing gets lost on the way, and that each
// part that is switched off is off and nothing else.
import Foundation
import Stochastics
import Testing

@testable import LiveCommerce

@Suite("Campaigns")
struct CampaignTests {
  // MARK: The series

  @Test func `the scenario by itself is the first session`() throws {
    let scenario = try CampaignText.scenario()
    let alone = try Session.run(scenario)
    let record = try CampaignText.run(scenario)
    let first = record.sessions[0]
    #expect(first.visits == alone.audience.total.visits)
    #expect(first.gross == alone.ledgerRevenue)
    #expect(scenario.session(after: CampaignState(scenario)).rooms == scenario.rooms)
    #expect(record.sessions.map(\.number) == [1, 2, 3, 4])
    #expect(Set(record.sessions.map(\.visits)).count > 1, "sessions have chance of their own")
  }

  @Test func `the same series on any number of threads, and taken up again after any session`()
    throws
  {
    let scenario = try CampaignText.scenario()
    let whole = try CampaignText.run(scenario)
    #expect(try CampaignText.run(scenario, threads: 3) == whole)
    for stop in 1...3 {
      var record = CampaignRecord(scenario)
      for _ in 0..<stop { try record.runSession(of: scenario) }
      let kept = try JSONEncoder().encode(record)
      record = try JSONDecoder().decode(CampaignRecord.self, from: kept)
      #expect(record.isSound(for: scenario))
      while record.sessions.count < 4 { try record.runSession(of: scenario) }
      #expect(record == whole, "stopped after \(stop)")
    }
    #expect(try CampaignText.run(scenario, replication: 1) != whole)
  }

  @Test func `what changes from a session on is checked and laid over the text`() throws {
    let scenario = try CampaignText.scenario()
    var state = CampaignState(scenario)
    state.done = 1
    let paid = { (session: Scenario) in session.rooms[0].traffic.first { $0.source == .paid } }
    #expect(paid(scenario.session(after: state))?.visits == 40 * 1.02)
    state.done = 2
    #expect(paid(scenario.session(after: state))?.visits == 80 * 1.04)
    #expect(scenario.session(after: state).digest == scenario.digest)
  }

  // MARK: What is carried

  @Test func `followers are those of the start and those won, less those lost`() throws {
    let record = try CampaignText.run(try CampaignText.scenario())
    var followers = 500
    for session in record.sessions {
      #expect(session.followers == followers)
      followers += session.newFollowers - session.lostFollowers
    }
    #expect(record.state.followers.reduce(0, +) == followers)
    #expect(record.sessions.allSatisfy { $0.newFollowers > 0 && $0.lostFollowers > 0 })
  }

  @Test func `followers make the streams that are told of them, cohort by cohort`() throws {
    let scenario = try CampaignText.scenario()
    var state = CampaignState(scenario)
    #expect(state.followers == [400, 100])
    state.followers = [900, 300]
    state.buyers = [10, 30]
    let traffic = scenario.session(after: state).rooms[0].traffic
    #expect(traffic.map(\.source) == [.messages, .discover, .paid, .me])
    #expect(traffic[0].visits == 1200 * (0.5 * 0.2))
    #expect(traffic[0].cohortShares == [0.75, 0.25])
    #expect(traffic[3].visits == 40 * 0.25)
    #expect(traffic[3].cohortShares == [0.25, 0.75])
    #expect(traffic[3].knowledge == 1)
  }

  @Test func `units won and lost close over the series`() throws {
    let record = try CampaignText.run(try CampaignText.scenario())
    let lines = record.sessions
    let sold = lines.reduce(0) { $0 + $1.sold }
    let restocked = lines.reduce(0) { $0 + $1.restocked }
    let there = record.state.shelves.reduce(0) { $0 + $1.onHand + $1.underWay }
    #expect(120 == sold - restocked + there)
    #expect(restocked > 0, "something comes back")
    #expect(lines[1].stocked < 120)
    // What comes back in time is on offer again beside what was left.
    for (line, next) in zip(lines, lines.dropFirst()) {
      #expect(line.leftover ?? -1 >= 0 && line.leftover ?? 0 <= next.stocked)
      #expect(next.stocked - (line.leftover ?? 0) <= line.backByNext)
    }
  }

  @Test func `a unit that comes back after the next session is not sold in it`() throws {
    // Everything comes back after a day and a half: never by the next session, by the one after.
    let scenario = try CampaignText.scenario(
      (
        "share: '30%', after: { uniform: { from: '12h', to: '2d' } }", "share: '100%', after: '30h'"
      ),
      ("resaleable: '80%'", "resaleable: '100%'"))
    let lines = try CampaignText.run(scenario).sessions
    #expect(lines[0].sold > 0)
    #expect(lines[0].leftover == 120 - lines[0].sold)
    #expect(lines[0].underWay == lines[0].sold)
    #expect(lines[1].leftover == lines[1].stocked - lines[1].sold)
    #expect(lines[2].stocked == (lines[1].leftover ?? 0) + lines[0].sold)
    #expect(lines[0].backByNext == 0)
    #expect(lines[1].backByNext == lines[0].sold)
  }

  @Test func `what is sold, sent back and sold again in one session is left over once`() throws {
    let scenario = try CampaignText.scenario(
      (
        "share: '30%', after: { uniform: { from: '12h', to: '2d' } }, inspection: '6h'",
        "share: '100%', after: '1m', inspection: '10s'"
      ),
      ("resaleable: '80%'", "resaleable: '100%'"), ("stock: 60", "stock: 5"),
      ("perMinute: 0.4", "perMinute: 4"))
    for line in try CampaignText.run(scenario).sessions {
      #expect(line.sold > line.stocked, "units are sold more than once")
      #expect(line.oversold == 0 && 0...line.stocked ~= (line.leftover ?? -1), "\(line)")
    }
  }

  @Test func `growth brings more strangers, and nobody else`() throws {
    let scenario = try EveningText.scenario(
      """
      products: { s: \(EveningText.product(10)) },
      rundown: [{ at: "0s", do: "linkUp", product: "s" }],
      traffic: { messages: { followers: 1000 }, discover: { visits: 500 } },
      ranker: { pools: ["1/s", "2/s"], par: { stay: "1m" } },
      campaign: { sessions: 4, every: "10d", population: { start: 1000, signUps: 100 } },
      """)
    var state = CampaignState(scenario)
    state.done = 1
    let next = scenario.session(after: state)
    let visits = [scenario, next].map { $0.rooms[0].traffic.map(\.visits) }
    #expect(visits[1] == [visits[0][0], visits[0][1] * 2])
    #expect(scenario.ranker?.pools == [1, 2] && next.ranker?.pools == [2, 4])
  }

  @Test func `whoever comes again as a buyer is no new follower`() throws {
    let scenario = try CampaignText.scenario(
      ("comeAgain: '25%'", "comeAgain: '100%'"), ("follow: '0.2/min'", "follow: '20/min'"))
    let lines = try CampaignText.run(scenario).sessions
    for line in lines { #expect(1...line.strangers.reduce(0, +) ~= line.newFollowers) }
    #expect(lines.last?.regulars.reduce(0, +) ?? 0 > 100, "many do come again")
  }

  @Test func `trust moves by the mean experience and is bounded`() throws {
    let rule = Campaign.Reputation(
      kept: 0.1, returned: 0.2, cancelled: 0.3, oversold: 0.4, soldOut: 0.5, bound: 0.25,
      isCarried: true)
    var line = try CampaignText.run(try CampaignText.scenario()).sessions[0]
    line.paid = 6
    line.backByNext = 3
    line.cancelled = 1
    line.oversold = 0
    line.unmet = 2
    let mean = (0.6 - 0.6 - 0.3 - 1.0) / 12
    #expect(abs(rule.shift(0, after: line) - mean) < 1e-12)
    #expect(rule.shift(-0.2, after: line) == -0.25)
    line.backByNext = 0
    line.cancelled = 0
    line.unmet = 0
    #expect(rule.shift(0.2, after: line) == 0.25)
    line.paid = 0
    #expect(rule.shift(0.2, after: line) == 0.2, "nothing happened")
  }

  @Test func `notes go on to the next session, older by the time between`() throws {
    let notes = (
      "campaign: {",
      "community: { exposures: 100, life: '1d', read: '50%', visit: '20%', after: '1s', "
        + "cohorts: { fan: '100%' } }, campaign: { notes: {},"
    )
    let writers = ("fan: {", "fan: { noteShare: '100%',")
    let scenario = try CampaignText.scenario(notes, writers)
    var record = CampaignRecord(scenario, replication: 0)
    try record.runSession(of: scenario, options: SessionOptions())
    let desk = try #require(try Session.run(scenario).notes)
    let before = try #require(scenario.session(after: record.state).community?.before)
    #expect(!before.isEmpty && before.map(\.count) == desk.left.map(\.count))
    #expect(before.allSatisfy { $0.age == (86_400 - 1_200) * 1_000_000_000 })
    var off = scenario
    off.campaign?.carriesNotes = false
    #expect(off.session(after: record.state).community?.before == scenario.community?.before)
  }

  @Test func `notes are about what they are about, whatever else the next session has`() throws {
    let community =
      "community: { exposures: 100, life: '1d', read: '50%', visit: '20%', "
      + "cohorts: { fan: '100%' }, before: [{ category: 'shoes', count: 40 }] }, "
      + "campaign: { notes: {},"
    let changes = [
      // Another category comes first; the category is gone; a room has another name.
      "products: { hat: { price: '¥90', stock: 5, category: 'hats' }, shoe: "
        + "{ category: 'shoes', price: '¥400', stock: 5 } }",
      "products: { shoe: { category: 'hats', price: '¥400', stock: 5 } }, "
        + "'community.before': [], 'cohorts.fan.interests': {}, 'cohorts.passer.interests': {}",
    ]
    let states = try changes.map { change in
      let scenario = try CampaignText.scenario(
        ("campaign: {", community),
        ("session: 3, set: { 'traffic.paid.visits': 80 }", "session: 2, set: { \(change) }"),
        ("stock: {},", ""))
      var record = CampaignRecord(scenario, replication: 0)
      try record.runSession(of: scenario, options: SessionOptions())
      #expect(record.state.notes?.map(\.category) == ["shoes"])
      let next = scenario.session(after: record.state)
      // It runs, which it did not when notes were carried by number.
      try record.runSession(of: scenario, options: SessionOptions())
      return try #require(next.community?.before.map { next.categories[$0.category] })
    }
    #expect(states == [["shoes"], []])
  }

  // MARK: Switching off

  @Test(arguments: ["followers", "buyers", "reputation", "stock", "population"])
  func `what is not carried stays, and the first session is the same`(_ part: String) throws {
    let on = try CampaignText.scenario()
    let off = try CampaignText.scenario(
      settings: [ScenarioSetting(path: "campaign.\(part).carried", value: "false")])
    let (with, without) = (try CampaignText.run(on), try CampaignText.run(off))
    let (first, same) = (with.sessions[0], without.sessions[0])
    #expect(first.visits == same.visits)
    #expect(first.gross == same.gross)
    // What is off stays as at the start; all other parts still move.
    let moves: [String: (CampaignRecord) -> Bool] = [
      "followers": { $0.sessions.contains { $0.followers != 500 } },
      "buyers": { $0.sessions.contains { $0.buyers != 30 } },
      "reputation": { $0.sessions.contains { $0.trust != 0.6 } },
      "stock": { $0.sessions.contains { $0.stocked != 120 } },
      "population": { $0.sessions.contains { $0.population != 1_000_000 } },
    ]
    for (name, moves) in moves {
      #expect(moves(with), "\(name)")
      #expect(moves(without) == (name != part), "\(name) with \(part) off")
    }
  }

  // MARK: Persons

  @Test func `a person is one buyer, however often they pay, and regulars are none anew`() throws {
    var scenario = try CampaignText.scenario(("'carried', reach: '50%', open: '20%'", "'carried'"))
    scenario.products[0].limit = 5
    let record = try Session.run(scenario)
    let buyers = record.handover?.buyers ?? []
    let sources: [TrafficSource] = [.discover, .mall, .paid]
    for cohort in scenario.cohorts.indices {
      let paid = sources.reduce(0) { $0 + record.audience.funnel(cohort: cohort, source: $1).paid }
      #expect(buyers[cohort] > 0)
      #expect(buyers[cohort] <= paid)
    }
    #expect(buyers.reduce(0, +) < record.ordersPaid)
    var handover = Handover(scenario, every: 1, rows: 2)
    let payment = Storm.request(at: 1, account: 1 << 32 | 7)
    for request in [payment, payment] {
      var request = request
      request.stream = 1
      handover.note(buyer: request)
    }
    #expect(handover.counts.buyers == [1, 0], "the same person twice")
    var fan = payment
    fan.stream = 0
    handover.note(buyer: fan)
    #expect(handover.counts.buyers == [1, 0], "a follower")
  }

  @Test func `those who follow are counted where they came from`() throws {
    let record = try Session.run(try CampaignText.scenario())
    #expect(record.audience.total.follows == record.audience.engagements[2])
    #expect(record.audience.total.follows > 0)
  }

  @Test func `whoever comes again is more of one kind than whoever comes first`() throws {
    // Followers and strangers begin with the same shares, and nobody has bought. Whoever matches stays
    // longer, follows and buys sooner; so by the fourth evening more regulars are fans. Pooled counts of
    // eight series; one-sided, beyond three standard deviations: an error of 0.1 %.
    let scenario = try CampaignText.scenario(
      ("cohorts: { fan: '80%', passer: '20%' }", "cohorts: { fan: '30%', passer: '70%' }"),
      ("buyers: { start: 30, cohorts: { fan: 1 },", "buyers: {"),
      ("paid: { visits: 40, cohorts: { fan: '10%', passer: '90%' } },", ""),
      ("changes: [{ session: 3, set: { 'traffic.paid.visits': 80 } }],", ""))
    let last = try (0..<8).map {
      try CampaignText.run(scenario, replication: UInt32($0)).sessions[3]
    }
    func fans(_ people: (CampaignSession) -> [Int]) -> (share: Double, variance: Double) {
      let all = last.reduce(0) { $0 + people($1).reduce(0, +) }
      let share = Double(last.reduce(0) { $0 + people($1)[0] }) / Double(all)
      return (share, share * (1 - share) / Double(all))
    }
    let (regulars, strangers) = (fans(\.regulars), fans(\.strangers))
    let noise = (regulars.variance + strangers.variance).squareRoot()
    #expect(regulars.share - strangers.share > 3 * noise)
    // The control: on the first evening there is no difference of that size.
    #expect(abs(strangers.share - 0.3) < 3.5 * strangers.variance.squareRoot())
  }

  // MARK: The platform

  @Test func `sign-ups and those who stay close with the published months`() {
    // 14.05 M people a month, 200 000 sign-ups a day for 28 days, 17.8974 M the month after.
    let month = 28 * Span.day
    let signUps = 200_000.0 * 28
    #expect(signUps == 5.6e6)
    let start = 17.8974e6 / 1.2741
    #expect(abs(start - 14.05e6) < 0.005e6)
    let keep = (17.8974e6 - start) / signUps
    #expect(abs(keep - 0.69) < 0.005)
    let platform = Campaign.Population(
      start: 14_050_000, signUps: 200_000, keep: 0.69, isCarried: true)
    #expect(abs(platform.size(after: month) - 17.9e6) < 0.03e6)
    #expect(abs(platform.size(after: month) / platform.start - 1.2741) < 0.003)
    let still = Campaign.Population(start: 1, signUps: 9, keep: 1, isCarried: false)
    #expect(still.size(after: month) == 1)
  }

  // MARK: Whole numbers

  @Test func `losses are right on average, and whole`() {
    let draws = Draws(seed: 1)
    var lost = 0
    let rounds = 10_000
    for round in 0..<rounds {
      let draw = draws.entity(1, UInt64(round)).uniform(1)
      let one = CampaignState.lost(of: 37, chance: 0.013, at: draw)
      #expect(0...1 ~= one)
      lost += one
    }
    // A share of 0.481 in ten thousand: five standard deviations are 0.025.
    #expect(abs(Double(lost) / Double(rounds) - 0.481) < 0.025)
    #expect(CampaignState.lost(of: 5, chance: 1, at: 0.999) == 5)
    #expect(CampaignState.lost(of: 0, chance: 0.5, at: 0.999) == 0)
  }

  @Test func `parts of a whole sum to it`() {
    #expect(CampaignState.parts(of: 10, [0.25, 0.25, 0.5]).reduce(0, +) == 10)
    #expect(CampaignState.parts(of: 7, [0.333, 0.333, 0.334]) == [2, 3, 2])
    #expect(CampaignState.parts(of: 3, [1]) == [3])
  }
}
