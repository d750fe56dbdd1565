// `saleroom restock FILE`: plays a session and plans what to buy in for the next one like it.
import LiveCommerce
import Reporting

/// Plans supply from one session.
enum RestockVerb: Verb {
  static let name = "restock"
  static let summary =
    "Plays a session and tells what to order of each variant for the next, and what new to sell."
  static let operands = "FILE"
  static let operandCount = 1...1
  static let options: [ToolOption] = [
    .seed, .replication, .threads, .set, .at, .interval, .level, .growth, .listFormat, .quiet,
  ]

  static func run(
    _ arguments: ParsedArguments, _ context: ToolContext
  ) throws(ToolError) -> ExitStatus {
    let file = arguments.operands[0]
    let isJSON = try Formats.isJSON(arguments)
    let rule = try rule(arguments)
    var options = try RunVerb.sessionOptions(arguments, context)
    let settings = try ScenarioFile.settings(arguments)
    let scenario = try ScenarioFile.scenario(file, settings, context)
    guard rule.interval >= scenario.length else {
      throw .usage("option --interval is at least the length of the session")
    }
    let plan = RunPlan(scenario, machine: context.machine)
    try plan.check(file)
    let line = RunVerb.progressLine(plan, arguments, context)
    let record = try RunVerb.simulate(scenario, &options, line)
    let shown = SupplyReport(SupplyPlan(record: record, scenario: scenario, rule: rule), scenario)
    try context.print(isJSON ? shown.json : shown.text(context.palette))
    return .kept
  }

  private static func rule(_ arguments: ParsedArguments) throws(ToolError) -> SupplyRule {
    var rule = SupplyRule()
    if let interval = try arguments.duration(.interval) {
      guard interval > 0 else { throw .usage("option --interval is a duration above 0") }
      rule.interval = interval
    }
    if let level = try arguments.share(.level) {
      guard level > 0, level < 1 else {
        throw .usage("option --level lies between 0 and 1, both excluded")
      }
      rule.level = level
    }
    rule.growth = try arguments.number(.growth, in: 0.001...1000) ?? rule.growth
    return rule
  }
}
