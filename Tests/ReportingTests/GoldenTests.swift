// Whole reports of one short session in every format, beside files that somebody has read. After a
// change that is meant, `SALEROOM_RECORD=1 swift test --filter GoldenTests` writes them anew; read
// the difference before it is kept.
import Fitting
import Foundation
import LiveCommerce
import Stochastics
import Testing

@testable import Reporting

@Suite struct GoldenTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Golden")

  /// The small session with everything quicker, so that its series are short.
  static func record() throws -> SessionRecord { try Session.run(scenario()) }

  static func scenario() throws -> Scenario {
    let changes = [
      ("length: \"3m\"", "length: \"20s\""), ("mean: \"1m\"", "mean: \"1s\""),
      ("visits: 600", "visits: 150"), ("visits: 200", "visits: 50"),
      ("mean: \"20s\"", "mean: \"2s\""), ("after: \"20s\"", "after: \"3s\""),
      ("hold: \"30s\"", "hold: \"3s\""), ("at: \"30s\"", "at: \"4s\""),
      ("at: \"90s\"", "at: \"10s\""),
    ]
    return try SmallSession.scenario { text in
      changes.reduce(text) { $0.replacing($1.0, with: $1.1) }
    }
  }

  @Test(arguments: ReportFormats.all.indices)
  func `a report is what it was when somebody read it`(index: Int) throws {
    let format = ReportFormats.all[index]
    try GoldenTests.compare(
      GoldenTests.told(format.render(SmallSession.report(try GoldenTests.record()), .plain)),
      format.fileName)
  }

  @Test(arguments: TraceFormat.allCases)
  func `a trace is what it was when somebody read it`(format: TraceFormat) throws {
    let subjects: [(TraceSubject, String)] = [(.slowest, "slowest"), (.whyLost, "losses")]
    for (subject, name) in subjects {
      var scenario = try GoldenTests.scenario()
      // So narrow that somebody is sent away.
      scenario.orders.gateway.rate = 0.5
      scenario.orders.gateway.burst = 1
      let result = try Tracer(scenario, options: SessionOptions(), limit: 10_000)
        .follow(subject)
      let origin = ReportOrigin(
        tool: "saleroom", version: "0.0.0", command: ["trace", "small.json5"], file: "small.json5")
      let ending = ["text": "txt", "json": "json", "perfetto": "perfetto.json"][format.rawValue]
      try GoldenTests.compare(
        TraceReport(result, origin: origin).render(format), "\(name).\(ending ?? "")")
    }
  }

  /// A log of two cohorts with two wrong rows; stays are the quantiles of a mixture.
  private static func log() -> String {
    let stay = Distribution.mixture(
      Mixture([
        (share: 0.4, of: .exponential(Exponential(mean: 3))),
        (share: 0.6, of: .logNormal(LogNormal(median: 40, sigma: 1))),
      ]))
    var text = "viewer,enter,exit,source,cohort,shown,click,order,pay\nx,1\ny,9,3,mall,fan,,,,\n"
    for index in 0..<400 {
      let length = (stay.quantile(at: (Double(index) + 0.5) / 400) * 1e3).rounded() / 1e3
      let enter = Double(index * 37 % 300)
      let isOver = enter + length < 300
      var row = [
        "v\(index)", "\(enter)", isOver ? "\(enter + length)" : "",
        index % 3 == 0 ? "mall" : "discover", index % 2 == 0 ? "fan" : "new", "", "", "", "",
      ]
      if isOver, length > 4, index % 5 < 2 {
        row[6] = "\(enter + 1)"
        if index % 5 == 0 { row[7] = "\(enter + 1.5 + Double(index % 9) / 4)" }
        if index % 10 == 0 { row[8] = "\(enter + 6 + Double(index % 70))" }
      }
      text += row.joined(separator: ",") + "\n"
    }
    return text
  }

  @Test func `what was learnt from a log is what it was when somebody read it`() throws {
    var terms = LogTerms()
    (terms.draws, terms.end) = (19, 300_000_000_000)
    var fitter = LogFitter(terms)
    try fitter.add(Array(GoldenTests.log().utf8))
    var result = try fitter.finish()
    result.heldOut = try fitter.compareHeldOut(result, sessions: 4)
    let origin = ReportOrigin(
      tool: "saleroom", version: "0.0.0", command: ["fit", "log.csv"], file: "log.csv")
    let report = FitReport(result, origin: origin)
    try GoldenTests.compare(FitText.render(report, .plain), "fit.txt")
    try GoldenTests.compare(FitJSON.render(report, .plain), "fit.json")
    try GoldenTests.compare(result.scenarioText(title: "Learnt from log.csv"), "fit.json5")
  }

  private static func compare(_ text: String, _ name: String) throws {
    let file = GoldenTests.folder.appendingPathComponent(name)
    if ProcessInfo.processInfo.environment["SALEROOM_RECORD"] != nil {
      try FileManager.default.createDirectory(
        at: GoldenTests.folder, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    let kept = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    let lines = zip(text.split(separator: "\n"), kept.split(separator: "\n"))
    let difference = lines.first { $0 != $1 }.map { "first difference: \($0) was \($1)" }
    #expect(text == kept, "\(name): \(difference ?? "one is longer")")
  }

  /// What a report tells, without the page's style sheet and script, which are files of their own.
  private static func told(_ text: String) -> String {
    var text = text
    for name in ["style", "script"] {
      guard let start = text.range(of: "<\(name)>\n"),
        let end = text.range(of: "</\(name)>", range: start.upperBound..<text.endIndex)
      else { continue }
      text.removeSubrange(start.upperBound..<end.lowerBound)
    }
    // A line for each part of the page, for those who read the difference.
    return text.hasPrefix("<!DOCTYPE")
      ? text.replacing("><section", with: ">\n<section").replacing("<tr>", with: "\n<tr>") : text
  }
}
