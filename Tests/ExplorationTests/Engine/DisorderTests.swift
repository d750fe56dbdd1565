// What queues and locks do that is not in the order of things: a message that comes once more, one that
// comes after a younger one, a lease that runs out while its holder works. Invariant: each logic here
// is sound but for the one fault that it does not withstand, so whatever finds it has drawn that fault.
import Foundation
import Testing

@testable import Exploration
@testable import LiveCommerce

/// A shop that takes a unit at once and notes holds, and their ends, by messages.
private struct Posted: FlashSale {
  private static let held = 1
  private static let endedFirst = 2
  private static let over = 3

  let world: SaleWorld
  /// Whether it forgets that the end of a hold may have come before the hold.
  let isCareless: Bool

  init(_ world: SaleWorld, isCareless: Bool) {
    self.world = world
    self.isCareless = isCareless
    let shop = self
    world.queue("holds").consume { await shop.note($0.order) }
  }

  func reserve(_ order: SaleOrder) async -> Reservation {
    let isTaken = await world.database.update(
      .stock(order.sku), by: -1, if: .atLeast(1), for: order)
    guard isTaken else { return .soldOut }
    _ = await world.queue("holds").send(order)
    return .held(order: order.id, price: world.offer(order.product).price)
  }

  func expire(_ order: SaleOrder) async -> Bool {
    var end = order
    end.quantity = 0
    _ = await world.queue("holds").send(end)
    return true
  }

  func pay(_ order: SaleOrder) -> Settlement { .late }
  func available(_ sku: Int) -> Int { world.database.value(.stock(sku)) }

  private func note(_ order: SaleOrder) async {
    let row = Row.own(Int(order.id.rawValue))
    let isEnd = order.quantity == 0
    for _ in 0..<200 {
      let isDone = await world.database.transaction(for: order) { transaction in
        let state = await transaction.read(row)
        guard state != Self.over else { return true }
        let isWhole = isEnd ? state == Self.held : state == Self.endedFirst && !isCareless
        if isWhole { await transaction.add(1, to: .stock(order.sku)) }
        transaction.write(row, isWhole ? Self.over : isEnd ? Self.endedFirst : Self.held)
        return true
      }
      if isDone != nil { return }
    }
  }
}

/// A logic that does not withstand one fault, and the sibling that does.
private enum Disorder: String, CaseIterable {
  case redelivery, reordering, leaseLapse

  var fault: SaleFault {
    switch self {
    case .redelivery: .redelivery
    case .reordering: .reordering
    case .leaseLapse: .leaseLapse
    }
  }

  /// Whether a misfortune is that of the fault.
  func isKind(_ kind: Disturbance.Kind) -> Bool {
    switch (self, kind) {
    case (.redelivery, .redelivery), (.reordering, .reordering), (.leaseLapse, .leaseLapse): true
    default: false
    }
  }

  var orders: Int { self == .leaseLapse ? 2 : 1 }

  var words: String {
    switch self {
    case .redelivery:
      "is handed a message about order"
    case .reordering:
      "it is kept back until a younger one has been delivered"
    case .leaseLapse:
      "is not told that the lease on stock row 0 that it asks for runs out as soon as it has it"
    }
  }

  func search(_ faults: Set<SaleFault>, isSound: Bool = false) -> Search {
    var search = Search(rawValue, storm: storm, promises: promises, faults: faults) { world in
      switch (self, isSound) {
      case (.redelivery, _): MutableQueue(world: world, isSound ? nil : .writesAgain)
      case (.reordering, _): Posted(world, isCareless: !isSound)
      case (.leaseLapse, _):
        MutablePreHold(world: world, .lapsingLeaseLock, isSound ? nil : .restsOnLease)
      }
    }
    search.seed = 1
    return search
  }

  private var promises: Set<SaleCheckName> {
    self == .leaseLapse ? [.noOversell] : [.conservation]
  }

  private var storm: Storm {
    // A hold is longer than all delays of the work together, and no longer than a message is kept back.
    var storm = Storm.rush(orders: 4, stock: 2, hold: 25)
    for place in storm.orders.indices { storm.orders[place].paysAfter = nil }
    return storm
  }

