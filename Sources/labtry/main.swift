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

let n = CommandLine.arguments.count > 1 ? Int(CommandLine.arguments[1]) ?? 1000 : 1000
let only = CommandLine.arguments.dropFirst(2).first
for logic in SaleLogics.builtIn where only == nil || only == logic.name {
  var storm = Storm.rush()
  storm.orders[9].account = 9
  storm.orders[7].quantity = 2
  storm.products[0].limit = 2
  guard let explorer = Explorer(Search(logic.name, storm: storm, promises: Set(SaleCheckName.allCases), faults: logic.withstands, make: { logic.init(world: $0) })) else { continue }
  var kinds: [String: (count: Int, first: Int)] = [:]
  let t = ContinuousClock().measure {
    for i in 0..<n {
      for f in explorer.run(i).findings { 
        kinds["\(f.kind)", default: (0, i)].count += 1
        if only != nil, kinds["\(f.kind)"]!.count == 1, let c = explorer.record(i) { print(i); print(explorer.tell(CommandLine.arguments.count > 3 ? c : explorer.shrink(c)).text.split(separator: "\n", omittingEmptySubsequences: false).prefix(90).joined(separator: "\n")) }
      }
    }
  }
  print(logic.name, "breaks", ((logic as? any GalleryPiece.Type)?.breaks ?? []).map(\.rawValue), t, kinds.map { "\($0.key): \($0.value.count) (first \($0.value.first))" })
}
