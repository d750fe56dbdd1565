// `campaign`: how many sessions there are, how far apart, and what is carried from each to the next.
// What is otherwise from some session on is laid over the text as `--set` is, and the whole is read
// again, so that all sessions are checked before the first one runs.

/// Reads `campaign`.
enum CampaignSection {
  /// The most sessions of a campaign.
  static let sessions = 1...1000
  /// The longest from one session to the next, in nanoseconds.
  static let longest = 60 * Span.day

  static func read(_ root: ObjectReader, _ context: ScenarioContext) -> Campaign? {
    let campaign = root.optionalSection("campaign") { series($0, context) }
    context.campaign = campaign
    return campaign
  }

  private static func series(_ reader: ObjectReader, _ context: ScenarioContext) -> Campaign {
    let errors = context.log.errorCount
    let told = reader.count("sessions", in: sessions)
    // Where it could not be read, nobody is told that a session is not among so many.
    let count = context.log.errorCount == errors ? told : sessions.upperBound
    var campaign = Campaign(
      sessions: count, every: every(reader, context),
      followers: reader.optionalSection("followers") { followers($0, context) },
      buyers: reader.optionalSection("buyers") { buyers($0, context) },
      reputation: reader.optionalSection("reputation", reputation),
      population: reader.optionalSection("population", population))
    campaign.carriesStock = reader.optionalSection("stock", isCarried) ?? false
    campaign.carriesNotes = reader.optionalSection("notes", isCarried) ?? false
    campaign.restock = reader.optionalSection("restock", restock)
    if campaign.restock != nil, !reader.has("stock") {
      reader.report(
        "orders for stock that is not carried: give `stock: {}` as well", key: "restock")
    }
    context.campaignChanges = reader.optionalList("changes", count: 0...Limit.steps)
      .compactMap { $0.object() }.flatMap { changes($0, sessions: count) }
    campaign.expectations = ExpectationSection.read(reader, promises(of: count, context))
    return campaign
  }

  private static func every(_ reader: ObjectReader, _ context: ScenarioContext) -> Int64 {
    let every = reader.duration("every", default: Span.day, in: Span.minute...longest)
    if let length = context.length, every < length {
      let shown = Quantity.describe(duration: length)
      reader.report("must not be shorter than a session, \(shown)", key: "every")
    }
    return every
  }

  /// The metrics of a campaign, asked for all sessions or for one.
  private static func promises(of sessions: Int, _ context: ScenarioContext) -> ScenarioContext {
    let own = ScenarioContext(log: context.log, metrics: CampaignMetrics.all.map(\.head))
    own.currency = context.currency
    own.sessions = NameTable((1...max(1, sessions)).map { String($0) })
    return own
  }

  // MARK: What is carried

  private static func isCarried(_ reader: ObjectReader) -> Bool {
    reader.bool("carried", default: true)
  }

  private static func followers(
    _ reader: ObjectReader, _ context: ScenarioContext
  ) -> Campaign.Followers {
    Campaign.Followers(
      start: people(reader.count("start", in: 0...Limit.visits), reader, context),
      churn: reader.share("churn", default: 0), isCarried: isCarried(reader))
  }

  private static func buyers(
    _ reader: ObjectReader, _ context: ScenarioContext
  ) -> Campaign.Buyers {
    let start = reader.optionalCount("start", in: 0...Limit.visits)
    return Campaign.Buyers(
      start: start.map { people($0, reader, context) }
        ?? Array(repeating: 0, count: context.cohorts?.names.count ?? 0),
      comesAgain: reader.share("comeAgain"), fade: reader.share("fade", default: 0),
      knowledge: reader.share("knowledge", default: 1),
      shape: ArrivalSection.read(reader, context), isCarried: isCarried(reader))
  }

  /// So many people by cohort: whole ones, as near to the shares as they sum up.
  private static func people(
    _ count: Int, _ reader: ObjectReader, _ context: ScenarioContext
  ) -> [Int] {
    let shares = TrafficSection.cohortShares(reader, context)
    guard shares.count == context.cohorts?.names.count else { return [] }
    return CampaignState.parts(of: count, shares)
  }

  private static func reputation(_ reader: ObjectReader) -> Campaign.Reputation {
    let range = 0.0...20.0
    return Campaign.Reputation(
      kept: reader.number("kept", default: 0.05, in: range),
      returned: reader.number("returned", default: 0.1, in: range),
      cancelled: reader.number("cancelled", default: 0.2, in: range),
      oversold: reader.number("oversold", default: 0.2, in: range),
      soldOut: reader.number("soldOut", default: 0.05, in: range),
      bound: reader.number("bound", default: 2, in: range), isCarried: isCarried(reader))
  }

  private static func population(_ reader: ObjectReader) -> Campaign.Population {
    let start = reader.count("start", in: 1...1_000_000_000_000)
    let signUps = reader.count("signUps", in: 0...1_000_000_000)
    return Campaign.Population(
      start: Double(start), signUps: Double(signUps), keep: reader.share("keep", default: 1),
      isCarried: isCarried(reader))
  }

  private static func restock(_ reader: ObjectReader) -> Campaign.Restock {
    Campaign.Restock(
      level: reader.share("level", default: 0.9, in: 0.01...0.9999),
      growth: reader.number("growth", default: 1, in: 0...100),
      isOn: reader.bool("on", default: true))
  }

