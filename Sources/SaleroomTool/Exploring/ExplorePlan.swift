// What `explore` is asked to do: which sale logics of a scenario, under which storms, for how long.
// Everything that can be refused is refused here, before anything is explored.
import Exploration
import Foundation
import LiveCommerce

/// One sale logic of a scenario under its storm.
struct ExploreTarget {
  /// The product whose sale it is.
  let product: String
  /// What is searched, in words and as it is.
  let terms: SearchTerms
  let search: Search
  /// Where a failing case of it is kept.
  let caseFile: String
  /// The case that an earlier exploration kept there, to be run first.
  let known: SaleCase?

  /// What may befall it; an exhaustive search draws nothing.
  var faults: [String] { terms.strategy == .exhaustive ? [] : terms.faults }
}

/// The plan of an exploration.
struct ExplorePlan {
  /// The most orders of a storm: a story of more is none.
  static let mostOrders = 100
  private static let usualSchedules = 20_000
  private static let mostSchedules = 1_000_000_000

  let targets: [ExploreTarget]
  /// Schedules for each.
  let schedules: Int
  /// Whether that number was asked for, or is only a bound on what can be done in time.
  let isTimed: Bool
  /// How long all may take together, in seconds.
  let seconds: Double?

  /// What every search is drawn from.
  var seed: UInt64 { targets.first?.terms.seed ?? 0 }

  init(_ arguments: ParsedArguments, _ context: ToolContext) throws(ToolError) {
    let minutes = try arguments.number(.minutes, in: 0.001...100_000)
    let asked = try arguments.integer(.schedules, in: 1...ExplorePlan.mostSchedules)
    seconds = minutes.map { $0 * 60 }
    isTimed = minutes != nil && asked == nil
    schedules = asked ?? (isTimed ? ExplorePlan.mostSchedules : ExplorePlan.usualSchedules)
    targets = try ExplorePlan.targets(arguments, context)
  }

  private static func targets(
    _ arguments: ParsedArguments, _ context: ToolContext
  ) throws(ToolError) -> [ExploreTarget] {
    let file = arguments.operands[0]
    let orders = try arguments.integer(.orders, in: 1...mostOrders) ?? 10
    let strategy = try arguments.word(.strategy, Strategy.self) ?? .mixed
    let preemptions = try arguments.integer(.preemptions, in: 0...1_000)
    guard preemptions == nil || strategy == .exhaustive else {
      throw .usage("option --preemptions needs --strategy exhaustive")
    }
    let seed = try arguments.integer(.seed, in: 0...UInt64.max)
    let settings = try ScenarioFile.settings(arguments)
    let named = arguments.values(.logic).first
    let logic = try named.map { name throws(ToolError) in try self.logic(name, context) }
    let scenario = try ScenarioFile.scenario(file, settings, context)
    let folder = arguments.values(.cases).first ?? besideScenario(file)
    var targets: [ExploreTarget] = []
    for (product, logic) in try sales(of: scenario, logic, arguments, context) {
      let storm = Storm(of: scenario, product: product, orders: orders)
      let others = arguments.has(.strict) ? Set(SaleCheckName.allCases) : []
      var terms = SearchTerms(logic, storm, alsoTo: others)
      terms.strategy = strategy
      terms.preemptions = preemptions ?? terms.preemptions
      terms.seed = seed ?? scenario.seed
      let name = scenario.products[product].name
      let caseFile = folder + "/" + caseName([stem(file), name, logic.name])
      // The folder beside the scenario was not asked for: that it takes no case is told when there is
      // one, and keeps nobody from exploring.
      if arguments.has(.cases) { try CaseFile.check(caseFile) }
      targets.append(
        ExploreTarget(
          product: name, terms: terms, search: terms.search(of: logic), caseFile: caseFile,
          known: try CaseFile.known(caseFile)))
    }
    return targets
  }

  private static func logic(
    _ name: String, _ context: ToolContext
  ) throws(ToolError) -> any SaleLogic.Type {
    if let logic = context.knownLogics.first(where: { $0.name == name }) { return logic }
    let hint = Spelling.nearest(name, among: context.knownLogics.map { $0.name })
    throw .usage(
      "unknown sale logic `\(name)`"
        + (hint.map { "; did you mean `\($0)`?" } ?? "; see `\(SaleroomTool.name) logics`"))
  }

  /// The products to be explored, each with its logic: the one that was asked for, or of each logic
  /// the product that is linked up first.
  private static func sales(
    of scenario: Scenario, _ logic: (any SaleLogic.Type)?, _ arguments: ParsedArguments,
    _ context: ToolContext
  ) throws(ToolError) -> [(product: Int, logic: any SaleLogic.Type)] {
    func logicOf(_ product: Int) throws(ToolError) -> any SaleLogic.Type {
      if let logic { return logic }
      return try self.logic(scenario.products[product].logic ?? scenario.orders.logic, context)
    }
    if let name = arguments.values(.product).first {
      let names = scenario.products.map(\.name)
      guard let product = names.firstIndex(of: name) else {
        let hint = Spelling.nearest(name, among: names).map { "; did you mean \($0)?" } ?? ""
        throw .usage("unknown product `\(name)` (known: \(names.joined(separator: ", ")))\(hint)")
      }
      return [(product, try logicOf(product))]
    }
    let steps = scenario.rooms.flatMap(\.rundown).sorted { $0.at < $1.at }
    let linkUps = steps.filter { $0.kind == .linkUp }.compactMap(\.product)
    var sales: [(product: Int, logic: any SaleLogic.Type)] = []
    for product in linkUps.isEmpty ? Array(scenario.products.indices) : linkUps {
      let logic = try logicOf(product)
      if !sales.contains(where: { $0.logic.name == logic.name }) { sales.append((product, logic)) }
    }
    guard !sales.isEmpty else { throw .usage("the scenario sells nothing") }
    return sales
  }

  // MARK: Names of files

  /// The folder `Cases` beside a scenario; that of the working directory for stdin.
  private static func besideScenario(_ file: String) -> String {
    guard file != "-", let slash = file.lastIndex(of: "/") else { return "Cases" }
    return file[..<slash] + "/Cases"
  }

  private static func stem(_ file: String) -> String {
    guard file != "-" else { return "stdin" }
    return URL(fileURLWithPath: file).deletingPathExtension().lastPathComponent
  }

  private static func caseName(_ parts: [String]) -> String {
    let safe = parts.map { part in
      String(part.map { $0.isLetter || $0.isNumber || "._-".contains($0) ? $0 : "_" })
    }
    return safe.joined(separator: "-") + ".json"
  }
}
