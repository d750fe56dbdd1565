// From what is carried to the next session's scenario. Only these things of a scenario are ever touched:
// how many come by the streams of followers, buyers and newcomers, how far the host is trusted, what is
// in stock, and which notes are there.
import Stochastics

extension Scenario {
  /// The scenario of the session after those that a state has seen.
  ///
  /// - Parameter state: What has been carried so far; left as it was.
  /// - Returns: A scenario that is run as any other, without the series before and after it.
  public func session(after state: CampaignState) -> Scenario {
    guard let campaign else { return self }
    let phase = campaign.phases.last { $0.from <= state.done }
    var session = phase?.scenario ?? self
    session.campaign = campaign
    session.campaign?.phases = []
    session.digest = digest
    session.carry(state, of: campaign)
    return session
  }

  /// Makes of a scenario as it was read the first session of its campaign.
  mutating func openCampaign() {
    guard let campaign, !rooms.isEmpty else { return }
    if let buyers = campaign.buyers {
      let stream = TrafficStream(
        source: .me, visits: 0, shape: buyers.shape, cohortShares: [], personalisation: 0,
        knowledge: buyers.knowledge)
      // Of several rooms, people who come again are shown one as others are.
      if rooms.count == 1 { rooms[0].traffic.append(stream) } else { platform.append(stream) }
    }
    carry(CampaignState(self), of: campaign)
  }

  private mutating func carry(_ state: CampaignState, of campaign: Campaign) {
    let growth = campaign.growth(before: state.done)
    for room in rooms.indices {
      rooms[room].host.trust = Scenario.moved(rooms[room].host.trust, by: state.trustShift)
      for stream in rooms[room].traffic.indices {
        Scenario.carry(state, of: campaign, growth, into: &rooms[room].traffic[stream])
      }
    }
    for stream in platform.indices {
      Scenario.carry(state, of: campaign, growth, into: &platform[stream])
    }
    // The ranker pushes rooms to strangers.
    if let pools = ranker?.pools { ranker?.pools = pools.map { $0 * growth } }
    if campaign.carriesStock { carryStock(of: state) }
    if campaign.carriesNotes, let notes = state.notes { carryNotes(notes) }
  }

  /// Brings notes to the session: those on what nobody sells any more are about nothing that is here, and
  /// those that lead to a room which is no longer there lead to the others that sell it.
  private mutating func carryNotes(_ notes: [CampaignState.CarriedNotes]) {
    let rooms = Dictionary(
      self.rooms.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    community?.before = notes.compactMap { notes in
      categories.firstIndex(of: notes.category).map {
        NotesBefore(
          category: $0, count: notes.count, age: notes.age, room: rooms[notes.room])
      }
    }
  }

  /// Puts what is on hand into stock; a row that is new keeps what the scenario gives it.
  private mutating func carryStock(of state: CampaignState) {
    let places = state.places
    var skus = SKU.all(of: self)[...]
    for product in products.indices {
      for variant in products[product].variants.indices {
        guard let sku = skus.popFirst(), let place = places[sku.name] else { continue }
        products[product].variants[variant].stock = max(0, state.shelves[place].onHand)
      }
    }
  }

  private static func carry(
    _ state: CampaignState, of campaign: Campaign, _ growth: Double,
    into stream: inout TrafficStream
  ) {
    if stream.source == .me, let buyers = campaign.buyers {
      fill(&stream, state.buyers, each: buyers.comesAgain)
    } else if let each = stream.perFollower {
      fill(&stream, state.followers, each: each)
    } else if stream.source.bringsStrangers {
      stream.visits *= growth
    }
  }

  private static func fill(_ stream: inout TrafficStream, _ people: [Int], each: Double) {
    let count = people.reduce(0, +)
    stream.visits = Double(count) * each
    stream.cohortShares = people.indices.map { index in
      guard count > 0 else { return index == 0 ? 1 : 0 }
      return Double(people[index]) / Double(count)
    }
  }

  /// A share whose log-odds have been moved; nothing moves certainty.
  private static func moved(_ share: Double, by shift: Double) -> Double {
    guard shift != 0, share > 0, share < 1 else { return share }
    return Elementary.logistic(Elementary.log(share / (1 - share)) + shift)
  }
}

extension Campaign {
  /// By which factor the platform has grown when a session begins.
  func growth(before session: Int) -> Double {
    guard let population else { return 1 }
    return population.size(after: Int64(session) * every) / population.start
  }

  /// The seed of a session: of the first the campaign's own, of the others one that follows from it.
  public static func seed(of session: Int, _ seed: UInt64) -> UInt64 {
    guard session > 0 else { return seed }
    return Draws(seed: seed).entity(Purpose.campaignDomain, UInt64(session))
      .bits(Purpose.sessionSeed)
  }
}
