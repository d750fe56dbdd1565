// What the parser refuses, with the exact words and the place of each.

import Testing

@testable import LiveCommerce

@Suite("JSON5: what is refused, and how")
struct JSON5RefusalTests {
  private static let table = #"""
    ‹20›// only a comment
      1:19: error: the file is empty: a scenario is an object, { key: value, … }
    {
      1:2: error: the end of the file found, but the object opened at line 1, column 1 is
        still open: write `}`
    [1,
      1:4: error: the end of the file found, but the list opened at line 1, column 1 is still
        open: write `]`
    {a:[1}
      1:6: error: a: `}` found, but the list opened at line 1, column 4 is still open: write
        `]`
    [1,2}
      1:5: error: `}` found, but the list opened at line 1, column 1 is still open: write `]`
    {}}
      1:3: error: `}` found after the end of the scenario: one file holds one value
    {} {}
      1:4: error: `{` found after the end of the scenario: one file holds one value
    {a}
      1:3: error: a: `}` found where `:` is wanted after the key `a`
    {a 1}
      1:4: error: a: `1` found where `:` is wanted after the key `a`
    {a:}
      1:4: error: a: a value is missing before `}`
    {a:,b:1}
      1:4: error: a: a value is missing before `,`
    {a=1}
      1:3: error: a: `=` found where `:` is wanted after the key `a`
    {a:1;b:2}
      1:5: error: `;` found where `,` is wanted
    {a：1，b:2}
      1:3: error: a: `：` found where `:` is wanted after the key `a`
      1:5: error: `，` found where `,` is wanted
    {a:1 b:2}
      1:6: error: a `,` is missing before `b`
    {a:1␊ b:2␊ c:3}
      2:2: error: a `,` is missing before `b`
      3:2: error: a `,` is missing before `c`
    [1 2]
      1:4: error: a `,` is missing before `2`
    ['a' 'b']
      1:6: error: a `,` is missing before `'`
    [,1]
      1:2: error: a `,` too many: leave it out
    [1,,2]
      1:4: error: a `,` too many: leave it out
    {,}
      1:2: error: a `,` too many: leave it out
    {a:1,a:2}
      1:6: error: a: `a` is given twice, first at line 1, column 2: keep one
    {o:{k:1,␊'k':2}}
      2:1: error: o.k: `k` is given twice, first at line 1, column 5: keep one
    {dwell:15m}
      1:8: error: dwell: `15m` needs quotes: write "15m"
    {rate: 8k/s, share: 35%}
      1:8: error: rate: `8k/s` needs quotes: write "8k/s"
      1:21: error: share: `35%` needs quotes: write "35%"
    {p:¥399,q:$19.99}
      1:4: error: p: `¥399` needs quotes: write "¥399"
      1:11: error: q: `$19.99` needs quotes: write "$19.99"
    {t:20:00}
      1:4: error: t: `20:00` needs quotes: write "20:00"
    {name: Flash Sale, b: 1}
      1:8: error: name: `Flash Sale` needs quotes: write "Flash Sale"
    {logic: flash-sale // why␊}
      1:9: error: logic: `flash-sale` needs quotes: write "flash-sale"
    {a:True}
      1:4: error: a: `True` is no value: write true
    {a:None}
      1:4: error: a: `None` is no value: write null
    [01]
      1:2: error: [0]: `01` is no number: write 1
    [1_000]
      1:2: error: [0]: `1_000` is no number: write 1000
    [1.2.3]
      1:2: error: [0]: `1.2.3` is no number; put text in quotes
    [1e]
      1:2: error: [0]: `1e` is no number; put text in quotes
    [0x]
      1:2: error: [0]: `0x` is no number; put text in quotes
    [+]
      1:2: error: [0]: `+` is no number; put text in quotes
    [.]
      1:2: error: [0]: `.` is no number; put text in quotes
    [--1]
      1:2: error: [0]: `--1` is no number; put text in quotes
    [+ 1]
      1:2: error: [0]: `+` is no number; put text in quotes
    [1e999]
      1:2: error: [0]: `1e999` is too large a number: the limit is 1.7e308
    [-1e999,0x1g]
      1:2: error: [0]: `-1e999` is too large a number: the limit is 1.7e308
      1:9: error: [1]: `0x1g` is no number; put text in quotes
    [-Infinit]
      1:2: error: [0]: `-Infinit` is no number; put text in quotes
    [Infinit]
      1:2: error: [0]: `Infinit` needs quotes: write "Infinit"
    {flash-sale:1}
      1:2: error: the key `flash-sale` needs quotes: write "flash-sale"
    {1:2}
      1:2: error: the key `1` needs quotes: write "1"
    {a b:1}
      1:4: error: a: `b` found where `:` is wanted after the key `a`
    {a\x:1}
      1:3: error: `\` found in a key: only \uXXXX may stand there, or put the key in quotes
    {\u0020:1}
      1:2: error: this escape is no letter or digit of a key: put the key in quotes
    {:1}
      1:2: error: `:` found where a key or `}` is wanted
    {“a”:1}
      1:2: error: `“` is no quote here: write " or '
    {a:“b”}
      1:4: error: a: `“` is no quote here: write " or '
    {a:`b`}
      1:4: error: a: ``` is no quote here: write " or '
    {a:'b}
      1:4: error: a: this text is not closed on its line: write `'` at its end, \n for a line
        break
    {a:'b␊'}
      1:4: error: a: this text is not closed on its line: write `'` at its end, \n for a line
        break
    '\
      1:1: error: this text is not closed on its line: write `'` at its end, \n for a line
        break
    {a:'\1',b:'\01'}
      1:5: error: a: a backslash before a digit means nothing: write \x00 to \xFF
      1:12: error: b: a backslash before a digit means nothing: write \x00 to \xFF
    ['\x4','\u12']
      1:3: error: [0]: \x takes two hexadecimal digits
      1:9: error: [1]: \u takes four hexadecimal digits
    ['\uD800','\uDC00x','\uD800\u0041']
      1:3: error: [0]: this \u escape is half a surrogate pair: write both halves
      1:12: error: [1]: this \u escape is half a surrogate pair: write both halves
      1:22: error: [2]: this \u escape is half a surrogate pair: write both halves
    {a:1 /* never
      1:6: error: this comment is never closed: write `*/`
    # comment␊{}
      1:1: error: `#` begins no comment here: write //
    {a:1,# comment␊}
      1:6: error: `#` begins no comment here: write //
    {a:(1)}
      1:4: error: a: `(` found where a value is wanted
    {a:‹0›}
      1:4: error: a: `\u{0}` found where a value is wanted
    {a:‹202E›}
      1:4: error: a: `\u{202E}` found where a value is wanted
    [1]x
      1:4: error: `x` found after the end of the scenario: one file holds one value
    hello world
      1:1: error: `hello world` needs quotes: write "hello world"
    /
      1:1: error: `/` found where a value is wanted
    [1/2]
      1:2: error: [0]: `1/2` is no number; put text in quotes
    @
      1:1: error: `@` found where a value is wanted
    {a:15 min, b:399 CNY, c: 15 x}
      1:4: error: a: `15 min` needs quotes: write "15 min"
      1:14: error: b: `399 CNY` needs quotes: write "399 CNY"
      1:29: error: `x` found where `,` or `}` is wanted
    {\u00:1}
      1:2: error: this escape is no letter or digit of a key: put the key in quotes
    {a: yes b: 2, c: 3}
      1:5: error: a: `yes` is no value: write true
    {a‹A0›‹3000›:1,é␉:x}
      1:11: error: é: `x` needs quotes: write "x"
    {a:1},
      1:6: error: `,` found after the end of the scenario: one file holds one value
    {a:[{b:[x]}]}
      1:9: error: a[0].b[0]: `x` needs quotes: write "x"
    {'odd key':[{b:x}]}
      1:16: error: ["odd key"][0].b: `x` needs quotes: write "x"
    """#

  @Test("every refusal has its words and its place")
  func refusals() {
    let rows = Table.rows(Self.table)
    #expect(rows.count > 75)
    for row in rows {
      let (_, problems) = parsed(row.input)
      #expect(problems == row.expected.map { "f:" + $0 }, "\(row.input)")
    }
  }

  @Test("an empty file says what a scenario is")
  func empty() {
    #expect(
      parsed("").problems == [
        "f:1:1: error: the file is empty: a scenario is an object, { key: value, … }"
      ])
  }
}
