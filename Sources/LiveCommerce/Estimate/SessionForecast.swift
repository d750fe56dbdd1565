// A session as quantities, from the first instant to the close and on to the end of the last hold:
// rooms and order path advance together, as in a session, but with means instead of people.

/// What is expected to happen in a session.
struct SessionForecast {
  /// The session is cut into so many steps.
  private static let stepCount = 2000
  /// Orders move in steps of a tenth of a second, longer only in very long sessions.
  private static let mostOrderSteps: Int64 = 400_000
  /// So long orders under way at the close are followed, in nanoseconds.
  private static let afterwards: Int64 = 600_000_000_000

  private(set) var rooms: [RoomForecast]
  private(set) var orders: OrderForecast
  /// Most people present.
  private(set) var peak = 0.0
  /// Most records of people: present, due back, or markers of timeouts.
  private(set) var peakRecords = 0.0
  /// For how long those still in line a while after the close keep the back end busy, in nanoseconds.
  private(set) var backlog = 0.0

  init(_ scenario: Scenario) {
    let step = max(1_000_000, scenario.length / Int64(SessionForecast.stepCount) + 1)
    let count = Int((scenario.length + step - 1) / step)
    let orderStep = max(100_000_000, scenario.length / SessionForecast.mostOrderSteps)
    rooms = scenario.rooms.map { RoomForecast(scenario, room: $0, step: step, count: count) }
    orders = OrderForecast(
      scenario, step: orderStep, until: scenario.length + SessionForecast.afterwards)
    run(scenario, step: step, count: count)
  }

  private mutating func run(_ scenario: Scenario, step: Int64, count: Int) {
    var restocks = scenario.rooms.flatMap(\.rundown).filter { $0.kind == .restock }
      .sorted { $0.at < $1.at }[...]
    var batches = Batches(scenario)
    var orderTime: Int64 = 0
    var epoch = scenario.epoch
    for index in 0..<count {
      let end = Int64(index + 1) * step
      for room in rooms.indices { rooms[room].advance(index, &orders) }
      while let next = restocks.first, next.at < end {
        if let product = next.product { orders.restock(product, units: Double(next.units)) }
        restocks.removeFirst()
      }
      while orderTime + orders.step <= end {
        orders.advance(at: orderTime)
        orderTime += orders.step
      }
      // Of the epochs within one step the last one tells what the others would.
      if epoch <= end {
        for room in rooms.indices { rooms[room].endEpoch(at: end, &orders, &batches) }
        epoch += ((end - epoch) / scenario.epoch + 1) * scenario.epoch
      }
      note()
    }
    for room in rooms.indices { rooms[room].finishTaps(after: count, &orders) }
    finishOrders(from: orderTime)
  }

  private mutating func note() {
    let present = rooms.reduce(0) { $0 + $1.present }
    peak = max(peak, present)
    let away = rooms.reduce(0) { $0 + $1.away }
    peakRecords = max(peakRecords, present + away + orders.timeoutsRunning)
  }

  /// Lets orders that are under way at the close come to their answers.
  private mutating func finishOrders(from start: Int64) {
    let end = start + SessionForecast.afterwards
    for instant in stride(from: start, to: end, by: Int(orders.step)) {
      orders.advance(at: instant)
    }
    backlog = orders.backlog(at: end)
    orders.finish(at: end)
  }
}
