// Money: a currency and a whole number of its smallest unit, so that sums are exact. "¥" is the
// yuan, the currency of the field's largest market; yen are written "399 JPY".

/// An amount of money.
struct Money: Sendable, Hashable {
  /// The three letters of ISO 4217.
  var currency: String
  /// The amount in the smallest unit: fen, cents, or yen themselves.
  var minorUnits: Int64
}

/// A currency: its code, its symbols, and how many decimal places its smallest unit takes.
struct Currency: Sendable {
  let code: String
  let places: Int
  /// The symbols that stand for it; the first is the one written.
  let symbols: [String]

  /// The currencies of the places where goods are sold live.
  static let all = [
    Currency(code: "CNY", places: 2, symbols: ["¥", "\u{FFE5}", "元", "RMB", "CN¥"]),
    Currency(code: "USD", places: 2, symbols: ["$", "US$"]),
    Currency(code: "EUR", places: 2, symbols: ["€"]),
    Currency(code: "GBP", places: 2, symbols: ["£"]),
    Currency(code: "JPY", places: 0, symbols: ["JP¥", "円"]),
    Currency(code: "KRW", places: 0, symbols: ["₩"]),
    Currency(code: "HKD", places: 2, symbols: ["HK$"]),
    Currency(code: "TWD", places: 2, symbols: ["NT$"]),
    Currency(code: "SGD", places: 2, symbols: ["S$"]),
    Currency(code: "THB", places: 2, symbols: ["฿"]),
    Currency(code: "VND", places: 0, symbols: ["₫"]),
    Currency(code: "IDR", places: 2, symbols: ["Rp"]),
    Currency(code: "MYR", places: 2, symbols: ["RM"]),
    Currency(code: "PHP", places: 2, symbols: ["₱"]),
    Currency(code: "INR", places: 2, symbols: ["₹"]),
    Currency(code: "BRL", places: 2, symbols: ["R$"]),
    Currency(code: "MXN", places: 2, symbols: []),
    Currency(code: "AUD", places: 2, symbols: ["A$"]),
    Currency(code: "CAD", places: 2, symbols: ["C$"]),
  ]

  /// The currency of a code or a symbol.
  static func named(_ name: String) -> Currency? {
    all.first { $0.code == name || $0.symbols.contains(name) }
  }
}

extension Quantity {
  /// The money of "¥399", "$19.99", "399 CNY", "¥1.2M".
  static func money(_ text: String) throws(Refusal) -> Money {
    var scanner = try QuantityScanner(text)
    var isNegative = scanner.takeSign()
    var name = scanner.takeSymbol()
    scanner.skipSpaces()
    if !name.isEmpty, scanner.takeSign() { isNegative = true }
    guard var number = scanner.takeDecimal() else { throw .malformed }
    scanner.skipSpaces()
    var rest = scanner.takeSymbol()
    var places = 0
    if !rest.isEmpty, let shift = Self.places(ofSuffix: rest) {
      places = shift
      scanner.skipSpaces()
      rest = scanner.takeSymbol()
    }
    if name.isEmpty { (name, rest) = (rest, "") }
    guard scanner.isAtEnd, rest.isEmpty, !name.isEmpty else { throw .malformed }
    guard let currency = Currency.named(name) else {
      throw .because("names no known currency: use ¥, $, € or a code such as CNY, USD, JPY")
    }
    number.isNegative = isNegative
    switch number.shifted(by: places + currency.places).scaled(by: 1) {
    case .exact(let minorUnits): return Money(currency: currency.code, minorUnits: minorUnits)
    case .fractional: throw .because("is finer than the smallest unit of \(currency.code)")
    case .tooLarge: throw .because("is too large")
    }
  }
}
