// Pages of experiments, and tables of sessions that count: what they say is what the text says.
import Foundation
import LiveCommerce
import Stochastics
import Testing

@testable import Reporting

@Suite struct ExperimentPageTests {
  private static func result(_ text: String) throws -> PageResult {
    try PageResult(reading: Array(text.utf8), name: "x.json")
  }

  /// The page as text, without its tags.
  private static func told(_ text: String) throws -> String {
    let page = ResultPage.render([try result(text)])
    let body = page.prefix(upTo: page.range(of: "<script")?.lowerBound ?? page.endIndex)
    return String(body).replacing(/<[^>]*>/, with: "|")
  }

  private static func plan(_ verdict: String, answer: String) -> String {
    """
    {"schema":1,"kind":"plan","command":["plan","my file.json5","--size=n"],
     "scenario":{"currency":"CNY"},"knobs":[{"path":"n"}],"wanted":"smallest",
     "verdict":"\(verdict)","answer":\(answer),"sessions":{"all":60},
     "curve":[{"sizes":{"n":"2"},"cost":2,"sessions":10,"promises":[
       {"text":"gmv.paid>¥1k","metric":"gmv.paid","limit":100000,"mean":123400}]}]}
    """
  }

  @Test(
    "only what is shown to be impossible is called so",
    arguments: [
      ("found", "{\"sizes\":{\"n\":\"2\"}}", "n = 2|"), ("impossible", "null", "no size will do|"),
      ("undecided", "null", "nothing could be shown|"),
      (
        "undecided", "{\"sizes\":{\"n\":\"2\"}}",
        "n = 2 will do; whether it is the smallest is not known|"
      ),
    ])
  func answer(_ verdict: String, _ answer: String, _ words: String) throws {
    let told = try Self.told(Self.plan(verdict, answer: answer))
    #expect(told.contains("|\(words)"), "\(told)")
  }

  @Test func `a plan's means have the unit of the promise however it is spaced`() throws {
    let text = Self.plan("impossible", answer: "null")
    #expect(try Self.told(text).contains("|¥1\u{202F}234.00|"))
    let part = PlanPart(try Self.result(text), id: "plan")
    let units = part.charts.first?.value["charts"]?.elements.map { $0["unit"]?.string }
    #expect(units == ["share", "minor units"])
  }

  static let axes: [([String], [Double], Bool)] = [
    (["10", "20", "50"], [0, 0.25, 1], false), (["1", "10", "100"], [0, 0.5, 1], true),
    (["100/s", "400/s", "200/s"], [0, 1, 1.0 / 3], false),
    (["500ms", "2s", "1s"], [0, 1, 1.0 / 3], false),
    (["-10", "0", "30"], [0, 0.25, 1], false), (["7", "7"], [0, 1], false),
    (["fifo", "lifo", "priority"], [0, 0.5, 1], false), (["base", "4", "90"], [0, 0.5, 1], false),
    (["3 · 1", "9 · 1", "9 · 100"], [0, 0.5, 1], false), (["4%", "5/s", "9"], [0, 0.5, 1], false),
    (["1"], [0], false),
  ]

  @Test("settings stand as far apart as they are", arguments: axes)
  func axis(_ ticks: [String], _ places: [Double], _ isLogarithmic: Bool) {
    let axis = ChartAxis(ticks)
    #expect(axis.isLogarithmic == isLogarithmic)
    #expect(axis.places.count == places.count)
    #expect(zip(axis.places, places).allSatisfy { abs($0 - $1) < 1e-12 }, "\(axis.places)")
  }

  @Test func `a spread has steps that hold some sessions each`() {
    #expect([2, 20, 200, 10_000].map(ReplicationsPart.bins) == [4, 6, 12, 40])
  }

  @Test func `a command of the page can be pasted into a shell`() throws {
    let told = try Self.told(Self.plan("impossible", answer: "null"))
    #expect(told.contains("|saleroom plan 'my file.json5' --size=n|"))
  }

  @Test func `differences and ratios are written as in the text`() throws {
    let told = try Self.told(
      """
      {"schema":1,"kind":"comparison","a":{"title":"a","sessions":5},"b":{"title":"b","sessions":5},
       "verdict":"kept","gate":null,"currency":"CNY","measures":[
        {"name":"funnel.createdToPaid","unit":"share","finding":"worse","meanA":0.7,"meanB":0.33,
         "difference":{"estimate":-0.37,"low":-0.425,"high":-0.311,"level":0.95},
         "ratio":{"estimate":0.47,"low":0.41,"high":0.53,"level":0.95}},
        {"name":"gmv.paid","unit":"minor units","finding":"more","meanA":100,"meanB":250,
         "difference":{"estimate":150,"low":100,"high":200,"level":0.95},"ratio":null}]}
      """)
    #expect(told.contains("|-42.5 pp … -31.1 pp|"))
    #expect(told.contains("|0.47 [0.41, 0.53]|"))
    #expect(told.contains("|+¥1.00 … +¥2.00|"))
  }

