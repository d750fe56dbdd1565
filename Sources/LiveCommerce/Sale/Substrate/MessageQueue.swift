// A simulated message queue that delivers at least once: a message comes again until a consumer has
// handled it and its acknowledgement has arrived. It may come twice, late, after a younger one, or
// to two consumers at the same time; it never vanishes once it was accepted, but after too many
// deliveries it is put aside as a dead letter.
//
// Invariant: a message is in `entries` from its acceptance until it is acknowledged or put aside, and
// then exactly one of these is true: its token is under way to the mailbox, lies in it, or is in the
// hands of a consumer that has not begun the delivery. So a crash can send all tokens anew.
import DiscreteEvents

/// What the sender of a message is told.
public enum Receipt: Sendable, Equatable {
  /// The queue has it.
  case accepted
  /// No answer came: the queue may have it or not.
  case unknown
}

/// A message as a consumer gets it.
public struct Message: Sendable {
  /// Which message, counted from 0 in the order of acceptance.
  public var id: Int
  /// The order it is about.
  public var order: SaleOrder
  /// Which delivery of the message this is, counted from 1.
  public var delivery: Int
}

/// The simulated queue.
public final class MessageQueue: @unchecked Sendable {
  // Sendable: confined to the executor's thread.
  private struct Entry {
    var order: SaleOrder
    var delivery = 0
    /// When it is to come (again).
    var due: Instant
    /// Its token, while that is under way.
    var token = ScheduledToken.none
  }
  /// The name used in reports.
  public let name: String
  private let database: SaleDatabase
  private let station: Station
  private let background: Background
  private let setting: OrderPath.Queue
  private let call: Service
  private let delay: DrawnTime
  private let lostAcknowledgements: ShareProfile
  @safe @exclusivity(unchecked) private var mailbox: Mailbox
  @safe @exclusivity(unchecked) private var entries: [Int: Entry] = [:]
  @safe @exclusivity(unchecked) private var accepted = 0
  /// Messages that were put aside, oldest first, with their last delivery.
  @safe @exclusivity(unchecked) public private(set) var deadLetters: [Message] = []

  init(
    _ database: SaleDatabase, name: String, _ setting: OrderPath.Queue, faults: [Fault] = [],
    station: Station, background: Background
  ) {
    self.name = name
    self.database = database
    self.setting = setting
    lostAcknowledgements = ShareProfile(faults, of: .queue, .lostAcknowledgements)
    self.station = station
    self.background = background
    call = Service(time: DrawnTime(setting.call), purpose: Purpose.queueCall)
    delay = DrawnTime(setting.delay)
    mailbox = Mailbox(database.executor, name: "queue " + name)
  }

  /// Messages that are neither acknowledged nor put aside.
  public var count: Int { entries.count }

  // MARK: Sending

  /// Sends a message about an order, to be delivered no sooner than after `wait`.
  ///
  /// Each call that takes effect makes a message of its own: whoever sends again after ``Receipt``
  /// `.unknown` may have sent twice.
  public func send(_ order: SaleOrder, after wait: Duration = .zero) async -> Receipt {
    let index = database.nextStatement(of: order)
    let turn = await station.serve(call, .send, .order(order.id), order)
    switch withFaults(turn, order, index) {
    case .dead, .lost: return .unknown
    case .unanswered:
      accept(order, after: wait, index)
      return .unknown
    case .answered:
      accept(order, after: wait, index)
      return .accepted
    }
  }

  /// What the scenario's faults make of a call that the station has answered.
  private func withFaults(_ turn: Turn, _ order: SaleOrder, _ index: UInt32) -> Turn {
    guard database.laboratory == nil else { return turn }
    if isDrawn(setting.lose, Purpose.loseSend, order, index) { return .lost }
    let fault = lostAcknowledgements.share(at: database.executor.now.nanoseconds)
    let share = 1 - (1 - setting.loseAcknowledgement) * (1 - fault)
    let isSilent = isDrawn(
      fault > 0 ? share : setting.loseAcknowledgement, Purpose.loseReceipt, order, index)
    return isSilent ? .unanswered : .answered
  }

