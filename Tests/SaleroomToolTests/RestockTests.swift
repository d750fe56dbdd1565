// `restock` from file to exit status: what it orders, what it refuses, and that both formats say the
// same.
import Foundation
import LiveCommerce
import Testing

@testable import SaleroomTool

@Suite("Restocking from the command line")
struct RestockTests {
  private let folder: Folder

  init() throws { folder = try Folder() }

  /// Everybody buys at once; there is nothing of the size that most want.
  private static let text = """
    {
      saleroom: 1, title: "Sizes", asks: "?", session: { length: "1m", epoch: "5s" },
      cohorts: { all: { dwell: "1m", payment: { abandon: "0%", delay: "1s" }, interests: { shoes: "20%", hats: "90%" } } },
      categories: ["hats"],
      pools: { bonded: { lead: "10d" } },
      products: {
        shoe: {
          category: "shoes", price: "¥400", cost: "¥160", salvage: "¥40",
          variants: { S: { share: "30%", stock: 90 }, M: { share: "70%", stock: 0 } },
        },
        tea: { category: "shoes", price: "¥90", stock: 5, pool: "bonded" },
      },
      rundown: [{ at: "0s", do: "linkUp", product: "shoe" }, { at: "50s", do: "linkUp", product: "tea" }],
      traffic: { discover: { visits: 100, arrive: { steady: { from: "0s", to: "30s" } } } },
      decision: { perMinute: 600, order: "99%", match: 0 },
    }
    """

  private func restock(_ words: String...) throws -> Outcome {
    Tool.run(["restock", try folder.file("s.json5", Self.text)] + words)
  }

  private func lines(_ outcome: Outcome) throws -> [[String: Any]] {
    let value = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
    return try #require((value as? [String: Any])?["lines"] as? [[String: Any]])
  }

  @Test func `what was asked for and not there is ordered, in both formats`() throws {
    let found = try lines(try restock("--format=json"))
    #expect(found.map { $0["name"] as? String } == ["shoe (S)", "shoe (M)", "tea"])
    let unmet = try #require(found[1]["unmet"] as? Int)
    let order = try #require(found[1]["order"] as? Int)
    #expect(unmet > 40 && order > unmet && found[0]["order"] as? Int == 0)
    #expect(found[1]["level"] as? Double == 240.0 / 360)
    // Ten days are more than a week: the order comes after the next session.
    #expect(found[2]["arrives"] as? Double == 864_060)
    let text = try restock()
    #expect(text.status == .kept && text.errors == "")
    #expect(text.output.contains("\nshoe (M) "))
    #expect(text.output.contains("  \(order) "))
    #expect(text.output.contains("\nNew products, for people who liked nothing on air as much\n"))
    #expect(text.output.contains("\nhats "))
    #expect(text.output.split(separator: "\n").allSatisfy { $0.count <= 100 })
  }

  @Test func `level, growth and interval change the plan`() throws {
    func target(_ words: String) throws -> [Int?] {
      try lines(try restock("--format=json", words)).map { $0["target"] as? Int }
    }
    let usual = try target("--growth=1")
    let grown = try target("--growth=3")
    #expect((grown[1] ?? 0) > 2 * (usual[1] ?? 0))
    // Only tea does not say what it costs.
    let sure = try target("--level=99%")
    #expect(sure[1] == usual[1] && (sure[2] ?? 0) > (usual[2] ?? 0))
    #expect((try target("--interval=11d")[2] ?? 0) < (usual[2] ?? 0))
  }

  @Test(arguments: [
    ("--level=100%", "option --level lies between 0 and 1, both excluded\n"),
    ("--interval=0s", "option --interval is a duration above 0\n"),
    ("--growth=0", "option --growth is a number from 0.001 to 1000.0, not `0`\n"),
  ])
  func `what makes no sense is refused`(word: String, message: String) throws {
    let outcome = try restock(word)
    #expect(outcome.status == .usage && outcome.output == "")
    #expect(outcome.errors.hasSuffix(message), "\(outcome.errors)")
  }
}
