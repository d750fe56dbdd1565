// A room: its host, the rundown the host follows, and the traffic that comes in.
public import Stochastics

/// A live room.
public struct Room: Sendable, Equatable {
  /// The name used in the scenario and in reports.
  public var name: String
  /// How often it is shown to people who come to the platform, beside the other rooms.
  public var weight = 1.0
  /// Who is on air.
  public var host: Host
  /// What the host plans to do, in order of time.
  public var rundown: [RundownStep]
  /// Where viewers come from.
  public var traffic: [TrafficStream]
  /// When it begins, in nanoseconds from the start; before that nobody is shown it.
  public var begins: Int64 = 0
}

/// A room, or the copies of one.
public struct RoomGroup: Sendable, Equatable {
  /// The name used in the scenario and in reports.
  public var name: String
  /// Its rooms, by index.
  public var rooms: Range<Int>
}

extension Room {
  /// The category that most of its goods are of; of the only room 0, for there is nothing to choose.
  func category(in scenario: Scenario) -> UInt32 {
    guard scenario.rooms.count > 1 else { return 0 }
    var counts = [Int](repeating: 0, count: scenario.categories.count)
    for product in goods(in: scenario) { counts[scenario.products[product].category] += 1 }
    let most = counts.max() ?? 0
    return UInt32(counts.firstIndex(of: most) ?? 0)
  }

  /// What is sold here, in order: what the rundown names; of the only room all, if it names nothing.
  func goods(in scenario: Scenario) -> [Int] {
    let named = Set(rundown.compactMap(\.product)).sorted()
    return named.isEmpty && scenario.rooms.count == 1 ? Array(scenario.products.indices) : named
  }

  /// The stretch of all products in which those lie that are sold here; tables go by it.
  func products(in scenario: Scenario) -> Range<Int> {
    let goods = goods(in: scenario)
    guard let first = goods.first, let last = goods.last else { return 0..<0 }
    return first..<(last + 1)
  }
}

/// How people go on from one room to the next.
public struct Hopping: Sendable, Equatable {
  /// How many of those who leave a room go on to another one.
  public var share: Double
  /// How long after they have left, in nanoseconds.
  public var after: Distribution
  /// How strongly what they are shown prefers rooms that match their cohort.
  public var personalisation: Double
}

/// The person (or shop) on air.
public struct Host: Sendable, Equatable {
  /// What kind of host this is.
  public enum Kind: String, Sendable, CaseIterable {
    /// Sells hard.
    case anchor
    /// Curates.
    case buyer
    /// Founder who sells the own brand.
    case brandManager
    /// A shop's own room.
    case store
  }
  /// What kind of host this is.
  public var kind: Kind
  /// How far viewers believe the host, 0…1; 0.5 is the reference.
  public var trust: Double
  /// From a decision to what is said, in nanoseconds.
  public var reactionTime: Int64
  /// Moves to the next step as soon as the product on air is sold out.
  public var movesOnWhenSoldOut: Bool
  /// Extends a link-up while it sells.
  public var extension_: HostExtension?
  /// How well the host brings home what is shown: factor on every match, which stays at most 1.
  public var fit = 1.0
  /// How hard the host sells, in log-odds of clicks, orders and returns alike.
  public var urgency = 0.0
  /// How much the host sells by price: factor on the weight of the price.
  public var bargain = 1.0
  /// By how much a reveal raises the trust of people who match the room perfectly; those who match
  /// it by half or less are not moved.
  public var reveal = 0.0
}

/// The rule by which a host stays on a product that sells.
public struct HostExtension: Sendable, Equatable {
  /// Orders per second, over the last epoch, from which the host extends.
  public var ordersPerSecond: Double
  /// By how much, in nanoseconds.
  public var by: Int64
  /// At most how many times for one step.
  public var atMost: Int
}

/// One planned step of the rundown.
public struct RundownStep: Sendable, Equatable {
  /// What the host does.
  public enum Kind: String, Sendable, CaseIterable {
    /// Greets, before the selling starts.
    case warmUp
    /// Talks, with nothing to buy.
    case talk
    /// Shows a product that is not yet orderable.
    case pitch
    /// Says when a product will open.
    case announce
    /// Makes a product orderable: "three, two, one, link up".
    case linkUp
    /// Gives something away.
    case giveaway
    /// Shows something personal and true.
    case reveal
    /// Adds units of a product.
    case restock
    /// Ends the session.
    case close
  }
  /// What the host does.
  public var kind: Kind
  /// When, in nanoseconds from the start.
  public var at: Int64
  /// The product concerned, by index.
  public var product: Int?
  /// Units added, for a restock.
  public var units: Int
}

/// One of the six ways into a room.
public enum TrafficSource: String, Sendable, CaseIterable {
  /// Notifications to followers.
  case messages
  /// The feed of followed hosts.
  case follow
  /// Pushed by the ranker.
  case discover
  /// Search and limited-time slots.
  case mall
  /// People coming back.
  case me
  /// Bought traffic.
  case paid

  /// Position among the sources.
  var index: Int { TrafficSource.allCases.firstIndex(of: self) ?? 0 }
}

/// One stream of arrivals from one source: a Poisson process with a shape over time.
public struct TrafficStream: Sendable, Equatable {
  /// The source that the visits are counted under.
  public var source: TrafficSource
  /// Mean number of visits.
  public var visits: Double
  /// How the visits lie in time.
  public var shape: ArrivalShape
  /// Share of each cohort, by index; sums to 1.
  public var cohortShares: [Double]
  /// How strongly the source prefers cohorts that match the room; 0 is the editorial front page.
  public var personalisation: Double
  /// Share of visitors who have read a note about what is sold.
  public var knowledge: Double
  /// The name used in the scenario and in reports; the scenario's reader sees that no two are the same.
  public var name = ""
  /// Mean number of times that the room is shown to people, of whom `visits` come in; nil if the
  /// scenario does not say.
  public var exposures: Double?
  /// Visits for each follower that a campaign has carried here; nil: not a matter of followers.
  public var perFollower: Double?
}
