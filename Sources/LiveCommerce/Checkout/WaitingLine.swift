// The waiting room in front of the orders: who waits, in which order they are let in, and who has been
// let in. Words and policies are those of Cloudflare Waiting Room (total active users, session
// duration; queueing methods FIFO and random; shuffle at event start) and of ticket lotteries.
//
// Invariant: an account has at most one ticket and at most one place; `active` counts the places that
// have been neither left nor run out, and never exceeds what the scenario allows.
import Stochastics

/// The people in the waiting room, and those who have been let in.
struct WaitingLine: Sendable {
  private struct Ticket: Sendable {
    var request: Request
    /// When its holder first came, in nanoseconds.
    var since: Int64
    /// Whether its holder has another one; its turn passes.
    var isVoid = false
  }
  private struct Session: Sendable {
    var account: UInt64
    var end: Int64
  }
  let setting: OrderPath.WaitingRoom
  private let draws: DomainDraws
  private var tickets: [Ticket] = []
  private var free: [Int] = []
  private var ticketOf = KeyTable()
  /// Tickets in line, from `first` on.
  private var line: [Int] = []
  private var first = 0
  /// Tickets gathered for a draw, by product, and whether it has taken place.
  private var gathered: [[Int]]
  private var hasDrawn: [Bool]
  /// Places by account, as the instant of their end; the same in order of their ends.
  private var endOf = KeyTable()
  private var sessions: [Session] = []
  private var firstSession = 0
  private var turns: UInt32 = 0

  init(_ setting: OrderPath.WaitingRoom, products: Int, draws: Draws) {
    self.setting = setting
    self.draws = draws.domain(Purpose.gatewayDomain)
    gathered = Array(repeating: [], count: products)
    let draws = setting.policy == .shuffleAtStart || setting.policy == .lottery
    hasDrawn = Array(repeating: !draws, count: products)
  }

  /// People who have been let in and are not done.
  var active: Int { endOf.count }
  /// Whether somebody waits in line, and nobody else can be let in.
  var isFull: Bool { first < line.count && active >= setting.active }
  /// Whether the draw for a product is still to come.
  func gathers(_ product: Int) -> Bool { !hasDrawn[product] }
  /// Whether whoever comes after the draw is turned away.
  var isClosedAfterDraw: Bool { setting.policy == .lottery }

  // MARK: Waiting

  /// Whether the account waits already; then its newest request is the one to be answered.
  mutating func isWaiting(_ request: Request) -> Bool {
    guard let ticket = ticketOf[request.account] else { return false }
    tickets[ticket].request = request
    return true
  }

  /// Takes an account's ticket from it, if that is of no use for what the account asks for now.
  ///
  /// A ticket for one product's draw is none for another product's, nor does it let anybody buy what was
  /// drawn among others; a place in a line is good for whatever is not drawn any more.
  ///
  /// - Returns: the request that the ticket was for.
  mutating func withdraw(for request: Request) -> Request? {
    guard let ticket = ticketOf[request.account] else { return nil }
    let old = tickets[ticket].request
    guard old.product != request.product,
      gathers(Int(old.product)) || gathers(Int(request.product)) || isClosedAfterDraw
    else { return nil }
    tickets[ticket].isVoid = true
    ticketOf.remove(request.account)
    return old
  }

  /// Gives a ticket for the line, or for the draw while the product's people are gathered.
  ///
  /// - Returns: Whether it is the first that is gathered for its product.
  mutating func wait(_ request: Request, at instant: Int64) -> Bool {
    let ticket = free.popLast() ?? tickets.count
    let new = Ticket(request: request, since: instant)
    if ticket == tickets.count { tickets.append(new) } else { tickets[ticket] = new }
    ticketOf.set(request.account, to: ticket)
    let product = Int(request.product)
    guard gathers(product) else {
      line.append(ticket)
      return false
    }
    gathered[product].append(ticket)
    return gathered[product].count == 1
  }

  /// Holds the draw for a product: the drawn stand in line in the order of their lots.
  ///
  /// - Returns: The requests of those who were not drawn.
  mutating func draw(_ product: Int) -> [Request] {
    hasDrawn[product] = true
    let there = gathered[product].filter { !freeIfVoid($0) }
    let lots = there.map { ticket -> (lot: Double, account: UInt64, ticket: Int) in
      let account = tickets[ticket].request.account
      let lot = draws.entity(account).uniform(Purpose.lot, UInt32(product))
      return (lot, account, ticket)
    }.sorted { ($0.lot, $0.account) < ($1.lot, $1.account) }.map(\.ticket)
    gathered[product] = []
    let winners = setting.policy == .lottery ? min(setting.winners, lots.count) : lots.count
    line.append(contentsOf: lots[..<winners])
    return lots[winners...].map { giveBack($0).request }
  }

  /// Takes the next in line out, if there is a free place for anybody.
  mutating func takeNext() -> (request: Request, since: Int64)? {
    guard active < setting.active else { return nil }
    if setting.policy == .random, first < line.count {
      let drawn = draws.entity(UInt64(turns)).uniform(Purpose.turn)
      line.swapAt(first, first + Int(drawn * Double(line.count - first)))
      turns += 1
    }
    while first < line.count {
      let ticket = takeFirst()
      if !freeIfVoid(ticket) {
        let taken = giveBack(ticket)
        return (taken.request, taken.since)
      }
    }
    return nil
  }

  private mutating func takeFirst() -> Int {
    let ticket = line[first]
    first += 1
    if first == line.count || first > 1024 && first * 2 > line.count {
      line.removeFirst(first)
      first = 0
    }
    return ticket
  }

  /// Frees a ticket whose turn has come if nobody holds it any more; whether it was so.
  private mutating func freeIfVoid(_ ticket: Int) -> Bool {
    guard tickets[ticket].isVoid else { return false }
    free.append(ticket)
    return true
  }

  private mutating func giveBack(_ ticket: Int) -> Ticket {
    ticketOf.remove(tickets[ticket].request.account)
    free.append(ticket)
    return tickets[ticket]
  }

  // MARK: Places

  /// Whether the account has been let in, and its time is not over.
  func isActive(_ account: UInt64) -> Bool { endOf[account] != nil }

  /// Gives an account a place.
  mutating func admit(_ account: UInt64, at instant: Int64) {
    let end = instant + setting.session
    endOf.set(account, to: Int(end))
    sessions.append(Session(account: account, end: end))
  }

  /// The account is done; whether it had a place.
  mutating func leave(_ account: UInt64) -> Bool { endOf.remove(account) != nil }

  /// Takes back the places whose time is over at `instant`, in order of their ends, which are told.
  mutating func expire(at instant: Int64, _ tell: (Int64) -> Void) {
    while firstSession < sessions.count, sessions[firstSession].end <= instant {
      let session = sessions[firstSession]
      firstSession += 1
      guard endOf[session.account] == Int(session.end) else { continue }
      endOf.remove(session.account)
      tell(session.end)
    }
    if firstSession == sessions.count || firstSession > 1024 && firstSession * 2 > sessions.count {
      sessions.removeFirst(firstSession)
      firstSession = 0
    }
  }

  /// When the next place runs out, at the earliest; nil if none is given.
  var nextEnd: Int64? { firstSession < sessions.count ? sessions[firstSession].end : nil }
}
