// `room`, `host` and `rundown`: who is on air and what is planned. A plan is possible: its steps
// are in order, end with the session, and name products that exist.

/// Reads the host.
enum HostSection {
  static func read(_ root: ObjectReader) -> Host {
    root.section("host") { reader in
      Host(
        kind: reader.choice("kind", default: Host.Kind.store),
        trust: reader.share("trust", default: 0.5),
        reactionTime: reader.duration("reactionTime", default: 2 * Span.second, in: 0...Span.hour),
        movesOnWhenSoldOut: reader.bool("movesOnWhenSoldOut", default: false),
        extension_: reader.optionalSection("extends", extends))
    }
  }

  private static func extends(_ reader: ObjectReader) -> HostExtension {
    HostExtension(
      ordersPerSecond: reader.number("ordersPerSecond", in: 0...1e9),
      by: reader.duration("by", default: 30 * Span.second, in: Span.second...Span.day),
      atMost: reader.count("atMost", default: 3, in: 0...1000))
  }
}

/// Reads `rundown`.
enum RundownSection {
  /// Reads the plan of a room in which `products` can be sold.
  static func read(
    _ room: ObjectReader, _ context: ScenarioContext, products: NameTable?
  ) -> [RundownStep] {
    let errors = context.log.errorCount
    let items = room.list("rundown", count: 1...Limit.steps)
    let readers = items.compactMap { $0.object() }
    let plan = readers.compactMap { reader in
      step(reader, context, products).map { Planned(step: $0, reader: reader) }
    }
    checkOrder(plan)
    // With a step missing or misplaced, whether an announcement is kept cannot be told.
    if context.log.errorCount == errors { checkAnnouncements(plan) }
    return plan.map(\.step)
  }

  /// A step and where it stands.
  private struct Planned {
    let step: RundownStep
    let reader: ObjectReader
  }

  /// Refuses steps that go back in time, and steps after the close.
  private static func checkOrder(_ plan: [Planned]) {
    for (before, planned) in zip(plan, plan.dropFirst()) where planned.step.at < before.step.at {
      let shown = Quantity.describe(duration: before.step.at)
      planned.reader.report("must not be before the step above, at \(shown)", key: "at")
    }
    guard let close = plan.firstIndex(where: { $0.step.kind == .close }) else { return }
    for planned in plan[(close + 1)...] {
      planned.reader.report("comes after the close of the room, \(plan[close].reader.path)")
    }
  }

  /// Refuses announcements of what is not linked up.
  private static func checkAnnouncements(_ plan: [Planned]) {
    for (index, planned) in plan.enumerated() where planned.step.kind == .announce {
      let isKept = plan[(index + 1)...].contains {
        $0.step.kind == .linkUp && $0.step.product == planned.step.product
          && $0.step.at > planned.step.at
      }
      guard !isKept else { continue }
      planned.reader.report("announces a product that is not linked up afterwards", key: "product")
    }
  }

  private static func step(
    _ reader: ObjectReader, _ context: ScenarioContext, _ products: NameTable?
  ) -> RundownStep? {
    let kind = reader.choice("do", as: RundownStep.Kind.self)
    let wanted = "a duration, such as \"0s\", \"15s\", \"10m\""
    let at = reader.required("at", write: wanted)?.duration()
    var product: Int?
    if let node = productNode(reader, kind), let name = node.text(limit: Limit.nameLength),
      let products
    {
      product = products.index(of: name)
      if product == nil { node.report(products.refusal(of: name, noun: "product")) }
    }
    let units = kind == .restock ? reader.count("units", in: 1...Limit.units) : 0
    guard let kind else {
      _ = reader.optional("units")
      reader.finish()
      return nil
    }
    reader.finish()
    guard let at, isWithinSession(at, kind, reader, context) else { return nil }
    return RundownStep(kind: kind, at: at, product: product, units: units)
  }

  private static func productNode(
    _ reader: ObjectReader, _ kind: RundownStep.Kind?
  ) -> NodeReader? {
    switch kind {
    case .pitch, .announce, .linkUp, .restock:
      reader.required("product", write: "the name of a product")
    case .talk, .giveaway, .reveal, nil: reader.optional("product")
    case .warmUp, .close: nil
    }
  }

  /// Refuses a step that would come when the session is over.
  private static func isWithinSession(
    _ at: Int64, _ kind: RundownStep.Kind, _ reader: ObjectReader, _ context: ScenarioContext
  ) -> Bool {
    guard let length = context.length, at > length || (at == length && kind != .close) else {
      return true
    }
    let end = Quantity.describe(duration: length)
    let shown = Quantity.describe(duration: at)
    reader.report("must be before the end of the session, \(end); it is \(shown)", key: "at")
    return false
  }
}
