// Each way of escaping from virtual time, of getting stuck and of going on for ever is a finding of
// its own, with the name of who did it.
import Foundation
import LiveCommerce
import Testing

@testable import Exploration

/// Something that a sale logic does while it decides about an order.
private typealias Act = @Sendable (SaleWorld, SaleOrder) async throws -> Void

/// A logic that does something and sells nothing.
private actor Doer: FlashSale {
  static let promises: Set<SaleCheckName> = []
  private let world: SaleWorld
  private let deed: Act
  private var tasks: [Task<Void, Never>] = []

  init(world: SaleWorld, deed: @escaping Act) {
    self.world = world
    self.deed = deed
  }

  func reserve(_ order: SaleOrder) async throws -> Reservation {
    _ = await world.database.read(.stock(0), for: order)
    try await deed(world, order)
    return .closed
  }
  func pay(_ order: SaleOrder) async -> Settlement { .late }
  func expire(_ order: SaleOrder) async -> Bool { false }
  func available(_ sku: Int) -> Int { 1 }
}

private struct OutOfPaper: Error {}

@MainActor private func printReceipt() {}

@Suite struct LeakTests {
  private func finding(_ deed: @escaping Act) throws -> Finding? {
    let search = Search(
      "doer", storm: .rush(orders: 2, stock: 1), promises: [], make: { Doer(world: $0, deed: deed) }
    )
    let explorer = try #require(Explorer(search))
    return explorer.run(0).finding
  }

  @Test func whatStaysInVirtualTimeIsNoFinding() throws {
    let found = try finding { world, order in
      try await world.clock.sleep(for: .seconds(3))
      await Task { _ = await world.database.read(.stock(0), for: order) }.value
      async let child = world.database.read(.stock(0), for: order)
      _ = await child
    }
    #expect(found == nil)
  }

  @Test func aSleepByARealClockIsNamed() throws {
    let found = try finding { _, _ in try await Task.sleep(for: .milliseconds(5)) }
    #expect(found?.kind == .realSleep)
    #expect(found?.sentence.hasPrefix("order 1 sleeps by a real clock") == true)
  }

  @Test func aSleepInATaskOfItsOwnIsNamed() throws {
    let found = try finding { _, _ in
      Task { try? await Task.sleep(nanoseconds: 5_000_000) }
    }
    #expect(found?.kind == .realSleep)
    #expect(found?.sentence.hasPrefix("task 1 of order 1") == true)
  }

  @Test func workOnTheMainActorIsNamed() throws {
    let found = try finding { _, _ in await printReceipt() }
    #expect(found?.kind == .mainActor)
    #expect(found?.sentence.hasPrefix("order 1 ") == true)
  }

  @Test func aWaitForAnotherThreadIsNamed() throws {
    let found = try finding { _, _ in
      await withCheckedContinuation { (waiting: CheckedContinuation<Void, Never>) in
        Thread.detachNewThread {
          Thread.sleep(forTimeInterval: 0.2)
          waiting.resume()
        }
      }
    }
    #expect(found?.kind == .outsideWait || found?.kind == .foreignThread)
    #expect(found?.sentence.contains("order 1") == true)
  }

  @Test func aWaitThatNobodyEndsIsNamed() throws {
    let found = try finding { _, _ in
      await unsafe withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in }
    }
    #expect(found?.kind == .outsideWait)
    #expect(found?.sentence.hasPrefix("order 1 waits") == true)
  }

  @Test func goingOnForEverIsNamed() throws {
    let found = try finding { world, order in
      while !Task.isCancelled { _ = await world.database.read(.stock(0), for: order) }
    }
    #expect(found?.kind == .livelock)
    #expect(found?.sentence.contains("order") == true)
  }

  @Test func anErrorIsNamed() throws {
    let found = try finding { _, _ in throw OutOfPaper() }
    #expect(found?.kind == .error)
    #expect(found?.sentence == "order 1: reserve threw: OutOfPaper()")
  }
}
