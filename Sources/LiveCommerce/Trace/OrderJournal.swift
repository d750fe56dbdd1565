// What the order back end writes down for somebody who follows orders: what each tier does with each
// request, as it does it. There is a journal only if somebody follows; otherwise every place that
// could write costs one look at whether there is one.
//
// Invariant: facts are in the order in which the back end acts.
import DiscreteEvents

/// The facts of the order back end since they were last taken.
///
/// Sendable: confined to the executor's thread.
final class OrderJournal: @unchecked Sendable {
  private let filter: TraceFilter
  @safe @exclusivity(unchecked) private(set) var facts: [TraceFact] = []
  /// Since when no unit of a stock row is free, by the ledger.
  @safe @exclusivity(unchecked) private var emptySince: [Int64?]

  init(_ filter: TraceFilter, rows: Int) {
    self.filter = filter
    emptySince = Array(repeating: nil, count: rows)
  }

  func add(_ event: TraceEvent, of request: Request, at instant: Int64) {
    let isPayment = request.kind == .payment
    let sku = isPayment ? nil : Int(request.sku)
    guard filter.takes(event, of: request.account, sku: sku, at: instant) else { return }
    facts.append(
      TraceFact(
        instant: instant, account: request.account, intention: isPayment ? nil : request.key,
        request: request.id.rawValue, order: request.concerned, sku: sku, event: event))
  }

  func add(_ event: TraceEvent, of order: SaleOrder, at instant: Int64) {
    guard filter.takes(event, of: order.account, sku: order.sku, at: instant) else { return }
    let isOrder = order.id != .housekeeping
    facts.append(
      TraceFact(
        instant: instant, account: order.account, intention: isOrder ? order.key : nil,
        request: isOrder ? order.id.rawValue : nil, order: isOrder ? order.id.rawValue : nil,
        sku: order.sku, event: event))
  }

  /// Sees an event of the ledger, after which so many units of its row are free.
  func add(_ event: LedgerEvent, free: Int) {
    let sku = event.order.sku
    if free > 0 { emptySince[sku] = nil }
    add(.booked(event.kind, emptySince: emptySince[sku]), of: event.order, at: event.at)
    if free <= 0, emptySince[sku] == nil { emptySince[sku] = event.at }
  }

  func removeAll() { facts.removeAll(keepingCapacity: true) }
}

extension Checkout {
  /// Lets a journal be kept, from the beginning on.
  func follow(_ filter: TraceFilter) {
    let journal = OrderJournal(filter, rows: skus.count)
    self.journal = journal
    world.database.journal = journal
  }

  /// Writes down what becomes of a request, if anybody follows.
  @inline(__always)
  func tell(_ event: @autoclosure () -> TraceEvent, of request: @autoclosure () -> Request) {
    guard journal != nil else { return }
    write(event(), of: request())
  }

  @inline(never)
  private func write(_ event: TraceEvent, of request: Request) {
    journal?.add(event, of: request, at: now)
  }

  /// Writes down what becomes of an order, if anybody follows.
  @inline(__always)
  func tell(_ event: @autoclosure () -> TraceEvent, of order: SaleOrder) {
    guard journal != nil else { return }
    write(event(), of: order)
  }

  @inline(never)
  private func write(_ event: TraceEvent, of order: SaleOrder) {
    journal?.add(event, of: order, at: now)
  }
}

extension SaleDatabase {
  /// Writes down what becomes of an order at a machine, if anybody follows.
  @inline(__always)
  func tell(_ event: @autoclosure () -> TraceEvent, of order: SaleOrder) {
    guard journal != nil else { return }
    write(event(), of: order)
  }

  @inline(never)
  private func write(_ event: TraceEvent, of order: SaleOrder) {
    journal?.add(event, of: order, at: executor.now.nanoseconds)
  }
}
