// What the rules of people write down for somebody who follows viewers. Each lane has a journal of its
// own, if anybody follows; otherwise it costs one look at whether there is one.

/// The facts of one lane since they were last taken.
struct ViewerJournal: Sendable {
  let filter: TraceFilter
  private(set) var facts: [TraceFact] = []

  init(_ filter: TraceFilter) { self.filter = filter }

  mutating func add(_ fact: TraceFact) {
    if filter.takes(fact.event, ofViewer: fact.account) { facts.append(fact) }
  }

  mutating func removeAll() { facts.removeAll(keepingCapacity: true) }
}

extension AudienceBooks {
  /// Writes down what a viewer does, if anybody follows.
  ///
  /// - Parameters:
  ///   - event: What it does.
  ///   - instant: When, in nanoseconds.
  ///   - viewer: Who.
  ///   - order: The order that it hears of.
  ///   - clicks: Which click of the viewer's leads to the intention at hand; the last one, unless told
  ///     otherwise, and none outside an errand.
  ///   - request: The request that it hears of, if not the order.
  @inline(__always)
  mutating func tell(
    _ event: @autoclosure () -> TraceEvent, at instant: Int64,
    _ viewer: @autoclosure () -> ViewerRecord, order: OrderID = .none, clicks: Int? = nil,
    request: UInt64? = nil
  ) {
    guard journal != nil else { return }
    write(event(), at: instant, viewer(), order, clicks, request)
  }

  @inline(never)
  private mutating func write(
    _ event: TraceEvent, at instant: Int64, _ viewer: ViewerRecord, _ order: OrderID,
    _ clicks: Int?, _ request: UInt64?
  ) {
    let click = clicks ?? (viewer.isWatching || viewer.state == .away ? nil : Int(viewer.clicks))
    let known = order == .none ? nil : order.rawValue
    journal?.add(
      TraceFact(
        instant: instant, account: viewer.account,
        intention: click.map { viewer.account << 16 | UInt64($0) }, request: request ?? known,
        order: known, event: event))
  }

  /// Writes down that a request is sent.
  @inline(__always)
  mutating func tell(
    _ cause: Sending.Cause, _ request: Request, waitsUntil: Int64? = nil
  ) {
    guard journal != nil else { return }
    write(cause, request, waitsUntil)
  }

  @inline(never)
  private mutating func write(_ cause: Sending.Cause, _ request: Request, _ waitsUntil: Int64?) {
    let isPayment = request.kind == .payment
    journal?.add(
      TraceFact(
        instant: request.sent, account: request.account,
        intention: isPayment ? nil : request.key, request: request.id.rawValue,
        order: request.concerned, sku: isPayment ? nil : Int(request.sku),
        event: .sent(
          Sending(
            kind: Arrival.Kind(request.kind), cause: cause, attempt: Int(request.attempt),
            product: Int(request.product), sku: isPayment ? nil : Int(request.sku),
            arrives: request.arrival, waitsUntil: waitsUntil))))
  }

  /// Writes down that a viewer hears of a payment.
  @inline(__always)
  mutating func tell(receipt answer: Answer) {
    guard journal != nil else { return }
    write(receipt: answer)
  }

  @inline(never)
  private mutating func write(receipt answer: Answer) {
    journal?.add(
      TraceFact(
        instant: answer.arrival, account: answer.account,
        request: answer.request,
        event: .receipt(answer.outcome, amount: answer.amount)))
  }
}

extension Answer {
  /// The name of the request that it answers.
  var request: UInt64 { account << 16 | UInt64(ordinal) }
}

extension Request {
  /// The order that the request is about: itself, or the order that it pays.
  var concerned: UInt64 { kind == .payment ? order.rawValue : id.rawValue }
  /// Why a request that is no copy is sent.
  var cause: Sending.Cause {
    attempt > 1 ? .retry : shift == 0 ? .wish : .substitute
  }
}

extension Arrival.Kind {
  init(_ kind: Request.Kind) {
    self =
      switch kind {
      case .entry: .entry
      case .order: .order
      case .payment: .payment
      }
  }
}
