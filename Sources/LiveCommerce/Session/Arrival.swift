// What reaches the platform, handed out as the session goes, so that the burst that was simulated can
// be fired at a real system. Nothing is collected unless somebody asks, and then no more than what
// one turn of the session brings.
//
// Invariant: arrivals are handed out once each, in the order of (instant, account, request, kind),
// whatever the number of threads and the length of windows.

/// Something that a viewer sends, as it reaches the platform.
public struct Arrival: Sendable, Equatable {
  /// What is sent.
  public enum Kind: String, Sendable, CaseIterable {
    /// A viewer comes into the room; at the instant at which it does.
    case enter
    /// A viewer clicks on the product on air; at the instant at which it does.
    case click
    /// A request to be let in by the waiting room; at its arrival at the gateway.
    case entry
    /// A request to order; at its arrival at the gateway.
    case order
    /// A request to pay a created order; at its arrival at the gateway.
    case payment
  }

  /// When it arrives, in nanoseconds from the start of the session.
  public var instant: Int64
  /// What it is.
  public var kind: Kind
  /// Who sends it.
  public var account: UInt64
  /// What a request says; nil for what comes without one.
  public var request: RequestFacts?

  /// What a request says.
  public struct RequestFacts: Sendable, Equatable {
    /// The request's own name, no other request's.
    public var id: UInt64
    /// The same for all attempts of one intention to order, as an idempotency key is.
    ///
    /// For a payment it is the name of the order that is paid.
    public var key: UInt64
    /// 1 for the first request of an intention, 2 for its first retry, and so on.
    ///
    /// A double tap or a hedge has the number of the request that it doubles. Whom the waiting room lets
    /// in counts anew.
    public var attempt: Int
    /// The product, by index.
    public var product: Int
    /// Its variant, by index; nil in a payment, which names its order.
    public var variant: Int?
    /// The price that the viewer was shown, in minor units.
    public var price: Int64
  }

  func precedes(_ other: Arrival) -> Bool {
    if instant != other.instant { return instant < other.instant }
    if account != other.account { return account < other.account }
    let names = (request?.id ?? 0, other.request?.id ?? 0)
    if names.0 != names.1 { return names.0 < names.1 }
    return kind.rank < other.kind.rank
  }
}

extension Arrival.Kind {
  fileprivate var rank: Int {
    switch self {
    case .enter: 0
    case .click: 1
    case .entry: 2
    case .order: 3
    case .payment: 4
    }
  }

  /// Whether the audience knows of it and the order back end does not.
  fileprivate var isOfAudience: Bool { self == .enter || self == .click }
}

/// The arrivals of one session between their simulation and their handing out.
struct ArrivalFeed {
  private let kinds: Set<Arrival.Kind>
  private let firstSKU: [Int]
  private var waiting: [Arrival] = []

  init(_ kinds: Set<Arrival.Kind>, firstSKU: [Int]) {
    self.kinds = kinds
    self.firstSKU = firstSKU
  }

  /// Whether the audience must keep its log.
  var needsLog: Bool { kinds.contains(where: \.isOfAudience) }

  mutating func add(_ event: LoggedEvent) {
    let kind: Arrival.Kind
    switch event.event {
    case .enter: kind = .enter
    case .click: kind = .click
    default: return
    }
    guard kinds.contains(kind) else { return }
    waiting.append(Arrival(instant: event.instant, kind: kind, account: event.account))
  }

  mutating func add(_ request: Request) {
    let kind: Arrival.Kind =
      switch request.kind {
      case .entry: .entry
      case .order: .order
      case .payment: .payment
      }
    guard kinds.contains(kind) else { return }
    let product = Int(request.product)
    let isPayment = kind == .payment
    waiting.append(
      Arrival(
        instant: request.arrival, kind: kind, account: request.account,
        request: .init(
          id: request.id.rawValue, key: isPayment ? request.order.rawValue : request.key,
          attempt: Int(request.attempt), product: product,
          variant: isPayment ? nil : Int(request.sku) - firstSKU[product],
          price: request.shownPrice)))
  }

  /// Takes everything before `end`, in order.
  ///
  /// - Parameter end: An instant before which nothing more will be added.
  /// - Returns: What was due.
  mutating func take(before end: Int64) -> [Arrival] {
    waiting.sort { $0.precedes($1) }
    let due = waiting.firstIndex { $0.instant >= end } ?? waiting.count
    defer { waiting.removeFirst(due) }
    return Array(waiting[..<due])
  }
}
