// The verdict: what was promised, what was kept.
import LiveCommerce
import Testing

@testable import Reporting

@Suite("Verdict")
struct VerdictTests {
  @Test func `a promise is kept or broken by its own comparison and product`() throws {
    let verdict = try SmallSession.record().verdict
    #expect(verdict.promises.map(\.isKept) == [true, false, true])
    #expect(verdict.promises[1].subject == 0)
    #expect((verdict.promises[1].value ?? 0) <= 20)
    #expect(!verdict.isKept)
  }

  @Test func `what cannot be measured has not been kept`() throws {
    let record = try SmallSession.record {
      $0.replacing("visits: 600", with: "visits: 0").replacing("visits: 200", with: "visits: 0")
        .replacing("people.unique >= 500", with: "latency.order.p99 < 2s")
        .replacing("stock.sold[phone] > 20", with: "stock.sold == 0")
    }
    #expect(record.verdict.promises.map(\.isKept) == [true, true, false])
    #expect(record.verdict.promises[2].value == nil)
  }

  @Test func `a session that keeps everything is kept`() throws {
    let record = try SmallSession.record {
      $0.replacing("stock.sold[phone] > 20", with: "stock.sold[phone] <= 20")
    }
    let verdict = record.verdict
    #expect(verdict.brokenChecks.map(\.name) == [])
    #expect(verdict.isKept)
  }

  @Test func `a session is the same on one thread and on several`() throws {
    let scenario = try Scenario.read(Array(SmallSession.text.utf8), file: "small.json5")
    #expect(try Session.firstDifference(scenario) == nil)
  }
}
