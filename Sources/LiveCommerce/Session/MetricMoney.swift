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

  /// How to write amounts of the currency with an ISO 4217 code.
  package init(code: String) {
    let known = Currency.named(code)
    self.code = code
    prefix = known?.symbols.first ?? "\(code) "
    places = known?.places ?? 2
  }
}

extension Scenario {
  /// How to write amounts of the scenario's currency.
  public var moneyStyle: MoneyStyle { MoneyStyle(code: currency) }
}
