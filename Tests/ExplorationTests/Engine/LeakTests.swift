// Each way of escaping from virtual time, of getting stuck and of going on for ever is a finding of
// its own, with the name of who did it.
import Foundation
import LiveCommerce
import Synchronization
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

/// An executor of somebody's own, on a thread of its own.
private final class OwnExecutor: SerialExecutor {
  static let shared = OwnExecutor()

  func enqueue(_ job: UnownedJob) {
    let executor = unsafe asUnownedSerialExecutor()
    Thread.detachNewThread { unsafe job.runSynchronously(on: executor) }
  }
}

/// An actor that runs there.
private actor Printer {
  nonisolated var unownedExecutor: UnownedSerialExecutor {
    unsafe OwnExecutor.shared.asUnownedSerialExecutor()
  }
  private(set) var printed = 0

  func printReceipt() {
    // Long enough for the trial to see that nothing else is left to do.
    Thread.sleep(forTimeInterval: 0.2)
    printed += 1
  }
}

/// Keeps the thread, for real.
private func keepBusy(seconds: Double) { Thread.sleep(forTimeInterval: seconds) }

/// What all trials of the process share.
private let served = Mutex(0)

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

  @Test func workOnAnExecutorOfOnesOwnIsNamed() throws {
    let printer = Printer()
    let found = try finding { _, _ in await printer.printReceipt() }
    #expect(found?.kind == .outsideWait || found?.kind == .foreignThread)
    #expect(found?.sentence.contains("order 1") == true)
  }

  @Test func aTaskOfItsOwnThatAnotherThreadResumesIsNamed() throws {
    let found = try finding { world, _ in
      Task {
        await withCheckedContinuation { (waiting: CheckedContinuation<Void, Never>) in
          Thread.detachNewThread {
            Thread.sleep(forTimeInterval: 0.02)
            waiting.resume()
          }
        }
      }
      // The task waits by then, and the other thread enqueues it while the order is at work.
      try await world.clock.sleep(for: .seconds(1))
      keepBusy(seconds: 0.1)
    }
    #expect(found?.kind == .foreignThread)
    #expect(found?.sentence.contains("task 1 of order") == true)
  }

  @Test func aTaskThatOutlivesItsOrderIsNamed() throws {
    let found = try finding { world, order in
      Task {
        await world.database.locking(.own(1), for: order) { _ in
          // Waits for its own lock.
          await world.database.write(.own(1), 1, for: order)
        }
      }
    }
    #expect(found?.kind == .taskLeft)
    #expect(found?.sentence.contains("task 1 of order") == true)
  }

  @Test func locksTakenInOppositeOrdersAreADeadlock() throws {
    let search = Search(
      "doer", storm: .rush(orders: 2, stock: 1), promises: [],
      make: { world in
        Doer(world: world) { world, order in
          let isFirst = order.account % 2 == 0
          await world.database.locking(.own(isFirst ? 1 : 2), for: order) { _ in
            _ = await world.database.locking(.own(isFirst ? 2 : 1), for: order) { _ in }
          }
        }
      })
    let explorer = try #require(Explorer(search))
    let findings = (0..<50).compactMap { explorer.run($0).finding }
    #expect(!findings.isEmpty && findings.count < 50)
    for found in findings {
      #expect(found.kind == .deadlock)
      #expect(found.sentence.contains("order") && found.sentence.contains("row lock"))
    }
  }

  @Test(arguments: ["dice", "date", "global counter"])
  func whatIsNotTheSameAgainIsNamed(source: String) throws {
    let found = try finding { world, order in
      var generator = SystemRandomNumberGenerator()
      let value =
        switch source {
        case "dice": Int.random(in: 0..<1_000_000, using: &generator)
        case "date": Int(Date().timeIntervalSince1970 * 1e6)
        default:
          served.withLock {
            $0 += 1
            return $0
          }
        }
      await world.database.write(.own(1), value, for: order)
    }
    #expect(found?.kind == .nondeterminism)
    #expect(found?.sentence.contains("order 1 sets row 1 of its own") == true)
  }
}
