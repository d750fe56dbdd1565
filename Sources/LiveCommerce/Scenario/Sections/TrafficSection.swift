// `traffic`: the streams of people, by the way they come in. `me`, people coming back, is no stream:
// it says how many of those who leave return.
import Stochastics

/// Reads `traffic`.
enum TrafficSection {
  /// How many come back if a cohort does not say otherwise; to be read before the cohorts.
  static func returns(_ traffic: ObjectReader?) -> ReturnHabit {
    traffic?.optionalSection("me") { ReturnHabit($0, usual: .none) } ?? .none
  }

  static func read(
    _ traffic: ObjectReader, _ context: ScenarioContext
  ) -> [TrafficStream] {
    defer { traffic.finish() }
    let scale = traffic.number("scale", default: 1, in: 0...1000)
    var streams: [TrafficStream] = []
    for source in TrafficSource.allCases where source != .me {
      guard let node = traffic.optional(source.rawValue) else { continue }
      let items = node.kind == .list ? node.list(count: 1...Limit.streams) ?? [] : [node]
      streams += items.compactMap { item in
        item.object().map { stream(of: source, $0, scale: scale, context) }
      }
    }
    nameOthers(&streams, context)
    if streams.count > Limit.streams {
      traffic.report("holds \(streams.count) streams; at most \(Limit.streams) are allowed")
    }
    return streams
  }

  private static func stream(
    of source: TrafficSource, _ reader: ObjectReader, scale: Double, _ context: ScenarioContext
  ) -> TrafficStream {
    defer { reader.finish() }
    let name = name(reader, context)
    let carried = carried(reader, context)
    let (visits, exposures) = carried == nil ? StreamSize.read(reader) : (0, nil)
    if exposures != nil { context.tellsOfStreams = true }
    if visits * scale > Double(Limit.visits) {
      let most = Quantity.describe(count: Limit.visits)
      reader.report("times `traffic.scale`, brings more than \(most) visits")
    }
    return TrafficStream(
      source: source, visits: visits * scale, shape: ArrivalSection.read(reader, context),
      cohortShares: carried == nil ? cohortShares(reader, context) : [],
      personalisation: reader.number("personalisation", default: 0, in: 0...100),
      knowledge: reader.share("knowledge", default: 0), name: name,
      exposures: exposures.map { $0 * scale }, perFollower: carried.map { $0 * scale })
  }

  /// Visits for each follower, if those are told who follow by then; otherwise nil.
  private static func carried(_ reader: ObjectReader, _ context: ScenarioContext) -> Double? {
    guard let followers = reader.optional("followers"), followers.isWord else { return nil }
    if followers.choice(of: ["carried"]) != nil, context.campaign?.followers == nil {
      followers.report("there are none: campaign.followers says how many there are at the start")
    }
    let shared = ["visits": "followers × reach × open", "cohorts": "those of campaign.followers"]
    for (key, words) in shared.sorted(by: { $0.key < $1.key }) where reader.has(key) {
      reader.report("leave it out: they are \(words)", key: key)
    }
    return reader.share("reach", default: 1) * reader.share("open", default: 1)
  }

  // MARK: Names

  /// The stream's name, which no other stream of the scenario has; empty if it is not given one.
  private static func name(_ reader: ObjectReader, _ context: ScenarioContext) -> String {
    guard let node = reader.optional("name"), let name = node.text(limit: Limit.nameLength)
    else { return "" }
    context.tellsOfStreams = true
    if let problem = NameTable.problem(with: name) {
      node.report(problem)
    } else if context.streams.index(of: name) != nil {
      node.report("another stream is called \(Wording.quoted(name)) already")
    }
    _ = context.streams.add(name)
    return name
  }

  /// Calls streams without a name by their source: mall, mall-2 and so on.
  private static func nameOthers(_ streams: inout [TrafficStream], _ context: ScenarioContext) {
    for index in streams.indices where streams[index].name.isEmpty {
      let source = streams[index].source.rawValue
      var name = source
      var number = 1
      while context.streams.index(of: name) != nil {
        number += 1
        name = "\(source)-\(number)"
      }
      streams[index].name = name
      _ = context.streams.add(name)
    }
  }

