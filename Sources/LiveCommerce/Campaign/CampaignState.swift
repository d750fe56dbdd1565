// What one session of a campaign leaves to the next. A state is whole by itself: with the scenario it
// is all that the rest of the campaign depends on, so a campaign can be stopped after any session and
// taken up again, and nobody can tell.
//
// Invariant: people and units are whole numbers and none gets lost: what is taken from one place is
// added to another, or counted as lost in the session's row.
import Stochastics

/// What has been carried up to a session of a campaign.
public struct CampaignState: Codable, Sendable, Equatable {
  /// How many sessions are over.
  public internal(set) var done = 0
  /// Followers, by cohort.
  public internal(set) var followers: [Int] = []
  /// Persons who have bought and may come again, by cohort.
  public internal(set) var buyers: [Int] = []
  /// By how much the log-odds of the host's trust have moved.
  public internal(set) var trustShift = 0.0
  /// Units that come back before the next session, before the one after that, and so on.
  public internal(set) var returning: [Int] = []
  /// What is in stock and on its way, by stock row.
  public internal(set) var shelves: [Shelf] = []

  /// What is left of notes at the close of the last session; nil before there was one.
  public internal(set) var notes: [CarriedNotes]?

  /// Notes between two sessions, by names: the next may have other rooms and other categories.
  public struct CarriedNotes: Codable, Sendable, Equatable {
    /// What they are about.
    public internal(set) var category: String
    /// The room that they lead to.
    public internal(set) var room: String
    /// How many they are, in new notes when they were left.
    public internal(set) var count: Double
    /// How old they are when the next session begins, in nanoseconds.
    public internal(set) var age: Int64
  }

  /// One stock row between two sessions.
  public struct Shelf: Codable, Sendable, Equatable {
    /// The row's name.
    public internal(set) var name: String
    /// Units on hand; negative when more were promised than there were.
    public internal(set) var onHand: Int
    /// Units ordered that come in time for the next session, for the one after that, and so on.
    public internal(set) var ordered: [Int] = []
    /// Units sent back that do so.
    public internal(set) var returning: [Int] = []

    /// Units on their way.
    var underWay: Int { ordered.reduce(0, +) + returning.reduce(0, +) }

    /// Puts units on their way.
    ///
    /// - Parameters:
    ///   - units: How many.
    ///   - way: Ordered, or sent back.
    ///   - times: After how many sessions more they come; 0: in time for the next.
    mutating func send(_ units: Int, _ way: WritableKeyPath<Shelf, [Int]>, times: Int) {
      while self[keyPath: way].count <= times { self[keyPath: way].append(0) }
      self[keyPath: way][times] += units
    }

    /// Lets the time up to the next session go by.
    mutating func pass() {
      for way in [\Shelf.ordered, \.returning] where !self[keyPath: way].isEmpty {
        onHand += self[keyPath: way].removeFirst()
      }
    }
  }

  /// What there is before the first session.
  public init(_ scenario: Scenario) {
    guard let campaign = scenario.campaign else { return }
    followers = campaign.followers?.start ?? []
    buyers = campaign.buyers?.start ?? []
    if campaign.carriesStock { addShelves(of: scenario) }
  }

  /// Adds the rows that are new, with the stock that the scenario gives them; returns their units.
  @discardableResult
  mutating func addShelves(of scenario: Scenario) -> Int {
    var added = 0
    let known = places
    for sku in SKU.all(of: scenario) where known[sku.name] == nil {
      shelves.append(Shelf(name: sku.name, onHand: sku.stock))
      added += sku.stock
    }
    return added
  }

  // MARK: Whole numbers

  /// A whole number cut by shares into whole numbers of the same sum.
  static func parts(of count: Int, _ shares: [Double]) -> [Int] {
    var reached = 0.0
    var given = 0
    return shares.indices.map { index in
      reached += shares[index]
      let isLast = index == shares.count - 1
      let end = isLast ? count : min(count, Int((reached * Double(count)).rounded()))
      defer { given = end }
      return end - given
    }
  }

  /// How many of `count` are lost when each is at a chance: the mean, rounded up or down by a draw in
  /// (0, 1) so that it is right on average.
  static func lost(of count: Int, chance: Double, at uniform: Double) -> Int {
    min(count, Int(Double(count) * chance + uniform))
  }
}
