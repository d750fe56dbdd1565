// Entry: what the waiting room does with those who ask to be let in, and with those who were. A room
// with a free place and an empty line lets people in at once, so as long as nobody waits it costs a
// crossing of the network and back.
//
// Invariant: while somebody waits in line and every place is taken, an alarm is under way for the
// next place to run out.
import DiscreteEvents
import Stochastics

extension Checkout {
  /// The token of the alarm; a draw's token is its product.
  private static let alarm = -1

  /// Somebody asks to be let in.
  func enter(_ request: Request) {
    expirePlaces()
    if room?.isActive(request.account) == true { return answer(request, .admitted) }
    if let old = room?.withdraw(for: request) { passOver(old) }
    if room?.isWaiting(request) == true { return }
    guard let room, room.gathers(Int(request.product)) || !room.isClosedAfterDraw else {
      books.room?.turnsAway(.notDrawn, at: now)
      tell(.refused(.room, .notDrawn), of: request)
      return answer(request, .notDrawn)
    }
    books.room?.arrives(at: now)
    tell(.queued(.room, roomLoad), of: request)
    if self.room?.wait(request, at: now) == true { scheduleDraw(Int(request.product)) }
    letIn()
  }

  /// The draw takes place a while after the opening, or after the first to come if that is later.
  private func scheduleDraw(_ product: Int) {
    guard let gather = room?.setting.gather else { return }
    let opens = world.offer(product).opens
    let from = opens == .distantFuture ? now : max(now - gather, opens.nanoseconds)
    roomQueue.send(product, at: Instant(nanoseconds: from + gather))
  }

  /// An alarm or a draw is due.
  func attend(_ token: Int) {
    expirePlaces()
    if token == Checkout.alarm {
      isAlarmed = false
    } else if let setting = room?.setting, opensLater(token, than: now - setting.gather) {
      return scheduleDraw(token)
    } else {
      for request in room?.draw(token) ?? [] {
        books.room?.drops(.notDrawn, at: now)
        tell(.refused(.room, .notDrawn), of: request)
        answer(request, .notDrawn)
      }
    }
    letIn()
  }

  /// Whether the host has moved a product's opening meanwhile.
  private func opensLater(_ product: Int, than instant: Int64) -> Bool {
    let opens = world.offer(product).opens
    return opens != .distantFuture && opens.nanoseconds > instant
  }

  /// Lets people in while there are places; whoever has stopped waiting is passed over.
  private func letIn() {
    while let (request, since) = room?.takeNext() {
      guard now + request.downlink <= request.timeout else {
        passOver(request)
        continue
      }
      room?.admit(request.account, at: now)
      books.room?.admits(at: now, arrived: since)
      tell(.began(.room, roomLoad), of: request)
      answer(request, .admitted)
    }
    guard !isAlarmed, room?.isFull == true, let end = room?.nextEnd else { return }
    isAlarmed = true
    roomQueue.send(Checkout.alarm, at: Instant(nanoseconds: max(now, end)))
  }

  /// Somebody has stopped waiting for this.
  private func passOver(_ request: Request) {
    books.room?.drops(.expired, at: now)
    tell(.refused(.room, .expired), of: request)
  }

  private var roomLoad: TraceLoad {
    books.room.map { TraceLoad($0) } ?? TraceLoad(waiting: 0, busy: 0)
  }

  /// Whether an account may order now.
  func mayOrder(_ account: UInt64) -> Bool {
    guard room != nil else { return true }
    expirePlaces()
    return room?.isActive(account) == true
  }

  /// An account has its answer: its place is free.
  func leaveRoom(_ account: UInt64) {
    expirePlaces()
    guard room?.leave(account) == true else { return }
    books.room?.leaves(at: now)
    letIn()
  }

  /// A place ends when its time is over, not when somebody notices; so it is noticed before anything
  /// else happens here.
  private func expirePlaces() { expirePlaces(by: now) }

  /// Lets every place that is still taken at the end of the session run out.
  func closeRoom() { expirePlaces(by: .max) }

  private func expirePlaces(by instant: Int64) {
    room?.expire(at: instant) { books.room?.leaves(at: $0) }
  }
}

extension TierCounter {
  /// Somebody is let in after waiting.
  mutating func admits(at instant: Int64, arrived: Int64) {
    waiting.add(-1, at: instant)
    busy.add(1, at: instant)
    served += 1
    latency.add(instant - arrived)
  }

  /// Somebody who was let in is done.
  mutating func leaves(at instant: Int64) { busy.add(-1, at: instant) }

  /// Somebody who waited goes away without having been served.
  mutating func drops(_ reason: Refusal, at instant: Int64) {
    waiting.add(-1, at: instant)
    refuses(reason)
  }
}
