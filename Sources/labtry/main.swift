import Exploration
import LiveCommerce
import DiscreteEvents

actor Reentrant: FlashSale {
  var stock = 4
  let world: SaleWorld
  init(_ world: SaleWorld) { self.world = world }
  func reserve(_ order: SaleOrder) async throws -> Reservation {
    guard stock > 0 else { return .soldOut }
    await world.database.write(.order(order.id), 1, for: order)
    stock -= 1
    return .held(order: order.id, price: 9_900)
  }
  func pay(_ order: SaleOrder) async -> Settlement { .paid }
  func expire(_ order: SaleOrder) async -> Bool { false }
  func available(_ sku: Int) -> Int { stock }
}

func time(_ name: String, _ n: Int, _ search: Search) {
  guard let explorer = Explorer(search) else { print("no explorer"); return }
  let clock = ContinuousClock()
  var found = 0
  var distinct = Set<UInt64>()
  var first: Int?
  let t = clock.measure {
    for i in 0..<n {
      let (f, print) = explorer.run(i)
      distinct.insert(print)
      if let f { found += 1; if first == nil { first = i; Swift.print(f) } }
    }
  }
  print(name, n, "schedules", found, "findings", distinct.count, "distinct", t, Double(n) / (Double(t.components.attoseconds) / 1e18 + Double(t.components.seconds)), "/s")
  if let first, let c = explorer.record(first) {
    print("switches", c.switches.count, "orders", c.storm.orders.count)
    let small = explorer.shrink(c)
    print(explorer.tell(small).text)
    if let data = try? small.file { print(String(decoding: data, as: UTF8.self)) }
  }
}
let n = CommandLine.arguments.count > 1 ? Int(CommandLine.arguments[1]) ?? 1000 : 1000
time("preHold", n, Search("preHold", storm: .rush(), promises: PreHold.promises) { PreHold(world: $0) })
time("checkThenAct", n, Search("checkThenAct", storm: .rush(), promises: PreHold.promises) { CheckThenAct(world: $0) })
time("reentrant", n, Search("reentrant", storm: .rush(), promises: [.noOversell]) { Reentrant($0) })
