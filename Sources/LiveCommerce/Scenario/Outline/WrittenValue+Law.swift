// Distributions as a scenario writes them: the inverse of reading them.
import Stochastics

extension WrittenValue {
  /// A distribution of lengths of time; nil for a record, which nobody writes as a default.
  init?(_ law: Distribution) {
    switch law {
    case .deterministic(let law): self = .length(law.mean)
    case .uniform(let law):
      self = .family(law, ["from": .length(law.from), "to": .length(law.to)])
    case .exponential(let law): self = .family(law, ["mean": .length(law.mean)])
    case .logNormal(let law):
      self = .family(law, ["median": .length(law.median), "sigma": .number(law.sigma)])
    case .weibull(let law):
      self = .family(law, ["scale": .length(law.scale), "shape": .number(law.shape)])
    case .gamma(let law):
      self = .family(law, ["mean": .length(law.mean), "shape": .number(law.shape)])
    case .zipf(let law):
      self = .family(
        law,
        [
          "step": .length(law.step), "exponent": .number(law.exponent),
          "ranks": .number(Double(law.ranks)),
        ])
    case .empirical: return nil
    case .mixture(let law):
      let parts = law.components.compactMap { part in
        WrittenValue(part.distribution).map {
          Self.pairs(["share": .text(Quantity.describe(share: part.share)), "of": $0])
        }
      }
      self = .pairs([Mixture.name: .list(parts)])
    }
  }

  /// A delay.
  init?(_ delay: Delay) {
    guard let rest = WrittenValue(delay.rest) else { return nil }
    self = .pairs(["floor": .text(Quantity.describe(duration: delay.floor)), "rest": rest])
  }

  private static func length(_ nanoseconds: Double) -> WrittenValue {
    .text(Quantity.describe(duration: Int64(nanoseconds)))
  }

  private static func family(
    _ law: some DistributionFamily, _ parameters: KeyValuePairs<String, WrittenValue>
  ) -> WrittenValue {
    .pairs([type(of: law).name: pairs(parameters)])
  }

  private static func pairs(_ pairs: KeyValuePairs<String, WrittenValue>) -> WrittenValue {
    .object(pairs.map { (key: $0.key, value: $0.value) })
  }
}
