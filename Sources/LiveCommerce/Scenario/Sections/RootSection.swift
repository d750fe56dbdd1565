// The whole of a scenario, in the order in which its parts need each other: the session's length
// and the products first, then who comes, then what is planned and promised.
import Stochastics

/// Reads the root object.
enum RootSection {
  /// Reads a scenario; what it returns is sound only if the log holds no error.
  static func read(_ root: ObjectReader, _ context: ScenarioContext) -> Scenario {
    readVersion(root)
    // For editors, which look there for the schema of a file.
    _ = root.optionalText("$schema")
    let epoch = root.object("session").map { Self.epoch($0, context) }
    let hasRooms = root.optional("rooms", isSpecial: true) != nil
    let pools = PoolSection.read(root, context)
    var products = ProductSection.read(root, context, hasRooms: hasRooms)
    let templates = hasRooms ? RoomsSection.templates(root, &products, context) : []
    addCategories(root, context)
    if root.has("ranker") { _ = context.streams.add("ranker") }
    if root.has("community") { _ = context.streams.add("notes") }
    let traffic = hasRooms ? root.optionalObject("traffic") : root.object("traffic")
    let cohorts = CohortSection.read(root, context, returns: TrafficSection.returns(traffic))
    let campaign = CampaignSection.read(root, context)
    let streams = traffic.map { TrafficSection.read($0, context) } ?? []
    let rooms = hasRooms ? templates.map { $0.rooms(context) } : [[room(root, streams, context)]]
    var scenario = Scenario(
      title: root.text("title"), asks: root.text("asks"),
      notes: root.optionalList("notes", count: 0...1000).compactMap { $0.text() },
      seed: UInt64(root.count("seed", default: 1)), length: context.horizon,
      epoch: epoch ?? Span.second, currency: context.currency ?? "CNY",
      categories: context.categories.names, cohorts: cohorts, products: products,
      rooms: rooms.flatMap { $0 },
      decision: root.section("decision", BehaviourSection.decision),
      engagement: root.section("engagement", BehaviourSection.engagement),
      patience: root.section("patience", BehaviourSection.patience),
      orders: orders(root, context),
      expectations: ExpectationSection.read(root, context), digest: 0)
    if hasRooms {
      RoomsSection.place(rooms, streams, of: templates, in: &scenario, root)
    } else if scenario.promisesOfRooms {
      scenario.roomGroups = scenario.rooms.map { RoomGroup(name: $0.name, rooms: 0..<1) }
    }
    scenario.ranker = RankerSection.read(root, context)
    scenario.pools = pools
    scenario.campaign = campaign
    scenario.openCampaign()
    scenario.community = CommunitySection.read(root, scenario, context)
    scenario.streamNames = context.tellsOfStreams ? context.streams.names : []
    checkStreams(of: scenario, root)
    scenario.changes = ChangeSection.read(root, scenario.orders, context)
    if context.products?.names.count == products.count {
    }
    if !context.log.hasErrors, !context.isLaterSession { warn(of: scenario, root) }
    return scenario
  }

  /// The price of the first product, as a text that is not otherwise looked at says it.
  static func firstPrice(_ root: ObjectReader) -> Money? {
    let context = ScenarioContext(log: root.log)
    let hasRooms = root.optional("rooms", isSpecial: true) != nil
    _ = PoolSection.read(root, context)
    var products = ProductSection.read(root, context, hasRooms: hasRooms)
    if hasRooms { _ = RoomsSection.templates(root, &products, context) }
    guard let price = context.firstPrice, let currency = context.currency else { return nil }
    return Money(currency: currency, minorUnits: price)
  }

  /// The only room, with all the traffic.
  private static func room(
    _ root: ObjectReader, _ streams: [TrafficStream], _ context: ScenarioContext
  ) -> Room {
    let name = root.optional("room")?.text(limit: 200) ?? "room"
    context.rooms = NameTable([name])
    return Room(
      name: name, host: HostSection.read(root),
      rundown: RundownSection.read(root, context, products: context.products), traffic: streams)
  }

  /// The back end, and what goes wrong with it.
  private static func orders(_ root: ObjectReader, _ context: ScenarioContext) -> OrderPath {
    var path = root.section("orders") { OrderPathSection.read($0, context) }
    path.faults = FaultSection.read(root, context, hasCatalogue: path.catalogue != nil)
    return path
  }

  /// Categories that nothing is sold of yet; they follow those of the products.
  private static func addCategories(_ root: ObjectReader, _ context: ScenarioContext) {
    for node in root.optionalList("categories", count: 0...Limit.products) {
      if let name = node.text(limit: Limit.nameLength) { _ = context.categories.add(name) }
    }
  }

