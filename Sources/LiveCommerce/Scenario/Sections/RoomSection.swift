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
  static func read(_ root: ObjectReader, _ context: ScenarioContext) -> [RundownStep] {
    let objects = root.list("rundown", count: 1...Limit.steps).map { $0.object() }
    let steps = objects.map { $0.flatMap { step($0, context) } }
    var latest: Int64 = 0
    var close: Int?
    for (index, step) in steps.enumerated() {
      guard let step, let object = objects[index] else { continue }
      if step.at < latest {
        let before = Quantity.describe(duration: latest)
        object.report("must not be before the step above, at \(before)", key: "at")
      }
      latest = max(latest, step.at)
      if let close {
        object.report("comes after the close of the room, rundown[\(close)]")
      } else if step.kind == .close {
        close = index
      }
      if step.kind == .announce, let product = step.product {
        let isKept = steps[(index + 1)...].contains {
          $0?.kind == .linkUp && $0?.product == product && $0?.at ?? 0 > step.at
        }
        if !isKept {
          object.report("announces a product that is not linked up afterwards", key: "product")
        }
      }
    }
    return steps.compactMap { $0 }
  }

  private static func step(_ reader: ObjectReader, _ context: ScenarioContext) -> RundownStep? {
    let kind = reader.choice("do", as: RundownStep.Kind.self)
    let wanted = "a duration, such as \"0s\", \"15s\", \"10m\""
    let at = reader.required("at", write: wanted)?.duration()
    var product: Int?
    if let node = productNode(reader, kind), let name = node.text(limit: Limit.nameLength),
      let products = context.products
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
    guard let at else { return nil }
    check(at, kind, reader, context)
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
  private static func check(
    _ at: Int64, _ kind: RundownStep.Kind, _ reader: ObjectReader, _ context: ScenarioContext
  ) {
    guard let length = context.length, at > length || (at == length && kind != .close) else {
      return
    }
    let end = Quantity.describe(duration: length)
    let shown = Quantity.describe(duration: at)
    reader.report("must be before the end of the session, \(end); it is \(shown)", key: "at")
  }
}
