// How the schedules of a search differ: what each draws of strategies, delays and faults. A schedule
// draws which of them it has at all (swarm testing: A. Groce and others, "Swarm testing", ISSTA 2012),
// because what is rare together with everything is common with little else.
//
// Invariant: what schedule number n does is a function of (seed, n).
import DiscreteEvents
import LiveCommerce
import Stochastics

/// The ways of choosing who goes on.
public enum Strategy: String, Sendable, CaseIterable, Codable {
  /// First in, first out.
  case fifo
  /// At random.
  case random
  /// Priorities with change points.
  case pct
  /// All of them, in order, for small storms.
  case exhaustive
  /// Running on and first in, first out once each; then at random and by priorities, in turn.
  case mixed
}

/// What a schedule draws.
struct Swarm: Sendable {
  /// The seed of the search.
  var seed: UInt64
  /// How to choose who goes on.
  var strategy: Strategy
  /// The faults that may be drawn.
  var faults: Set<SaleFault>
  /// Whether delays are drawn.
  var delays: Bool

  init(
    seed: UInt64, strategy: Strategy = .mixed, faults: Set<SaleFault> = [], delays: Bool = true
  ) {
    self.seed = seed
    self.strategy = strategy
    self.faults = faults
    self.delays = delays
  }

  func draws(_ number: Int) -> Draws {
    Draws(seed: seed, replication: UInt32(truncatingIfNeeded: number))
  }
}

// MARK: - What a schedule is like

extension Swarm {
  /// What draws decide about a schedule.
  private enum Purpose {
    static let depth: UInt32 = 1
    static let delays: UInt32 = 2
    static let faults: UInt32 = 3
    static let people: UInt32 = 4
    static let crash: UInt32 = 5
    static let clock: UInt32 = 6
    static let redelivery: UInt32 = 7
    static let reordering: UInt32 = 8
    static let leaseLapse: UInt32 = 9
  }

  /// The storm of schedule `number`: what the buyers of this one do.
  ///
  /// One schedule in four has the storm as it was given, in pairs: of these one chooses at random and
  /// the other by priorities.
  func storm(_ storm: Storm, _ number: Int) -> Storm {
    guard number % 8 > 1 else { return storm }
    var varied = storm
    let draws = draws(number)
    if faults.contains(.clockSkew), varied.clockSkews.isEmpty {
      varied.clockSkews = clockSkews(storm.nodes, draws)
    }
    for place in varied.orders.indices {
      let own = draws.entity(SwarmPurpose.swarmDomain, UInt64(varied.orders[place].number))
      let hold = storm.products[varied.orders[place].product].hold
      vary(&varied.orders[place], hold, own)
    }
    return varied
  }

  /// Every other node is right; the others are up to ten seconds fast or slow.
  private func clockSkews(_ nodes: Int, _ draws: Draws) -> [Int64] {
    (0..<nodes).map { node in
      let own = draws.entity(SwarmPurpose.swarmDomain, .max - 1 - UInt64(node))
      guard own.chance(0.5, Purpose.clock) else { return 0 }
      return Int64(own.uniform(Purpose.clock, 1) * 21) * 1_000_000_000 - 10_000_000_000
    }
  }

  /// The longest that a call is held up, in nanoseconds.
  static let longestDelay: Int64 = 3_000_000_000
  /// Nine tenths of a key's life; a claim may be made some seconds after its order came.
  static let longestRepeat =
    OrderPath.laboratory(clockSkews: []).database.keyLife / 10 * 9

  private func vary(_ order: inout StormOrder, _ hold: Int64, _ draws: EntityDraws) {
    let payment = draws.uniform(Purpose.people)
    if payment < 0.25 { order.paysAfter = nil }
    // Close to the end of the hold, where a payment and a release meet.
    let offset = Int64(draws.uniform(Purpose.people, 1) * 12) - 6
    if payment > 0.75 {
      order.paysAfter = max(1_000, hold + offset * VirtualExecutor.turnNanoseconds)
    }
    if faults.contains(.latePayment), payment > 0.9 { order.paysAfter = hold + 1_000_000_000 }
    if faults.contains(.duplicateRequest), draws.chance(0.3, Purpose.people, 2) {
      // At once, soon, or long after the hold has ended; but while the key is remembered, for
      // afterwards the same key is another order.
      let wait = Int64(draws.uniform(Purpose.people, 3) * 4)
      order.repeats = [wait < 3 ? wait * 1_000_000_000 : min(3 * hold, Swarm.longestRepeat)]
    }
    if faults.contains(.duplicatePaymentNotice), draws.chance(0.3, Purpose.people, 4) {
      order.repeatedNotices = [Int64(draws.uniform(Purpose.people, 5) * 2) * 1_000_000_000]
    }
    if faults.contains(.duplicateExpiry), draws.chance(0.3, Purpose.people, 6) {
      order.endsTwice = true
    }
  }

  /// The strategy of schedule `number`.
  func schedule(_ number: Int, length: Int) -> any StrandSchedule {
    if number == 0 { return RunOn() }
    if number == 1 { return TakeTurns() }
    let draws = draws(number)
    let own = draws.entity(SwarmPurpose.swarmDomain, .max)
    switch strategy {
    case .fifo: return TakeTurns()
    case .random: return RandomWalk(draws)
    case .pct: return changes(draws, own, length)
    case .mixed, .exhaustive:
      return number % 2 == 0 ? RandomWalk(draws) : changes(draws, own, length)
    }
  }