  func firstFinding(in search: Search, atMost limit: Int) throws -> Int? {
    let explorer = try #require(Explorer(search))
    return (0..<limit).first { explorer.run($0).finding != nil }
  }

  /// The finding, and as little of it as there can be.
  func findSmallest() throws -> (explorer: Explorer, found: SaleCase, smallest: SaleCase) {
    let explorer = try #require(Explorer(search([fault])))
    let number = try #require((0..<600).first { explorer.run($0).finding != nil })
    let found = try #require(explorer.record(number))
    return (explorer, found, explorer.shrink(found))
  }
}

@Suite struct DisorderTests {
  @Test(arguments: Disorder.allCases)
  fileprivate func `who does not withstand it is found, and by nothing else`(
    _ disorder: Disorder
  ) throws {
    let others: Set<SaleFault> = [.redelivery, .reordering, .leaseLapse]
    let fault = disorder.fault
    #expect(try disorder.firstFinding(in: disorder.search([fault]), atMost: 600) != nil)
    for faults in [[], others.subtracting([fault])] {
      #expect(try disorder.firstFinding(in: disorder.search(faults), atMost: 1_200) == nil)
    }
  }

  @Test(arguments: Disorder.allCases)
  fileprivate func `who withstands it is not found`(_ disorder: Disorder) throws {
    let search = disorder.search([.redelivery, .reordering, .leaseLapse], isSound: true)
    #expect(try disorder.firstFinding(in: search, atMost: 1_200) == nil)
  }

  @Test(arguments: Disorder.allCases)
  fileprivate func `what is not listed is not drawn`(_ disorder: Disorder) throws {
    let listed: Set<SaleFault> = [.redelivery, .reordering, .leaseLapse]
    let without = try #require(Explorer(disorder.search(listed.subtracting([disorder.fault]))))
    let with = try #require(Explorer(disorder.search(listed)))
    var drawn = 0
    for number in 0..<100 {
      _ = without.record(number)
      #expect(!without.trial.laboratory.disturbances.contains { disorder.isKind($0.kind) })
      _ = with.record(number)
      drawn += with.trial.laboratory.disturbances.count { disorder.isKind($0.kind) }
    }
    #expect(drawn > 10)
  }

  @Test(arguments: Disorder.allCases)
  fileprivate func `it is replayed to the letter, also from a file`(_ disorder: Disorder) throws {
    let (explorer, found, smallest) = try disorder.findSmallest()
    for each in [found, smallest] {
      let read = try SaleCase(file: each.file)
      #expect(read == each)
      #expect(explorer.replay(read) == each)
    }
  }

  @Test(arguments: Disorder.allCases)
  fileprivate func `it is shrunk to itself and told`(_ disorder: Disorder) throws {
    let (explorer, found, smallest) = try disorder.findSmallest()
    #expect(smallest.kind == found.kind)
    #expect(smallest.storm.orders.count == disorder.orders)
    // A delay may take the place of a switch.
    #expect(smallest.switches.count + smallest.disturbances.count <= 2)
    #expect(smallest.disturbances.count { disorder.isKind($0.kind) } == 1)
    #expect(smallest.disturbances.allSatisfy { $0.kind != .redelivery(30_000_000_000) })
    let story = explorer.tell(smallest).text
    #expect(story.contains(disorder.words), "\(story)")
    var undisturbed = smallest
    undisturbed.disturbances.removeAll { disorder.isKind($0.kind) }
    #expect(explorer.replay(undisturbed) == nil)
  }

  @Test(arguments: [
    "redelivery", "redelivery -1", "redelivery 1s", "redelivery 99999999999999999999",
    "delay -1", "delay 31536000000000001", "reordering 1", "leaselapse", "",
  ])
  func `what is no misfortune is refused`(text: String) throws {
    let json = Data("\"\(text)\"".utf8)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(Disturbance.Kind.self, from: json)
    }
  }
}
