// What the order back end counts about itself, independently of what the audience counts.
import Stochastics

/// A delivery of units.
struct Delivery: Sendable, Equatable {
  var product: Int
  var units: Int
  /// When they are on sale, in nanoseconds.
  var arrives: Int64

  /// The units of each variant: by the shares of buyers, rounded down; the last one has the rest.
  func units(of product: Product) -> [Int] {
    var left = units
    return product.variants.indices.map { index in
      let isLast = index == product.variants.count - 1
      // What is a whole number but for rounding is that number.
      let exact = Double(units) * product.variants[index].share
      let part = isLast ? left : min(left, Int(exact + max(1e-9, 4 * exact.ulp)))
      left -= part
      return part
    }
  }
}

/// Counters of the order back end.
struct CheckoutBooks: Sendable, Equatable {
  var gateway = TierCounter(name: "gateway", servers: 0)
  /// The waiting room, if there is one.
  var room: TierCounter?
  var workers = TierCounter(name: "orders", servers: 0)
  var payment = TierCounter(name: "payment", servers: 0)
  /// Answers by outcome, in the order of `Outcome`.
  var outcomes = [Int](repeating: 0, count: Outcome.allCases.count)
  /// Repeated attempts that got the answer of the first.
  var repeatedAnswers = 0
  /// Charges made again after they had failed.
  var chargeRetries = 0
  /// Accounts that own something at the end.
  var buyers = 0
  /// How often the circuit breaker has opened.
  var breakerOpenings = 0
  /// Orders, payments and ends of holds that a sale logic has left without an answer.
  var unreturned = 0
  /// Answers that were lost on their way back.
  var lostAnswers = 0
  var released = 0
  var refunded = 0
  var createdByProduct: [Int] = []
  var paidByProduct: [Int] = []
  /// Value of all orders created, in minor units.
  var createdValue: Int128 = 0
  /// Money taken, in minor units.
  var paidValue: Int128 = 0
  var createdBySecond = CountSeries()
  var paidBySecond = CountSeries()
  /// How each stock row went down.
  var stockSeries: [StockSeries] = []
  /// Orders accepted before the opening by true time.
  var createdBeforeOpening = 0
  var deliveries: [Delivery] = []
  /// Deliveries ordered that come after the close.
  var onTheWay: [Delivery] = []
  /// Units delivered, by stock row.
  var delivered: [Int] = []
  /// Units sold to buyers who had wanted another variant, by the stock row that they took.
  var substitutes: [Int] = []
  /// The same units by the stock row that had been wanted.
  var substituted: [Int] = []
  /// Errors that sale logics have thrown.
  var thrown = ThrownErrors()
  /// When the back end last did anything, in nanoseconds.
  var lastAct: Int64 = 0

  mutating func open(_ path: OrderPath, products: Int, rows: Int) {
    createdByProduct = Array(repeating: 0, count: products)
    paidByProduct = createdByProduct
    delivered = Array(repeating: 0, count: rows)
    substitutes = delivered
    substituted = delivered
    room = path.gateway.waitingRoom.map { TierCounter(name: "room", servers: $0.active) }
    workers = TierCounter(name: "orders", servers: path.workers.count)
    payment = TierCounter(name: "payment", servers: path.payment.capacity)
  }

  mutating func count(_ outcome: Outcome) { outcomes[Int(outcome.rawValue)] += 1 }

  /// Answers with one outcome.
  func count(of outcome: Outcome) -> Int { outcomes[Int(outcome.rawValue)] }

  mutating func created(_ order: SaleOrder, at instant: Int64, isEarly: Bool) {
    if isEarly { createdBeforeOpening += 1 }
    createdByProduct[order.product] += order.quantity
    createdValue += Int128(order.shownPrice) * Int128(order.quantity)
    createdBySecond.add(at: instant)
  }

  /// Counts a paid order, which is `shift` variants off the one that was wanted.
  mutating func paid(_ order: SaleOrder, amount: Int64, shift: Int8, at instant: Int64) {
    if shift != 0 {
      substitutes[order.sku] += order.quantity
      substituted[order.sku - Int(shift)] += order.quantity
    }
    paidByProduct[order.product] += order.quantity
    paidValue += Int128(amount)
    paidBySecond.add(at: instant)
  }
}

/// Payment requests with the provider, or waiting for it, by slot.
struct PaymentSlots: Sendable {
  private var requests: [Request] = []
  /// Attempts at each charge that have failed.
  private var failures: [UInt8] = []
  /// When the attempt at hand was asked for.
  private var asked: [Int64] = []
  private var free: [Int] = []
  /// Charges asked for, each once.
  private(set) var charges = 0

  var count: Int { requests.count - free.count }

  mutating func open(_ request: Request) -> Int {
    charges += 1
    if let slot = free.popLast() {
      requests[slot] = request
      failures[slot] = 0
      return slot
    }
    requests.append(request)
    failures.append(0)
    asked.append(0)
    return requests.count - 1
  }

  /// An attempt is asked for.
  mutating func ask(_ slot: Int, at instant: Int64) { asked[slot] = instant }

  /// When the attempt at hand was asked for.
  func asked(_ slot: Int) -> Int64 { asked[slot] }

  /// Counts a failed attempt at a charge; returns how many there have been.
  mutating func fail(_ slot: Int) -> Int {
    failures[slot] += 1
    return Int(failures[slot])
  }

  /// Attempts at a charge that have failed.
  func failures(_ slot: Int) -> Int { Int(failures[slot]) }

  mutating func close(_ slot: Int) { free.append(slot) }

  subscript(slot: Int) -> Request { requests[slot] }
}
