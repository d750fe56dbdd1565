// `faults`: what goes wrong, from when and for how long.
import Stochastics

/// Reads `faults`.
enum FaultSection {
  static func read(
    _ root: ObjectReader, _ context: ScenarioContext, hasCatalogue: Bool
  ) -> [Fault] {
    root.optionalList("faults", count: 0...Limit.steps).compactMap { $0.object() }
      .compactMap { reader in
        let fault = fault(reader, context)
        if fault?.tier == .catalogue, !hasCatalogue {
          reader.report("is not looked at; describe it in `orders.catalogue`", key: "tier")
        }
        return fault
      }
  }

  private static func fault(_ reader: ObjectReader, _ context: ScenarioContext) -> Fault? {
    defer { reader.finish() }
    let wanted = "a duration, such as \"0s\", \"15s\", \"10m\""
    let at = reader.required("at", write: wanted)?.duration(in: 0...context.horizon)
    let time = reader.required("for", write: wanted)?.duration(in: 1...Span.day)
    let tier = reader.choice("tier", as: Fault.Tier.self)
    let name = reader.choice("kind", as: Fault.Name.self)
    let kind = name.map { self.kind($0, reader) }
    guard let at, let time, let tier, let kind, let name else { return nil }
    let tiers = Fault.tiers(for: name)
    guard tiers.contains(tier) else {
      let names = Wording.listed(tiers.map(\.rawValue))
      reader.report("`\(tier.rawValue)` cannot be `\(name.rawValue)`; \(names) can", key: "tier")
      return nil
    }
    return Fault(from: at, until: at + time, tier: tier, kind: kind)
  }

  private static func kind(_ name: Fault.Name, _ reader: ObjectReader) -> Fault.Kind {
    switch name {
    case .down: .down(silent: reader.bool("silent", default: false))
    case .slow: .slow(factor: reader.number("factor", in: 1...1e6))
    case .brownout: .brownout(left: reader.share("left", in: 1e-6...1))
    case .partition: .partition(share: reader.share("share"))
    case .coldCache: .coldCache(share: reader.share("share", default: 1))
    case .lostAcknowledgements: .lostAcknowledgements(share: reader.share("share"))
    }
  }
}
