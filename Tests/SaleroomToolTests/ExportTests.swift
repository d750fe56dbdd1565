// `export`: what is written is what was simulated, in every format, chosen and escaped as asked.
import Foundation
import LiveCommerce
import Testing

@testable import SaleroomTool

@Suite struct ExportTests {
  private let folder: Folder
  private let file: String

  init() throws {
    folder = try Folder()
    let busy = Scenarios.small.replacing("visits: 200", with: "visits: 6000")
      .replacing("expect:", with: "orders: { gateway: { rate: '9/s', burst: 1 } }, expect:")
    file = try folder.file("busy.json5", busy)
  }

  private func export(_ words: String...) -> Outcome { Tool.run(["export", file] + words) }

  private func rows(_ outcome: Outcome) -> [[String]] {
    outcome.output.split(separator: "\n").dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  private func metric(_ name: String) throws -> Int? {
    let text = Tool.run(["run", file, "--format=json"]).output
    let root = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    return (root?["metrics"] as? [String: Any])?[name] as? Int
  }

  @Test func `a row for each request, and nothing else on stdout`() throws {
    let outcome = export()
    #expect(outcome.status == .kept)
    #expect(
      outcome.output.hasPrefix("at,kind,account,product,variant,attempt,key,request,price\n"))
    let rows = rows(outcome)
    #expect(rows.count == (try metric("orders.requests")))
    #expect(rows.count > 100)
    #expect(rows.allSatisfy { $0[1] == "order" && $0[3] == "phone" && $0[8] == "199900" })
    #expect(rows.contains { $0[5] == "2" })
    #expect(outcome.errors.hasPrefix("saleroom: \(rows.count) exported, at most "))
    #expect(export("--quiet") == Outcome(status: .kept, output: outcome.output, errors: ""))
    for format in LoadFormats.all {
      let words = "--format=\(format.name)"
      #expect(export(words).output == export(words, "--threads=3", "--quiet").output)
    }
  }

  @Test func `kinds, window, attempts and limit choose among the arrivals`() throws {
    let all = rows(export("--kinds", "enter,click,order,payment"))
    for kind in ["enter", "click", "order", "payment"] {
      #expect(rows(export("--kinds", kind)) == all.filter { $0[1] == kind })
    }
    #expect(all.count { $0[1] == "enter" } == (try metric("people.visits")))
    let orders = all.filter { $0[1] == "order" }
    let window = orders.filter { (11..<13).contains(Double($0[0]) ?? 0) }
    #expect(rows(export("--from=11s", "--to=13s")) == window)
    #expect(!window.isEmpty)
    #expect(rows(export("--attempts=1")) == orders.filter { $0[5] == "1" })
    let cut = export("--limit", "5")
    #expect(rows(cut) == Array(orders.prefix(5)))
    #expect(cut.errors.contains("; \(orders.count - 5) more left out by --limit\n"))
    #expect(export("--from=1h").errors == "saleroom: nothing arrives that was asked for\n")
  }

  @Test func `a sample has whole accounts, and more of them in a larger share`() {
    let all = rows(export())
    let half = rows(export("--scale=0.5"))
    let tenth = rows(export("--scale=0.1"))
    let accounts = (Set(all.map { $0[2] }), Set(half.map { $0[2] }), Set(tenth.map { $0[2] }))
    #expect(half == all.filter { accounts.1.contains($0[2]) })
    #expect(tenth == all.filter { accounts.2.contains($0[2]) })
    #expect(accounts.2.isSubset(of: accounts.1))
    // Binomial: within 4.9 standard deviations, once in a million.
    let expected = Double(accounts.0.count) / 2
    #expect(abs(Double(accounts.1.count) - expected) < 4.9 * (expected / 2).squareRoot())
    #expect(accounts.2.count > 0)
  }

  @Test func `rates count what arrives in each step, empty steps too`() {
    let instants = rows(export()).compactMap { Double($0[0]) }
    let steps = rows(export("--format=rates", "--per=500ms"))
    #expect(steps.prefix(3).map { $0[0] } == ["0.000000000", "0.500000000", "1.000000000"])
    #expect(steps.count >= 120)
    for (index, step) in steps.enumerated() {
      let count = instants.count { Int($0 / 0.5) == index }
      #expect(step[1...] == ["\(count)", "\(count * 2)"])
    }
    #expect(rows(export("--format=rates", "--from=11s", "--to=13s")).count == 2)
    let cut = rows(export("--format=rates", "--from=10s", "--to=12500ms", "--per=2s"))
    let last = instants.count { $0 >= 12 && $0 < 12.5 }
    #expect(last > 0)
    #expect(cut.map { $0[0] } == ["10.000000000", "12.000000000"])
    #expect(cut.last?[1...] == ["\(last)", "\(last * 2)"])
  }

