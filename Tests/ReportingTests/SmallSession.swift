// A small session with something of everything: two products of which one sells out, late payers,
// promises that are kept, broken and beyond measuring.
import LiveCommerce

@testable import Reporting

enum SmallSession {
  static let text = """
    {
      saleroom: 1, title: "Small 一加 session", asks: "Does the report say what happened?", seed: 7,
      session: { length: "3m", epoch: "1s" },
      cohorts: {
        fan: {
          dwell: { exponential: { mean: "1m" } },
          payment: { abandon: "20%", delay: { exponential: { mean: "20s" } } },
          returns: { share: "20%", after: "20s" },
        },
      },
      products: {
        phone: { price: "¥1999", stock: 20, hold: "30s" },
        shirt: { price: "¥99", variants: { S: { share: "40%", stock: 200 }, L: { share: "60%", stock: 300 } } },
      },
      rundown: [
        { at: "0s", do: "warmUp" },
        { at: "30s", do: "linkUp", product: "phone" },
        { at: "90s", do: "linkUp", product: "shirt" },
      ],
      traffic: { discover: { visits: 600 }, follow: { visits: 200 } },
      engagement: { comment: "6/min", like: "20/min", follow: "1/min", gift: "1/min", share: "1/min" },
      orders: { logic: "preHold", gateway: { rate: "50/s" } },
      expect: ["stock.oversold == 0", "stock.sold[phone] > 20", "people.unique >= 500"],
    }
    """

  /// The same with phones of which half are sent back after the session, and few small shirts from a
  /// bonded warehouse, so that all is measured.
  static func returning(_ text: String) -> String {
    text.replacing("hold: \"30s\"", with: "hold: \"30s\", returns: { share: \"50%\" }")
      .replacing("products: {", with: "pools: { bonded: { lead: \"7d\" } }, products: {")
      .replacing("\"¥99\", variants", with: "\"¥99\", pool: \"bonded\", variants")
      .replacing("stock: 200", with: "stock: 3")
  }

  static func record(
    _ edit: (String) -> String = { $0 }, options: SessionOptions = SessionOptions()
  ) throws -> SessionRecord {
    try Session.run(scenario(edit), options: options)
  }

  static func scenario(_ edit: (String) -> String = { $0 }) throws -> Scenario {
    try Scenario.read(Array(edit(text).utf8), file: "small.json5")
  }

  static func report(_ record: SessionRecord) -> Report {
    Report(
      record,
      origin: ReportOrigin(
        tool: "saleroom", version: "0.0.0", command: ["run", "small.json5"], file: "small.json5"))
  }
}
