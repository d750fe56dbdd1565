// Readers: what is said of values that are not what their keys want, all in one pass.

import Testing

@testable import LiveCommerce

@Suite("Reading values")
struct ReaderTests {
  /// A kind, a value that is not of it, and what is said.
  private static let table = #"""
    duration 15
      needs a unit: write "250ms", "15s", "10m"
    duration '8k/s'
      `8k/s` is a rate; a duration is wanted, such as "250ms", "15s", "10m"
    duration '10k'
      `10k` needs a unit: write "250ms", "15s", "10m"
    duration '10x'
      `10x` has an unknown unit `x`: use ns, us, ms, s, m, h or d
    duration 'soon'
      `soon` is not a duration; write "250ms", "15s", "10m"
    duration '2ms'
      must lie between 5ms and 1h; it is 2ms
    duration '2h'
      must lie between 5ms and 1h; it is 2h
    duration {}
      write a duration, such as "250ms", "15s", "10m"; this is an object
    duration null
      null stands for nothing here; write "250ms", "15s", "10m", or leave the key out
    duration '0.5ns'
      `0.5ns` is finer than a nanosecond
    duration '300000d'
      `300000d` is too long: the limit is 292 years
    duration '30m1h'
      `30m1h` must name its units from large to small, as in "1h30m"
    duration ''
      `` is not a duration; write "250ms", "15s", "10m"
    duration '20:00'
      `20:00` is a time of day; a duration is wanted, such as "250ms", "15s", "10m"
    duration '1,5s'
      `1,5s` is not a duration; write "250ms", "15s", "10m" (digits are not grouped)
    duration true
      write a duration, such as "250ms", "15s", "10m"; this is true
    clock '24:00'
      `24:00` is no time of day: they run from 00:00 to 23:59:59.999
    clock '8pm'
      `8pm` is not a time of day; write "20:00", "20:00:05.250"
    clock 20
      write a time of day, such as "20:00", "20:00:05.250"; this is the number `20`
    clock '8:00'
      `8:00` is not a time of day; write "20:00", "20:00:05.250"
    rate 5
      needs a unit: write "2.5/s", "120/min", "8k/s"
    rate '5'
      `5` needs a unit: write "2.5/s", "120/min", "8k/s"
    rate '15m'
      `15m` is a duration; a rate is wanted, such as "2.5/s", "120/min", "8k/s"
    rate '5/x'
      `5/x` has an unknown unit `x`: use /s, /min, /h or /d
    rate '5/0s'
      `5/0s` counts over no time
    rate '-1/s'
      must lie between 0/s and 10M/s; it is -1/s
    rate '99M/s'
      must lie between 0/s and 10M/s; it is 99M/s
    money 399
      needs a currency: write "¥399", "$19.99", "399 CNY"
    money '399'
      `399` needs a currency: write "¥399", "$19.99", "399 CNY"
    money '¥1.234'
      `¥1.234` is finer than the smallest unit of CNY
    money '399 XXX'
      `399 XXX` names no known currency: use ¥, $, € or a code such as CNY, USD, JPY
    money '15m'
      `15m` is a duration; an amount of money is wanted, such as "¥399", "$19.99", "399 CNY"
    money '-¥1'
      must be at least ¥0; it is -¥1
    money '¥99999999999999999999'
      `¥99999999999999999999` is not an amount of money; write "¥399", "$19.99", "399 CNY"
    money '¥1,299'
      `¥1,299` is not an amount of money; write "¥399", "$19.99", "399 CNY" (digits are not
        grouped)
    money '1.5 JPY'
      `1.5 JPY` is finer than the smallest unit of JPY
    share 35
      a share lies between 0 and 1; 35 of a hundred is written "35%"
    share 1.5
      a share lies between 0 and 1; 1.5 of a hundred is written "1.5%"
    share -0.1
      must lie between 0 and 1; it is -0.1
    share '135%'
      must lie between 0% and 100%; it is 135%
    share '0.35'
      "0.35" is a text; write 0.35 without quotes
    share 'abc'
      `abc` is not a share; write "35%" or 0.35
    share NaN
      must be a finite number; it is `NaN`
    share 101
      must lie between 0 and 1; it is 101
    count 2.5
      must be a whole number; it is 2.5
    count '1.2345k'
      `1.2345k` is not a whole number
    count -1
      must lie between 0 and 10M; it is -1
    count 1e30
      must be a whole number; it is too large
    count '10 apples'
      `10 apples` is not a whole number; write 10000, "10k", "2.2M"
    count []
      write a whole number, such as 10000, "10k", "2.2M"; this is a list
    count '9999999999B'
      `9999999999B` is too large
    count 20000000
      must lie between 0 and 10M; it is 20M
    number '2.5'
      "2.5" is a text; write 2.5 without quotes
    number Infinity
      must be a finite number; it is `Infinity`
    number 'x'
      `x` is a text; write a number, such as 1.5
    number -1
      must be more than 0; it is -1
    number {}
      write a number, such as 1.5; this is an object
    number 0
      must be more than 0; it is 0
    text 5
      write a text, such as "some words"; this is the number `5`
    text ''
      must not be empty
    bool 'true'
      "true" is a text; write true without quotes
    bool 1
      write true or false; this is the number `1`
    bool null
      write true or false; this is null
    list {}
      write a list, such as [ …, … ]; this is an object
    object []
      write an object, such as { key: value, … }; this is a list
    object '\u202Ex\n'
      `\u{202E}x\u{A}` is a text; write an object, such as { key: value, … }
    list '15m'
      `15m` is a duration; write a list, such as [ …, … ]
    list [1,2,3]
      holds 3 items; at most 2 allowed
    """#

  /// What is said when the key is not there, by kind in order.
  private static let absent = #"""
    missing
      missing: write a duration, such as "250ms", "15s", "10m"
      missing: write a time of day, such as "20:00", "20:00:05.250"
      missing: write a rate, such as "2.5/s", "120/min", "8k/s"
      missing: write an amount of money, such as "¥399", "$19.99", "399 CNY"
      missing: write a share, such as "35%" or 0.35
      missing: write a whole number, such as 10000, "10k", "2.2M"
      missing: write a number, such as 1.5
      missing: write a text, such as "some words"
      missing: write true or false
      missing: write a list, [ …, … ]
      missing: write an object, { key: value, … }
    """#

  private static func read(_ kind: ValueKind, _ reader: ObjectReader) {
    let ms: Int64 = 1_000_000
    func required() -> NodeReader? {
      reader.required("v", write: "\(kind.noun), such as \(kind.examples)")
    }
    switch kind {
    case .duration: _ = reader.duration("v", in: 5 * ms...3_600_000 * ms)
    case .clock: _ = required()?.clock()
    case .rate: _ = reader.rate("v", in: 0...10_000_000)
    case .money: _ = required()?.money()
    case .share: _ = reader.share("v")
    case .count: _ = reader.count("v", in: 0...10_000_000)
    case .number: _ = reader.number("v", in: .leastNonzeroMagnitude...Double.infinity)
    case .text: _ = reader.text("v")
    case .bool: _ = reader.bool("v")
    case .list: _ = reader.list("v", count: 1...2)
    case .object: _ = reader.object("v")
    }
  }

  @Test("every wrong value is explained")
  func wrongValues() {
    let rows = Table.rows(Self.table)
    #expect(rows.count > 60)
    for row in rows {
      let parts = row.input.split(separator: " ", maxSplits: 1)
      guard parts.count == 2, let kind = ValueKind(rawValue: String(parts[0])) else {
        Issue.record("no row: \(row.input)")
        continue
      }
      let found = problems(in: "{v:\(parts[1])}") { Self.read(kind, $0) }
      #expect(found == row.expected.map { "f:1:4: error: v: " + $0 }, "\(row.input)")
    }
  }

  @Test("a missing key says what to write")
  func missing() {
    let found = ValueKind.allCases.flatMap { kind in
      problems(in: "{}") { Self.read(kind, $0) }
    }
    #expect(found == Table.rows(Self.absent).flatMap(\.expected).map { "f:1:1: error: v: " + $0 })
  }

  private enum Side: String, CaseIterable { case left, right }

  @Test("after a problem the value returned is harmless: the default, or near zero in the range")
  func harmless() {
    _ = problems(in: "{a:'x',b:{},c:5,d:[],e:null,f:1}") { root in
      #expect(root.duration("a", in: 5...10) == 5)
      #expect(root.duration("a", default: 7) == 7)
      #expect(root.rate("b", in: 2...3) == 2)
      #expect(root.share("d", in: 0.5...1) == 0.5)
      #expect(root.count("e", default: 4) == 4)
      #expect(root.text("f") == "")
      #expect(root.choice("f", default: Side.right) == .right)
      #expect(root.optionalDuration("a") == nil)
      #expect(root.optionalDuration("absent") == nil)
      #expect(root.list("a").isEmpty)
      #expect(root.object("a") == nil)
      #expect(root.number("absent", in: -5 ... -2) == -2)
    }
  }

  @Test("a reader tells what stands under a key, for values of several forms")
  func kinds() {
    _ = problems(in: "{a:'15m',b:2,c:{},d:[],e:null,f:true,g:'words'}") { root in
      let kinds = root.entries().map { $0.value.kind }
      #expect(kinds == [.text, .number, .object, .list, .null, .bool, .text])
      #expect(root.optional("g")?.textIfAny == "words")
    }
  }
}