  private func isDrawn(
    _ share: Double, _ purpose: UInt32, _ order: SaleOrder, _ index: UInt32
  ) -> Bool {
    share > 0 && database.uniform(purpose, of: order, index) < share
  }

  private func accept(_ order: SaleOrder, after wait: Duration, _ index: UInt32) {
    let drawn = delay.value(at: database.uniform(Purpose.queueDelay, of: order, index))
    let due = database.executor.now.advanced(by: wait).advanced(byNanoseconds: drawn)
    let id = accepted
    accepted += 1
    entries[id] = Entry(order: order.detached, due: due)
    database.note(order, .send, .order(order.id), id)
    dispatch(id, due)
  }

  /// Puts a message's token on its way.
  private func dispatch(_ id: Int, _ due: Instant) {
    if due > database.executor.now {
      entries[id]?.token = mailbox.send(id, at: due)
    } else {
      mailbox.send(id)
    }
  }

  // MARK: Consuming

  /// Starts the consumers, as many as the scenario says: each handles one message after the other.
  ///
  /// A message whose handling returns is acknowledged; one whose handling throws, or takes longer
  /// than the time to redelivery, comes again. What a logic's consumers share is the logic's own
  /// concern: they run at the same time.
  public func consume(_ handle: @escaping @Sendable (Message) async throws -> Void) {
    let mailbox = mailbox
    for index in 1...setting.consumers {
      background.run("consumer \(index) of queue \(name)") {
        while !self.database.isDead, let id = await mailbox.receive() {
          // A node that has crashed takes nothing: what came to it is for those who live.
          guard !self.database.isDead else {
            mailbox.send(id)
            return
          }
          await self.deliver(id, handle)
        }
      }
    }
  }

  private func deliver(
    _ id: Int, _ handle: @Sendable (Message) async throws -> Void
  ) async {
    guard let message = await begin(id) else { return }
    do {
      try await handle(message)
    } catch {
      // Not handled: it comes again.
      return
    }
    await acknowledge(message)
  }

  /// Begins a delivery; nil if there is nothing to deliver any more.
  private func begin(_ id: Int) async -> Message? {
    guard let entry = entries[id] else { return nil }
    let row = Row.order(entry.order.id)
    if entry.delivery >= setting.deliveries {
      entries[id] = nil
      deadLetters.append(Message(id: id, order: entry.order, delivery: entry.delivery))
      database.note(entry.order, .bury, row, entry.delivery)
      return nil
    }
    guard await station.serve(call, .deliver, row, entry.order) != .dead else {
      mailbox.send(id)
      return nil
    }
    // An acknowledgement of an earlier delivery may have come meanwhile.
    guard var entry = entries[id] else { return nil }
    entry.delivery += 1
    entry.due = database.executor.now.advanced(byNanoseconds: setting.redeliverAfter)
    entry.token = mailbox.send(id, at: entry.due)
    entries[id] = entry
    database.note(entry.order, .deliver, row, entry.delivery)
    return Message(id: id, order: entry.order, delivery: entry.delivery)
  }

  private func acknowledge(_ message: Message) async {
    let index = database.nextStatement(of: message.order)
    let row = Row.order(message.order.id)
    let turn = await station.serve(call, .acknowledge, row, message.order)
    guard turn == .answered || turn == .unanswered else { return }
    let isLost =
      database.laboratory == nil
      && isDrawn(setting.redeliver, Purpose.redeliver, message.order, index)
    guard !isLost, let entry = entries.removeValue(forKey: message.id) else { return }
    mailbox.cancel(entry.token)
    database.note(message.order, .acknowledge, row, message.delivery)
  }

  // MARK: Crash

  /// The consumers have crashed: what they had in hand comes again when its time is up, to others.
  func restart() {
    let abandoned = mailbox
    mailbox = Mailbox(database.executor, name: "queue " + name)
    abandoned.close()
    for (id, entry) in entries.sorted(by: { $0.key < $1.key }) {
      mailbox.cancel(entry.token)
      dispatch(id, entry.due)
    }
  }
}
