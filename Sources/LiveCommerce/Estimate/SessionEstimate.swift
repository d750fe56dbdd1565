// What a session will cost, before it is run: by arithmetic on the scenario, no draws. Numbers of people
// follow from Little's law, people present = arrivals per second × mean stay (Little 1961), in the form
// that holds at every instant when both change (Eick, Massey and Whitt 1993: the infinite-server
// queue); numbers of orders from the decision rule at each link-up and the capacity of the back end.
import Stochastics

/// What a session is expected to do and to need.
public struct SessionEstimate: Sendable, Equatable {
  /// Visits, counting returns.
  public let visits: Double
  /// Most people present at the same time.
  public let peakPresent: Double
  /// Things that viewers do; each is counted in the record.
  public let events: Double
  /// Intentions to order that are sent.
  public let orders: Double
  /// Requests to order, with every repetition.
  public let requests: Double
  /// Orders that get a unit.
  public let created: Double
  /// The memory it needs.
  public let memory: Memory
  /// How long it takes on one thread of a machine of speed 1, in seconds.
  public let referenceSeconds: Double
  /// What the scenario has that the estimate does not look at, in words.
  public let leftOut: [String]

  /// Memory by what it grows with, in bytes.
  public struct Memory: Sendable, Equatable {
    /// The program itself.
    public let program: Double
    /// Rooms and what is sold in them.
    public let rooms: Double
    /// People present or due back, and running timeouts.
    public let people: Double
    /// Accounts that have an order.
    public let accounts: Double
    /// Orders open at the same time.
    public let orders: Double
    /// Counters by second.
    public let series: Double

    /// All together.
    public var total: Double { program + rooms + people + accounts + orders + series }
  }

  /// Estimates a session; takes milliseconds, whatever its size.
  public init(_ scenario: Scenario) {
    let forecast = SessionForecast(RoomsAtLarge.scenario(scenario))
    let rooms = forecast.rooms
    visits = rooms.reduce(0) { $0 + $1.visits }
    peakPresent = forecast.peak
    events = rooms.reduce(0) { $0 + $1.events } + forecast.orders.events
    orders = forecast.orders.submitted
    requests = forecast.orders.requests
    created = forecast.orders.created.reduce(0, +)
    memory = SessionCost.memory(forecast, scenario)
    referenceSeconds = SessionCost.seconds(forecast, scenario)
    leftOut = SessionEstimate.leftOut(scenario)
  }

  /// What a session needs at most, in bytes; known without estimating what people will do.
  ///
  /// Far more than most sessions need: it tells of small ones that they fit anywhere.
  public static func mostMemory(_ scenario: Scenario) -> Double {
    SessionCost.mostMemory(scenario)
  }

  /// How many visits would fit into `bytes`, if nothing but their number changed.
  public func visits(fitting bytes: Double) -> Double {
    let fixed = memory.program + memory.rooms + memory.series
    let perVisit = (memory.total - fixed) / max(1, visits)
    return max(0, ((bytes - fixed) / max(1e-9, perVisit)).rounded(.down))
  }

  private static func leftOut(_ scenario: Scenario) -> [String] {
    let path = scenario.orders
    let gateway = path.gateway
    let stations = [path.workers.queueing, path.database.queueing, path.payment.queueing]
    let isOther = path.faults.contains { ![.gateway, .workers, .database].contains($0.tier) }
    let parts = [
      ("the circuit breaker", gateway.breaker != nil),
      ("the limit of each account", gateway.perAccount != nil),
      ("the detector of programs", gateway.detector != nil),
      ("autoscaling", stations.contains { $0.autoscaling != nil }),
      ("queues that are not first come first served", stations.contains { $0.discipline != .fifo }),
      ("faults of other tiers than gateway, workers and database", isOther),
      ("codes to order with", path.workers.verified != nil),
      ("what is sent back", scenario.products.contains { $0.returns != nil }),
      ("what is changed on the way", !scenario.changes.isEmpty),
      ("readers whom notes bring", scenario.community != nil),
      ("what people do where rooms close before the end", closesEarly(scenario)),
      ("the limit of an account where a product is linked up again", isOfferedAgain(scenario)),
      ("what the ranker makes of the rooms", scenario.ranker != nil),
      (
        "transactions that conflict and are made again",
        scenario.products.contains {
          [OrderTime.name, PayTime.name].contains($0.logic ?? path.logic)
        }
      ),
      ("edge, chat and catalogue", path.edge != nil || path.chat != nil || path.catalogue != nil),
    ]
    return parts.filter(\.1).map(\.0)
  }

  /// Whether people who would be shown a room are shown another one, because it has closed.
  private static func closesEarly(_ scenario: Scenario) -> Bool {
    guard scenario.rooms.count > 1 else { return false }
    return scenario.rooms.contains { room in
      room.rundown.last.map { $0.kind == .close && $0.at < scenario.length } ?? false
    }
  }

  /// Whether something is linked up again after something else, so that people may want it again.
  private static func isOfferedAgain(_ scenario: Scenario) -> Bool {
    scenario.rooms.contains { room in
      var seen: [Int] = []
      for product in room.rundown.filter({ $0.kind == .linkUp }).compactMap(\.product)
      where product != seen.last {
        if seen.contains(product) { return true }
        seen.append(product)
      }
      return false
    }
  }
}
