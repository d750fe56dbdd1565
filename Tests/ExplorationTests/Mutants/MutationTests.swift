// Every mutation is found, or it is said why none can find it; the mechanisms themselves are sound.
// What was found by which checks, and after how many schedules, is a table of the documentation.
import Foundation
import LiveCommerce
import Testing

@testable import Exploration

@Suite struct MutationTests {
  private static let seeds = UInt64(1)...3
  /// Schedules of a mutant, and of a mechanism that is not broken.
  private static let limit = 600
  private static let soundLimit = 150

  @Test(arguments: Mechanism.allCases)
  func theMechanismsAreSound(_ mechanism: Mechanism) throws {
    for seed in MutationTests.seeds {
      let explorer = try #require(Explorer(mechanism.search(nil, seed: seed)))
      for number in 0..<MutationTests.soundLimit {
        let findings = explorer.run(number).findings
        #expect(findings.isEmpty, "seed \(seed), schedule \(number)")
        guard findings.isEmpty else { return }
      }
    }
  }

  @Test func everyMutationIsFoundOrExcused() throws {
    var rows: [String] = []
    for mutation in Mutation.allCases {
      let result = try MutationTests.explore(mutation)
      let isFound = result.schedules.contains { $0 != nil }
      #expect(isFound == (mutation.excuse == nil), "\(mutation)")
      rows.append(MutationTests.row(mutation, result))
    }
    #expect(Mutation.allCases.count { $0.excuse == nil } >= 40)
    try MutationTests.compare(rows)
  }

  private typealias Result = (schedules: [Int?], kinds: Set<String>)

  /// How many schedules it took under each seed, and what the first finding of each was.
  private static func explore(_ mutation: Mutation) throws -> Result {
    var result: Result = ([], [])
    for seed in seeds {
      let explorer = try #require(Explorer(mutation.mechanism.search(mutation, seed: seed)))
      let first = (0..<limit).lazy.map { (number: $0, found: explorer.run($0).findings) }
        .first { !$0.found.isEmpty }
      result.schedules.append(first.map { $0.number + 1 })
      guard mutation.excuse == nil || first != nil else { return result }
      for finding in first?.found ?? [] {
        guard case .brokenPromise(let check) = finding.kind else {
          result.kinds.insert(finding.kind.description)
          continue
        }
        result.kinds.insert("`\(check)`")
      }
    }
    return result
  }

  // MARK: The table

  private static func row(_ mutation: Mutation, _ result: Result) -> String {
    let schedules = result.schedules.map { $0.map(String.init) ?? "–" }.joined(separator: ", ")
    let found = mutation.excuse.map { "none: " + $0 } ?? result.kinds.sorted().joined(separator: ", ")
    return "| `\(mutation.mechanism)` | \(mutation.sentence) | \(found) | \(schedules) |"
  }

  /// Compares the table with that of the documentation, or writes it there.
  private static func compare(_ rows: [String]) throws {
    let page = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../../Sources/LiveCommerce/LiveCommerce.docc/mutations.md")
    let count = Mutation.allCases.count { $0.excuse == nil }
    let text = """
      # Mutations

      How the checks and the search are themselves checked.

      ## Overview

      Each row breaks a sound mechanism in one way and says which checks found it wanting, and how
      many schedules that took with each of three seeds; a dash stands for more than \(limit). Of
      \(rows.count) mutations \(count) are found; the others say why no schedule can find them.

      | Mechanism | What is wrong | Found by | Schedules |
      |---|---|---|---|
      \(rows.joined(separator: "\n"))

      """
    if ProcessInfo.processInfo.environment["SALEROOM_RECORD"] != nil {
      try text.write(to: page, atomically: true, encoding: .utf8)
    } else {
      #expect(try String(contentsOf: page, encoding: .utf8) == text)
    }
  }
}
