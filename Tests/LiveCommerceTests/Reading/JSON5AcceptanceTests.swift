// What the parser accepts: the features of https://spec.json5.org one by one, and all of JSON.

import Foundation
import Testing

@testable import LiveCommerce

@Suite("JSON5: what is accepted")
struct JSON5AcceptanceTests {
  private static let accepted: [(String, String)] = [
    // Objects and their keys.
    ("{}", "{}"),
    ("{a:1}", "{'a':1}"),
    ("{a:1,}", "{'a':1}"),
    ("{'a':1,\"b\":2}", "{'a':1,'b':2}"),
    ("{$x_1:1,_:2,ünï:3}", "{'$x_1':1,'_':2,'\\u{fc}n\\u{ef}':3}"),
    ("{\\u0061b:1,c\\u0064:2}", "{'ab':1,'cd':2}"),
    ("{null:1,true:2,Infinity:3}", "{'null':1,'true':2,'Infinity':3}"),
    (
      "{主播:1,Ⅳ:2,e\u{301}:3,a\u{200D}b:4,a‿b:5}",
      "{'\\u{4e3b}\\u{64ad}':1,"
        + "'\\u{2163}':2,'e\\u{301}':3,'a\\u{200d}b':4,'a\\u{203f}b':5}"
    ),
    ("{'':1}", "{'':1}"),
    ("{'a\\\nb':1}", "{'ab':1}"),
    // Lists.
    ("[]", "[]"),
    ("[1,]", "[1]"),
    ("[[],[[]],{}]", "[[],[[]],{}]"),
    // Numbers.
    ("[0,-0,+0,1,-1,+1]", "[0,0,0,1,-1,1]"),
    ("[.5,5.,-.5,+5.,0.5,5.25]", "[0.5,5,-0.5,5,0.5,5.25]"),
    ("[1e3,1E+3,1e-3,.5e1,5.e1,0e0]", "[1000,1000,0.001,5,50,0]"),
    ("[0x1F,0XdeadBEEF,-0x2,+0xA]", "[31,3735928559,-2,10]"),
    ("[0x7FFFFFFFFFFFFFFF,0xFFFFFFFFFFFFFFFF]", "[9223372036854775807,1.8446744073709552e+19]"),
    ("[0x10000000000000000]", "[1.8446744073709552e+19]"),
    ("[Infinity,-Infinity,+Infinity,NaN,-NaN]", "[inf,-inf,inf,nan,nan]"),
    ("[9223372036854775807,-9223372036854775808]", "[9223372036854775807,-9223372036854775808]"),
    ("[9223372036854775808]", "[9.223372036854776e+18]"),
    ("[123456789012345678901234567890]", "[1.2345678901234568e+29]"),
    ("[0.1,3.141592653589793238462643383279]", "[0.1,3.141592653589793]"),
    (
      "[1.7976931348623157e308,4.9e-324,2.2250738585072011e-308]",
      "[1.7976931348623157e+308,5e-324,2.225073858507201e-308]"
    ),
    ("[1e-400,100000000000000000000e-20,1.000000000000000000000000]", "[0.0,1,1]"),
    ("[9007199254740993,9007199254740993.0]", "[9007199254740993,9007199254740993]"),
    // Text.
    ("['a\"b',\"a'b\"]", "['a\"b','a\\u{27}b']"),
    ("'\\b\\f\\n\\r\\t\\v\\0'", "'\\u{8}\\u{c}\\u{a}\\u{d}\\u{9}\\u{b}\\u{0}'"),
    ("'\\x41\\u0042\\'\\\"\\\\\\/\\q\\A'", "'AB\\u{27}\"\\/qA'"),
    ("'\\uD83D\\uDE00\\u00e9'", "'\\u{1f600}\\u{e9}'"),
    ("'a\\\nb\\\r\nc\\\rd\\\u{2028}e\\\u{2029}f'", "'abcdef'"),
    ("'a\u{2028}b\u{2029}c'", "'a\\u{2028}b\\u{2029}c'"),
    ("'a\tb\u{1}'", "'a\\u{9}b\\u{1}'"),
    ("'\\主'", "'\\u{4e3b}'"),
    ("'// no /* comment */'", "'// no /* comment */'"),
    // White space and comments.
    ("\u{FEFF}{}", "{}"),
    (" \t\u{B}\u{C}\u{A0}\u{FEFF}\u{2028}\u{2029}\u{3000}\u{2003}\r\n{ }\n", "{}"),
    ("// one\n{/* two */a/**/:/***/1// three\r,b:2}// four", "{'a':1,'b':2}"),
    ("// ends with U+2028\u{2028}{}", "{}"),
    ("/* // */[1/*,2*/]", "[1]"),
    // Words.
    ("[true,false,null]", "[true,false,null]"),
    ("true", "true"), ("-12345678901234567890", "-1.2345678901234567e+19"), ("'x'", "'x'"),
  ]

