// Sale logics that break exactly one promise each, and promise everything. Apart from its fault each
// one is the pre-hold.
import DiscreteEvents

@testable import LiveCommerce

/// A logic with one fault, built on the sound one.
protocol PlantedFault: SaleLogic {
  /// The pre-hold underneath.
  var sound: PreHold { get }
  /// The world that it lives in.
  var world: SaleWorld { get }
}

extension PlantedFault {
  static var name: String { "planted\(Self.self)" }
  static var summary: String { "a planted fault" }
  static var promises: Set<SaleCheckName> { Set(SaleCheckName.allCases) }
  var database: SaleDatabase { world.database }

  func reserve(_ order: SaleOrder) async -> Reservation { await sound.reserve(order) }
  func pay(_ order: SaleOrder) async -> Settlement { await sound.pay(order) }
  func expire(_ order: SaleOrder) async -> Bool { await sound.expire(order) }
  func available(_ sku: Int) -> Int { sound.available(sku) }

  /// Takes a unit as the pre-hold does and writes the order, with no step before.
  func takeUnguarded(_ order: SaleOrder) async -> Reservation {
    let isTaken = await database.update(
      .stock(order.sku), by: -order.quantity, if: .atLeast(order.quantity), for: order)
    guard isTaken else { return .soldOut }
    await database.write(.order(order.id), 1, for: order)
    return .held(order: order.id, price: world.offer(order.product).price)
  }

  /// Ends the hold in the order's own row, as the pre-hold does; whether this call ended it.
  func endHold(_ order: SaleOrder) async -> Bool {
    await database.update(.order(order.id), by: 2, if: .equal(1), for: order)
  }
}

/// Ends a hold and does not give the unit back.
struct LosesUnit: PlantedFault {
  let world: SaleWorld
  let sound: PreHold

  init(world: SaleWorld) {
    self.world = world
    sound = PreHold(world: world)
  }

  func expire(_ order: SaleOrder) async -> Bool {
    guard await endHold(order) else { return false }
    let account = Row.purchases(account: order.account, product: order.product)
    _ = await database.update(account, by: -order.quantity, if: .always, for: order)
    return true
  }
}

/// Takes units without looking.
struct TakesBlindly: PlantedFault {
  let world: SaleWorld
  let sound: PreHold

  init(world: SaleWorld) {
    self.world = world
    sound = PreHold(world: world)
  }

  func reserve(_ order: SaleOrder) async -> Reservation {
    await sound.reserve(order) { [database] order in
      await database.add(.stock(order.sku), -order.quantity, for: order)
      return true
    }
  }
}

/// Remembers "sold out" for good, also after units have come back.
struct RemembersSoldOut: PlantedFault {
  // Sendable: confined to the session's executor, as the world is.
  private final class Memory: @unchecked Sendable {
    var isSoldOut = false
  }
  let world: SaleWorld
  let sound: PreHold
  private let memory = Memory()

  init(world: SaleWorld) {
    self.world = world
    sound = PreHold(world: world)
  }

  func reserve(_ order: SaleOrder) async -> Reservation {
    guard !memory.isSoldOut else { return .soldOut }
    let reservation = await sound.reserve(order)
    if reservation == .soldOut { memory.isSoldOut = true }
    return reservation
  }
}

/// Takes long to end a hold, and says that it has, also when the order has been paid meanwhile.
struct ReleasesThePaid: PlantedFault {
  let world: SaleWorld
  let sound: PreHold

  init(world: SaleWorld) {
    self.world = world
    sound = PreHold(world: world)
  }

  func expire(_ order: SaleOrder) async -> Bool {
    try? await world.clock.sleep(until: world.now.advanced(by: .seconds(3)))
    _ = await sound.expire(order)
    return true
  }
}

/// Never ends a hold.
struct ForgetsHolds: PlantedFault {
  let world: SaleWorld
  let sound: PreHold

  init(world: SaleWorld) {
    self.world = world
    sound = PreHold(world: world)
  }

  func expire(_ order: SaleOrder) async -> Bool { false }
}

/// Counts neither accounts nor knows keys; nobody means to order twice, so a double click must do.
struct CountsNobody: PlantedFault {
  let world: SaleWorld
  let sound: PreHold

  init(world: SaleWorld) {
    self.world = world
    sound = PreHold(world: world)
  }

  func reserve(_ order: SaleOrder) async -> Reservation {
    let isOpen = world.now(atNode: order.node) >= world.offer(order.product).opens
    return isOpen ? await takeUnguarded(order) : .tooEarly
  }
}

