// `decision`, `engagement` and `patience`: the coefficients of how people act. All have defaults.

/// Reads the coefficients.
enum BehaviourSection {
  /// Beyond this a weight makes certainty of every difference.
  static let weights = -20.0...20.0

  static func decision(_ reader: ObjectReader) -> Decision {
    Decision(
      atLinkUp: reader.share("atLinkUp", default: 0.3),
      perSecond: reader.number("perMinute", default: 0.5, in: 0...600) / 60,
      order: reader.share("order", default: 0.4),
      match: reader.number("match", default: 2, in: weights),
      trust: reader.number("trust", default: 1, in: weights),
      knowledge: reader.number("knowledge", default: 0.5, in: weights),
      price: reader.number("price", default: 1, in: weights),
      haste: reader.section("haste") { haste in
        Haste(
          trust: haste.number("trust", default: 0, in: weights),
          knowledge: haste.number("knowledge", default: 0, in: weights))
      })
  }

  static func engagement(_ reader: ObjectReader) -> Engagement {
    let perMinute: [(key: String, usual: Double)] = [
      ("comment", 0.02), ("like", 0.1), ("follow", 0.01), ("gift", 0.005), ("share", 0.005),
    ]
    return Engagement(
      perSecond: perMinute.map { reader.rate($0.key, default: $0.usual / 60, in: 0...10) },
      match: reader.number("match", default: 1, in: weights))
  }

  static func patience(_ reader: ObjectReader) -> PatienceRates {
    func factor(_ key: String, _ usual: Double) -> Double {
      reader.number(key, default: usual, in: 0.001...1000)
    }
    return PatienceRates(
      awaiting: factor("awaiting", 0.5), talking: factor("talking", 1),
      selling: factor("selling", 0.7), soldOut: factor("soldOut", 3),
      special: factor("special", 0.6), match: reader.number("match", default: 0, in: weights),
      trust: reader.number("trust", default: 0, in: weights))
  }
}
