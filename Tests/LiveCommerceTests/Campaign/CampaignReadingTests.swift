// `campaign` read: its values, its defaults, and what is refused in which words.
import Testing

@testable import LiveCommerce

@Suite("Reading campaigns")
struct CampaignReadingTests {
  @Test func `every value arrives`() throws {
    let campaign = try #require(try CampaignText.scenario().campaign)
    #expect(campaign.sessions == 4)
    #expect(campaign.every == Span.day)
    #expect(
      campaign.followers == Campaign.Followers(start: [400, 100], churn: 0.02, isCarried: true))
    #expect(campaign.buyers?.start == [30, 0])
    #expect(campaign.buyers?.comesAgain == 0.25)
    #expect(campaign.reputation?.soldOut == 0.05)
    #expect(campaign.carriesStock)
    #expect(campaign.population?.size(after: Span.day) == 1_020_000)
    #expect(campaign.phases.map(\.from) == [2])
    #expect(campaign.expectations.map(\.metric) == ["campaign.paid", "campaign.paid"])
    #expect(campaign.expectations.map(\.subject) == [nil, 1])
    #expect(campaign.expectations[1].quantifier == .onAverage)
  }

  @Test func `what people find fair does not move with the price of a later session`() throws {
    let edit = ("'traffic.paid.visits': 80", "'products.shoe.price': '¥800'")
    let tolerances = { (scenario: Scenario) in scenario.cohorts.map(\.priceTolerance) }
    func check(_ settings: [ScenarioSetting]) throws {
      let scenario = try CampaignText.scenario(edit, settings: settings)
      let phase = try #require(scenario.campaign?.phases.first?.scenario)
      #expect(phase.products[0].price == 80_000)
      #expect(tolerances(scenario) == [40_000, 40_000] && tolerances(phase) == [40_000, 40_000])
    }
    try check([])
    try check([ScenarioSetting(path: "products.shoe.price", value: "¥600")])
  }

  @Test func `a campaign of nothing is the same session again and again`() throws {
    let scenario = try CampaignText.scenario(
      ("followers: 'carried', reach: '50%', open: '20%'", "visits: 5, cohorts: { fan: 1 }"),
      ("followers: { start: 500, cohorts: { fan: '80%', passer: '20%' }, churn: '2%' },", ""),
      ("buyers: { start: 30, cohorts: { fan: 1 }, comeAgain: '25%', fade: '5%' },", ""),
      ("reputation: {},", ""), ("stock: {},", ""),
      ("population: { start: '1M', signUps: '50k', keep: '40%' },", ""),
      ("changes: [{ session: 3, set: { 'traffic.paid.visits': 80 } }],", ""))
    var state = CampaignState(scenario)
    state.done = 3
    #expect(scenario.session(after: state) == scenario)
  }

  private static let refusals: [(edit: (String, String), message: String)] = [
    (("sessions: 4,", ""), "campaign.sessions: missing: write a whole number, such as"),
    (("sessions: 4", "sessions: 0"), "campaign.sessions: must lie between 1 and 1k; it is 0"),
    (("every: '1d'", "every: '5m'"), "campaign.every: must not be shorter than a session, 20m"),
    (
      ("followers: { start", "folowers: { start"),
      "unknown key `folowers`; did you mean `followers`?"
    ),
    (
      ("open: '20%' }", "open: '20%', visits: 7 }"),
      "traffic.messages.visits: leave it out: they are followers × reach × open"
    ),
    (
      ("open: '20%' }", "open: '20%', cohorts: { fan: 1 } }"),
      "traffic.messages.cohorts: leave it out: they are those of campaign.followers"
    ),
    (
      ("followers: 'carried'", "followers: 'caried'"),
      "traffic.messages.followers: there is no `caried`; did you mean \"carried\"?"
    ),
    (
      ("session: 3, set", "session: 1, set"),
      "campaign.changes[0].session: must lie between 2 and 4; it is 1"
    ),
    (
      ("'traffic.paid.visits': 80", "'traffic.paid.visit': 80"),
      "traffic.paid: unknown key `visit`; did you mean `visits`?"
    ),
    (
      ("'traffic.paid.visits': 80", "'products.shoe.variants.S.stock': 80"),
      "products.shoe.variants.S.stock: the stock of `shoe (S)` is what the session before has left"
    ),
    (
      ("'traffic.paid.visits': 80", "'products.shoe.variants.L.stock': 60"),
      "products.shoe.variants.L.stock: the stock of `shoe (L)` is what the session before has left"
    ),
    (
      (
        "'traffic.paid.visits': 80",
        "'products.shoe.variants': { S: { share: 0.5, stock: 60 }, L: { share: 0.5, stock: 7 } }"
      ),
      "products.shoe.variants: the stock of `shoe (L)` is what the session before has left"
    ),
    (
      ("'traffic.paid.visits': 80", "'traffic.paid.visits': -1"),
      "traffic.paid.visits: must lie between 0 and 4000M; it is -1"
    ),
    (
      ("'traffic.paid.visits': 80", "'campaign.sessions': 8"),
      "belongs to the campaign as a whole, and not to one of its sessions"
    ),
    (
      ("'traffic.paid.visits': 80", "'session.length': '2d'"),
      "session.length: must lie between 1s and 1d; it is 2d"
    ),
    (
      ("campaign.paid > 20", "campaign.payed > 20"),
      "there is no metric `campaign.payed`; did you mean `campaign.paid`?"
    ),
    (("paid[2]", "paid[5]"), "there is no session `5`"),
    (("campaign.paid > 20", "gmv.gross > ¥1"), "there is no metric `gmv.gross`"),
  ]

  @Test(arguments: 0..<refusals.count)
  func `what is wrong is told with its place`(_ index: Int) {
    let (edit, message) = Self.refusals[index]
    do {
      _ = try CampaignText.scenario(edit)
      Issue.record("was read: \(edit.1)")
    } catch let problems as ScenarioProblems {
      #expect(problems.description.contains(message), "\(problems)")
    } catch {
      Issue.record(error)
    }
  }

  @Test func `followers that nobody has cannot be carried`() {
    #expect(throws: ScenarioProblems.self) {
      try CampaignText.scenario(
        ("followers: { start: 500, cohorts: { fan: '80%', passer: '20%' }, churn: '2%' },", ""))
    }
  }

  @Test func `a later session is checked as the first one is`() {
    // The cohorts are the same for all, since people are carried by cohort.
    #expect(throws: ScenarioProblems.self) {
      try CampaignText.scenario(
        ("'traffic.paid.visits': 80", "'cohorts.robot': {}"))
    }
  }
}
