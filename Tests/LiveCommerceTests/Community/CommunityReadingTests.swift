// The keys of `community`: what they are read as, and what is refused.
import Testing

@testable import LiveCommerce

@Suite struct CommunityReadingTests {
  private static func read(_ settings: [(String, String)]) throws -> Scenario {
    try Scenario.read(
      Array(ScenarioText.minimal.utf8), file: "f",
      settings: settings.map { ScenarioSetting(path: $0.0, value: $0.1) })
  }

  private static func problems(_ settings: [(String, String)]) -> [String] {
    do {
      _ = try read(settings)
      return []
    } catch let problems as ScenarioProblems {
      return problems.problems.map { "\($0.path): \($0.message)" }
    } catch { return ["\(error)"] }
  }

  @Test func `every key of a community`() throws {
    let text = """
      {
        after: '5m', exposures: 2000, life: '3h', budget: '10M', read: '8%', visit: '5%', like: '10%',
        collect: '4%', follow: '1%', personalisation: 2,
        through: { discover: '70%', messages: '30%' }, before: [{ count: 40, age: '1h' }],
      }
      """
    let community = try #require(try Self.read([("community", text)]).community)
    #expect(community.after == .fixed(300) && community.life == 10_800 * second)
    #expect(community.exposures == 2_000 && community.budget == 1e7)
    #expect(community.read == 0.08 && community.visit == 0.05 && community.like == 0.1)
    #expect(community.collect == 0.04 && community.follow == 0.01)
    #expect(community.personalisation == 2 && community.cohortShares == [1])
    #expect(
      community.modules == [
        Community.Module(source: .messages, share: 0.3),
        Community.Module(source: .discover, share: 0.7),
      ])
    #expect(community.before == [NotesBefore(category: 0, count: 40, age: 3_600 * second)])
    #expect(abs(community.visitsPerNote - 8) < 1e-12)
  }

  @Test func `notes of which nobody sells anything are refused with what is sold`() {
    let text = "{ exposures: 9, read: '1%', visit: '1%', before: [{ category: 'hats', count: 4 }] }"
    let problems = Self.problems([
      ("products.hat", "{ price: '¥9', stock: 1, category: 'hats' }"), ("community", text),
    ])
    #expect(
      problems == [
        "community: has notes in `before` on \"hats\", of which no room sells anything; there is "
          + "something of `general`"
      ])
  }

  @Test func `what is left out has its default`() throws {
    let scenario = try Self.read([("community", "{ exposures: 100, read: '10%', visit: '10%' }")])
    let community = try #require(scenario.community)
    #expect(community.life == 86_400 * second && community.budget == nil)
    #expect(community.modules == [Community.Module(source: .discover, share: 1)])
    #expect(community.before == [] && scenario.cohorts.allSatisfy { $0.noteShare == 0 })
    #expect(try Self.read([]).community == nil)
  }

  @Test func `what cannot be is refused, with what to do`() {
    let plain = "exposures: 100, read: '10%', visit: '10%'"
    func problem(_ more: String) -> String {
      Self.problems([("community", "{ \(plain), \(more) }")]).joined(separator: "; ")
    }
    #expect(problem("through: { mall: '40%' }").contains("the shares sum to 40%, not to 100%"))
    #expect(problem("through: { paid: '100%' }").contains("unknown key `paid`"))
    #expect(problem("before: [{ count: 1, category: 'gold' }]").contains("gold"))
    #expect(problem("life: '0s'").contains("community.life"))
    #expect(problem("budget: -1").contains("community.budget"))
    #expect(Self.problems([("community", "{}")]).count == 3)
  }

  @Test func `more kinds of readers than there can be streams are refused`() {
    let products = (0..<260).map { "p\($0): { price: '¥1', stock: 1, category: 'c\($0)' }" }
      .joined(separator: ", ")
    let found = Self.problems([
      ("products", "{ \(products) }"),
      ("rundown", "[{ at: '0s', do: 'linkUp', product: 'p0' }]"),
      (
        "community",
        "{ exposures: 1, read: 1, visit: 1, before: [{ count: 1, category: 'c3' }, { count: 1 }] }"
      ),
    ]).joined(separator: "; ")
    #expect(found.contains("at most 255 are allowed"), "\(found)")
    #expect(found.contains("community.before[1].category"), "\(found)")
  }
}