  static func cohortShares(
    _ reader: ObjectReader, _ context: ScenarioContext
  ) -> [Double] {
    let names = context.cohorts?.names ?? []
    guard let node = reader.optional("cohorts") else {
      if names.count > 1, let first = names.first {
        let wanted = "the share of each cohort, such as { \(Wording.clipped(first)): \"100%\" }"
        _ = reader.required("cohorts", write: wanted)
      }
      return [1]
    }
    guard let object = node.object() else { return [] }
    var shares = [Double](repeating: 0, count: names.count)
    var isSound = context.cohorts != nil
    for entry in object.entries() {
      let share = entry.value.share()
      guard let cohorts = context.cohorts else { continue }
      guard let share, let index = cohorts.index(of: entry.name) else {
        isSound = false
        if cohorts.index(of: entry.name) == nil {
          entry.reportName(cohorts.refusal(of: entry.name, noun: "cohort"))
        }
        continue
      }
      shares[index] = share
    }
    if isSound { object.reportUnlessWhole(shares) }
    return shares
  }
}

/// Reads `arrive`, the shape of a stream.
enum ArrivalSection {
  static func read(_ stream: ObjectReader, _ context: ScenarioContext) -> ArrivalShape {
    let throughout = ArrivalShape.steady(from: 0, to: context.horizon)
    guard let node = stream.optional("arrive"),
      let (name, value) = node.variant(of: ["steady", "spike", "profile"])
    else { return throughout }
    let shape =
      switch name {
      case "steady": value.object().flatMap { steady($0, context) }
      case "spike": value.object().flatMap { spike($0, context) }
      default: profile(value, context)
      }
    return shape ?? throughout
  }

  private static func steady(_ reader: ObjectReader, _ context: ScenarioContext) -> ArrivalShape? {
    defer { reader.finish() }
    guard let stretch = stretch(reader, context) else { return nil }
    return .steady(from: stretch.from, to: stretch.to)
  }

  private static func spike(_ reader: ObjectReader, _ context: ScenarioContext) -> ArrivalShape? {
    defer { reader.finish() }
    let at = instant("at", reader, nil, context)
    guard let node = reader.required("delay", write: "a distribution"),
      let delay = node.distribution()
    else { return nil }
    if case .mixture = delay {
      let names = Wording.listed(Distribution.families.map { $0.name } + [Empirical.name])
      node.report(
        "a mixture cannot shape a spike, because arrivals are read off its quantiles in order; "
          + "use one of \(names), or one stream for each part")
      return nil
    }
    return at.map { .spike(at: $0, delay: delay) }
  }

  private static func profile(_ node: NodeReader, _ context: ScenarioContext) -> ArrivalShape? {
    guard let items = node.list(count: 1...Limit.pieces) else { return nil }
    var pieces: [ProfilePiece] = []
    var latest: Int64 = 0
    for item in items {
      guard let reader = item.object() else { continue }
      let stretch = stretch(reader, context)
      let weight = reader.number("weight", in: 0...1e12)
      reader.finish()
      guard let stretch else { continue }
      if stretch.from < latest {
        let end = Quantity.describe(duration: latest)
        reader.report("must not be before the end of the stretch above, \(end)", key: "from")
      }
      latest = max(latest, stretch.to)
      pieces.append(ProfilePiece(from: stretch.from, to: stretch.to, share: weight))
    }
    let sum = pieces.reduce(0) { $0 + $1.share }
    guard sum > 0 else {
      if pieces.count == items.count { node.report("at least one weight must be more than 0") }
      return nil
    }
    for index in pieces.indices { pieces[index].share /= sum }
    // A stretch of weight 0 brings nobody; the shape has none.
    return .profile(pieces.filter { $0.share > 0 })
  }

