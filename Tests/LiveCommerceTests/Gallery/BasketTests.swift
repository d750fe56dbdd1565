// What sessions do not have: several units an order, and baskets of two rows. Each piece sells a few of
// them one call after the other, with a count whenever nothing is in flight, and the same referee
// judges.
import DiscreteEvents
import Stochastics
import Testing

@testable import LiveCommerce

@Suite struct BasketTests {
  /// Pieces whose fault shows here, and what it breaks; all others break nothing.
  static let faults: [String: Set<SaleCheckName>] = [
    ReleaseCountsRows.name: [.releaseExact, .basketWhole, .noUndersell],
    PartialBasketRollback.name: [.basketWhole, .noUndersell],
  ]

  @Test(arguments: GalleryStorm.all)
  func `several units and baskets are whole, but where a piece says they are not`(
    _ place: GalleryStorm
  ) throws {
    let sale = SmallSale(place.piece, stock: [3, 1])
    sale.order(0, units: 2, also: nil)
    sale.expire(0)
    // Takes two of the first row and the last of the second.
    sale.order(1, units: 2, also: 1)
    // Finds the first row, and not the second.
    sale.order(2, units: 1, also: 1)
    sale.expire(1)
    // Everything has come back; whoever says otherwise is a liar by now.
    sale.order(3, units: 3, also: nil)
    sale.order(4, units: 1, also: 1)
    let broken = try sale.finish()
    let promised = broken.intersection(place.piece.promises)
    #expect(promised.isEmpty, "\(broken)")
    if let fault = BasketTests.faults[place.piece.name] {
      #expect(broken == fault && fault.isSubset(of: place.piece.breaks))
    } else if place.piece.promises == Set(SaleCheckName.allCases) {
      #expect(broken.isEmpty && sale.held == [0, 1, 3])
    }
  }
}

/// A sale of one call after the other.
private final class SmallSale: @unchecked Sendable {
  // Sendable: a test drives it on one thread.
  private let executor = VirtualExecutor()
  private let world: SaleWorld
  private let logic: any SaleLogic
  private var referee: Referee
  private var orders: [Int: SaleOrder] = [:]
  /// The orders that were told to hold their units.
  private(set) var held: [Int] = []
  private let rows: Range<Int>

  init(_ piece: any SaleLogic.Type, stock: [Int]) {
    rows = stock.indices
    let offers = stock.map { _ in
      Offer(opens: .zero, closes: .distantFuture, price: 10_000, limit: 10)
    }
    world = SaleWorld(
      executor: executor, path: Storm.wide, draws: Draws(seed: 1), offers: offers, stock: stock,
      end: .distantFuture)
    logic = piece.init(world: world)
    let setting = CheckSetting(
      skuNames: rows.map { "row \($0)" }, limits: rows.map { _ in 10 }, undersellWithin: 0)
    referee = Referee(setting, promises: rows.map { _ in piece.promises })
    for sku in rows { referee.stock(sku, units: stock[sku], at: 0) }
  }

  func order(_ number: Int, units: Int, also: Int?) {
    let item = also.map { OrderItem(product: 1, sku: 1, quantity: $0, shownPrice: 10_000) }
    let order = SaleOrder(
      id: OrderID(rawValue: UInt64(number)), account: UInt64(number), key: UInt64(number),
      product: 0, sku: 0, quantity: units, shownPrice: 10_000, also: item, node: 0,
      arrival: executor.now.nanoseconds, slot: number * 2)
    orders[number] = order
    world.database.begins(order.id, slot: order.slot)
    act { [self] in
      switch try? await logic.reserve(order) {
      case .held:
        held.append(number)
        book(.held(price: 10_000, until: Int64.max / 2), order)
      case .soldOut: book(.refusedSoldOut, order)
      default: break
      }
    }
  }

  func expire(_ number: Int) {
    guard let order = orders[number], held.contains(number) else { return }
    act { [self] in
      if (try? await logic.expire(order)) == true { book(.released, order) }
    }
  }

  func finish() throws -> Set<SaleCheckName> {
    for number in held { expire(number) }
    let counts = count()
    referee.finish(at: executor.now.nanoseconds, available: counts.map(\.available))
    executor.shutdown()
    // That holds which have ended are asked for again is no breach: it says no.
    return Set(referee.results.filter { $0.violations > 0 }.map(\.name))
  }

  /// Lets something be done, and its traces settle, and counts.
  private func act(_ body: @escaping @Sendable () async -> Void) {
    executor.spawn(name: "buyer", body)
    executor.advance(to: executor.now.advanced(by: .seconds(10)))
    referee.rest(count())
  }

  private func count() -> [(sku: Int, available: Int)] {
    let counts = Counts()
    executor.spawn(name: "count") { [self] in
      for sku in rows { counts.all.append((sku, await logic.available(sku))) }
    }
    executor.drain()
    return counts.all
  }

  private func book(_ kind: LedgerEvent.Kind, _ order: SaleOrder) {
    referee.see(
      LedgerEvent(
        at: executor.now.nanoseconds, kind: kind, order: order, opens: 0, clockSkew: 0))
  }
}

// Sendable: as the sale.
private final class Counts: @unchecked Sendable {
  var all: [(sku: Int, available: Int)] = []
}
