// The log of a session is the session: what is counted in it is what the session has counted.
import LiveCommerce
import Testing

@Suite struct VisitLogTests {
  private func log(
    _ scenario: Scenario, threads: Int = 1
  ) throws -> ([LoggedVisit], SessionRecord) {
    var visits: [LoggedVisit] = []
    var options = SessionOptions()
    options.threads = threads
    let record = try Session.visits(scenario, options: options) { visits.append($0) }
    return (visits, record)
  }

  private func metric(_ name: String, _ record: SessionRecord) -> Double? {
    Metrics.named(name)?.value(of: record)
  }

  @Test func `its counts are the session's`() throws {
    let scenario = try Truth.scenario(visits: 600)
    let (visits, record) = try log(scenario)
    #expect(Double(visits.count) == metric("people.visits", record))
    #expect(visits.count > 400)
    let plain = try Session.run(scenario)
    #expect(record.audience == plain.audience)
    #expect(visits.allSatisfy { ($0.exit ?? .max) >= $0.enter })
    #expect(visits.contains { $0.exit == nil })
    #expect(visits.contains { $0.pay != nil && $0.shown != nil })
    #expect(visits.allSatisfy { $0.pay == nil || $0.order != nil })
    #expect(visits.allSatisfy { $0.order == nil || $0.click != nil })
  }

  @Test func `where nobody buys, its lengths are the session's`() throws {
    var scenario = try Truth.scenario(visits: 600)
    (scenario.decision.atLinkUp, scenario.decision.perSecond) = (0, 0)
    let (visits, record) = try log(scenario)
    let watched = visits.reduce(0) { $0 + (($1.exit ?? scenario.length) - $1.enter) }
    let mean = Double(watched) / Double(visits.count) / 1e9
    // Whoever is there at the close hears of it 5 ms later.
    #expect(abs(mean - (metric("people.watch.mean", record) ?? 0)) < 0.005)
  }

  @Test func `whoever comes back has a line for each visit, and threads make no difference`() throws
  {
    let text = """
      {
        saleroom: 1, title: "Back", asks: "?", session: { length: "5m" },
        cohorts: { all: { dwell: { exponential: { mean: "10s" } } } },
        products: { item: { price: "¥100", stock: 1000, limit: 5 } },
        rundown: [{ at: "0s", do: "linkUp", product: "item" }],
        traffic: { discover: { visits: 300 }, me: { share: "50%", after: "5s" } },
        decision: { perMinute: 5, order: "80%" },
      }
      """
    let scenario = try Scenario.read(Array(text.utf8), file: "back")
    let (one, record) = try log(scenario)
    let (two, _) = try log(scenario, threads: 3)
    #expect(one == two)
    #expect(Double(one.count) == metric("people.visits", record))
    #expect(one.contains { $0.source == .me })
    #expect(Set(one.map { "\($0.account) \($0.enter)" }).count == one.count)
  }
}