/// Counts accounts but knows no keys, so within its limit a double click gets two units.
struct IgnoresKeys: PlantedFault {
  let world: SaleWorld
  let sound: PreHold

  init(world: SaleWorld) {
    self.world = world
    sound = PreHold(world: world)
  }

  func reserve(_ order: SaleOrder) async -> Reservation {
    let isOpen = world.now(atNode: order.node) >= world.offer(order.product).opens
    guard isOpen else { return .tooEarly }
    let account = Row.purchases(account: order.account, product: order.product)
    let limit = world.offer(order.product).limit - order.quantity
    let counted = await database.update(
      account, by: order.quantity, if: .atMost(limit), for: order)
    return counted ? await takeUnguarded(order) : .limitReached
  }
}

/// Takes a unit more than was ordered.
struct TakesOneMore: PlantedFault {
  let world: SaleWorld
  let sound: PreHold

  init(world: SaleWorld) {
    self.world = world
    sound = PreHold(world: world)
  }

  func reserve(_ order: SaleOrder) async -> Reservation {
    await sound.reserve(order) { [database] order in
      let units = order.quantity + 1
      return await database.update(
        .stock(order.sku), by: -units, if: .atLeast(units), for: order)
    }
  }
}

/// Says "held" and then wants no money.
struct RefusesPayments: PlantedFault {
  let world: SaleWorld
  let sound: PreHold

  init(world: SaleWorld) {
    self.world = world
    sound = PreHold(world: world)
  }

  func pay(_ order: SaleOrder) async -> Settlement { .late }
}

/// Waits, for some calls, for what never comes.
struct Abyss: Sendable {
  // Sendable: confined to the session's executor, as the world is.
  private final class Ends: @unchecked Sendable {
    var kept: [AsyncStream<Never>.Continuation] = []
  }
  private let ends = Ends()

  /// Waits until the task is cancelled.
  func wait() async {
    let (stream, end) = AsyncStream<Never>.makeStream()
    ends.kept.append(end)
    for await _ in stream {}
  }
}

/// Does not get done with one payment in four.
struct ForgetsPayments: PlantedFault {
  let world: SaleWorld
  let sound: PreHold
  private let abyss = Abyss()

  init(world: SaleWorld) {
    self.world = world
    sound = PreHold(world: world)
  }

  func pay(_ order: SaleOrder) async -> Settlement {
    if order.account % 4 == 0 { await abyss.wait() }
    return await sound.pay(order)
  }
}

/// Loses one order in eight before it does anything about it.
struct LosesOrders: PlantedFault {
  let world: SaleWorld
  let sound: PreHold
  private let abyss = Abyss()

  init(world: SaleWorld) {
    self.world = world
    sound = PreHold(world: world)
  }

  func reserve(_ order: SaleOrder) async -> Reservation {
    if order.account % 8 == 0 { await abyss.wait() }
    return await sound.reserve(order)
  }
}

/// Does not look at the clock; accounts are still counted.
struct SellsEarly: PlantedFault {
  let world: SaleWorld
  let sound: PreHold

  init(world: SaleWorld) {
    self.world = world
    sound = PreHold(world: world)
  }

  func reserve(_ order: SaleOrder) async -> Reservation {
    if await database.claim(order.key, for: order) != nil { return .inProgress }
    let account = Row.purchases(account: order.account, product: order.product)
    let counted = await database.update(
      account, by: order.quantity, if: .atMost(0), for: order)
    guard counted else { return .limitReached }
    let reservation = await takeUnguarded(order)
    if reservation == .soldOut {
      _ = await database.update(account, by: -order.quantity, if: .always, for: order)
    }
    return reservation
  }
}

/// Asks for one minor unit more than was shown.
struct ChargesMore: PlantedFault {
  let world: SaleWorld
  let sound: PreHold

  init(world: SaleWorld) {
    self.world = world
    sound = PreHold(world: world)
  }

  func reserve(_ order: SaleOrder) async -> Reservation {
    let reservation = await sound.reserve(order)
    guard case .held(let id, let price) = reservation else { return reservation }
    return .held(order: id, price: price + 1)
  }
}

/// Checks and then acts, and promises not to oversell.
struct BoastfulCheckThenAct: PlantedFault {
  let world: SaleWorld
  let sound: PreHold
  private let broken: CheckThenAct

  init(world: SaleWorld) {
    self.world = world
    sound = PreHold(world: world)
    broken = CheckThenAct(world: world)
  }

  func reserve(_ order: SaleOrder) async -> Reservation { await broken.reserve(order) }
}