  @Test("every feature of the specification")
  func features() {
    for (text, expected) in Self.accepted {
      let (value, problems) = parsed(text)
      #expect(value == expected, "\(text)")
      #expect(problems.isEmpty, "\(text)")
    }
  }

  @Test("positions of values and keys, in characters, across every line end")
  func positions() {
    let text = "\u{FEFF}{\n  a: 1,\r\n\t主播: '好\\\n', b: [\r  /* é\n */ 2, '\u{2028}', x]}"
    let log = ProblemLog(file: "f")
    let node = JSON5Parser.parse(Array(text.utf8), log: log)
    var found: [String] = []
    func walk(_ node: JSON5Node, _ name: String) {
      found.append("\(name)@\(node.position.line):\(node.position.column)")
      switch node.value {
      case .object(let members):
        for member in members {
          let key = member.keyPosition
          found.append("key@\(key.line):\(key.column)+\(key.offset)")
          walk(member.node, member.key)
        }
      case .list(let nodes): for node in nodes { walk(node, "item") }
      default: break
      }
    }
    if let node { walk(node, "root") }
    #expect(
      found == [
        "root@1:1", "key@2:3+7", "a@2:6", "key@3:2+15", "主播@3:6", "key@4:4+32", "b@4:7",
        "item@6:5", "item@6:8", "item@6:13",
      ])
    #expect(
      log.problems.map(\.description) == ["f:6:13: error: b[2]: `x` needs quotes: write \"x\""])
  }

  /// Texts that Foundation's strict reader takes too.
  private static let json = [
    "{}", "[]", "[1,2.5,-3e2,0.1,1E+2]", #"{"a":{"b":[true,false,null]},"c":"d"}"#,
    #"["\u00e9\ud83d\ude00\"\\\/\b\f\n\r\t","héllo","主播 🎉"]"#,
    "  {\n\t\"x\" : [ 1 , 2 ]\r\n} ", #"{"":{"":[]}}"#,
    "[123456789,-0.000123,1.7976931348623157e308,5e-324,12345678901]",
    #"[[[[[[[[1]]]]]]]]"#, #"{"offers":[{"price":"¥399","stock":10000},{"price":"¥1"}]}"#,
    "[0.1,0.2]", "[8.41e21]", "[179.5,4.35]",
  ]

  @Test("what Foundation reads as JSON has the same values here", arguments: json)
  func agreesWithFoundation(text: String) throws {
    let theirs = try JSONSerialization.jsonObject(with: Data(text.utf8))
    let log = ProblemLog(file: "f")
    let ours = try #require(JSON5Parser.parse(Array(text.utf8), log: log))
    #expect(log.problems.isEmpty)
    #expect(Self.same(ours.value, theirs))
  }

  @Test("decimal numbers are the nearest Double, as the standard library finds it")
  func nearestDouble() {
    var state: UInt64 = 1
    func draw(_ bound: UInt64) -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (state >> 33) % bound
    }
    for _ in 0..<20_000 {
      var literal = "\(draw(1 << 31))"
      if draw(2) == 0 { literal += "\(draw(1_000_000_000))\(draw(1_000_000_000))" }
      if draw(2) == 0 { literal += ".\(draw(1 << 31))" }
      if draw(2) == 0 { literal += "e\(Int(draw(320)) - 300)" }
      let log = ProblemLog(file: "f")
      guard case .number(let number)? = JSON5Parser.parse(Array(literal.utf8), log: log)?.value,
        number.double == Double(literal)
      else {
        #expect(Double(literal)?.isInfinite == true && log.hasErrors, "\(literal)")
        continue
      }
    }
  }

  private static func same(_ ours: JSON5Value, _ theirs: Any) -> Bool {
    switch ours {
    case .null: theirs is NSNull
    case .bool(let value): (theirs as? Bool) == value
    case .number(let value): (theirs as? NSNumber)?.doubleValue == value.double
    case .text(let value): (theirs as? String) == value
    case .list(let nodes):
      (theirs as? [Any]).map { list in
        list.count == nodes.count && zip(nodes, list).allSatisfy { same($0.value, $1) }
      } ?? false
    case .object(let members):
      (theirs as? [String: Any]).map { table in
        table.count == members.count
          && members.allSatisfy { same($0.node.value, table[$0.key] ?? "absent") }
      } ?? false
    case .invalid: false
    }
  }
}
