// A station for loads of millions a second, as a fluid in steps of a second: what comes, what is
// served, what waits and what is refused are amounts. Within a second arrivals are even, service is
// constant, and who waits is served in order of arrival.
//
// Invariant: requests = served + refused + waiting after every step, in whole numbers.
import Stochastics

/// A station that is stepped second by second.
struct FluidTier: Sendable {
  /// What the tier has done.
  private(set) var counter: TierCounter
  private let station: OpenStation
  private var scaler: Autoscaler?
  /// When ordered servers come, and how many, in order.
  private var coming: [(second: Int, servers: Int)] = []
  private var servers: Int
  private var second = 0
  private var backlog = 0
  /// Who waits, in order of arrival: so many, and how long they will have stayed when they are served.
  private var line: [(stay: Int64, count: Int)] = []
  private var head = 0
  /// The part of a request that was left over when the last second was full.
  private var rest = 0.0
  /// Servers that were busy in the last second, on average.
  private var busyAtLast = 0
  private let end: Int64

  /// An idle station; scaling ends with the planned end of the session, in nanoseconds.
  init(name: String, _ station: OpenStation, end: Int64) {
    self.station = station
    self.end = end
    servers = station.servers
    counter = TierCounter(name: name, servers: station.servers)
    scaler = station.autoscaling.map { Autoscaler($0, servers: station.servers) }
  }

  /// Whether nobody waits.
  var isEmpty: Bool { backlog == 0 }

  /// Lets a second pass in which so many come; returns how many are served in it.
  mutating func step(_ arrivals: Int) -> Int {
    let start = Int64(second) * 1_000_000_000
    scale(at: start)
    let capacity = Double(servers) * station.rate
    let room = capacity + rest
    let present = backlog + arrivals
    let served = Int(min(Double(present), room.rounded(.down)))
    let refused = max(0, present - served - station.queue)
    // A second that leaves somebody waiting is full; of what is served in another, a part may have been
    // done in the second before.
    let work = served < present ? capacity : max(0, Double(served) - rest)
    rest = served < present ? room - Double(served) : 0
    count(arrivals, served: served, refused: refused, at: start)
    stay(arrivals - refused, served: served, capacity)
    busy(for: min(1, work / capacity), at: start)
    backlog = present - served - refused
    second += 1
    counter.waiting.set(Int64(backlog), at: Int64(second) * 1_000_000_000)
    return served
  }

  /// Ends: nobody waits any more for what still does.
  mutating func close() {
    counter.refuses(.expired, backlog)
    counter.waiting.set(0, at: Int64(second) * 1_000_000_000)
    backlog = 0
  }

  private mutating func count(_ arrivals: Int, served: Int, refused: Int, at start: Int64) {
    counter.requests += arrivals
    counter.served += served
    counter.refuses(.queueFull, refused)
    if arrivals > 0 { counter.requestsBySecond.add(at: start, arrivals) }
  }

  /// Has so many join the line, and those who are served leave it.
  private mutating func stay(_ joining: Int, served: Int, _ capacity: Double) {
    // Whoever comes waits for what is there then: it goes from the old backlog to the new one.
    let after = backlog + joining - served
    let wait = Double(backlog + after) / 2 / capacity
    if joining > 0 { line.append((Int64(min(1e18, (1 / station.rate + wait) * 1e9)), joining)) }
    var left = served
    while left > 0, head < line.count {
      let leaving = min(left, line[head].count)
      counter.latency.add(line[head].stay, count: leaving)
      line[head].count -= leaving
      left -= leaving
      if line[head].count == 0 { head += 1 }
    }
    guard head > 64, head > line.count / 2 else { return }
    line.removeFirst(head)
    head = 0
  }

  /// All servers work at once, for as long as it takes them: a share of the second.
  private mutating func busy(for share: Double, at start: Int64) {
    let time = Int64((share * 1e9).rounded())
    counter.busy.set(Int64(servers), at: start)
    counter.busy.set(0, at: start + time)
    busyAtLast = Int((Double(servers) * share).rounded(.up))
  }

  // MARK: Scaling

  private mutating func scale(at start: Int64) {
    guard start <= end else { return }
    while let next = coming.first, next.second <= second {
      coming.removeFirst()
      servers += next.servers
    }
    judge(at: start)
    if counter.size.level != Int64(servers) { counter.resize(to: servers, at: start) }
  }

  private mutating func judge(at start: Int64) {
    guard let setting = station.autoscaling, start > 0,
      start % setting.every < 1_000_000_000
    else { return }
    let busy = counter.busy.integral(until: start)
    let decision = scaler?.decide(
      at: start, serving: servers, busy: busy, present: backlog + busyAtLast)
    switch decision {
    case .order(let more):
      coming.append((second + Int((setting.delay + 999_999_999) / 1_000_000_000), more))
    case .dismiss(let fewer): servers -= fewer
    case .nothing, nil: break
    }
  }
}
