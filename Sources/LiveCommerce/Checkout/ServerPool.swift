// Who is served and who waits at a tier whose requests are records while they wait: a number of
// servers, a line, and the rule by which the next is taken from it.
//
// Invariant: nobody waits while a server is free, unless the servers are shared and nobody waits at
// all; at most `bound` wait, and more than `servers` are served only while servers that are to go
// finish what they have begun. While the pool is held nobody begins.
import DiscreteEvents

/// The servers of a tier and the line before them.
struct ServerPool: ~Copyable {
  /// What becomes of a request that comes.
  enum Admission { case begins, waits, full }

  /// How many servers there are.
  private(set) var servers: Int
  /// How many requests are being served.
  private(set) var busy = 0
  /// How many times it is held.
  private var holds = 0
  private let discipline: QueueDiscipline
  private let bound: Int
  private var line = Ring()
  /// Those of the first class.
  private var firstLine = Ring()

  init(servers: Int, bound: Int?, _ discipline: QueueDiscipline) {
    self.servers = servers
    self.discipline = discipline
    self.bound = bound ?? .max
  }

  /// Whether some go before others.
  var hasClasses: Bool { discipline == .priority }
  /// How many wait.
  var waiting: Int { line.count + firstLine.count }

  /// Takes in a request: it begins, or waits its turn, or is to be refused.
  mutating func admit(_ token: Int, isFirst: Bool) -> Admission {
    guard !canBegin else {
      guard !isShared || busy - servers < bound else { return .full }
      busy += 1
      return .begins
    }
    let slowed = isShared ? max(0, busy - servers) : 0
    guard waiting + slowed < bound else { return .full }
    if isFirst { firstLine.append(token) } else { line.append(token) }
    return .waits
  }

  private var isShared: Bool { discipline == .processorSharing }

  private var canBegin: Bool { holds == 0 && (isShared || busy < servers) }

  /// A request has been served: its server takes the next, which is returned, or is free.
  mutating func next() -> Int? {
    if holds == 0, busy <= servers, let token = takeNext() { return token }
    busy -= 1
    return nil
  }

  /// Lets nobody begin before the same number of calls of ``resume()``.
  mutating func hold() { holds += 1 }

  /// Ends a hold; then those whom free servers can take are to be asked for.
  mutating func resume() { holds -= 1 }

  /// Changes the number of servers; then those whom new servers can take are to be asked for.
  mutating func resize(to servers: Int) { self.servers = servers }

  /// Somebody whom a free server takes; nil if there is nobody, or no such server.
  mutating func begin() -> Int? {
    guard canBegin, let token = takeNext() else { return nil }
    busy += 1
    return token
  }

  private mutating func takeNext() -> Int? {
    if let token = firstLine.popFirst() { return token }
    return discipline == .lifo ? line.popLast() : line.popFirst()
  }
}
