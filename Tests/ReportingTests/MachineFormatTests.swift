// Formats that other programs read, read back by parsers that are not ours or as their definitions say.
import Foundation
import Stochastics
import Testing

@testable import LiveCommerce
@testable import Reporting

#if canImport(FoundationXML)
import FoundationXML
#endif

@Suite struct MachineFormatTests {
  /// Words that would break a format that does not escape.
  static let hostile = #"a<b>&"c",\d'"#

  private func hostileReport() throws -> Report {
    var scenario = try SmallSession.record().scenario
    scenario.title = MachineFormatTests.hostile + "\n\u{1}"
    scenario.products[0].name = MachineFormatTests.hostile
    scenario.expectations[1] = Expectation(
      text: "stock.sold[\(MachineFormatTests.hostile)] > 20", metric: "stock.sold", subject: 0,
      comparison: .more, limit: 20)
    return SmallSession.report(try Session.run(scenario))
  }

  // MARK: JUnit

  @Test func `suites bear the file's name without its last suffix`() throws {
    let origin = ReportOrigin(
      tool: "saleroom", version: "0.0.0", command: [], file: "shops/shop.v2.json5")
    let report = Report(try SmallSession.record(), origin: origin)
    let page = try JUnitPage(JUnitFormat.render(report, .plain))
    #expect(page.suites.first == "shop.v2.promises")
  }

  @Test func `every promise, check and identity is a test case`() throws {
    let report = SmallSession.report(try SmallSession.record())
    let page = try JUnitPage(JUnitFormat.render(report, .plain))
    let promises = report.verdict.promises
    let checks = report.record.checks
    #expect(page.suites == ["small.promises", "small.invariants", "small.identities"])
    #expect(
      page.cases.map(\.name)
        == promises.map(\.text) + ["noErrors"] + checks.map(\.name.rawValue)
        + report.verdict.identities.map(\.metric))
    #expect(page.cases.filter { $0.result == "failure" }.map(\.name) == ["stock.sold[phone] > 20"])
    let skipped = checks.filter { !$0.isPromised }.map(\.name.rawValue)
    #expect(page.cases.filter { $0.result == "skipped" }.map(\.name) == skipped)
    #expect(page.counts["tests"] == page.cases.count)
    #expect(page.counts["failures"] == 1)
    #expect(page.counts["errors"] == 0)
    #expect(page.counts["skipped"] == skipped.count)
    #expect(page.properties["seed"] == "7")
    #expect(page.properties["scenario"] == report.digest)
  }

  @Test func `a broken promise of the sale logic is a failure that tells its story`() throws {
    var scenario = try SmallSession.record().scenario
    scenario.orders.logic = GenerousLogic.name
    scenario.products[0].variants[0].stock = 1
    var options = SessionOptions()
    options.logics = [GenerousLogic.self]
    let record = try Session.run(scenario, options: options)
    let broken = try #require(record.verdict.brokenChecks.first)
    let page = try JUnitPage(JUnitFormat.render(SmallSession.report(record), .plain))
    let found = try #require(page.cases.first { $0.name == broken.name.rawValue })
    #expect(found.result == "failure")
    #expect(found.message.hasPrefix("broken "))
    #expect(found.story.hasPrefix(try #require(broken.first).sentence))
  }

  /// Promises a unit to whoever asks, and never takes one back.
  private struct GenerousLogic: SaleLogic {
    static let name = "generous"
    static let summary = "gives a unit to whoever asks"
    static let promises: Set<SaleCheckName> = [.noOversell]
    init(world: SaleWorld) {}
    func reserve(_ order: SaleOrder) async -> Reservation {
      .held(order: order.id, price: order.shownPrice)
    }
    func pay(_ order: SaleOrder) async -> Settlement { .paid }
    func expire(_ order: SaleOrder) async -> Bool { true }
    func available(_ sku: Int) -> Int { 0 }
  }

  @Test func `hostile names come back from XML as they are`() throws {
    let page = try JUnitPage(JUnitFormat.render(try hostileReport(), .plain))
    #expect(page.cases[1].name == "stock.sold[\(MachineFormatTests.hostile)] > 20")
    #expect(page.title == MachineFormatTests.hostile + "\n\\u{1}")
  }

  @Test func `commands are written so that a shell reads them again`() throws {
    let origin = ReportOrigin(
      tool: "saleroom", version: "0.0.0", command: ["run", "my shop.json5"], file: "shop.json5")
    let report = Report(try SmallSession.record(), origin: origin)
    let page = try JUnitPage(JUnitFormat.render(report, .plain))
    #expect(page.properties["command"] == "run 'my shop.json5'")
    let metrics = OpenMetricsFormat.render(report, .plain)
    #expect(metrics.contains(#"command="run 'my shop.json5'""#))
  }

  @Test func `a broken promise is told with digits that tell it from its limit`() throws {
    var scenario = try SmallSession.record().scenario
    scenario.expectations[0] = Expectation(
      text: "stock.sellThrough >= 50%", metric: "stock.sellThrough", subject: nil,
      comparison: .atLeast, limit: 0.5)
    let value = try #require(
      try Session.run(scenario).verdict.promises.first?.value)
    scenario.expectations[0].limit = value * 1.0001
    let report = SmallSession.report(try Session.run(scenario))
    let texts = ValueText.texts(
      value, against: value * 1.0001, .share, MoneyStyle(code: "CNY"))
    #expect(texts.value != texts.limit)
    let message = "\(texts.value), promised &gt;= \(texts.limit)"
    #expect(JUnitFormat.render(report, .plain).contains("message=\"\(message)\""))
    #expect(TextFormat.render(report, .plain).contains("promised >= \(texts.limit)"))
    #expect(HTMLFormat.render(report, .plain).contains("</span></span>\(texts.value)</td>"))
  }

  // MARK: CSV

  @Test func `the table holds every metric and every second of every series`() throws {
    let report = SmallSession.report(try SmallSession.record())
    let rows = CSVFormat.render(report, .plain).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    #expect(rows[0] == ["time", "name", "unit", "value"])
    #expect(rows.allSatisfy { $0.count == 4 })
    let perProduct = Metrics.all.count { $0.subject == .product }
    let metrics = rows.dropFirst().filter { $0[0].isEmpty }
    #expect(metrics.count == Metrics.all.count + 2 * perProduct)
    #expect(metrics.contains(["", "stock.stocked[phone]", "count", "20"]))
    for series in report.series {
      let values = rows.filter { $0[1] == series.name && !$0[0].isEmpty }
      #expect(values.map { $0[0] } == series.values.indices.map(String.init))
      #expect(values.map { Double($0[3]) } == series.values.map(series.inUnit))
      #expect(values.allSatisfy { $0[2] == series.unit.rawValue })
    }
  }

  @Test(
    "fields are quoted where they must be",
    arguments: [
      ("plain 一加", "plain 一加"), ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""), ("a\nb", "\"a\nb\""),
      (" a", "\" a\""), ("", ""), ("a\"\u{301}", "\"a\"\"\u{301}\""),
      ("\u{600}\",", "\"\u{600}\"\",\""),
    ])
  func field(_ text: String, _ written: String) {
    #expect(CSVTable.row([text, "x"]) == written + ",x\n")
  }

  // MARK: OpenMetrics

  @Test func `families are whole, begin once, and belong to their samples`() throws {
    let lines = OpenMetricsFormat.render(SmallSession.report(try SmallSession.record()), .plain)
      .split(separator: "\n").map(String.init)
    #expect(lines.last == "# EOF")
    var families: Set<String> = []
    var family = ""
    for line in lines.dropLast() {
      let words = line.split(separator: " ").map(String.init)
      guard line.hasPrefix("#") else {
        let name = line.prefix { $0 != " " && $0 != "{" }
        let rest = name.dropFirst(family.count)
        #expect(
          name.hasPrefix(family)
            && ["", "_total", "_bucket", "_count", "_sum", "_info"].contains(rest), "\(line)")
        continue
      }
      if words[1] == "TYPE" {
        family = words[2]
        #expect(families.insert(family).inserted, "\(family)")
      }
      #expect(words[2] == family)
      if words[1] == "UNIT" { #expect(family.hasSuffix("_" + words[3])) }
    }
    #expect(families.contains("saleroom_session_stock_sold_out_after_seconds"))
    #expect(families.contains("saleroom_session_latency_order_p99_9_seconds"))
    #expect(families.contains("saleroom_product_stock_sell_through_ratio"))
  }

  @Test func `counters never fall and end at what was counted; buckets likewise`() throws {
    let record = try SmallSession.record()
    let lines = OpenMetricsFormat.render(SmallSession.report(record), .plain).split(separator: "\n")
    let created = lines.filter { $0.hasPrefix("saleroom_orders_created_total ") }
      .map { $0.split(separator: " ").compactMap { Int($0) } }
    #expect(created.map { $0[1] } == Array(0..<created.count))
    #expect(zip(created, created.dropFirst()).allSatisfy { $0[0] <= $1[0] })
    #expect(created.last?[0] == record.ordersCreated)
    let buckets = lines.filter { $0.hasPrefix("saleroom_latency_order_seconds_bucket") }
      .compactMap { line in line.split(separator: " ").dropFirst().first.flatMap { Int($0) } }
    #expect(zip(buckets, buckets.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(buckets.last == record.audience.createdLatency.count)
    #expect(buckets.count > 2)
  }

  @Test func `labels are escaped`() throws {
    let text = OpenMetricsFormat.render(try hostileReport(), .plain)
    #expect(text.contains(#"{product="a<b>&\"c\",\\d'"}"#))
    #expect(text.contains(#"title="a<b>&\"c\",\\d'\n"#))
  }
}

