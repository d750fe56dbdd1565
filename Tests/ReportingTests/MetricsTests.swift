// The registry of metrics: names and definitions are in order, and every metric measures a session.
import LiveCommerce
import Testing

@testable import Reporting

@Suite("Metrics")
struct MetricsTests {
  @Test func `names are dotted, unique and begin with their area`() {
    let names = Metrics.all.map(\.name)
    #expect(Set(names).count == names.count)
    for area in Metrics.areas {
      #expect(!area.metrics.isEmpty && !area.title.isEmpty)
      for metric in area.metrics {
        #expect(metric.area == area.name, "\(metric.name)")
        #expect(metric.name.split(separator: ".").count >= 2, "\(metric.name)")
        #expect(metric.name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == ".") })
        #expect(Metrics.named(metric.name)?.definition == metric.definition)
      }
    }
    #expect(Metrics.named("people") == nil)
  }

  @Test func `definitions are one sentence that begins with a capital`() {
    for metric in Metrics.all {
      let text = metric.definition
      #expect(text.first?.isUppercase ?? false, "\(metric.name)")
      #expect(text.hasSuffix(".") && !text.contains("\n") && text.count <= 110, "\(metric.name)")
    }
  }

  @Test func `every metric measures a session, and none of it is infinite`() throws {
    let record = try SmallSession.record(SmallSession.returning)
    // The small session refuses nobody for good, so some latencies have nothing to measure; and its
    // logic uses nothing beside the database; it has no waiting room, and does not look at the crowd.
    let unused = [
      "room", "cache", "queue", "locks", "edge", "chat", "fanOut", "catalogue", "misses",
    ]
    for metric in Metrics.all {
      // There is one room, nothing to count room by room, and nobody writes notes.
      let isUnused =
        ["room", "ranker", "loop"].contains(metric.area)
        || unused.contains { metric.name.hasPrefix("tier.\($0).") }
      guard !isUnused else {
        #expect(metric.value(of: record) == nil, "\(metric.name)")
        continue
      }
      let value = metric.value(of: record)
      #expect(value?.isFinite ?? true, "\(metric.name)")
      #expect(
        value != nil || metric.isOptional || metric.unit == .seconds || metric.unit == .perSecond,
        "\(metric.name)")
      guard metric.subject == .product, metric.unit == .count, metric.name != "stock.oversold"
      else {
        continue
      }
      let parts = [0, 1].compactMap { metric.value(of: record, subject: $0) }
      #expect(parts.reduce(0, +) == value, "\(metric.name)")
    }
  }

  @Test func `a session without anybody has nothing to measure, and breaks nothing`() throws {
    let record = try SmallSession.record {
      $0.replacing("visits: 600", with: "visits: 0").replacing("visits: 200", with: "visits: 0")
    }
    for metric in Metrics.all { _ = metric.value(of: record) }
    #expect(Metrics.named("people.visits")?.value(of: record) == 0)
    #expect(Metrics.named("funnel.conversion")?.value(of: record) == nil)
    #expect(Metrics.named("latency.order.p99")?.value(of: record) == nil)
    // All but those of returns and of pools, of which there are none.
    let identities = Metrics.areas.last?.metrics.dropLast(4).map(\.name)
    #expect(record.verdict.identities.map(\.metric) == identities)
    #expect(record.verdict.identities.filter { !$0.isKept }.isEmpty)
  }

  @Test func `numbers that hang together do`() throws {
    let record = try SmallSession.record()
    func value(_ name: String) -> Double { Metrics.named(name)?.value(of: record) ?? .nan }
    let sources = TrafficSource.allCases.map { value("people.from.\($0.rawValue)") }
    #expect(abs(sources.reduce(0, +) - 1) < 1e-12)
    #expect(value("people.visits") == value("people.unique") + value("people.returning"))
    #expect(value("people.retention.15s") >= value("people.retention.60s"))
    #expect(value("gmv.orderValue") == value("gmv.paid") / value("orders.paid"))
    #expect(value("stock.sold") == value("orders.paid"))
    let lost = LossReason.allCases.map { value("lost.\($0)") }.reduce(0, +)
    #expect(lost == value("orders.giveUps"))
    #expect(value("orders.submitted") == value("funnel.orders"))
    #expect(value("people.online.peak") >= value("people.online.mean"))
  }
}
