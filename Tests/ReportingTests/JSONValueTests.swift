// JSON as text: a table of values, and Foundation reads back what was written.
import Foundation
import Testing

@testable import Reporting

@Suite("Writing JSON")
struct JSONValueTests {
  static let cases: [(JSONValue, String)] = [
    (.null, "null"), (.bool(true), "true"), (.int(0), "0"),
    (.int(UInt64.max), "18446744073709551615"),
    (.integer(Int128.max), "170141183460469231731687303715884105727"),
    (.number(0.1), "0.1"), (.number(3), "3"), (.number(-0.0), "0"), (.number(1e21), "1e+21"),
    (.number(.leastNonzeroMagnitude), "5e-324"), (.number(0.1 + 0.2), "0.30000000000000004"),
    (.number(.nan), "null"), (.number(-.infinity), "null"), (.optional(nil), "null"),
    (.string("一加 ¥"), "\"一加 ¥\""),
    (.string("\"\\\n\r\t\u{1}\u{7F}\u{2028}"), "\"\\\"\\\\\\n\\r\\t\\u0001\\u007f\\u2028\""),
    (.array([]), "[]"), (.object([]), "{}"), (.array([.int(1), .null]), "[1, null]"),
    (.array([.array([.int(1)]), .array([])]), "[\n  [1],\n  []\n]"),
    (
      .object([.init("b", .int(1)), .init("a", .array([.object([.init("c", .null)])]))]),
      "{\n  \"b\": 1,\n  \"a\": [\n    {\n      \"c\": null\n    }\n  ]\n}"
    ),
  ]

  @Test("a value has one text", arguments: cases)
  func text(_ value: JSONValue, _ text: String) {
    #expect(value.text == text + "\n")
  }

  @Test func `numbers come back bit for bit`() throws {
    let numbers = (0..<2_000).map { index in
      Double(bitPattern: UInt64(index) &* 0x9E37_79B9_7F4A_7C15)
    }.filter(\.isFinite)
    let text = JSONValue.array(numbers.map { .number($0) }).text
    #expect(try JSONDecoder().decode([Double].self, from: Data(text.utf8)) == numbers)
  }

  @Test func `strings come back scalar for scalar`() throws {
    let strings = (UInt32(0)..<0x3100).compactMap { Unicode.Scalar($0) }.map { String($0) }
    let text = JSONValue.array(strings.map { .string($0) }).text
    #expect(try JSONDecoder().decode([String].self, from: Data(text.utf8)) == strings)
  }
}
