// What the tiers of `orders` have in common: `discipline`, `first` and `autoscale`; and the tiers
// around the order path, which are there only if the scenario says so: `edge`, `chat`, `catalogue`.
import Stochastics

/// Reads how tiers serve.
enum TierSection {
  // MARK: Queueing

  /// `discipline`, `first` and `autoscale` of a tier whose classes are cohorts.
  static func queueing(
    _ reader: ObjectReader, servers: Int, most: Int, _ context: ScenarioContext
  ) -> Queueing {
    var queueing = queueing(reader, servers: servers, most: most)
    queueing.first = cohorts("first", reader, context)
    if queueing.discipline == .priority && !reader.has("first") {
      reader.report(
        "needs `first`, the cohorts that go before the others, as in first: [\"member\"]",
        key: "discipline")
    } else if queueing.discipline != .priority && reader.has("first") {
      reader.report("is for discipline: \"priority\" only", key: "first")
    }
    return queueing
  }

  /// `discipline` and `autoscale`.
  static func queueing(_ reader: ObjectReader, servers: Int, most: Int) -> Queueing {
    Queueing(
      discipline: reader.choice("discipline", default: QueueDiscipline.fifo),
      autoscaling: reader.optionalSection("autoscale") {
        autoscaling($0, servers: servers, most: most)
      })
  }

  /// A list of cohorts; empty if the key is not there.
  static func cohorts(
    _ key: String, _ reader: ObjectReader, _ context: ScenarioContext
  ) -> [Int] {
    reader.optionalList(key, count: 1...Limit.cohorts).compactMap { node in
      guard let name = node.text(), let cohorts = context.cohorts else { return nil }
      if let index = cohorts.index(of: name) { return index }
      node.report(cohorts.refusal(of: name, noun: "cohort"))
      return nil
    }
  }

  // MARK: Autoscaling

  private static func autoscaling(
    _ reader: ObjectReader, servers: Int, most: Int
  ) -> Autoscaling {
    let atLeast = reader.count("atLeast", default: servers, in: 1...most)
    let atMost = reader.count("atMost", in: 1...most)
    if atLeast > servers {
      reader.report("must not be more than the servers at first, \(servers)", key: "atLeast")
    }
    if atMost < servers, reader.has("atMost") {
      reader.report("must not be less than the servers at first, \(servers)", key: "atMost")
    }
    return Autoscaling(
      target: target(reader), every: period(reader),
      delay: reader.duration("delay", default: Span.minute, in: 0...Span.hour), atLeast: atLeast,
      atMost: atMost,
      downAfter: reader.duration("downAfter", default: 5 * Span.minute, in: 0...Span.day))
  }

  /// Exactly one of `utilisation` and `perServer`.
  private static func target(_ reader: ObjectReader) -> Autoscaling.Target {
    let share = reader.optionalShare("utilisation", in: 0.01...1)
    let number = reader.optionalNumber("perServer", in: 0.001...1e9)
    guard reader.has("utilisation") != reader.has("perServer") else {
      reader.report(
        "write either utilisation, the share of servers to be busy, or perServer, the requests in "
          + "service or waiting for each server")
      return .utilisation(1)
    }
    return number.map { .perServer($0) } ?? .utilisation(share ?? 1)
  }

  private static func period(_ reader: ObjectReader) -> Int64 {
    let every = reader.duration("every", default: 15 * Span.second, in: Span.second...Span.hour)
    if every % Span.second != 0 { reader.report("must be whole seconds", key: "every") }
    return every
  }

  // MARK: Around the order path

  static func edge(_ reader: ObjectReader) -> OrderPath.Edge {
    OrderPath.Edge(
      heartbeat: reader.duration(
        "heartbeat", default: 10 * Span.second, in: Span.millisecond...Span.hour),
      station: station(reader))
  }

  static func chat(_ reader: ObjectReader) -> OrderPath.Chat {
    OrderPath.Chat(
      station: station(reader), shown: reader.optionalCount("shown", in: 0...1_000_000),
      fanOut: nested("fanOut", reader))
  }

  static func catalogue(_ reader: ObjectReader) -> OrderPath.Catalogue {
    OrderPath.Catalogue(
      perClick: reader.number("perClick", default: 1, in: 0...1000),
      perEnter: reader.number("perEnter", default: 1, in: 0...1000),
      hit: reader.share("hit", default: 0.95),
      entries: reader.count("entries", default: 1000, in: 1...1_000_000_000),
      station: station(reader), misses: nested("misses", reader))
  }

  /// A station that must be given, in an object of its own.
  private static func nested(_ key: String, _ reader: ObjectReader) -> OpenStation {
    let wanted = "a station, such as { servers: 4, rate: \"10k/s\" }"
    guard let inner = reader.required(key, write: wanted)?.object() else {
      return OpenStation(servers: 1, rate: 1, queue: 0, autoscaling: nil)
    }
    defer { inner.finish() }
    return station(inner)
  }

  private static func station(_ reader: ObjectReader) -> OpenStation {
    let servers = reader.count("servers", default: 1, in: 1...1_000_000)
    return OpenStation(
      servers: servers, rate: reader.rate("rate", in: 0.001...1e9),
      queue: reader.count("queue", default: 1_000_000, in: 0...Limit.fluidQueue),
      autoscaling: reader.optionalSection("autoscale") {
        autoscaling($0, servers: servers, most: 1_000_000)
      })
  }
}
