// Whole reports of one short session in every format, beside files that somebody has read. After a
// change that is meant, `SALEROOM_RECORD=1 swift test --filter GoldenTests` writes them anew; read
// the difference before it is kept.
import Foundation
import LiveCommerce
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
