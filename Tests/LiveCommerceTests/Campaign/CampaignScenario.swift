// A small campaign, and how it is edited.
@testable import LiveCommerce

enum CampaignText {
  /// Four evenings of a shop with two kinds of people, two sizes and a little of everything.
  static let base = """
    {
      saleroom: 1, title: 'Evenings', asks: 'What is carried?', seed: 3,
      session: { length: '20m', epoch: '10s' },
      cohorts: {
        fan: { interests: { shoes: '90%' }, dwell: { exponential: { mean: '4m' } } },
        passer: { interests: { shoes: '30%' }, dwell: { exponential: { mean: '1m' } } },
      },
      products: {
        shoe: {
          category: 'shoes', price: '¥400', hold: '2m',
          variants: { S: { share: '50%', stock: 60 }, L: { share: '50%', stock: 60 } },
          returns: {
            share: '30%', after: { uniform: { from: '12h', to: '2d' } }, inspection: '6h',
            resaleable: '80%',
          },
        },
      },
      host: { trust: '60%' },
      rundown: [{ at: '1m', do: 'linkUp', product: 'shoe' }],
      traffic: {
        messages: { followers: 'carried', reach: '50%', open: '20%' },
        discover: { visits: 300, cohorts: { fan: '30%', passer: '70%' } },
        paid: { visits: 40, cohorts: { fan: '10%', passer: '90%' } },
      },
      decision: { perMinute: 0.4 }, engagement: { follow: '0.2/min' },
      campaign: {
        sessions: 4, every: '1d',
        followers: { start: 500, cohorts: { fan: '80%', passer: '20%' }, churn: '2%' },
        buyers: { start: 30, cohorts: { fan: 1 }, comeAgain: '25%', fade: '5%' },
        reputation: {},
        stock: {},
        population: { start: '1M', signUps: '50k', keep: '40%' },
        changes: [{ session: 3, set: { 'traffic.paid.visits': 80 } }],
        expect: ['campaign.paid > 20', 'campaign.paid[2] >= 1 on average'],
      },
    }
    """

  static func scenario(
    _ edits: (String, String)..., settings: [ScenarioSetting] = []
  ) throws -> Scenario {
    let text = edits.reduce(base) { $0.replacing($1.0, with: $1.1) }
    return try Scenario.read(Array(text.utf8), file: "f", settings: settings)
  }

  /// The campaign from its first session to its last.
  static func run(
    _ scenario: Scenario, replication: UInt32 = 0, threads: Int = 1
  ) throws -> CampaignRecord {
    var record = CampaignRecord(scenario, replication: replication)
    var options = SessionOptions()
    options.threads = threads
    for _ in 0..<(scenario.campaign?.sessions ?? 0) {
      try record.runSession(of: scenario, options: options)
    }
    return record
  }
}
