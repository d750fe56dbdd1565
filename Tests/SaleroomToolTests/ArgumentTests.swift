// What the command line refuses, word for word, and what it makes of the rest.
import Testing

@testable import SaleroomTool

@Suite("Command line")
struct ArgumentTests {
  static let refusals: [(String, String)] = [
    ("ru", "unknown verb ru; did you mean `run`?"),
    ("simulate", "unknown verb simulate; see `saleroom help`"),
    ("--verson", "unknown option --verson; did you mean `version`?"),
    ("help runn", "unknown verb runn; did you mean `run`?"),
    ("version x", "`x` is one too many; usage: saleroom version"),
    ("run", "`run` lacks FILE; usage: saleroom run [OPTION…] FILE"),
    ("validate", "`validate` lacks FILE…; usage: saleroom validate [OPTION…] FILE…"),
    ("run a b", "`b` is one too many; usage: saleroom run [OPTION…] FILE"),
    ("run a --seed", "option --seed needs a value: --seed N"),
    ("run a --seed=", "option --seed needs a value: --seed N"),
    ("run a --seed --force", "option --seed needs a value: --seed N"),
    ("run a --output \"\"", "option --output needs a value: --output DIR"),
    ("campaign a --state \"\"", "option --state needs a value: --state FILE"),
    ("explore a --cases \"\"", "option --cases needs a value: --cases DIR"),
    ("run a --seed 1 --seed=2", "option --seed is given twice"),
    ("run a --quiet --quiet", "option --quiet is given twice"),
    ("run a --quiet=yes", "option --quiet takes no value"),
    ("run a --sed 1", "unknown option --sed of `run`; did you mean --seed?"),
    (
      "run a --checkdeterminism",
      "unknown option --checkdeterminism of `run`; "
        + "did you mean --check-determinism?"
    ),
    ("run a -x", "unknown option -x of `run`; see `saleroom help run`"),
    ("metrics --seed 1", "unknown option --seed of `metrics`; see `saleroom help metrics`"),
    (
      "run a --seed 1.5",
      "option --seed is a whole number from 0 to 18446744073709551615, not `1.5`"
    ),
    ("run a --seed -1", "option --seed is a whole number from 0 to 18446744073709551615, not `-1`"),
    (
      "run a --replication 4294967296",
      "option --replication is a whole number from 0 to 4294967295, not `4294967296`"
    ),
    ("run a --threads 0", "option --threads is a whole number from 1 to 256, not `0`"),
    (
      "run a --replications 0", "option --replications is a whole number from 1 to 1000000, not `0`"
    ),
    (
      "run a --replications 9 --replication 3",
      "option --replication is about one session; leave out --replications"
    ),
    (
      "run a --replications 9 --check-determinism",
      "option --check-determinism is about one session; leave out --replications"
    ),
    (
      "run a --replications 9 --until people.visits±2%",
      "option --until decides how many replications there are; --at-most limits them"
    ),
    ("run a --at-most 50", "option --at-most needs --until"),
    ("run a --replications 9 --at-most 50", "option --at-most needs --until"),
    (
      "run a --until people.visits±2% --at-most 19",
      "option --at-most is a whole number from 20 to 1000000, not `19`"
    ),
    ("run a --steady orders.paid", "option --steady needs --replications or --until"),
    (
      "run a --replications 9 --steady order.paid",
      "there is no series `order.paid`; did you mean orders.paid?"
    ),
    (
      "run a --replications 9 --format cvs",
      "unknown format `cvs` (known: text, json, csv, html); did you mean csv?"
    ),
    (
      "run a --format jsno",
      "unknown format `jsno` (known: text, json, junit, csv, openmetrics, html); did you mean json?"
    ),
    (
      "run a --format xls",
      "unknown format `xls` (known: text, json, junit, csv, openmetrics, html)"
    ),
    ("metrics --format csv", "unknown format `csv` (known: text, json)"),
    ("run a --set stock", "option --set needs a path and a value, PATH=VALUE, not `stock`"),
    ("run a --set =5", "option --set needs a path and a value, PATH=VALUE, not `=5`"),
    ("run a --force", "option --force needs --output DIR"),
    (
      "explore",
      "`explore` lacks FILE, or --gallery; usage: saleroom explore [OPTION…] [FILE]"
    ),
    ("explore a --gallery", "`a` is one too many: --gallery needs no scenario"),
    ("explore --gallery --orders 3", "option --orders does not go with --gallery"),
    ("explore a --seeds 3", "option --seeds needs --gallery"),
    ("explore a --format markdown", "format markdown needs --gallery"),
    (
      "explore a --strategy randm",
      "unknown strategy `randm` (known: fifo, random, pct, exhaustive, mixed); did you mean random?"
    ),
    ("explore a --preemptions 2", "option --preemptions needs --strategy exhaustive"),
    ("explore a --minutes x", "option --minutes is a number from 0.001 to 100000.0, not `x`"),
    ("explore a --orders 101", "option --orders is a whole number from 1 to 100, not `101`"),
    ("explore a --logic preHolt", "unknown sale logic `preHolt`; did you mean `preHold`?"),
    ("replay", "`replay` lacks CASE; usage: saleroom replay [OPTION…] CASE"),
  ]

  @Test("a wrong command line is refused with what would be right", arguments: refusals)
  func refusal(_ line: String, _ message: String) {
    let words = line.split(separator: " ").map { $0 == "\"\"" ? "" : String($0) }
    let outcome = Tool.run(words)
    #expect(outcome == Outcome(status: .usage, output: "", errors: "saleroom: \(message)\n"))
  }

  @Test func `options may stand anywhere, with a space or an equals sign`() throws {
    let words = ["--set", "a=1", "x", "--seed=5", "--set=b=c=2", "--", "--quiet"]
    let parsed = try ParsedArguments(words, of: ManyVerb.self)
    #expect(parsed.operands == ["x", "--quiet"])
    #expect(parsed.values(.set) == ["a=1", "b=c=2"])
    #expect(try parsed.integer(.seed, in: 0...10) == 5)
    #expect(try parsed.integer(.threads, in: 0...10) == nil)
    #expect(!parsed.has(.quiet))
  }

  /// A verb that takes everything.
  private enum ManyVerb: Verb {
    static let name = "many"
    static let summary = ""
    static let operands = "X…"
    static let operandCount = 0...9
    static let options = RunVerb.options
    static func run(_: ParsedArguments, _: ToolContext) throws(ToolError) -> ToolStatus { .kept }
  }
}
