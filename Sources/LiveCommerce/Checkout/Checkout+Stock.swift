// Stock as the stage sees and moves it: deliveries, openings, and what the sale logics say is left.
//
// Invariant: the stock is counted while the executor stands still; a sale logic that cannot say what
// it has left without taking time ends the session.
import DiscreteEvents

extension Checkout {
  /// What the sale logics say is left of some stock rows, in that order.
  ///
  /// - Throws: `SessionError.silentStock`, if one does not answer without taking time.
  func countStock(_ rows: some Collection<Int>) throws(SessionError) -> [Int] {
    rowsToCount = Array(rows)
    countedUnits = []
    stockQueue.send(rowsToCount.count)
    executor.drain()
    guard countedUnits.count == rowsToCount.count else {
      let sku = skus[rowsToCount[countedUnits.count]]
      throw .silentStock(logic: type(of: logics[sku.product]).name, row: sku.name)
    }
    return countedUnits
  }

  /// Adds the task that counts; one for all counts, because there is one at every epoch.
  func addStockCounter() {
    executor.spawn(name: "stock count") {
      while await self.stockQueue.receive() != nil {
        for sku in self.rowsToCount {
          let logic = self.logics[self.skus[sku].product]
          self.countedUnits.append(await logic.available(sku))
        }
      }
    }
  }

  /// Whether no variant of a product is left.
  func isSoldOut(_ product: Int) -> Bool { areSoldOut([product])[0] }

  /// Of each of some products, whether no variant is left; counted at one go.
  func areSoldOut(_ products: [Int]) -> [Bool] {
    let rows = products.flatMap { skus(of: $0) }
    do {
      var units = try countStock(rows)[...]
      return products.map { product in
        let count = skus(of: product).count
        defer { units = units.dropFirst(count) }
        return units.prefix(count).allSatisfy { $0 <= 0 }
      }
    } catch {
      fail(error)
      return products.map { _ in false }
    }
  }

  /// Before when no units of a product that is sold out come into stock, as far as is known.
  ///
  /// That is when the first hold is due or the next delivery comes; now, if units are free, or on their
  /// way to an order, or may be sent back.
  func earliestReturn(of product: Int) -> Int64 {
    guard !isReturnable[product] else { return now }
    var earliest = Int64.max
    for delivery in books.deliveries where delivery.product == product && delivery.arrives >= now {
      earliest = min(earliest, delivery.arrives)
    }
    for sku in skus(of: product) {
      guard referee.ledger.accounts[sku].free <= 0 else { return now }
      earliest = min(earliest, referee.earliestDue(of: sku))
    }
    return max(now, earliest)
  }

  /// Counts the rows about which something has happened, if no order is in anybody's hands.
  func rest() {
    let rows = referee.restlessRows
    guard orders.inHand == 0, !rows.isEmpty else { return }
    do {
      referee.rest(zip(rows, try countStock(rows)).map { ($0, $1) })
    } catch {
      fail(error)
    }
  }

  /// The session cannot go on; what goes wrong afterwards may come of it.
  private func fail(_ error: SessionError) {
    if failure == nil { failure = error }
  }

  func skus(of product: Int) -> Range<Int> {
    firstSKU[product]..<firstSKU[product] + scenario.products[product].variants.count
  }

  /// Orders created so far for a product.
  func created(_ product: Int) -> Int { books.createdByProduct[product] }

  /// Whether a product's sale has begun, by true time.
  func hasOpened(_ product: Int) -> Bool { world.offer(product).opens.nanoseconds <= now }

  /// Takes over when a product is linked up, in whichever room.
  func move(_ product: Int, linkUps: [Int64]) {
    world.open(product, at: linkUps, for: scenario.products[product].open)
  }

  /// Orders units of a product at `instant`; they are on sale after the lead of its pool.
  ///
  /// What would come after the close is on its way then, and is not delivered in this session.
  func restock(_ product: Int, units: Int, at instant: Int64) {
    let lead = scenario.pool(of: product).lead
    let delivery = Delivery(product: product, units: units, arrives: instant + lead)
    guard lead == 0 || delivery.arrives < scenario.length else {
      books.onTheWay.append(delivery)
      return
    }
    books.deliveries.append(delivery)
    deliveries.send(books.deliveries.count - 1, at: Instant(nanoseconds: delivery.arrives))
  }

  func deliverBatch(_ index: Int) {
    let delivery = books.deliveries[index]
    let first = firstSKU[delivery.product]
    for (offset, units) in delivery.units(of: scenario.products[delivery.product]).enumerated() {
      deliver(units, to: first + offset, at: now)
    }
  }

  func deliver(_ units: Int, to sku: Int, at instant: Int64) {
    world.deliver(units, to: sku)
    books.delivered[sku] += units
    referee.stock(sku, units: units, at: instant)
    books.stockSeries[sku].note(referee.ledger.accounts[sku].levels, at: instant)
    lookAgain(sku)
  }

  /// Keeps the levels of a row for the pictures, after an event has been booked.
  func noteStock(of sku: Int) {
    books.stockSeries[sku].note(referee.ledger.accounts[sku].levels, at: now)
  }
}
