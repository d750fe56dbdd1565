// The estimate against what then happens, on every shipped scenario.
import Foundation
import Stochastics
import Testing

@testable import LiveCommerce

@Suite struct SessionEstimateTests {
  /// The scenarios that are shipped, by file name.
  ///
  /// But for the race gallery: its visits all last for the same time, and the estimate, which lets
  /// people leave little by little, has them order at every link-up; it is several times too high.
  /// And but for the four hundred thousand orders of a midnight, which take a minute without
  /// optimisation.
  static let shipped: [String] = {
    let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
    let others = ["race-gallery.json5", "double-eleven-midnight.json5"]
    return (names ?? []).filter { $0.hasSuffix(".json5") && !others.contains($0) }.sorted()
  }()
  private static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("scenarios")

  @Test func `scenarios are found`() {
    #expect(!SessionEstimateTests.shipped.isEmpty)
  }

  @Test(arguments: shipped)
  func `an estimate is within one and a half of what then happens`(name: String) throws {
    let file = SessionEstimateTests.folder.appendingPathComponent(name)
    let scenario = try Scenario.read(Array(Data(contentsOf: file)), file: name)
    // The fluid model of an estimate knows of no faults and of no waiting room.
    guard scenario.orders.faults.isEmpty, scenario.orders.gateway.waitingRoom == nil else { return }
    let estimate = SessionEstimate(scenario)
    // Without optimisation a session of tens of millions takes minutes; its small sister is here.
    guard estimate.events < 1e7 else { return }
    let record = try Session.run(scenario)
    let audience = record.audience
    let events = ViewerEvent.allCases.reduce(0) { $0 + audience.count($1) }
    let counted = [
      ("visits", estimate.visits, audience.count(.enter)),
      ("events", estimate.events, events),
      ("orders", estimate.orders, audience.count(.order)),
      ("requests", estimate.requests, audience.requestsBySecond.total),
      ("created", estimate.created, record.checkout.count(of: .created)),
      ("people present", estimate.peakPresent, record.peopleOnline.max() ?? 0),
    ]
    for (what, expected, happened) in counted {
      let ratio = expected / Double(max(1, happened))
      #expect((1 / 1.5...1.5).contains(ratio), "\(name): \(what) \(expected), not \(happened)")
    }
  }
}
