// Whole reports in every format: nothing too wide, nothing left out, the same bytes every time.
import Foundation
import LiveCommerce
import Testing

@testable import Reporting

@Suite("Reports")
struct ReportTests {
  @Test func `formats have names and files of their own`() {
    #expect(
      ReportFormats.all.map { $0.name } == ["text", "json", "junit", "csv", "openmetrics", "html"])
    #expect(Set(ReportFormats.all.map { $0.fileName }).count == ReportFormats.all.count)
  }

  @Test func `equal sessions make equal bytes whatever the number of threads`() throws {
    var options = SessionOptions()
    options.threads = 3
    let reports = try [SmallSession.record(), SmallSession.record(options: options)]
      .map { SmallSession.report($0) }
    for format in ReportFormats.all {
      let texts = reports.map { format.render($0, .plain) }
      #expect(texts[0] == texts[1])
      #expect(texts[0].hasSuffix("\n"))
    }
  }

  @Test func `text fits a hundred columns and has no spaces at the ends of lines`() throws {
    let text = TextFormat.render(SmallSession.report(try SmallSession.record()), .plain)
    for line in text.split(separator: "\n").map(String.init) {
      #expect(Display.width(line) <= TextFormat.width, "\(line)")
      #expect(!line.hasSuffix(" "), "\(line)")
    }
  }

  @Test func `text says the verdict first, then promises, invariants and every area`() throws {
    let record = try SmallSession.record(SmallSession.returning)
    let text = TextFormat.render(SmallSession.report(record), .plain)
    let headings =
      ["Small 一加 session", "VERDICT: BROKEN – 2 of 3 promises", "\nPromises\n", "\nInvariants\n"]
      + Metrics.areas.dropLast().filter { !["room", "ranker", "stream", "loop"].contains($0.name) }
      .map {
        "\n\($0.title)\n"
      } + ["\nOver the session, 0 s to 3 m 00 s"]
    var rest = text[...]
    for heading in headings {
      let found = try #require(rest.range(of: heading), "\(heading)")
      rest = rest[found.upperBound...]
    }
    #expect(text.contains("✗ stock.sold[phone] > 20"))
    #expect(text.contains("promised > 20"))
  }

  @Test func `text shows every metric`() throws {
    let record = try SmallSession.record(SmallSession.returning)
    let text = TextFormat.render(SmallSession.report(record), .plain)
    for metric in Metrics.all
    where !["tier", "room", "ranker", "loop"].contains(metric.area) && !metric.isOptional {
      #expect(text.contains(TextFormat.split(metric.name).stem), "\(metric.name)")
    }
    for tier in ["gateway", "orders", "stock", "payment"] {
      #expect(text.contains("\n  \(tier) "), "\(tier)")
    }
  }

  @Test func `what cannot come back is not told of`() throws {
    let record = try SmallSession.record()
    let text = TextFormat.render(SmallSession.report(record), .plain)
    #expect(!text.contains("returns.") && !text.contains("money."))
    #expect(!record.hasReturns && record.returnsByHour.isEmpty)
  }

  @Test func `coloured text says the same as plain text`() throws {
    let report = SmallSession.report(try SmallSession.record())
    let coloured = TextFormat.render(report, .coloured)
    let bare = coloured.replacing(/\u{1B}\[[0-9]+m/, with: "")
    #expect(bare == TextFormat.render(report, .plain))
    #expect(coloured != bare)
  }

  @Test func `JSON holds every metric under its own name, and says what made it`() throws {
    let record = try SmallSession.record()
    let text = JSONFormat.render(SmallSession.report(record), .plain)
    let root = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(root["schema"] as? Int == 1)
    #expect(root["verdict"] as? String == "broken")
    #expect(root["seed"] as? Int == 7)
    #expect(root["command"] as? [String] == ["run", "small.json5"])
    let metrics = try #require(root["metrics"] as? [String: Any])
    let perProduct = Metrics.all.filter { $0.subject == .product }
    #expect(metrics.count == Metrics.all.count + 2 * perProduct.count)
    #expect(metrics["people.unique"] as? Int == record.audience.total.persons)
    #expect(metrics["stock.stocked[phone]"] as? Int == 20)
    let promises = try #require(root["promises"] as? [[String: Any]])
    #expect(promises.map { $0["kept"] as? Bool } == [true, false, true])
    #expect(promises[1]["product"] as? String == "phone")
  }

  @Test func `histograms can be restored, and series sum to their counters`() throws {
    let record = try SmallSession.record()
    let text = JSONFormat.render(SmallSession.report(record), .plain)
    let root = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    let histograms = try #require(root["histograms"] as? [String: [String: Any]])
    let order = try #require(histograms["latency.order"])
    let buckets = try #require(order["buckets"] as? [[Int]])
    #expect(buckets.map { $0[2] }.reduce(0, +) == order["count"] as? Int)
    let series = try #require(root["series"] as? [String: [String: Any]])
    let created = try #require(series["orders.created"]?["values"] as? [Int])
    #expect(created.reduce(0, +) == record.ordersCreated)
    let online = try #require(series["people.online"]?["values"] as? [Int])
    #expect(online.last == 0)
  }
}
