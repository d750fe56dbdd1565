// From the record of a session to what is carried on, and to the session's line. Here everything that
// happens between two sessions happens: followers and buyers are won and lost, trust moves, units come
// back and are ordered.
import Stochastics

extension CampaignState {
  /// Takes in what a session did.
  ///
  /// - Parameters:
  ///   - record: The session after those that the state has seen.
  ///   - scenario: The scenario that has the campaign.
  ///   - seed: The seed of the campaign.
  /// - Returns: The session's line.
  mutating func close(
    _ record: SessionRecord, of scenario: Scenario, seed: UInt64
  ) -> CampaignSession {
    guard let campaign = scenario.campaign, let handover = record.handover else {
      preconditionFailure("a session outside a campaign")
    }
    let own = Draws(seed: seed, replication: record.replication)
      .entity(Purpose.campaignDomain, UInt64(done))
    var line = CampaignSession(opening: record, number: done + 1)
    line.population = campaign.population?.size(after: Int64(done) * campaign.every)
    carryFollowers(campaign, record, own, &line)
    carryBuyers(campaign, handover, own, &line)
    line.backByNext = pass(returned: handover.returned.counts)
    if let reputation = campaign.reputation, reputation.isCarried {
      trustShift = reputation.shift(trustShift, after: line)
    }
    if campaign.carriesStock {
      line.opening = addShelves(of: record.scenario)
      line.ordered = order(record, campaign)
      carryStock(record, handover)
      line.leftover = line.stocked - line.sold + record.restockedInTime
      line.underWay = shelves.reduce(0) { $0 + $1.underWay }
    }
    if campaign.carriesNotes { carryNotes(record, every: campaign.every) }
    done += 1
    return line
  }

  // MARK: People

  private mutating func carryFollowers(
    _ campaign: Campaign, _ record: SessionRecord, _ own: EntityDraws,
    _ line: inout CampaignSession
  ) {
    guard let rule = campaign.followers else { return }
    line.followers = followers.reduce(0, +)
    guard rule.isCarried else { return }
    let chance = 1 - campaign.left(atDailyLoss: rule.churn)
    for cohort in followers.indices {
      let new = record.newFollowers(ofCohort: cohort)
      followers[cohort] += new
      let draw = own.uniform(Purpose.followerLost, UInt32(cohort))
      let lost = CampaignState.lost(of: followers[cohort], chance: chance, at: draw)
      followers[cohort] -= lost
      line.newFollowers += new
      line.lostFollowers += lost
    }
  }

  private mutating func carryBuyers(
    _ campaign: Campaign, _ handover: HandoverCounts, _ own: EntityDraws,
    _ line: inout CampaignSession
  ) {
    guard let rule = campaign.buyers else { return }
    line.buyers = buyers.reduce(0, +)
    guard rule.isCarried else { return }
    let chance = 1 - campaign.left(atDailyLoss: rule.fade)
    for cohort in buyers.indices {
      buyers[cohort] += handover.buyers[cohort]
      let draw = own.uniform(Purpose.buyerLost, UInt32(cohort))
      let lost = CampaignState.lost(of: buyers[cohort], chance: chance, at: draw)
      buyers[cohort] -= lost
      line.newBuyers += handover.buyers[cohort]
      line.lostBuyers += lost
    }
  }

  // MARK: Notes

  /// Notes go on being read while nobody is on air, and so are older, and less, at the next session.
  private mutating func carryNotes(_ record: SessionRecord, every: Int64) {
    let scenario = record.scenario
    notes = record.notes?.left.compactMap { left in
      left.room.map {
        CarriedNotes(
          category: scenario.categories[left.category], room: scenario.rooms[$0].name,
          count: left.count, age: left.age + max(0, every - scenario.length))
      }
    }
  }

  // MARK: Units

  /// Adds what comes back later; returns what comes back before the next session, of all so far.
  private mutating func pass(returned: [Int]) -> Int {
    for (time, units) in returned.enumerated() {
      while returning.count <= time { returning.append(0) }
      returning[time] += units
    }
    return returning.isEmpty ? 0 : returning.removeFirst()
  }

  private mutating func carryStock(_ record: SessionRecord, _ handover: HandoverCounts) {
    let places = self.places
    for (row, report) in record.stock.enumerated() {
      guard let place = places[report.name] else { continue }
      // The session had what was on hand, if it was anything; its account knows what became of that and
      // of all that came back, some of it after the next session.
      let had = record.unitsAtStart[row]
      let restocked = handover.restocked[row].counts
      shelves[place].onHand += report.account.free - had - restocked.dropFirst().reduce(0, +)
      for (time, units) in restocked.enumerated().dropFirst() {
        shelves[place].send(units, \.returning, times: time)
      }
    }
    for shelf in shelves.indices { shelves[shelf].pass() }
  }

