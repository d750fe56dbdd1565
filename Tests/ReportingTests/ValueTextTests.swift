// Numbers as people read them: one row a rule, borders between units included.
import LiveCommerce
import Testing

@testable import Reporting

@Suite("Writing values")
struct ValueTextTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var value: Double?
    var unit: MetricUnit
    var text: String
    var testDescription: String { text }

    init(_ value: Double?, _ unit: MetricUnit, _ text: String) {
      self.value = value
      self.unit = unit
      // Groups are separated by a narrow space; plain ones are easier to read here.
      self.text = text.replacing("_", with: ValueText.groupSeparator)
    }
  }

  static let cases: [Case] = [
    Case(nil, .count, "–"), Case(.nan, .seconds, "–"), Case(.infinity, .share, "–"),
    Case(0, .count, "0"), Case(7, .count, "7"), Case(999, .count, "999"),
    Case(1_000, .count, "1_000"), Case(1_234_567, .count, "1_234_567"),
    Case(-1_234, .count, "-1_234"), Case(4_213.7, .count, "4_214"), Case(42.13, .count, "42.1"),
    Case(0.0297, .count, "0.0297"), Case(0.0005, .count, "0.0005"),
    Case(2.69e-6, .count, "< 0.001"), Case(-2.69e-6, .count, "> -0.001"),
    Case(12_345.6, .count, "12_346"),
    Case(0, .seconds, "0 s"), Case(3e-9, .seconds, "3 ns"), Case(12.5e-6, .seconds, "12.5 µs"),
    Case(999.4e-6, .seconds, "999 µs"), Case(999.6e-6, .seconds, "1 ms"),
    Case(0.012, .seconds, "12 ms"), Case(0.9994, .seconds, "999 ms"),
    Case(0.9996, .seconds, "1 s"), Case(4.6312, .seconds, "4.63 s"),
    Case(59.94, .seconds, "59.9 s"), Case(59.97, .seconds, "1 m 00 s"),
    Case(303, .seconds, "5 m 03 s"), Case(3_599.4, .seconds, "59 m 59 s"),
    Case(3_599.6, .seconds, "1 h 00 m"), Case(7_500, .seconds, "2 h 05 m"),
    Case(-0.25, .seconds, "-250 ms"),
    Case(0.0596, .share, "5.96 %"), Case(1, .share, "100 %"), Case(0, .share, "0 %"),
    Case(0.99999, .share, "100 %"), Case(0.001234, .share, "0.123 %"),
    Case(1_822, .perSecond, "1_822/s"), Case(2.857, .perSecond, "2.86/s"),
    Case(0, .money, "¥0.00"), Case(19_990, .money, "¥199.90"), Case(5, .money, "¥0.05"),
    Case(123_456_789, .money, "¥1_234_567.89"), Case(-250, .money, "-¥2.50"),
    Case(4_676.27, .money, "¥46.76"), Case(1.5, .number, "1.5"), Case(1e20, .count, "1e+20"),
  ]

  @Test("a value has the unit that makes it short", arguments: cases)
  func text(_ row: Case) {
    let money = MoneyStyle(code: "CNY")
    #expect(ValueText.text(row.value, row.unit, money) == row.text)
  }

  /// A value, the limit beside it, and both as they are written.
  static let pairs: [(Double, Double, MetricUnit, String, String)] = [
    (0.4518, 0.452, .share, "45.18 %", "45.2 %"), (0.45, 0.452, .share, "45 %", "45.2 %"),
    (0.452, 0.452, .share, "45.2 %", "45.2 %"), (12_345.6, 12_346, .count, "12_345.6", "12_346"),
    (300.2, 300, .seconds, "5 m 0.2 s", "5 m 0 s"), (4.5312, 4.53, .seconds, "4.531 s", "4.53 s"),
    (3_912.25, 3_912, .seconds, "1 h 05 m 12.3 s", "1 h 05 m 12 s"),
    (299.9999, 300, .seconds, "4 m 59.9999 s", "5 m 0 s"),
    (2e-4, 1e-4, .number, "0.0002", "0.0001"), (100.004, 100, .perSecond, "100.004/s", "100/s"),
    (4_676.27, 4_676, .money, "¥46.763", "¥46.760"),
  ]

  @Test("a value and its limit are told apart", arguments: pairs)
  func pair(_ value: Double, _ limit: Double, _ unit: MetricUnit, _ one: String, _ other: String) {
    let texts = ValueText.texts(value, against: limit, unit, MoneyStyle(code: "CNY"))
    #expect(texts.value == one.replacing("_", with: ValueText.groupSeparator))
    #expect(texts.limit == other.replacing("_", with: ValueText.groupSeparator))
  }

  @Test func `what was not measured is told from no limit`() {
    let texts = ValueText.texts(nil, against: 1, .count, MoneyStyle(code: "CNY"))
    #expect(texts == ("–", "1"))
  }

  @Test func `a currency without small units has no decimal places`() {
    let yen = MoneyStyle(code: "JPY")
    #expect(ValueText.text(399, .money, yen) == "JP¥399")
  }
}
