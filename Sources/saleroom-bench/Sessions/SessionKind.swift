// The session workloads: ordinary scenarios, so that what is timed is the product's own lanes,
// buckets and order path and not a loop of the bench.

/// A session workload, as the text of a scenario for a given number of viewers.
enum SessionKind: String, CaseIterable {
  /// Viewers come evenly over an hour, stay 240 s and act every 30 s; nothing is sold.
  case bare
  /// The same people, each in one of ten thousand rooms.
  case rooms
  /// The same people, with tastes, prices, a link-up and orders: everything the model has.
  case full
  /// Everybody orders at once: the order path with nothing around it.
  case orders

  /// What is measured, for the help.
  var summary: String {
    switch self {
    case .bare: "viewers who come, act and leave; what Tests/Peers does in other languages"
    case .rooms: "the same viewers, in ten thousand rooms"
    case .full: "the whole model: tastes, prices, a link-up, orders"
    case .orders: "an order of everybody within a minute"
    }
  }

  /// The scenario's text.
  func text(viewers: Int) -> String {
    switch self {
    case .bare: bare(viewers)
    case .rooms: rooms(viewers)
    case .full: full(viewers)
    case .orders: orders(viewers)
    }
  }

  // Against the peers' bare workload: their order, which comes with an event, is here the kind of
  // the engagement, which is drawn at each; so both draw two variates an event. Here the departure
  // is an event as well, so 10 and not 9 come on a visit, and arrivals are drawn and not spaced
  // evenly. The session lasts long enough for all but one in 20 000 to leave before the close.
  private func bare(_ viewers: Int) -> String {
    """
    { \(bareSession),
      cohorts: { all: { \(barePerson) } },
      products: { thing: { price: "¥1", stock: 0 } },
      rundown: [ { at: "0s", do: "talk" } ],
      traffic: { discover: { visits: \(viewers), \(bareArrivals) } } }
    """
  }

  // What is on air is the same in all rooms of a category; people are shown a room by how they like it.
  private func rooms(_ viewers: Int) -> String {
    """
    { \(bareSession),
      cohorts: {
        one: { interests: { tea: "90%", clay: "10%" }, \(barePerson) },
        other: { interests: { tea: "10%", clay: "90%" }, \(barePerson) } },
      rooms: { stall: { count: 10000, categories: ["tea", "clay"],
        products: { thing: { price: "¥1", stock: 0 } },
        rundown: [ { at: "0s", do: "talk", product: "thing" } ] } },
      traffic: { discover: { visits: \(viewers), personalisation: 2,
        cohorts: { one: "50%", other: "50%" }, \(bareArrivals) } } }
    """
  }

  private var bareSession: String {
    """
    saleroom: 1, title: "bare", asks: "What does a viewer's event cost?",
      session: { length: "100m", epoch: "10m" },
      decision: { match: 0, trust: 0, knowledge: 0, price: 0 },
      engagement: { comment: "2/min", like: "0/min", follow: "0/min", gift: "0/min",
        share: "0/min", match: 0 },
      patience: { awaiting: 1, talking: 1, selling: 1, soldOut: 1, special: 1 }
    """
  }

  private var barePerson: String {
    """
    dwell: { exponential: { mean: "240s" } },
        streamDelay: { floor: "1s", rest: "0s" }, network: { floor: "10ms", rest: "0s" }
    """
  }

  private var bareArrivals: String { #"arrive: { steady: { from: "0s", to: "60m" } }"# }

  private func full(_ viewers: Int) -> String {
    """
    { saleroom: 1, title: "full", asks: "What does the whole model cost?",
      session: { length: "1h", epoch: "10s" },
      cohorts: {
        fan: { interests: { shoes: "80%" }, taste: 0.2, priceTolerance: "¥300",
          toleranceSpread: 0.3, dwell: { exponential: { mean: "240s" } } },
        passer: { interests: { shoes: "40%" }, taste: 0.2, priceTolerance: "¥200",
          toleranceSpread: 0.3, dwell: { exponential: { mean: "240s" } } } },
      products: { shoe: { category: "shoes", price: "¥299", stock: \(max(1, viewers / 20)) } },
      rundown: [ { at: "0s", do: "warmUp" }, { at: "1m", do: "pitch", product: "shoe" },
        { at: "5m", do: "linkUp", product: "shoe" } ],
      traffic: { discover: { visits: \(viewers), cohorts: { fan: "30%", passer: "70%" },
        knowledge: "20%" } },
      decision: { atLinkUp: "10%", perMinute: 0.1, order: "30%" },
      engagement: { comment: "1/min", like: "1/min", follow: "0.01/min", gift: "0.005/min",
        share: "0.005/min" },
      patience: { awaiting: 0.9, talking: 1, selling: 0.9, soldOut: 1.2 },
      orders: { gateway: { soldOut: { notice: "50ms", recheck: "10s" } },
        workers: { count: 200 }, database: { connections: 200 }, payment: { capacity: 2000 } } }
    """
  }

  private func orders(_ viewers: Int) -> String {
    """
    { saleroom: 1, title: "orders", asks: "What does an order cost?",
      session: { length: "10m", epoch: "10m" },
      cohorts: { all: { dwell: "1h", reaction: { uniform: { from: "0s", to: "60s" } },
        streamDelay: { floor: "1s", rest: "0s" }, network: { floor: "10ms", rest: "0s" },
        client: { timeout: "5m", retries: 0 }, payment: { abandon: "100%" } } },
      products: { thing: { price: "¥1", stock: \(viewers * 2), hold: "1m" } },
      rundown: [ { at: "0s", do: "talk" }, { at: "1m", do: "linkUp", product: "thing" } ],
      traffic: { messages: { visits: \(viewers), arrive: { steady: { from: "0s", to: "30s" } } } },
      decision: { atLinkUp: "100%", order: "100%", perMinute: 0, match: 0, trust: 0,
        knowledge: 0, price: 0 },
      engagement: { comment: "0/min", like: "0/min", follow: "0/min", gift: "0/min",
        share: "0/min" },
      orders: { workers: { count: 1000, queue: 10000000 },
        database: { connections: 1000, read: "10us", write: "10us", update: "1us" } } }
    """
  }
}
