// What was recorded is what is replayed, whatever chose it: the same calls and facts in the same order.
import LiveCommerce
import Testing

@testable import Exploration

@Suite struct ReplayTests {
  private static func search(_ strategy: Strategy) throws -> Search {
    let logic = try #require(SaleLogics.builtIn.first { $0.name == "checkThenAct" })
    return Search(
      logic.name, storm: .rush(), promises: Set(SaleCheckName.allCases),
      faults: [.duplicateRequest, .latePayment, .crash], strategy: strategy
    ) { logic.init(world: $0) }
  }

  @Test(arguments: [Strategy.fifo, .random, .pct])
  func aRecordedScheduleIsReplayed(_ strategy: Strategy) throws {
    let explorer = try #require(Explorer(try Self.search(strategy)))
    var findings = 0
    for number in 0..<200 {
      guard let found = explorer.record(number) else { continue }
      findings += 1
      let again = try #require(explorer.replay(found))
      #expect(again.fingerprint == found.fingerprint)
      #expect(again.sentence == found.sentence)
    }
    #expect(findings > 0)
  }

  @Test func aCaseIsTheSameAfterItWasAFile() throws {
    let explorer = try #require(Explorer(try Self.search(.random)))
    let number = try #require((0..<100).first { explorer.run($0).finding != nil })
    let found = try #require(explorer.record(number))
    #expect(try SaleCase(file: found.file) == found)
  }

  @Test func aShrunkCaseTellsOfTwoOrdersForOneUnit() throws {
    let explorer = try #require(Explorer(try Self.search(.random)))
    let number = try #require((0..<100).first { explorer.run($0).finding != nil })
    let small = explorer.shrink(try #require(explorer.record(number)))
    #expect(small.storm.orders.count == 2)
    #expect(small.storm.products.map(\.stock) == [1])
    #expect(small.switches.count <= 2)
    #expect(small.disturbances.isEmpty)
    let story = explorer.tell(small).text
    #expect(story.contains("was promised unit 2 of 1"))
  }

  @Test func `a finding calls a repeated attempt what the steps call it`() throws {
    let mutation = Mutation.claimsNothing
    let explorer = try #require(Explorer(mutation.mechanism.search(mutation, seed: 1)))
    let sentence = (0..<600).lazy.flatMap { explorer.run($0).findings }
      .first { $0.kind == .brokenPromise("keyOnce") }?.sentence
    #expect(sentence?.contains(" attempt of order ") == true)
    #expect(sentence?.contains(#/order [0-9]{4}/#) == false)
  }
}