  /// Puts on their way what was ordered in a session and what its plan orders after it; returns how
  /// many units that is.
  private mutating func order(_ record: SessionRecord, _ campaign: Campaign) -> Int {
    let places = self.places
    let pending = record.stock.map { row in
      places[row.name].map { shelves[$0].ordered } ?? []
    }
    var orders = record.stock.enumerated().flatMap { row, report in
      report.onTheWay.map { (row, $0.units, $0.arrives) }
    }
    if let restock = campaign.restock, restock.isOn {
      var rule = SupplyRule()
      rule.level = restock.level
      rule.growth = restock.growth
      rule.interval = campaign.every
      let plan = SupplyPlan(
        record: record, scenario: record.scenario, rule: rule, pending: pending)
      orders += plan.lines.enumerated().map { ($0, $1.order, $1.arrives) }
    }
    for (row, units, arrives) in orders where units > 0 {
      guard let place = places[record.stock[row].name] else { continue }
      let times = max(0, (arrives - 1) / campaign.every)
      shelves[place].send(units, \.ordered, times: Int(times))
    }
    return orders.reduce(0) { $0 + $1.1 }
  }

  /// Where each row stands, by name.
  var places: [String: Int] {
    Dictionary(shelves.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
  }
}

extension Campaign.Reputation {
  /// The mean experience of a session, added to what trust has moved so far.
  func shift(_ before: Double, after line: CampaignSession) -> Double {
    let experiences = [
      (line.paid, kept), (line.backByNext, -returned), (line.cancelled, -cancelled),
      (line.oversold, -oversold), (line.unmet, -soldOut),
    ]
    let count = experiences.reduce(0) { $0 + $1.0 }
    guard count > 0 else { return before }
    let sum = experiences.reduce(0.0) { $0 + Double($1.0) * $1.1 }
    return max(-bound, min(bound, before + sum / Double(count)))
  }
}

extension SessionRecord {
  /// Units that each row had when the session began.
  var unitsAtStart: [Int] { scenario.products.flatMap { $0.variants.map(\.stock) } }

  /// Strangers who began to follow; whoever is known from an earlier session may do so already.
  func newFollowers(ofCohort cohort: Int) -> Int {
    TrafficSource.allCases.reduce(0) { sum, source in
      guard source.bringsStrangers else { return sum }
      return sum + audience.funnel(cohort: cohort, source: source).follows
    }
  }

  /// Units that came back and were on sale again before the close.
  fileprivate var restockedInTime: Int {
    stock.indices.reduce(0) { sum, row in
      sum + stock[row].account.restocked - (returns?.restockedLate(row) ?? 0)
    }
  }

  /// First visits by one kind of source, by cohort.
  fileprivate func persons(_ isMeant: (TrafficSource) -> Bool) -> [Int] {
    scenario.cohorts.indices.map { cohort in
      TrafficSource.allCases.reduce(0) {
        isMeant($1) ? $0 + audience.funnel(cohort: cohort, source: $1).persons : $0
      }
    }
  }
}

extension CampaignSession {
  /// The line of a session as far as its own record tells.
  init(opening record: SessionRecord, number: Int) {
    let accounts = record.stock.map(\.account)
    func units(_ part: KeyPath<StockAccount, Int>) -> Int {
      accounts.reduce(0) { $0 + $1[keyPath: part] }
    }
    let had = record.unitsAtStart.reduce(0, +)
    self.init(
      number: number, length: record.scenario.length, visits: record.audience.total.visits,
      paidVisits: record.visits(from: .paid), strangers: record.persons { $0.bringsStrangers },
      regulars: record.persons { !$0.bringsStrangers }, followers: 0, newFollowers: 0,
      lostFollowers: 0, buyers: 0, newBuyers: 0, lostBuyers: 0,
      trust: record.scenario.rooms.first?.host.trust ?? 0, created: record.ordersCreated,
      paid: record.ordersPaid, cancelled: record.checkout.refunded, gross: record.ledgerRevenue,
      givenBack: record.ledgerGivenBack, opening: 0, added: units(\.stocked) - had,
      stocked: units(\.stocked), sold: units(\.sold), held: units(\.held),
      returned: units(\.returned), restocked: units(\.restocked), scrapped: units(\.scrapped),
      backByNext: 0, ordered: 0, oversold: units(\.oversold),
      unmet: record.audience.unmet.reduce(0, +),
      breaches: CampaignSession.breaches(record.verdict))
  }

  private static func breaches(_ verdict: Verdict) -> [String] {
    (verdict.firstError == nil ? [] : ["errors"])
      + verdict.brokenChecks.map(\.name.rawValue)
      + verdict.identities.filter { !$0.isKept }.map(\.metric)
  }
}
