// The books of a campaign: what its lines say happened against what is carried. Both sides come from
// counters of their own (a session's ledger and funnel; the shelves and pools between sessions), so a
// unit or a follower that gets lost between two sessions is found at the next one.

/// Checks the books of a campaign.
enum CampaignBooks {
  /// What does not add up after the sessions so far; nil if all does.
  static func problem(
    of lines: [CampaignSession], _ state: CampaignState, _ scenario: Scenario
  ) -> String? {
    guard let campaign = scenario.campaign else { return nil }
    let first = CampaignState(scenario)
    return people(
      "followers", first.followers, state.followers,
      lines.map { $0.newFollowers - $0.lostFollowers })
      ?? people(
        "buyers", first.buyers, state.buyers, lines.map { $0.newBuyers - $0.lostBuyers })
      ?? (campaign.carriesStock ? units(first, lines, state) : nil)
  }

  /// Start + won − lost = those there are.
  private static func people(
    _ name: String, _ start: [Int], _ end: [Int], _ changes: [Int]
  ) -> String? {
    let expected = start.reduce(0, +) + changes.reduce(0, +)
    let found = end.reduce(0, +)
    return expected == found
      ? nil : "there are \(found) \(name), but those won and lost leave \(expected)"
  }

  /// Opening + added + ordered = with buyers + held + scrapped + in return + on hand + under way.
  private static func units(
    _ first: CampaignState, _ lines: [CampaignSession], _ state: CampaignState
  ) -> String? {
    func sum(_ part: (CampaignSession) -> Int) -> Int { lines.reduce(0) { $0 + part($1) } }
    let supplied =
      first.shelves.reduce(0) { $0 + $1.onHand } + sum(\.opening) + sum(\.added) + sum(\.ordered)
    let gone = sum { $0.sold - $0.returned + $0.held + $0.scrapped }
    let inReturn = sum { $0.returned - $0.restocked - $0.scrapped }
    let there = state.shelves.reduce(0) { $0 + $1.onHand + $1.underWay }
    return supplied == gone + inReturn + there
      ? nil
      : "\(supplied) units were supplied, but \(gone) are gone, \(inReturn) are in return and "
        + "\(there) are in stock or on their way"
  }
}