  // MARK: Changes

  private static func changes(_ reader: ObjectReader, sessions: Int) -> [SessionChange] {
    defer { reader.finish() }
    let wanted = "the number of the first session that is so, such as 4"
    let session = reader.required("session", write: wanted)?.count(in: 2...max(2, sessions))
    let example = "what is otherwise from then on, such as { \"host.trust\": \"60%\" }"
    let entries = reader.required("set", write: example)?.object()?.entries() ?? []
    return entries.compactMap { entry in
      guard let steps = SettingPath.steps(of: entry.name), let first = steps.first else {
        entry.reportName("\(Wording.quoted(entry.name)) is not a path: write keys, as for --set")
        return nil
      }
      guard first != .key("campaign"), first != .key("seed") else {
        entry.reportName("belongs to the campaign as a whole, and not to one of its sessions")
        return nil
      }
      return session.map {
        SessionChange(
          session: $0, steps: steps, node: entry.value.node, position: entry.namePosition)
      }
    }
  }
}

/// A value that is otherwise from some session on.
struct SessionChange {
  /// The first session that has it, from 1.
  var session: Int
  var steps: [ScenarioPath.Step]
  var node: JSON5Node
  var position: SourcePosition

  var path: ScenarioPath { steps.reduce(.root) { $0.appending($1) } }

  /// Whether it sets the stock of a row, and nothing beside.
  func sets(stockOf row: SKU, of scenario: Scenario) -> Bool {
    let product = scenario.products[row.product]
    let own: [ScenarioPath.Step] = [.key("products"), .key(product.name)]
    guard product.variants.count > 1 else { return steps == own + [.key("stock")] }
    return product.variants.contains { variant in
      row.name == "\(product.name) (\(variant.name))"
        && steps == own + [.key("variants"), .key(variant.name), .key("stock")]
    }
  }

  /// Whether it gives the product of a row, or its variants, as a whole.
  func givesProduct(of row: SKU, of scenario: Scenario) -> Bool {
    let full: [ScenarioPath.Step] = [
      .key("products"), .key(scenario.products[row.product].name), .key("variants"),
    ]
    return steps.count <= full.count && full.starts(with: steps)
      || steps.count == 4 && steps.starts(with: full)
  }
}

/// Reads the sessions from which on something is otherwise.
enum CampaignPhases {
  /// The phases of a sound scenario, each the whole text with all changes so far laid over it.
  static func read(
    _ first: Scenario, _ text: JSON5Node, _ context: ScenarioContext
  ) -> [Campaign.Phase] {
    var tree = text
    var phases: [Campaign.Phase] = []
    let changes = context.campaignChanges.enumerated()
      .sorted { ($0.element.session, $0.offset) < ($1.element.session, $1.offset) }.map(\.element)
    for session in Set(changes.map(\.session)).sorted() {
      for change in changes where change.session == session {
        SettingPlace(
          steps: change.steps, node: change.node, start: change.position, log: context.log
        ).put(into: &tree, at: 0, path: .root)
      }
      guard !context.log.hasErrors, let phase = scenario(tree, like: first, context) else {
        return phases
      }
      if first.campaign?.carriesStock == true {
        refuseStock(
          of: phase, after: phases.last?.scenario ?? first,
          changes.filter { $0.session == session }, context.log)
      }
      phases.append(Campaign.Phase(from: session - 1, scenario: phase))
    }
    return phases
  }

  /// Refuses to set a stock that the session has from the one before it.
  private static func refuseStock(
    of phase: Scenario, after before: Scenario, _ changes: [SessionChange], _ log: ProblemLog
  ) {
    let carried = SKU.all(of: before)
    for change in changes {
      let lost = carried.filter { row in
        change.sets(stockOf: row, of: before)
          // A product that is given as a whole may well keep its stock.
          || change.givesProduct(of: row, of: before)
            && SKU.all(of: phase).contains { $0.name == row.name && $0.stock != row.stock }
      }
      for row in lost {
        log.report(
          "the stock of \(Wording.quoted(row.name)) is what the session before has left, since stock "
            + "is carried: order units with `restock`, or leave `campaign.stock` out",
          at: change.position, path: change.path)
      }
    }
  }

  private static func scenario(
    _ tree: JSON5Node, like first: Scenario, _ context: ScenarioContext
  ) -> Scenario? {
    let own = ScenarioContext(
      log: context.log, knownLogics: context.knownLogics, metrics: context.metrics)
    own.isLaterSession = true
    // What a session charges is no fact about its people.
    own.writtenPrice = Money(currency: first.currency, minorUnits: context.usualTolerance)
    guard let root = NodeReader(node: tree, path: .root, log: context.log).object() else {
      return nil
    }
    let scenario = RootSection.read(root, own)
    root.finish()
    if scenario.cohorts.map(\.name) != first.cohorts.map(\.name) {
      root.report("are the same in all sessions of a campaign", key: "cohorts")
    }
    if scenario.currency != first.currency {
      root.report("are priced in one currency in all sessions of a campaign", key: "products")
    }
    return context.log.hasErrors ? nil : scenario
  }
}
