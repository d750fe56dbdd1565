// `changes`: knobs that are turned while the session runs, each at its instant. The same reader takes
// what is given beside a file with `--at`, and what somebody turns in a session that is being watched.

/// Reads `changes`.
enum ChangeSection {
  /// What can be changed, as messages say it.
  private static let changeable = [
    "orders.workers.count", "orders.database.connections", "orders.payment.capacity",
    "orders.gateway.rate", "products.NAME.hold", "cohorts.NAME.client.retries",
    "cohorts.NAME.client.retryBudget",
  ]

  /// All changes, by instant; of one instant, as they are written.
  static func read(
    _ root: ObjectReader, _ orders: OrderPath, _ context: ScenarioContext
  ) -> [Change] {
    let changes = root.optionalList("changes", count: 0...Limit.steps)
      .compactMap { $0.object() }.flatMap { self.changes($0, orders, context) }
    return changes.enumerated()
      .sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
  }

  private static func changes(
    _ reader: ObjectReader, _ orders: OrderPath, _ context: ScenarioContext
  ) -> [Change] {
    defer { reader.finish() }
    let at = reader.required("at", write: "a duration, such as \"0s\", \"15s\", \"10m\"")?
      .duration(in: 0...context.horizon)
    let wanted = "what is changed, such as { \"orders.workers.count\": 20 }"
    let entries = reader.required("set", write: wanted)?.object()?.entries() ?? []
    return entries.compactMap { entry in
      guard let knob = knob(entry, context) else { return nil }
      guard !knob.isAutoscaled(in: orders) else {
        entry.reportName("is decided by `autoscale`, so it cannot be changed beside it")
        return nil
      }
      guard let value = value(entry.value, of: knob), let at else { return nil }
      return Change(at: at, knob: knob, value: value)
    }
  }

  /// The knob that an entry names; nil after a problem was reported.
  private static func knob(_ entry: ObjectReader.NamedReader, _ context: ScenarioContext)
    -> SessionKnob?
  {
    let keys = SettingPath.steps(of: entry.name)?.map { step in
      if case .key(let key) = step { key } else { "" }
    }
    switch keys {
    case ["orders", "workers", "count"]: return .workers
    case ["orders", "database", "connections"]: return .connections
    case ["orders", "payment", "capacity"]: return .channels
    case ["orders", "gateway", "rate"]: return .gatewayRate
    default: break
    }
    if let keys, keys.count == 3, keys[0] == "products", keys[2] == "hold" {
      return index(of: keys[1], among: context.products, "product", entry)
        .map { .hold(product: $0) }
    }
    if let keys, keys.count == 4, keys[0] == "cohorts", keys[2] == "client",
      keys[3] == "retries" || keys[3] == "retryBudget"
    {
      return index(of: keys[1], among: context.cohorts, "cohort", entry)
        .map { keys[3] == "retries" ? .retries(cohort: $0) : .retryBudget(cohort: $0) }
    }
    entry.reportName(
      "\(Wording.quoted(entry.name)) cannot be changed during a session; these can: "
        + Wording.listed(changeable))
    return nil
  }

  private static func index(
    of name: String, among names: NameTable?, _ noun: String, _ entry: ObjectReader.NamedReader
  ) -> Int? {
    // Without a table its problem is told already.
    guard let names else { return nil }
    if let index = names.index(of: name) { return index }
    entry.reportName(names.refusal(of: name, noun: noun))
    return nil
  }

  private static func value(_ reader: NodeReader, of knob: SessionKnob) -> Double? {
    switch knob {
    case .workers, .connections: reader.count(in: Limit.servers).map(Double.init)
    case .channels: reader.count(in: Limit.channels).map(Double.init)
    case .gatewayRate: reader.rate(in: Limit.gatewayRate)
    case .hold: reader.duration(in: Limit.hold).map(Double.init)
    case .retries: reader.count(in: Limit.retries).map(Double.init)
    case .retryBudget: reader.number(in: Limit.retryBudget)
    }
  }
}

extension Scenario {
  /// The scenario with one change more.
  ///
  /// Equal to what is read from the same text with the same settings and this one after them.
  ///
  /// - Parameter setting: What is changed, with an instant.
  /// - Returns: The scenario.
  /// - Throws: What is wrong with the setting.
  func changed(by setting: ScenarioSetting) throws(ScenarioProblems) -> Scenario {
    let log = ProblemLog(file: "--set")
    let start = SourcePosition(file: 0, line: 1, column: 1, offset: 0)
    var tree = JSON5Node(value: .object([]), position: start)
    setting.lay(over: &tree, log: log)
    let context = ScenarioContext(log: log)
    context.length = length
    context.products = NameTable(products.map(\.name))
    context.cohorts = NameTable(cohorts.map(\.name))
    let root = NodeReader(node: tree, path: .root, log: log).object()
    let added = root.map { ChangeSection.read($0, orders, context) } ?? []
    try log.check()
    var scenario = self
    for change in added {
      let place = changes.firstIndex { $0.at > change.at } ?? changes.count
      scenario.changes.insert(change, at: place)
    }
    scenario.digest = ScenarioDigest.digest(digest, with: setting)
    return scenario
  }
}
