// A simulated message queue that delivers at least once: a message comes again until a consumer has
// handled it and its acknowledgement has arrived. It may come twice, late, after a younger one, or
// to two consumers at the same time; it never vanishes once it was accepted, but after too many
// deliveries it is put aside as a dead letter.
//
// Invariant: a message is in `entries` from its acceptance until it is acknowledged or put aside, and
// then exactly one of these is true: its token is under way to the mailbox, lies in it, or is in the
// hands of a consumer that has not begun the delivery. So a crash can send all tokens anew. What a
// laboratory has come once more is an entry of its own, with the same message and another token.
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
    /// Which message.
    var id: Int
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
  /// What is to be delivered, by token.
  @safe @exclusivity(unchecked) private var entries: [Int: Entry] = [:]
  @safe @exclusivity(unchecked) private var tokens = 0
  /// The tokens of what is kept back until something younger has been delivered.
  @safe @exclusivity(unchecked) private var keptBack: [Int] = []
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

  /// Messages that are neither acknowledged nor put aside; one that comes once more counts twice.
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
    case .answered, .again, .overtaken, .lapsing:
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
    let entry = Entry(id: id, order: order.detached, due: due)
    database.note(order, .send, .order(order.id), id)
    enter(entry)
  }

  /// Gives an entry a token and puts it on its way.
  private func enter(_ entry: Entry) {
    let token = tokens
    tokens += 1
    entries[token] = entry
    dispatch(token, entry.due)
  }

  private func dispatch(_ token: Int, _ due: Instant) {
    if due > database.executor.now {
      entries[token]?.token = mailbox.send(token, at: due)
    } else {
      mailbox.send(token)
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
        while !self.database.isDead, let token = await mailbox.receive() {
          // A node that has crashed takes nothing: what came to it is for those who live.
          guard !self.database.isDead else {
            mailbox.send(token)
            return
          }
          await self.deliver(token, handle)
        }
      }
    }
  }

  private func deliver(
    _ token: Int, _ handle: @Sendable (Message) async throws -> Void
  ) async {
    guard let message = await begin(token) else { return }
    do {
      try await handle(message)
    } catch {
      // Not handled: it comes again.
      return
    }
    await acknowledge(message, token)
  }

  /// Begins a delivery; nil if there is nothing to deliver any more.
  private func begin(_ token: Int) async -> Message? {
    guard let entry = entries[token] else { return nil }
    keptBack.removeAll { $0 == token }
    let row = Row.order(entry.order.id)
    if entry.delivery >= setting.deliveries {
      entries[token] = nil
      deadLetters.append(Message(id: entry.id, order: entry.order, delivery: entry.delivery))
      database.note(entry.order, .bury, row, entry.delivery)
      return nil
    }
    let turn = await station.serve(call, .deliver, row, entry.order)
    guard turn != .dead else {
      mailbox.send(token)
      return nil
    }
    // An acknowledgement of an earlier delivery may have come meanwhile.
    guard entries[token] != nil else { return nil }
    guard turn != .overtaken else {
      keepBack(token)
      return nil
    }
    return handOut(token, turn)
  }

  private func handOut(_ token: Int, _ turn: Turn) -> Message? {
    entries[token]?.delivery += 1
    expectAgain(token)
    guard let entry = entries[token] else { return nil }
    database.note(entry.order, .deliver, .order(entry.order.id), entry.delivery)
    if case .again(let wait) = turn { deliverAgain(entry, after: wait) }
    letGo(before: entry.id)
    return Message(id: entry.id, order: entry.order, delivery: entry.delivery)
  }

  /// Lets the token come again when the time to redelivery is up.
  private func expectAgain(_ token: Int) {
    let due = database.executor.now.advanced(byNanoseconds: setting.redeliverAfter)
    entries[token]?.due = due
    entries[token]?.token = mailbox.send(token, at: due)
  }

  private func acknowledge(_ message: Message, _ token: Int) async {
    let index = database.nextStatement(of: message.order)
    let row = Row.order(message.order.id)
    let turn = await station.serve(call, .acknowledge, row, message.order)
    guard turn != .dead, turn != .lost else { return }
    let isLost =
      database.laboratory == nil
      && isDrawn(setting.redeliver, Purpose.redeliver, message.order, index)
    guard !isLost, let entry = entries.removeValue(forKey: token) else { return }
    mailbox.cancel(entry.token)
    database.note(message.order, .acknowledge, row, message.delivery)
  }

  // MARK: As a laboratory likes

  /// Has a message delivered once more, whatever becomes of the delivery that has begun.
  private func deliverAgain(_ entry: Entry, after wait: Int64) {
    var copy = entry
    copy.due = database.executor.now.advanced(byNanoseconds: max(0, wait))
    copy.token = .none
    enter(copy)
  }

  /// Keeps a message back until a younger one has been delivered; but no longer than the time to
  /// redelivery, after which it would have come from a consumer that does not answer.
  private func keepBack(_ token: Int) {
    keptBack.append(token)
    expectAgain(token)
  }

  /// Lets go what has been kept back for a message as young as this one.
  private func letGo(before id: Int) {
    guard !keptBack.isEmpty else { return }
    let now = database.executor.now
    let older = keptBack.filter { token in entries[token].map { $0.id < id } ?? true }
    keptBack.removeAll(where: older.contains)
    for token in older {
      // What is due comes by itself.
      guard let entry = entries[token], entry.due > now else { continue }
      mailbox.cancel(entry.token)
      entries[token]?.due = now
      dispatch(token, now)
    }
  }

  // MARK: Crash

  /// The consumers have crashed: what they had in hand comes again when its time is up, to others.
  func restart() {
    let abandoned = mailbox
    mailbox = Mailbox(database.executor, name: "queue " + name)
    abandoned.close()
    for (token, entry) in entries.sorted(by: { $0.key < $1.key }) {
      mailbox.cancel(entry.token)
      dispatch(token, entry.due)
    }
  }
}
