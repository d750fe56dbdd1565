// The queue before the order workers as a fluid: parcels in the order in which they came, and what is served of
// them in a step.
//
// Invariant: `amount` is the sum of what is in line.

/// The requests that wait for a worker or are with one.
struct QueueForecast {
  /// What a step does with a part of the line.
  struct Turn {
    var parcel: OrderParcel
    /// Whether it is dropped unserved.
    var isDropped: Bool
  }

  /// How much is in line.
  private(set) var amount = 0.0

  private let stations: ServiceRates
  private let workers: OrderPath.Workers
  private let step: Int64
  private var line: [OrderParcel] = []
  private var first = 0

  init(_ scenario: Scenario, step: Int64) {
    stations = ServiceRates(scenario)
    workers = scenario.orders.workers
    self.step = step
  }

  /// How many orders like these are served in a step.
  private func capacity(of parcel: OrderParcel, at instant: Int64) -> Double {
    let rate = stations.perSecond(parcel.product, isRepeat: parcel.isRepeat, at: instant)
    return max(1e-9, rate * Double(step) / 1e9)
  }

  // MARK: Joining

  /// How much of a parcel finds a place, counting those that this step will free.
  func fitting(of parcel: OrderParcel, at instant: Int64) -> Double {
    let places = Double(workers.queue + workers.count) - amount
    return max(0, min(parcel.amount, places + capacity(of: parcel, at: instant)))
  }

  mutating func join(_ parcel: OrderParcel) {
    guard parcel.amount > 0 else { return }
    line.append(parcel)
    amount += parcel.amount
  }

  /// Of those who are about to join, the first ones: they are served within a time, in nanoseconds.
  func served(of parcel: OrderParcel, within time: Double, at instant: Int64) -> Double {
    guard time > 0 else { return 0 }
    let served = stations.served(
      parcel.product, isRepeat: parcel.isRepeat, from: instant,
      until: instant + Delay.nanoseconds(time))
    let early = min(parcel.amount, max(0, served - amount))
    return early * stations.shareDone(within: time, isRepeat: parcel.isRepeat, at: instant)
  }

  /// After how long the turn comes of the middle one of those who are about to join, in nanoseconds.
  func wait(of parcel: OrderParcel, at instant: Int64) -> Double {
    let served = stations.delay(
      serving: amount + parcel.amount / 2, of: parcel.product, isRepeat: parcel.isRepeat,
      from: instant)
    // Those who are with a worker are in line as well.
    return max(0, served - stations.meanTime(isRepeat: parcel.isRepeat, at: instant))
  }

  /// How long a worker takes for one of them, in nanoseconds.
  func service(of parcel: OrderParcel, at instant: Int64) -> Double {
    stations.meanTime(isRepeat: parcel.isRepeat, at: instant)
  }

  /// How long somebody spends here who joins now, in nanoseconds.
  func stay(at instant: Int64) -> Double {
    let service = stations.meanTime(at: instant)
    guard let last = line.last else { return service }
    return amount / stations.perSecond(last.product, at: instant) * 1e9 + service
  }

  // MARK: Being served

  /// Whether an order is served whose answer comes too late, its turn coming after a time.
  func isServed(after wait: Double, patience: Double) -> Bool {
    wait <= Double(workers.deadline ?? .max) && (!workers.dropsExpired || wait <= patience)
  }

  /// Whether orders whose turn has come are dropped unserved.
  private func isStale(_ parcel: OrderParcel, at instant: Int64) -> Bool {
    guard workers.dropsExpired || workers.deadline != nil else { return false }
    // What is served by now had its turn when its worker began with it.
    let turn = instant - Delay.nanoseconds(service(of: parcel, at: instant))
    return turn - parcel.arrived > workers.deadline ?? .max
      || workers.dropsExpired && turn >= parcel.expires
  }

  /// Takes out what is served, or dropped, in the step that begins at an instant.
  mutating func serve(at instant: Int64) -> [Turn] {
    var turns: [Turn] = []
    var share = 1.0
    while first < line.count, share > 1e-9 {
      var turn = Turn(parcel: line[first], isDropped: isStale(line[first], at: instant))
      if !turn.isDropped {
        let capacity = capacity(of: turn.parcel, at: instant)
        turn.parcel.amount = min(turn.parcel.amount, share * capacity)
        share -= turn.parcel.amount / capacity
      }
      turns.append(turn)
      line[first].amount -= turn.parcel.amount
      amount = max(0, amount - turn.parcel.amount)
      if line[first].amount <= OrderParcel.negligible { first += 1 }
    }
    if first == line.count {
      line.removeAll(keepingCapacity: true)
      (first, amount) = (0, 0)
    }
    return turns
  }

  /// Takes out everything that is in line.
  mutating func takeAll(at instant: Int64) -> [Turn] {
    defer { (line, first, amount) = ([], 0, 0) }
    return line[first...].map { Turn(parcel: $0, isDropped: isStale($0, at: instant)) }
  }

  /// For how long those in line keep the back end busy from an instant on, in nanoseconds.
  func backlog(at instant: Int64) -> Double {
    line[first...].reduce(0) { sum, parcel in
      guard !isStale(parcel, at: instant) else { return sum }
      let rate = stations.perSecond(parcel.product, isRepeat: parcel.isRepeat, at: instant)
      return sum + parcel.amount / rate * 1e9
    }
  }
}
