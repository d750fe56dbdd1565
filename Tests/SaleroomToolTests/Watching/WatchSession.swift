// The session that the tests of watching look at: names that take two columns, names that a terminal
// would obey, a fault, a change, and a queue that fills.
import LiveCommerce

@testable import SaleroomTool

enum WatchSession {
  static let text = """
    {
      saleroom: 1, title: "口红之夜 \\u001B[31mred\\u0007", asks: "?", seed: 7,
      session: { length: "3m" },
      cohorts: { fans: { dwell: "1m", client: { retries: 3 } } },
      products: {
        lipstick: { price: "¥399", stock: 60, hold: "20s" },
        set: {
          price: "¥1999",
          variants: {
            "正红礼盒 N°5": { share: "50%", stock: 20 },
            "bad\\u001B[2Jname": { share: "50%", stock: 20 },
          },
        },
      },
      rundown: [
        { at: "0s", do: "warmUp" }, { at: "30s", do: "linkUp", product: "lipstick" },
        { at: "90s", do: "linkUp", product: "set" }, { at: "150s", do: "close" },
      ],
      traffic: { discover: { visits: 4000, arrive: { spike: { at: "20s", delay: "20s" } } } },
      decision: { atLinkUp: "40%" },
      orders: { gateway: { rate: "100/s" }, workers: { count: 2, queue: 3, service: "700ms" } },
      faults: [{ at: "40s", for: "10s", tier: "workers", kind: "brownout", left: "50%" }],
      changes: [{ at: "35s", set: { "orders.workers.count": 4 } }],
      expect: ["stock.oversold == 0"],
    }
    """

  static func desk(_ text: String = text, speed: WatchSpeed = .usual) throws -> WatchDesk {
    let scenario = try Scenario.read(Array(text.utf8), file: "f")
    return WatchDesk(try LiveSession(scenario), speed: speed)
  }
}
