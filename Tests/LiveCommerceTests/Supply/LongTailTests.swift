// A long tail of products, one in each of forty rooms whose weights follow Zipf's law: the more even the
// law, the less of all sales the fifth that sells most has. The same people come each time.
//
// Family-wise error 1e-3 (Holm). Planted fault: the share of another exponent.
import Foundation
import Stochastics
import TestSupport
import Testing

@testable import LiveCommerce

@Suite struct LongTailTests {
  private static func record(zipf: Double) throws -> SessionRecord {
    let text = """
      {
        saleroom: 1, title: 'Tail', asks: '?', session: { length: '1m', epoch: '10s' },
        cohorts: { all: { dwell: '5s', payment: { abandon: 0, delay: '1s' }, consideration: '1s' } },
        products: { none: { price: '¥100', stock: 0 } },
        rooms: {
          stall: {
            count: 40, zipf: \(zipf), products: { thing: { price: '¥100', stock: 2000 } },
            rundown: [{ at: '0s', do: 'linkUp', product: 'thing' }],
          },
        },
        traffic: { discover: { visits: 1500, arrive: { steady: { from: '0s', to: '50s' } } } },
        decision: { atLinkUp: 0, perMinute: 600, order: '90%', match: 0 },
        engagement: { comment: '0/s', like: '0/s', follow: '0/s', gift: '0/s', share: '0/s' },
      }
      """
    return try SupplyScene.run(try Scenario.read(Array(text.utf8), file: "tail.json5"))
  }

  @Test func `a room is not called as a copy of another`() throws {
    let thing =
      "products: { x: { price: '¥1', stock: 1 } }, rundown: [{ at: '1s', do: 'linkUp', product: 'x' }]"
    let text = { (name: String) in
      """
      {
        saleroom: 1, title: 'Names', asks: '?', session: { length: '1m' },
        cohorts: { all: { dwell: '5s' } }, traffic: { discover: { visits: 10 } },
        rooms: { a: { count: 2, \(thing) }, '\(name)': { \(thing) } },
      }
      """
    }
    for sound in ["a-0", "a-3", "a-01", "b-1"] {
      #expect(throws: Never.self) { try Scenario.read(Array(text(sound).utf8), file: "f") }
    }
    let problems = #expect(throws: ScenarioProblems.self) {
      try Scenario.read(Array(text("a-2").utf8), file: "f")
    }
    #expect(
      problems?.description.contains("rooms.a-2: is also the name of a copy of `a`") == true,
      "\(problems?.description ?? "")")
  }

  /// The share of the eight heaviest of forty rooms.
  private static func share(_ exponent: Double) -> Double {
    let weights = (1...40).map { pow(Double($0), -exponent) }
    return weights.prefix(8).reduce(0, +) / weights.reduce(0, +)
  }

  @Test func `the share of the fifth that sells most falls with the exponent`() throws {
    var truth: [TestedHypothesis] = []
    var shares: [Double] = []
    for exponent in [1.5, 1, 0.5] {
      let record = try Self.record(zipf: exponent)
      let sold = record.stock.dropFirst().map(\.account.sold)
      let total = sold.reduce(0, +)
      #expect(total > 1_000)
      shares.append(try #require(SupplyScene.value("demand.topShare", record)))
      // The median product sells far less than the mean.
      #expect(Double(sold.sorted()[20]) < 0.9 * Double(total) / 40)
      let head = sold.prefix(8).reduce(0, +)
      truth.append(
        Oracle.binomial("exponent \(exponent)", head, of: total, share: Self.share(exponent)))
      let planted = Oracle.binomial(
        "another", head, of: total, share: Self.share(exponent + 0.25))
      #expect(!FamilyWise.rejected([planted], alpha: Oracle.alpha).isEmpty)
    }
    #expect(FamilyWise.rejected(truth, alpha: Oracle.alpha) == [])
    #expect(shares[0] > shares[1] + 0.1 && shares[1] > shares[2] + 0.1, "\(shares)")
  }
}
