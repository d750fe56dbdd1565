// The reader of JSON: what was written comes back, what is no JSON is refused at its place, and no
// bytes make it trap.
import Testing

@testable import Reporting

@Suite struct JSONReaderTests {
  @Test func `what was written is read back`() throws {
    let value = JSONFormat.value(of: SmallSession.report(try GoldenTests.record()))
    #expect(try JSONValue(reading: Array(value.text.utf8)).text == value.text)
    #expect(try JSONValue(reading: Array(value.dense.utf8)).text == value.text)
    #expect(!value.dense.contains("\n") && !value.dense.contains("\": "))
  }

  @Test(
    "numbers keep what they are",
    arguments: [
      ("0", JSONValue.integer(0)), ("-7", .integer(-7)),
      ("18446744073709551615", .integer(18_446_744_073_709_551_615)), ("0.5", .number(0.5)),
      ("-1e-3", .number(-0.001)), ("1.5E+2", .number(150)),
      ("123456789012345678", .integer(123_456_789_012_345_678)),
    ])
  func number(_ text: String, _ value: JSONValue) throws {
    #expect(try JSONValue(reading: Array(text.utf8)) == value)
  }

  @Test func `escapes are the characters they stand for`() throws {
    let text = #""\"\\\/\b\f\n\r\t\u0041\u4e00\ud83d\ude00\ud800x""#
    let read = try JSONValue(reading: Array(text.utf8))
    #expect(read == .string("\"\\/\u{8}\u{C}\n\r\tA一😀\u{FFFD}x"))
  }

  @Test(
    "what is no JSON is refused where it goes wrong",
    arguments: [
      ("", "1:1: the file is empty"), ("{\"a\":1,\n \"b\" 2}", "2:6: a `:` is missing"),
      ("[1 2]", "1:4: a `,` or `]` is wanted"), ("{a:1}", "1:2: a name in double quotes is wanted"),
      ("[1,]", "1:4: a value is wanted"), ("01", "1:1: a number does not begin with 0"),
      ("1.2.3", "1:1: `1.2.3` is not a number"), ("1e999", "1:1: `1e999` is not a number"),
      (".5", "1:1: a value is wanted"), ("1.", "1:1: `1.` is not a number"),
      ("\"a", "1:3: the file ends within a text"), ("\"a\nb\"", "1:3: a line ends within a text"),
      ("nul", "1:1: `null` is wanted"), ("{} {}", "1:4: something follows the end of the value"),
      ("\"\\x\"", "1:4: an escape that JSON does not know"),
      (String(repeating: "[", count: 100), "1:65: nested more than 64 deep"),
    ])
  func refusal(_ text: String, _ message: String) {
    let problem = #expect(throws: JSONProblem.self) { try JSONValue(reading: Array(text.utf8)) }
    #expect(problem?.description == message)
  }

  @Test func `no beginning of a result is taken for one, and no byte makes it trap`() throws {
    let bytes = Array(
      #"{"a":[1,-2.5e3,"\u00e9x",true,null],"b":{"c":"d"}}"#.utf8)
    for end in bytes.indices {
      #expect(throws: JSONProblem.self) { try JSONValue(reading: Array(bytes[..<end])) }
    }
    for place in bytes.indices {
      for byte: UInt8 in [0, 0x22, 0x2C, 0x5C, 0x7B, 0x80, 0xC3, 0xFF] {
        var spoilt = bytes
        spoilt[place] = byte
        _ = try? JSONValue(reading: spoilt)
      }
    }
  }
}
