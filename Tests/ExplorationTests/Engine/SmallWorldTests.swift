// Storms that are small enough to be enumerated by hand: an exhaustive search reaches exactly the
// sequences of calls that there are, each once the hops between calls are left out.
import LiveCommerce
import Testing

@testable import Exploration

/// Makes so many calls for every order, and sells nothing.
private struct Caller: FlashSale {
  static let promises: Set<SaleCheckName> = []
  let world: SaleWorld
  let calls: Int

  func reserve(_ order: SaleOrder) async -> Reservation {
    for _ in 0..<calls { _ = await world.database.read(.stock(0), for: order) }
    return .closed
  }
  func pay(_ order: SaleOrder) async -> Settlement { .late }
  func expire(_ order: SaleOrder) async -> Bool { false }
  func available(_ sku: Int) async -> Int { 1 }
}

/// The same as an actor, which is entered anew at every call.
private actor CallingActor: FlashSale {
  static let promises: Set<SaleCheckName> = []
  let world: SaleWorld
  let calls: Int

  init(world: SaleWorld, calls: Int) {
    self.world = world
    self.calls = calls
  }

  func reserve(_ order: SaleOrder) async -> Reservation {
    for _ in 0..<calls { await call(order) }
    return .closed
  }
  private func call(_ order: SaleOrder) async {
    _ = await world.database.read(.stock(0), for: order)
  }
  func pay(_ order: SaleOrder) async -> Settlement { .late }
  func expire(_ order: SaleOrder) async -> Bool { false }
  func available(_ sku: Int) -> Int { 1 }
}

@Suite struct SmallWorldTests {
  /// All ways of merging sequences of equal numbers, written down without any schedule.
  private static func merges(_ left: [Int]) -> Set<[Int]> {
    guard left.contains(where: { $0 > 0 }) else { return [[]] }
    var all: Set<[Int]> = []
    for index in left.indices where left[index] > 0 {
      var rest = left
      rest[index] -= 1
      for tail in merges(rest) { all.insert([index + 1] + tail) }
    }
    return all
  }

  private func reached(
    orders: Int, preemptions: Int = .max, _ make: @escaping SaleFactory
  ) throws -> (sequences: Set<[Int]>, isComplete: Bool) {
    let search = Search(
      "caller", storm: .rush(orders: orders, stock: 1), promises: [], make: make)
    let explorer = try #require(Explorer(search))
    explorer.trial.laboratory.isRecording = true
    var sequences: Set<[Int]> = []
    let (_, _, isComplete) = explorer.enumerate(
      search.storm, preemptions: preemptions, atMost: 100_000
    ) { _ in
      sequences.insert(
        explorer.trial.laboratory.trace.compactMap { entry in
          guard case .call(_, let statement) = entry else { return nil }
          return Int(statement.order.rawValue)
        })
    }
    return (sequences, isComplete)
  }

  @Test(arguments: [(2, 1), (2, 2), (2, 3), (2, 4), (3, 1), (3, 2)])
  func everySequenceOfCallsIsReached(orders: Int, calls: Int) throws {
    let (sequences, isComplete) = try reached(orders: orders) { Caller(world: $0, calls: calls) }
    #expect(isComplete)
    #expect(sequences == Self.merges(Array(repeating: calls, count: orders)))
  }

  @Test(arguments: [(2, 1), (2, 2), (3, 1)])
  func everySequenceOfCallsOfAnActorIsReached(orders: Int, calls: Int) throws {
    let (sequences, isComplete) = try reached(orders: orders) {
      CallingActor(world: $0, calls: calls)
    }
    #expect(isComplete)
    #expect(sequences == Self.merges(Array(repeating: calls, count: orders)))
  }

  /// Without preemptions each order runs to its end: as many sequences as permutations.
  @Test func withoutPreemptionsOrdersRunToTheirEnd() throws {
    let (sequences, isComplete) = try reached(orders: 3, preemptions: 0) {
      Caller(world: $0, calls: 3)
    }
    #expect(isComplete)
    #expect(sequences.count == 6)
    for sequence in sequences {
      #expect(zip(sequence, sequence.dropFirst()).count { $0 != $1 } == 2)
    }
  }
}