  private func changes(_ draws: Draws, _ own: EntityDraws, _ length: Int) -> PriorityChanges {
    let depth = 1 + Int(own.uniform(Purpose.depth) * 4)
    return PriorityChanges(draws, depth: depth, length: length)
  }

  /// What befalls the calls of schedule `number`; nil for nothing.
  func misfortune(_ number: Int, length: Int) -> (any Misfortune)? {
    guard number > 1 else { return nil }
    let own = draws(number).entity(SwarmPurpose.swarmDomain, .max)
    func has(_ fault: SaleFault, _ purpose: UInt32) -> Bool {
      faults.contains(fault) && own.chance(0.5, purpose)
    }
    var chances = DrawnMisfortune.Chances()
    if delays, own.chance(0.4, Purpose.delays) {
      chances.delay = 0.02 + 0.3 * own.uniform(Purpose.delays, 1)
    }
    if has(.crash, Purpose.crash) {
      chances.crashAt = 1 + Int(own.uniform(Purpose.crash, 1) * Double(length))
    }
    if has(.lostAcknowledgement, Purpose.faults) { chances.loss = 0.3 }
    if has(.redelivery, Purpose.redelivery) { chances.redelivery = 0.3 }
    if has(.reordering, Purpose.reordering) { chances.reordering = 0.3 }
    if has(.leaseLapse, Purpose.leaseLapse) { chances.leaseLapse = 0.3 }
    return chances == DrawnMisfortune.Chances() ? nil : DrawnMisfortune(draws(number), chances)
  }
}

/// Misfortunes by draws that are keyed by strand and call.
private final class DrawnMisfortune: Misfortune {
  /// How likely a call that may meet with a misfortune does.
  struct Chances: Equatable {
    var delay = 0.0
    var loss = 0.0
    var redelivery = 0.0
    var reordering = 0.0
    var leaseLapse = 0.0
    /// At which call the node crashes, from 1.
    var crashAt: Int?
  }
  /// What draws decide about a call.
  private enum Purpose {
    static let unanswered: UInt32 = 1
    static let delay: UInt32 = 2
    static let length: UInt32 = 3
    static let lost: UInt32 = 4
    static let redelivery: UInt32 = 5
    static let wait: UInt32 = 6
    static let reordering: UInt32 = 7
    static let leaseLapse: UInt32 = 8
  }
  /// How long a call may be held up, in nanoseconds.
  private static let delays: [Int64] = [
    10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000, Swarm.longestDelay,
  ]

  /// How much later a message comes once more, in nanoseconds: at once, while its order is young, when
  /// that has been answered, and when a message comes that nobody has acknowledged.
  private static let waits: [Int64] = [0, 1_000_000, 1_000_000_000, 30_000_000_000]

  private let draws: DomainDraws
  private let chances: Chances
  private var calls = 0

  init(_ draws: Draws, _ chances: Chances) {
    self.draws = draws.domain(SwarmPurpose.misfortuneDomain)
    self.chances = chances
  }

  func strikes(
    _ strand: Int32, _ kind: Statement.Kind, _ laboratory: Laboratory
  ) -> Disturbance.Kind? {
    calls += 1
    if calls == chances.crashAt { return .crash }
    let own = draws.entity(UInt64(bitPattern: Int64(strand)))
    let call = laboratory.interleaver.calls(of: strand)
    return loss(kind, own, call) ?? disorder(kind, own, call) ?? delay(own, call)
  }

  private func loss(
    _ kind: Statement.Kind, _ own: EntityDraws, _ call: UInt32
  ) -> Disturbance.Kind? {
    let loss = chances.loss
    if loss > 0, kind.canGoUnanswered, own.chance(loss, Purpose.unanswered, call) {
      return .unanswered
    }
    return loss > 0 && kind.canBeLost && own.chance(loss, Purpose.lost, call) ? .lost : nil
  }

  /// What queues and locks do that is not in the order of things.
  private func disorder(
    _ kind: Statement.Kind, _ own: EntityDraws, _ call: UInt32
  ) -> Disturbance.Kind? {
    func strikes(_ chance: Double, _ purpose: UInt32) -> Bool {
      chance > 0 && own.chance(chance, purpose, call)
    }
    if kind.canComeAgain, strikes(chances.redelivery, Purpose.redelivery) {
      return .redelivery(one(of: DrawnMisfortune.waits, own, Purpose.wait, call))
    }
    if kind.canBeOvertaken, strikes(chances.reordering, Purpose.reordering) { return .reordering }
    return kind.canLapse && strikes(chances.leaseLapse, Purpose.leaseLapse) ? .leaseLapse : nil
  }

  private func delay(_ own: EntityDraws, _ call: UInt32) -> Disturbance.Kind? {
    let delay = chances.delay
    guard delay > 0, own.chance(delay, Purpose.delay, call) else { return nil }
    // Beyond these lengths orders are given up anyway.
    return .delay(one(of: DrawnMisfortune.delays, own, Purpose.length, call))
  }

  /// One of several lengths, each as likely as the next.
  private func one(
    of lengths: [Int64], _ own: EntityDraws, _ purpose: UInt32, _ call: UInt32
  ) -> Int64 {
    lengths[Int(own.uniform(purpose, call) * Double(lengths.count))]
  }
}
