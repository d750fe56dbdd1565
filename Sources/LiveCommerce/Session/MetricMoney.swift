// How amounts of a scenario's currency are written, for whoever prints a metric counted in minor
// units.

/// How to write amounts of one currency.
public struct MoneyStyle: Sendable, Equatable {
  /// ISO 4217 code.
  public let code: String
  /// What stands before an amount: the currency's symbol, or its code and a space.
  public let prefix: String
  /// How many decimal places the smallest unit takes.
  public let places: Int

  package init(code: String, prefix: String, places: Int) {
    self.code = code
    self.prefix = prefix
    self.places = places
  }
}

extension Scenario {
  /// How to write amounts of the scenario's currency.
  public var moneyStyle: MoneyStyle {
    let known = Currency.named(currency)
    return MoneyStyle(
      code: currency, prefix: known?.symbols.first ?? "\(currency) ", places: known?.places ?? 2)
  }
}