  private static func readVersion(_ root: ObjectReader) {
    let version = root.required("saleroom", write: "1, the version of the format")
    guard let version, !version.isOutlined(as: .count(1...1)),
      let number = version.count(in: 0...Int.max), number != 1
    else { return }
    version.report("this is version \(number) of the format; version 1 can be read")
  }

  /// Reads the session's length into the context; returns its epoch.
  private static func epoch(_ reader: ObjectReader, _ context: ScenarioContext) -> Int64 {
    defer { reader.finish() }
    let wanted = "a duration, such as \(ValueKind.duration.examples)"
    context.length = reader.required("length", write: wanted)?.duration(in: Span.second...Span.day)
    return reader.duration(
      "epoch", default: 5 * Span.second, in: 100 * Span.millisecond...10 * Span.minute)
  }

  /// Refuses a campaign whose buyers would be one stream too many.
  private static func checkStreams(of scenario: Scenario, _ root: ObjectReader) {
    guard scenario.campaign?.buyers != nil else { return }
    let streams = scenario.rooms.reduce(scenario.platform.count) { $0 + $1.traffic.count }
    guard streams > Limit.streams else { return }
    let most = Limit.streams - 1
    root.report("leaves no stream to buyers: at most \(most) others are allowed", key: "traffic")
  }

  // MARK: Warnings

  /// Tells where the most visits that a person makes are felt.
  private static func warn(
    ofShare share: Double, _ what: String, _ root: ObjectReader, key: String
  ) {
    let most = Double(ViewerRecord.lastOrdinal) + 1
    let cut = Elementary.exp(most * Elementary.log(max(share, .leastNormalMagnitude)))
    guard share < 1 ? cut > 0.03 : true else { return }
    let mean = share < 1 ? (1 - cut) / (1 - share) : most
    root.report(
      "has so many \(what) that some would make more than \(Int(most)) visits, which nobody does: "
        + "there are \((mean * 10).rounded() / 10) visits a person in the mean",
      key: key, severity: .warning)
  }

  /// Tells what a sound scenario may not mean to say.
  private static func warn(of scenario: Scenario, _ root: ObjectReader) {
    if scenario.steeredVisits == 0,
      (scenario.rooms.flatMap(\.traffic) + scenario.platform).allSatisfy({ $0.visits == 0 })
    {
      root.report("brings nobody", key: "traffic", severity: .warning)
    }
    let returning = scenario.cohorts.map(\.returnShare).max() ?? 0
    warn(ofShare: returning, "come back", root, key: "cohorts")
    warn(ofShare: scenario.hopping?.share ?? 0, "go on to another room", root, key: "hop")
    let links = scenario.rooms.flatMap(\.rundown).filter { $0.kind == .linkUp }
    let linked = Set(links.compactMap(\.product))
    guard !linked.isEmpty else {
      root.report("links nothing up: nobody can buy", key: "rundown", severity: .warning)
      return
    }
    let products = root.optionalObject("products")
    for (index, product) in scenario.products.enumerated()
    where !linked.contains(index) && products?.has(product.name) == true {
      products?.report(
        "is never linked up: nobody can buy it", key: product.name, severity: .warning)
    }
    warnOfRestocks(scenario, products)
  }

  /// Tells of restocks of what nobody can order any more when they come.
  private static func warnOfRestocks(_ scenario: Scenario, _ products: ObjectReader?) {
    var last = [Int64](repeating: 0, count: scenario.products.count)
    for room in scenario.rooms {
      for (product, until) in room.orderable(in: scenario) {
        last[product] = max(last[product], until)
      }
    }
    for step in scenario.rooms.lazy.flatMap(\.rundown) where step.kind == .restock {
      guard let index = step.product, last[index] > 0 else { continue }
      let product = scenario.products[index]
      guard step.at + scenario.pools[product.pool].lead >= last[index],
        products?.has(product.name) == true
      else { continue }
      products?.report(
        "is restocked at \(Quantity.describe(duration: step.at)) and can be ordered up to "
          + "\(Quantity.describe(duration: last[index])) only: nobody buys what comes; link it up "
          + "again behind the restock",
        key: product.name, severity: .warning)
    }
  }
}

extension Room {
  /// Until when, as planned, each product can be ordered that is linked up: to the next step that is no
  /// restock, or as long as it is open.
  fileprivate func orderable(in scenario: Scenario) -> [(product: Int, until: Int64)] {
    let steps = rundown.filter { $0.kind != .restock }
    return steps.indices.compactMap { index in
      guard steps[index].kind == .linkUp, let product = steps[index].product else { return nil }
      let next = index + 1 < steps.count ? steps[index + 1].at : scenario.length
      let open = scenario.products[product].open.map { steps[index].at + $0 }
      return (product, min(next, open ?? .max))
    }
  }
}