/// A page of JUnit XML, as a parser that is not ours reads it.
private final class JUnitPage: NSObject, XMLParserDelegate {
  struct Case {
    var name: String
    var result = "passed"
    var message = ""
    var story = ""
  }
  private(set) var title = ""
  private(set) var suites: [String] = []
  private(set) var cases: [Case] = []
  private(set) var counts: [String: Int] = [:]
  private(set) var properties: [String: String] = [:]
  private var isInResult = false

  init(_ text: String) throws {
    super.init()
    let parser = XMLParser(data: Data(text.utf8))
    parser.delegate = self
    let isSound = parser.parse()
    try #require(isSound, "\(String(describing: parser.parserError))")
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    switch name {
    case "testsuites":
      title = attributes["name"] ?? ""
      counts = attributes.compactMapValues { Int($0) }
    case "testsuite": suites.append(attributes["name"] ?? "")
    case "property": properties[attributes["name"] ?? ""] = attributes["value"]
    case "testcase": cases.append(Case(name: attributes["name"] ?? ""))
    case "failure", "error", "skipped":
      cases[cases.count - 1].result = name
      cases[cases.count - 1].message = attributes["message"] ?? ""
      isInResult = true
    default: break
    }
  }

  func parser(_ parser: XMLParser, foundCharacters text: String) {
    if isInResult { cases[cases.count - 1].story += text }
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) { isInResult = false }
}
