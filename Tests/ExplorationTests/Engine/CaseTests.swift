// Cases that are kept as files: each is the same sequence of calls and facts wherever and however it
// is replayed, in debug and in release, here and in children; and it still fails in the same way
// after its logic has been given calls that have nothing to do with it.
import Foundation
import LiveCommerce
import Testing

@testable import Exploration
@testable import SaleTesting

/// A logic whose failing case is kept.
private enum KeptCase: String, CaseIterable {
  /// A struct, an actor, and a task that nobody waits for.
  case readsThenTakes, awaitsBeforeTaking, answersBeforeWritten

  var search: Search {
    let mutation = Mutation(rawValue: rawValue) ?? .readsThenTakes
    return mutation.mechanism.search(mutation, seed: 1)
  }

  var file: URL {
    URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../Cases/\(rawValue).json5")
  }

  func read() throws -> SaleCase { try SaleCase(file: Data(contentsOf: file)) }
}

/// Another logic with a call more before each of its decisions.
private struct Edited: FlashSale {
  let world: SaleWorld
  let sale: any FlashSale

  private func look(_ order: SaleOrder) async {
    _ = await world.database.read(.own(7), for: order)
  }
  func reserve(_ order: SaleOrder) async throws -> Reservation {
    await look(order)
    return try await sale.reserve(order)
  }
  func pay(_ order: SaleOrder) async throws -> Settlement {
    await look(order)
    return try await sale.pay(order)
  }
  func expire(_ order: SaleOrder) async throws -> Bool {
    await look(order)
    return try await sale.expire(order)
  }
  func available(_ sku: Int) async -> Int { await sale.available(sku) }
}

@Suite struct CaseTests {
  /// Writes the files anew if asked to.
  private func record(_ kept: KeptCase) throws {
    guard ProcessInfo.processInfo.environment["SALEROOM_RECORD"] != nil else { return }
    let explorer = try #require(Explorer(kept.search))
    let number = try #require((0..<1_000).first { explorer.run($0).finding != nil })
    try explorer.shrink(try #require(explorer.record(number))).file.write(to: kept.file)
  }

  @Test(arguments: KeptCase.allCases)
  private func aKeptCaseIsReplayedToTheLetter(_ kept: KeptCase) throws {
    try record(kept)
    let found = try kept.read()
    let explorer = try #require(Explorer(kept.search))
    for _ in 0..<2 {
      let again = try #require(explorer.replay(found))
      #expect(again == found)
    }
  }

  @Test(arguments: [1, 2], KeptCase.allCases)
  private func childrenReplayItToTheLetter(children: Int, _ kept: KeptCase) async throws {
    let found = try kept.read()
    let site = CallSite(#_sourceLocation)
    let search = kept.search
    let outcome = await onOwnThread {
      var settings = WorkerPool.Settings()
      settings.children = children
      let force = TestWorkforce.make(
        for: SearchDuty(search), at: site, isolation: .processes, settings: settings)
      return force.flatMap {
        try? SearchRun(search, schedules: 20, known: [found]).run(with: $0)
      }
    }
    // A child that was started for another call has none.
    guard let outcome else { return #expect(Worker.role != nil) }
    #expect(outcome.found?.found.kind == found.kind)
    #expect(outcome.found?.found.fingerprint == found.fingerprint)
  }

  @Test(arguments: KeptCase.allCases)
  private func itSurvivesAnEditOfOtherCode(_ kept: KeptCase) throws {
    let found = try kept.read()
    var search = kept.search
    let make = search.make
    search.make = { world in Edited(world: world, sale: try await make(world)) }
    let explorer = try #require(Explorer(search))
    let again = try #require(explorer.replay(found))
    #expect(again.kind == found.kind)
    #expect(again.storm == found.storm)
    #expect(again.switches == found.switches)
    #expect(again.fingerprint != found.fingerprint)
  }
}