  @Test func `targets for vegeta decode to what was asked for`() throws {
    let outcome = export(
      "--format=vegeta", "--url=http://127.0.0.1:1/{product}?a={account}", "--method=PUT",
      "--header=Idempotency-Key: {key}", "--body={\"at\": {at}, \"who\": \"{account}\"}")
    let table = rows(export())
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.count == table.count)
    for (line, row) in zip(lines, table).prefix(50) {
      let target = try #require(
        try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      #expect(target["method"] as? String == "PUT")
      #expect(target["url"] as? String == "http://127.0.0.1:1/phone?a=\(row[2])")
      let headers = try #require(target["header"] as? [String: [String]])
      #expect(headers == ["Idempotency-Key": [row[6]], "Content-Type": ["application/json"]])
      let body = try #require(Data(base64Encoded: target["body"] as? String ?? ""))
      #expect(
        String(decoding: body, as: UTF8.self) == "{\"at\": \(row[0]), \"who\": \"\(row[2])\"}")
    }
  }

  @Test func `a script for wrk has each request once, in pieces`() throws {
    let outcome = export(
      "--format=wrk", "--from=10s", "--url=http://127.0.0.1:1/x?p={product}",
      "--header=Key: {key}")
    let table = rows(export("--from=10s"))
    let lines = outcome.output.split(separator: "\n").filter { $0.hasPrefix("at(") }
    #expect(lines.count == table.count)
    for (line, row) in zip(lines, table) {
      let seconds = try #require(Double(row[0]))
      let body = #""{\"account\":\"\#(row[2])\",\"product\":\"phone\",\"key\":\"\#(row[6])\"}""#
      #expect(
        line == "at(\(Int((seconds - 10) * 1000)), \"/x?p=phone\", \(body), \"\(row[6])\")")
    }
    let pieces = outcome.output.split(separator: "\n").count { $0 == "(function()" }
    #expect(pieces == (table.count + 999) / 1000)
    #expect(outcome.output.hasPrefix("-- saleroom \(SaleroomTool.version), scenario "))
    let command = "saleroom export \(file) --format=wrk --from=10s '--url="
    #expect(outcome.output.contains("\n-- made by: \(command)"))
    #expect(outcome.output.contains("\nlocal names = {\"Key\"}\n"))
    #expect(outcome.errors.contains("fire it with: wrk --threads 1 --connections "))
  }

  @Test func `what stands for a placeholder is escaped for its place`() throws {
    let hostile = "a\"b\\c d&é/?\n"
    #expect(Escaping.percent(hostile) == "a%22b%5Cc%20d%26%C3%A9%2F%3F%0A")
    #expect(Escaping.percent("Az09-._~") == "Az09-._~")
    let sent = try JSONSerialization.jsonObject(
      with: Data("{\"p\": \"\(Escaping.json(hostile))\"}".utf8))
    #expect(sent as? [String: String] == ["p": hostile])
    #expect(Escaping.lua(hostile) == #""a\"b\\c d&\195\169/?\010""#)
  }

  @Test func `braces that are no placeholder stay`() throws {
    let template = try Template(#"{"a": {"b": {}}, "c": "{key}"}{ key }"#, of: "--body")
    #expect(template.text { "<\($0)>" } == #"{"a": {"b": {}}, "c": "<key>"}{ key }"#)
    #expect(!template.isConstant)
    #expect(try Template("{}", of: "--body").isConstant)
  }

  @Test func `a header that is given twice is one member of a target`() throws {
    let outcome = export("--format=vegeta", "--header=X: {key}", "--header=X: b", "--limit=1")
    let line = try #require(outcome.output.split(separator: "\n").first)
    #expect(line.components(separatedBy: "\"X\":").count == 2)
    let target = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
    let headers = try #require(target?["header"] as? [String: [String]])
    #expect(headers["X"]?.count == 2)
    #expect(headers["X"]?.last == "b")
  }

  @Test func `steps between arrivals are printed a piece at a time`() {
    var longest = 0
    let context = ToolContext(output: { longest = max(longest, $0.utf8.count) }, errors: { _ in })
    let words = ["export", file, "--format=rates", "--per=100us", "--quiet"]
    #expect(SaleroomTool.run(words, context) == .kept)
    // Of 600 000 rows, most are before the first arrival and after the last.
    #expect(longest > 0 && longest < 100_000)
  }

  @Test func `a step beyond all instants ends the rates`() {
    #expect(rows(export("--format=rates", "--per=106751d23h47m", "--from=20s")).count == 1)
  }

  static let refusals = [
    ("--kinds=,", "--kinds names no kind"),
    (
      "--format=vegata",
      "unknown format `vegata` (known: csv, rates, wrk, vegeta); did you mean vegeta?"
    ),
    (
      "--kinds=oder",
      "unknown kind `oder` (known: enter, click, entry, order, payment); did you mean order?"
    ),
    ("--from=5", "option --from is a duration such as 90s or 1m30s, not `5`"),
    ("--to=0s", "option --to is an instant after --from: the window is empty"),
    ("--per=0s", "option --per is a duration above 0"),
    (
      "--per=1us --format=rates",
      "option --per: 0.000001000 s make 60000000 steps, and a table of rates has 10000000 at most: "
        + "take a larger --per, or a window with --from and --to"
    ),
    ("--scale=2", "option --scale is a number from 1e-06 to 1.0, not `2`"),
    ("--limit=0", "option --limit is a whole number from 1 to \(Int.max), not `0`"),
    ("--method=post", "option --method is a word in capitals such as POST, not `post`"),
    (
      "--url=ftp://x",
      "option --url is http:// or https://, a host without placeholders and a path, in ASCII and "
        + "without spaces, not `ftp://x`"
    ),
    ("--header=Key", "option --header is `Name: value` in ASCII, not `Key`"),
    (
      "--body={acount}",
      "option --body has an unknown placeholder {acount} (known: at, kind, account, product, variant, "
        + "attempt, key, request, price); did you mean {account}?"
    ),
  ]

  @Test("what cannot be exported is refused", arguments: refusals)
  func refusal(_ word: String, _ message: String) {
    let words = word.split(separator: " --").enumerated().map { $0 == 0 ? "\($1)" : "--\($1)" }
    let outcome = Tool.run(["export", file] + words)
    #expect(outcome == Outcome(status: .usage, output: "", errors: "saleroom: \(message)\n"))
  }

  @Test func `a result that cannot be written ends with an error`() {
    struct Full: Error {}
    let context = ToolContext(output: { _ in throw Full() }, errors: { _ in })
    #expect(SaleroomTool.run(["export", file], context) == .inputOutput)
  }
}