  /// A campaign of two sessions for each of the amounts: it takes that, and half of it.
  private static func campaign(_ amounts: [Int], promises: String) -> String {
    let campaigns = amounts.map {
      """
      {"sessions":[{"metrics":{"campaign.gmv":\($0),"campaign.trust":0.6}},
                   {"metrics":{"campaign.gmv":\($0 / 2),"campaign.trust":0.6}}]}
      """
    }
    return """
      {"schema":1,"kind":"campaign","scenario":{"currency":"CNY"},"verdict":"broken","confidence":0.95,
       "promises":[\(promises)],"breaches":[],"campaigns":[\(campaigns.joined(separator: ","))],
       "measures":[
        {"name":"campaign.gmv","unit":"minor units","mean":300000,
         "interval":{"estimate":300000,"low":200000,"high":400000,"level":0.95}},
        {"name":"campaign.trust","unit":"share","mean":0.6,"interval":null}]}
      """
  }

  @Test func `of one campaign promises are facts, and a chart shows what moves`() throws {
    let text = Self.campaign(
      [200_000],
      promises: """
        {"text":"campaign.gmv > ¥4000","metric":"campaign.gmv","limit":400000,"value":300000,
         "kept":false}
        """)
    let told = try Self.told(text)
    #expect(told.contains("|A campaign of 2 sessions|"), "\(told)")
    #expect(told.contains("|campaign.gmv &gt; ¥4000||||✗ |broken: ||¥3\u{202F}000.00|"), "\(told)")
    #expect(told.contains("|2||¥1\u{202F}000.00||60 %|"), "\(told)")
    let part = CampaignPart(try Self.result(text), id: "campaign")
    let charts = part.charts.first?.value["charts"]?.elements ?? []
    #expect(charts.map { $0["title"]?.string } == ["gmv"])
    let points = charts.first?["lines"]?.elements.first?["points"]
    #expect(points?.dense == "[[0,200000,null,null],[1,100000,null,null]]")
  }

  @Test func `of several campaigns promises are judged, and points are means with intervals`()
    throws
  {
    let amounts = [200_000, 220_000, 240_000]
    let text = Self.campaign(
      amounts,
      promises: """
        {"text":"campaign.gmv > ¥4000 in 90% of sessions","metric":"campaign.gmv","limit":400000,
         "inShare":0.9,"verdict":"broken","keptIn":0,
         "interval":{"estimate":0,"low":0,"high":0.7,"level":0.95}}
        """)
    let told = try Self.told(text)
    #expect(told.contains("|3 campaigns of 2 sessions|"), "\(told)")
    #expect(told.contains("|✗ BROKEN|||in 90 % of campaigns||0||0 %||70 %|"), "\(told)")
    let part = CampaignPart(try Self.result(text), id: "campaign")
    let points = part.charts.first?.value["charts"]?.elements.first?["lines"]?.elements.first?[
      "points"]
    let mean = MeanEstimate(amounts.map { Double($0) })
    #expect(
      points?.elements.first?.elements.map(\.double) == [
        0, 220_000, mean.interval?.low, mean.interval?.high,
      ])
  }

  @Test(
    "where nothing was judged nothing is called kept",
    arguments: [
      ("comparison", "kept", "null", ""), ("comparison", "kept", "{}", "✓ KEPT"),
      ("comparison", "broken", "null", "✗ BROKEN"), ("sweep", "kept", "null", ""),
      ("sweep", "broken", "null", "✗ BROKEN"),
    ])
  func badge(_ kind: String, _ verdict: String, _ gate: String, _ badge: String) throws {
    let told = try Self.told(
      """
      {"schema":1,"kind":"\(kind)","a":{},"b":{},"measures":[],"inputs":[],"points":[],
       "verdict":"\(verdict)","gate":\(gate)}
      """)
    #expect(told.contains("KEPT") == badge.hasSuffix("KEPT"))
    #expect(badge.isEmpty || told.contains(badge))
  }

  @Test func `a session that was steered says so, and what was changed`() throws {
    let text = """
      {"schema":1,"scenario":{"title":"t"},"promises":[],"checks":[],"identities":[],"metrics":{},
       "series":{},"changes":[{"at":75,"path":"orders.workers.count","value":"8"}]}
      """
    let told = try Self.told(text)
    #expect(told.contains("|steered: one change during the session|"))
    #expect(told.contains("|1 m 15 s|||orders.workers.count|||8|"), "\(told)")
    let plain = try Self.told(text.replacing(/\{"at".*\}\]/, with: "]"))
    #expect(!plain.contains("steered") && !plain.contains("Changes during"))
  }

  @Test func `a second that two steps of a room share is counted once`() throws {
    let told = try Self.told(
      """
      {"schema":1,"scenario":{"title":"t","length":4},"promises":[],"checks":[],"identities":[],
       "metrics":{"orders.created":60},
       "series":{"orders.created":{"start":0,"step":1,"values":[10,20,30]}},
       "timeline":[
         {"room":"main","do":"talk","product":null,"from":0,"until":1.5,"planned":0},
         {"room":"main","do":"linkUp","product":null,"from":1.5,"until":3,"planned":1.5},
         {"room":"side","do":"talk","product":null,"from":2.5,"until":3,"planned":2.5}]}
      """)
    #expect(told.contains("|main|||2||1||3 s||60|"), "\(told)")
    #expect(told.contains("|side|||1||0||500 ms||30|"))
  }
}
