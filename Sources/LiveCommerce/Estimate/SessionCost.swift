// What things cost, measured: the constants behind an estimate. They were fitted to the shipped
// scenarios and to some of them with up to ten times the visits; memory is that of a 64-bit Linux, time
// that of one core of a shared x86-64 server with `MachineSpeed.slowness` 1, optimised code.
import Stochastics

/// The cost of a session by what happens in it.
enum SessionCost {
  // MARK: Bytes

  /// The program and its libraries, with nothing simulated.
  private static let program = 27.5e6
  /// A room with its stage, and a product with its stock, books and sale logic.
  private static let room = 1300.0
  private static let product = 2400.0
  /// A task that runs sale logic, with what it keeps between two steps.
  private static let worker = 3600.0
  /// A person present or due back, or the marker of a timeout: one record.
  private static let record = 48.0
  /// An account with an order, in two tables of eight bytes an entry that are seven to eight tenths full, and
  /// the units that were given back.
  private static let account = 30.0
  /// A request under way, with the errand that it is part of.
  private static let onTheWay = 150.0
  /// Somebody in the waiting room, whose line is an array that doubles; as if all came at once.
  private static let waiting = 450.0
  /// An order in the queue or holding a unit: request, errand, row, claim, timer.
  private static let openOrder = 320.0
  /// The series by second of the tiers, as they grow and are written, and those of a lane of the audience.
  private static let second = 400.0
  private static let laneSecond = 60.0

  /// The memory of a session, by what it grows with.
  static func memory(
    _ forecast: SessionForecast, _ scenario: Scenario
  ) -> SessionEstimate.Memory {
    let path = scenario.orders
    let waiting = path.gateway.waitingRoom == nil ? 0 : waiting * forecast.orders.submitted
    return SessionEstimate.Memory(
      program: program(scenario), rooms: rooms(scenario),
      people: record * forecast.peakRecords,
      accounts: account * forecast.orders.created.reduce(0, +),
      orders: onTheWay * forecast.orders.mostOnTheWay + openOrder * forecast.orders.mostOpen
        + waiting,
      series: series(scenario, backlog: backlog(forecast, scenario)))
  }

  /// What a visit takes at most: so many orders open at the same time.
  private static let visit = 65_536.0
  private static let mostOrders = 200.0

  /// More memory than a session can need, whatever people do in it.
  static func mostMemory(_ scenario: Scenario) -> Double {
    program(scenario) + rooms(scenario) + series(scenario, backlog: mostBacklog(scenario))
      + visit * scenario.expectedVisits
  }

  private static func program(_ scenario: Scenario) -> Double {
    program + worker * Double(scenario.orders.workers.count + scenario.orders.workers.releasers)
  }

  private static func rooms(_ scenario: Scenario) -> Double {
    room * Double(scenario.rooms.count) + product * Double(scenario.products.count)
  }

  private static func series(_ scenario: Scenario, backlog: Double) -> Double {
    let length = Double(scenario.length)
    let lanes = laneSecond * Double(Audience.laneCount(for: scenario)) * length
    let settling = min(settling(scenario) + backlog, Double(Limit.settling))
    return (second * (length + settling) + lanes) / 1e9
  }

  /// For how long orders and charges that have queued up go on after the end.
  private static func backlog(_ forecast: SessionForecast, _ scenario: Scenario) -> Double {
    let payment = scenario.orders.payment
    let charges = forecast.orders.created.reduce(0, +)
    let paying = charges * payment.latency.mean / Double(payment.capacity)
    return max(forecast.backlog, paying - Double(scenario.length), 0)
  }

  /// More than that can be, whatever people do: each thing one after the other.
  private static func mostBacklog(_ scenario: Scenario) -> Double {
    let path = scenario.orders
    let statements = 2 * (path.database.read.mean + path.database.write.mean)
    let each = path.workers.service.mean + statements + 2 * path.database.update.mean
    return mostOrders * scenario.expectedVisits * (each + path.payment.latency.mean)
  }

  /// For how long something may still happen after the end: what is ordered last may be held so long, and
  /// be paid for then.
  private static func settling(_ scenario: Scenario) -> Double {
    let hold = scenario.products.map(\.hold).max() ?? 0
    return Double(hold) + scenario.orders.payment.latency.mean
  }

  // MARK: Seconds

  private static let start = 0.015
  /// Something that a viewer does while nothing is sold, and while something is.
  private static let event = 0.07e-6
  private static let eventWhileSelling = 0.13e-6
  /// A look at a product that is sold out.
  private static let vainLook = 0.4e-6
  /// A request with its answer, and an order created with its payment.
  private static let request = 0.9e-6
  private static let created = 6.5e-6
  /// A turn of audience and platform.
  private static let turn = 0.45e-6

  /// The time of a session on one thread of the machine of the reference.
  static func seconds(_ forecast: SessionForecast, _ scenario: Scenario) -> Double {
    let rooms = forecast.rooms
    let selling = rooms.reduce(0) { $0 + $1.eventsWhileSelling }
    let calm = rooms.reduce(0) { $0 + $1.events } - selling
    return start + event * calm + eventWhileSelling * selling
      + vainLook * rooms.reduce(0) { $0 + $1.vainLooks } + request * forecast.orders.requests
      + created * forecast.orders.created.reduce(0, +) + turn * turns(forecast, scenario)
  }

  /// How often audience and platform take turns: while something can be ordered, whenever anything
  /// happens within two crossings of the network.
  private static func turns(_ forecast: SessionForecast, _ scenario: Scenario) -> Double {
    let events = forecast.rooms.reduce(0) { $0 + $1.events } + forecast.orders.events
    let selling = forecast.rooms.reduce(0) { $0 + $1.sellingSeconds }
    guard scenario.lookahead > 0 else { return events }
    return min(events, selling * 1e9 / (2 * Double(scenario.lookahead)))
  }
}
