// `saleroom replay CASE`: one failing case again, told step by step; the exit status says whether it
// still fails.
import Exploration
import LiveCommerce
import Reporting

/// Replays a case.
enum ReplayVerb: Verb {
  static let name = "replay"
  static let summary = "Runs a failing case again, and tells step by step what happens."
  static let operands = "CASE"
  static let operandCount = 1...1
  static let options: [ToolOption] = [.children, .listFormat, .quiet]

  static func run(
    _ arguments: ParsedArguments, _ context: ToolContext
  ) throws(ToolError) -> ExitStatus {
    let file = arguments.operands[0]
    let isJSON = try Formats.isJSON(arguments)
    let crew = try ExplorationCrew(arguments, context)
    let old = try CaseFile.read(file)
    let logic = try CaseFile.logic(of: old, in: file, context)
    let (found, story) = try replay(old, logic, crew)
    if !arguments.has(.quiet) {
      try context.print(
        isJSON ? json(old, found, story) : text(old, found, story, context.palette))
    }
    return found == nil ? .kept : .broken
  }

  private static func replay(
    _ old: SaleCase, _ logic: any SaleLogic.Type, _ crew: ExplorationCrew
  ) throws(ToolError) -> (found: SaleCase?, story: Story) {
    // It is held to what it was found to break, also if it no longer promises that.
    var broken: Set<SaleCheckName> = []
    if case .brokenPromise(let name) = old.kind, let check = SaleCheckName(rawValue: name) {
      broken = [check]
    }
    let terms = SearchTerms(logic, old.storm, alsoTo: broken)
    let search = terms.search(of: logic)
    do throws(WorkersUnavailable) {
      let force = crew.workforce(for: search, terms)
      return try SearchRun(search, schedules: 1).replay(old, with: force)
    } catch {
      throw ExplorationCrew.failure(error)
    }
  }

  /// Whether a case fails as it did when it was kept, up to the last call on the way.
  private static func isAsKept(_ old: SaleCase, _ found: SaleCase) -> Bool {
    // Of what ended its process nothing is known but that it did.
    let isKnown = old.fingerprint != "0" && found.fingerprint != "0"
    return found.kind == old.kind && (found.fingerprint == old.fingerprint || !isKnown)
  }

  private static func text(
    _ old: SaleCase, _ found: SaleCase?, _ story: Story, _ palette: Palette
  ) -> String {
    guard let found else {
      let now = palette.good("VERDICT: KEPT") + " – \(old.logic): the case does not fail any more"
      return Help.joined([now, "it was \(old.kind): \(old.sentence)"])
    }
    let change = found.kind == old.kind ? "still fails" : "fails otherwise; it was \(old.kind)"
    let now = palette.bad("VERDICT: BROKEN") + " – \(old.logic): the case \(change)"
    let isOther = found.kind == old.kind && !isAsKept(old, found)
    let way = isOther ? ["what happens on the way is not what it was when the case was kept"] : []
    return Help.joined([now] + way + [""]) + story.text
  }

  private static func json(_ old: SaleCase, _ found: SaleCase?, _ story: Story) -> String {
    JSONValue.object([
      .init("verdict", .string(ExploreReport.word(found == nil ? .kept : .broken))),
      .init("logic", .string(old.logic)),
      .init("was", .string(old.kind.description)),
      .init("asKept", found.map { .bool(isAsKept(old, $0)) } ?? .null),
      .init("finding", found == nil ? .null : story.json),
      .init("steps", story.stepsJSON),
    ]).text
  }
}