  /// `from` and `to`, within the session and in order.
  private static func stretch(
    _ reader: ObjectReader, _ context: ScenarioContext
  ) -> (from: Int64, to: Int64)? {
    let from = instant("from", reader, 0, context)
    let to = instant("to", reader, context.horizon, context)
    guard let from, let to else { return nil }
    guard from < to else {
      let shown = Quantity.describe(duration: from)
      reader.report("must be after from, \(shown)", key: "to")
      return nil
    }
    return (from, to)
  }

  /// An instant within the session.
  private static func instant(
    _ key: String, _ reader: ObjectReader, _ fallback: Int64?, _ context: ScenarioContext
  ) -> Int64? {
    guard let node = reader.optional(key) else {
      if let fallback { return fallback }
      _ = reader.required(key, write: "a duration, such as \(ValueKind.duration.examples)")
      return nil
    }
    guard let instant = node.duration() else { return nil }
    guard instant <= context.horizon else {
      let end = Quantity.describe(duration: context.horizon)
      let shown = Quantity.describe(duration: instant)
      node.report("must not be after the end of the session, \(end); it is \(shown)")
      return nil
    }
    return instant
  }
}

/// Reads how many people a stream brings: `visits`, or followers × reach × open, or exposures × enter.
enum StreamSize {
  /// The mean number of visits, and of exposures if the stream says how often the room is shown.
  static func read(_ reader: ObjectReader) -> (visits: Double, exposures: Double?) {
    let visits = reader.optionalCount("visits", in: 0...Limit.visits)
    let followers = reader.optionalCount("followers", in: 0...Limit.visits)
    let opened = reader.share("reach", default: 1) * reader.share("open", default: 1)
    let exposures = reader.optionalCount("exposures", in: 0...Limit.visits)
    let shown = Double(exposures ?? 0) * queries(reader)
    let entered = entered(reader)
    check(reader)
    if reader.has("exposures") { return (shown * entered, shown) }
    if reader.has("followers") { return (Double(followers ?? 0) * opened, nil) }
    return (Double(visits ?? 0), nil)
  }

  /// The share of exposures that lead into the room, step by step.
  private static func entered(_ reader: ObjectReader) -> Double {
    let enter = reader.share("enter", default: 1)
    let steps = reader.count("depth", default: 1, in: 1...10)
    return (0..<steps).reduce(1.0) { share, _ in share * enter }
  }

  /// Reports what is said twice, or of something that is not there.
  private static func check(_ reader: ObjectReader) {
    func refuse(_ keys: [String], _ message: String) {
      for key in keys where reader.has(key) { reader.report(message, key: key) }
    }
    if reader.has("exposures") {
      refuse(["visits", "followers"], "leave it out: visits are exposures × enter")
    } else {
      refuse(
        ["enter", "depth", "queries"], "is said of exposures: write exposures, or visits alone")
    }
    if reader.has("followers") {
      refuse(["visits"], "leave it out: visits are followers × reach × open")
    } else {
      refuse(["reach", "open"], "is a share of followers: write followers, or visits alone")
    }
    guard !reader.has("exposures"), !reader.has("followers") else { return }
    let wanted = "a whole number, such as \(ValueKind.count.examples), or followers"
    _ = reader.required("visits", write: wanted)
  }

  /// The share of all searches that are for terms of the ranks named; 1 if no ranks are.
  private static func queries(_ reader: ObjectReader) -> Double {
    reader.optionalSection("queries") { queries in
      let all = queries.count("of", in: 1...1_000_000_000)
      let from = queries.count("from", default: 1, in: 1...1_000_000_000)
      let to = queries.count("to", default: all, in: 1...1_000_000_000)
      let exponent = queries.number("exponent", default: 1, in: 0...10)
      guard from <= to, to <= all else {
        queries.report("ranks are written with from at most to, and to at most of", key: "from")
        return 1
      }
      let law = Zipf(step: 1, exponent: exponent, ranks: all)
      return law.cumulative(Double(to)) - law.cumulative(Double(from) - 1)
    } ?? 1
  }
}
