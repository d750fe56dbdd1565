// Every mutation is found, or it is said why none can find it; the mechanisms themselves are sound.
import Foundation
import LiveCommerce
import Testing

@testable import Exploration

@Suite struct MutationTests {
  /// Schedules of a mutant, and of a mechanism that is not broken.
  private static let limit = 2_000

  @Test(arguments: Mechanism.allCases)
  func theMechanismsAreSound(_ mechanism: Mechanism) throws {
    for seed in UInt64(1)...3 {
      let explorer = try #require(Explorer(mechanism.search(nil, seed: seed)))
      for number in 0..<MutationTests.limit / 3 {
        let findings = explorer.run(number).findings
        #expect(findings.isEmpty, "seed \(seed), schedule \(number)")
        if let found = findings.isEmpty ? nil : explorer.record(number) {
          if ProcessInfo.processInfo.environment["TELL"] != nil { print(explorer.tell(explorer.shrink(found)).text) }
          return
        }
      }
    }
  }

  @Test(arguments: Mutation.allCases)
  func everyMutationIsFound(_ mutation: Mutation) throws {
    var line = "\(mutation)"
    for seed in UInt64(1)...3 {
      let explorer = try #require(Explorer(mutation.mechanism.search(mutation, seed: seed)))
      var first: Int?
      var kinds: Set<String> = []
      for number in 0..<MutationTests.limit {
        let findings = explorer.run(number).findings
        guard !findings.isEmpty else { continue }
        first = number
        kinds.formUnion(findings.map(\.kind.description))
        break
      }
      line += " | \(first.map(String.init) ?? "MISS") \(kinds.sorted())"
      #expect((first == nil) == (mutation.excuse != nil))
      if first == nil { break }
    }
    print("@@", line)
  }
}
