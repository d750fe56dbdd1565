// When a product can be ordered: what the hosts say on air, what viewers aim at, and what the order back
// end takes are three parts, and have to mean the same openings.
import DiscreteEvents
import Stochastics
import Testing

@testable import LiveCommerce

@Suite struct OpeningTests {
  private static let everybodyTaps = "decision: { atLinkUp: 1, perMinute: 0, order: 1 },"

  // MARK: Windows

  @Test func `windows are those of the link-ups, in order, as one where they touch`() {
    var openings = Openings([500, 100, 130, 150], for: 50)
    let windows = openings.windows.map { [$0.opens.nanoseconds, $0.closes.nanoseconds] }
    #expect(windows == [[100, 200], [500, 550]])
    var newest: [Int64] = []
    for instant in [Int64(0), 100, 300, 499, 500, 900] {
      newest.append(openings.goOn(to: Instant(nanoseconds: instant)).opens.nanoseconds)
    }
    #expect(newest == [100, 100, 100, 100, 500, 500])
    #expect(openings.next == .distantFuture)
    #expect(openings.opening(at: Instant(nanoseconds: 99)) == nil)
    #expect(openings.opening(at: Instant(nanoseconds: 499))?.nanoseconds == 100)
    #expect(Openings([70, 20], for: nil).windows.map(\.opens.nanoseconds) == [20])
    var none = Openings([], for: 5)
    #expect(none.goOn(to: .zero).opens == .distantFuture)
  }

  @Test func `an offer is that of its newest opening`() {
    let bench = SubstrateBench()
    bench.world.open(0, at: [30_000_000, 10_000_000], for: 5_000_000)
    bench.start(1) { _ in
      for _ in 1...4 {
        let offer = bench.world.offer(0)
        bench.tell("\(offer.opens.nanoseconds / 1_000_000) \(offer.closes.nanoseconds / 1_000_000)")
        await bench.executor.sleep(for: 10_000_000)
      }
    }
    bench.run()
    #expect(bench.told == ["0 10 15", "10 10 15", "20 10 15", "30 30 35"])
  }

  // MARK: Several rooms

  @Test(arguments: [("10m", "5m"), ("5m", "10m")])
  func `a product opens with its first link-up, in whichever room`(a: String, b: String) throws {
    let rooms = [a, b].enumerated().map { index, opens in
      """
      r\(index): { rundown: [{ at: "0s", do: "talk" }, { at: "\(opens)", do: "linkUp", product: "s" }],
        traffic: { discover: \(EveningText.crowd(300)) } },
      """
    }
    let record = try EveningText.run(
      "products: { s: \(EveningText.product(10_000)) }, rooms: { \(rooms.joined()) }, "
        + Self.everybodyTaps)
    #expect(record.lost(.tooEarly) == 0)
    #expect(record.ordersCreated == record.audience.total.orders && record.ordersCreated > 500)
  }

  @Test(arguments: [true, false])
  func `a host who moves on closes no sale that is running in another room`(moves: Bool) throws {
    let record = try EveningText.run(
      """
      products: { s: \(EveningText.product(10_000)), u: \(EveningText.product(10)) },
      rooms: {
        a: { rundown: [{ at: "0s", do: "linkUp", product: "s" }],
          traffic: { discover: \(EveningText.crowd(500, "0s", "15m")) } },
        b: { host: { movesOnWhenSoldOut: \(moves) },
          rundown: [{ at: "0s", do: "talk" }, { at: "2m", do: "linkUp", product: "u" },
            { at: "10m", do: "talk" }, { at: "15m", do: "linkUp", product: "s" }],
          traffic: { discover: \(EveningText.crowd(200)) } } },
      decision: { atLinkUp: 0.5, perMinute: 2, order: 1 },
      """)
    #expect(record.lost(.tooEarly) == 0)
    let moved = record.timeline.contains { $0.kind == .linkUp && $0.from != $0.planned }
    #expect(moved == moves, "\(record.timeline)")
  }

  // MARK: Several link-ups

  @Test func `each link-up opens what closes by itself anew`() throws {
    let record = try EveningText.run(
      """
      products: { s: \(EveningText.product(10_000, "open: \"30s\"")) },
      rundown: [{ at: "0s", do: "talk" }, { at: "1m", do: "linkUp", product: "s" },
        { at: "5m", do: "linkUp", product: "s" }],
      traffic: { discover: \(EveningText.crowd(300)),
        paid: \(EveningText.crowd(300, "4m", "4m30s")) },
      """ + Self.everybodyTaps)
    #expect(record.lost(.closed) == 0 && record.lost(.tooEarly) == 0)
    #expect(record.ordersCreated == record.audience.total.orders && record.ordersCreated > 500)
  }

  @Test func `an announcement speaks of the link-up that comes next`() throws {
    let record = try EveningText.run(
      """
      products: { s: \(EveningText.product(10_000)) },
      rundown: [{ at: "0s", do: "talk" }, { at: "1m", do: "linkUp", product: "s" },
        { at: "2m", do: "talk" }, { at: "5m", do: "announce", product: "s" },
        { at: "8m", do: "linkUp", product: "s" }],
      traffic: { discover: \(EveningText.crowd(300, "3m", "4m")) },
      """ + Self.everybodyTaps,
      cohort: "client: { retries: 0 }, early: { share: \"100%\", lead: \"2s\" },")
    let taps = record.audience.clicksBySecond.counts
    #expect(taps.prefix(477).allSatisfy { $0 == 0 })
    // They hear it a few milliseconds late, and aim at two seconds before.
    #expect(taps.dropFirst(477).prefix(3).reduce(0, +) > 250)
  }
}
