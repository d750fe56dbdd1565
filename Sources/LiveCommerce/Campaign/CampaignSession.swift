// One line of a campaign: what a session found, what it did, and what it left. Everything that reports
// and promises say of a campaign is made of these lines, so the records of sessions need not be kept.

/// One session of a campaign in numbers.
public struct CampaignSession: Codable, Sendable, Equatable {
  /// Its number, from 1.
  public var number: Int
  /// How long it was on air, in nanoseconds.
  public var length: Int64
  // People.
  /// Visits.
  public var visits: Int
  /// Visits that were paid for.
  public var paidVisits: Int
  /// Persons who came as strangers, by cohort.
  public var strangers: [Int]
  /// Persons who came by `messages`, `follow` or `me`, by cohort: whoever follows or has bought before, and
  /// readers of notes whom one of these modules sent.
  public var regulars: [Int]
  /// Followers when it began.
  public var followers: Int
  /// Persons who came as strangers and began to follow.
  public var newFollowers: Int
  /// Followers lost by the next session.
  public var lostFollowers: Int
  /// Persons who had bought before it began and might come again.
  public var buyers: Int
  /// Strangers who have bought.
  public var newBuyers: Int
  /// Persons who had bought and were lost by the next session.
  public var lostBuyers: Int
  /// People on the platform; nil if the scenario does not say.
  public var population: Double?
  /// How far the host of the first room was trusted.
  public var trust: Double
  // Orders and money.
  /// Orders created.
  public var created: Int
  /// Orders paid.
  public var paid: Int
  /// Payments given back because they came too late.
  public var cancelled: Int
  /// Money taken, in minor units.
  public var gross: Int128
  /// Money of it that was given back for units sent back, by the end of all returns, in minor units.
  public var givenBack: Int128
  // Units.
  /// Units that rows had which were new, or which are not carried.
  public var opening: Int
  /// Units that came in during the session.
  public var added: Int
  /// Units on offer: in stock when it began, and those added.
  public var stocked: Int
  /// Units sold.
  public var sold: Int
  /// Units still held when nothing happened any more.
  public var held: Int
  /// Units of those sold that came back by the end of all returns.
  public var returned: Int
  /// Units of those that were put on sale again.
  public var restocked: Int
  /// Units of those that were scrapped.
  public var scrapped: Int
  /// Units that came back before the next session, of this one and of those before.
  public var backByNext: Int
  /// Units on offer that were not sold, before anything new comes in; negative if more were sold than there
  /// were; nil if stock is not carried.
  public var leftover: Int?
  /// Units on their way to later sessions; nil if stock is not carried.
  public var underWay: Int?
  /// Units ordered after it.
  public var ordered: Int
  /// Units promised beyond those in stock.
  public var oversold: Int
  /// Intentions to order for which nothing was left.
  public var unmet: Int
  // What must never happen.
  /// Checks and identities that were broken, and errors thrown, by name.
  public var breaches: [String]

  /// Persons who came.
  public var persons: Int { strangers.reduce(0, +) + regulars.reduce(0, +) }
  /// Money that stays, in minor units.
  public var net: Int128 { gross - givenBack }
}

/// A campaign, or the part of it that has been run.
public struct CampaignRecord: Codable, Sendable, Equatable {
  /// The seed.
  public let seed: UInt64
  /// Which replication of the seed.
  public let replication: UInt32
  /// The sessions so far, in order.
  public private(set) var sessions: [CampaignSession] = []
  /// What is carried to the next one.
  public private(set) var state: CampaignState

  /// A campaign before its first session.
  ///
  /// - Parameters:
  ///   - scenario: A scenario that has a campaign.
  ///   - seed: The seed of all chance; nil for the scenario's own.
  ///   - replication: Which replication of the seed.
  public init(_ scenario: Scenario, seed: UInt64? = nil, replication: UInt32 = 0) {
    self.seed = seed ?? scenario.seed
    self.replication = replication
    state = CampaignState(scenario)
  }

  /// Whether the lines are those of such a campaign's sessions, and agree with what is carried.
  ///
  /// - Parameter scenario: The scenario that has the campaign.
  /// - Returns: False for what no campaign of the scenario can have left.
  public func isSound(for scenario: Scenario) -> Bool {
    let first = CampaignState(scenario)
    let cohorts = scenario.cohorts.count
    // First of all: what is compared below is added up.
    return isSummable && sessions.map(\.number) == Array(1..<sessions.count + 1)
      && sessions.count == state.done && state.done <= scenario.campaign?.sessions ?? 0
      && state.followers.count == first.followers.count
      && state.buyers.count == first.buyers.count
      && (state.followers + state.buyers).allSatisfy { $0 >= 0 } && state.trustShift.isFinite
      && sessions.allSatisfy { $0.strangers.count == cohorts && $0.regulars.count == cohorts }
      && CampaignBooks.problem(of: sessions, state, scenario) == nil
  }

  /// Whether no sum of the whole numbers in it can overflow.
  private var isSummable: Bool {
    let sizes = CampaignRecord.magnitudes(in: sessions) + CampaignRecord.magnitudes(in: state)
    return (sizes.max() ?? 0) <= UInt64(Int64.max) / UInt64(2 * sizes.count + 1)
  }

  /// How large the whole numbers are of which a value is made.
  private static func magnitudes(in value: Any) -> [UInt64] {
    switch value {
    case let number as Int: [UInt64(number.magnitude)]
    case let number as Int64: [number.magnitude]
    case let number as Int128: [UInt64(clamping: number.magnitude)]
    default: Mirror(reflecting: value).children.flatMap { magnitudes(in: $0.value) }
    }
  }

  /// Runs the next session, and closes it.
  ///
  /// - Parameters:
  ///   - scenario: The scenario that has the campaign.
  ///   - options: How a session is run; seed and replication are the campaign's.
  /// - Throws: `SessionError`, as a session does, or if the series breaks its own books.
  public mutating func runSession(
    of scenario: Scenario, options: SessionOptions = SessionOptions()
  ) throws(SessionError) {
    var options = options
    options.seed = Campaign.seed(of: state.done, seed)
    options.replication = replication
    let record = try Session.run(scenario.session(after: state), options: options)
    sessions.append(state.close(record, of: scenario, seed: seed))
    if let problem = CampaignBooks.problem(of: sessions, state, scenario) {
      throw .brokenBooks("session \(state.done) of the campaign: \(problem)")
    }
  }
}
