// A supply plan on paper: one line a stock row, then what could be sold that is not. As text or as JSON,
// for whoever orders by hand or by program.
package import LiveCommerce

/// A plan of supply, to be shown.
package struct SupplyReport {
  private typealias Member = JSONValue.Member

  private let plan: SupplyPlan
  private let scenario: Scenario

  /// Shows a plan made for a scenario.
  package init(_ plan: SupplyPlan, _ scenario: Scenario) {
    self.plan = plan
    self.scenario = scenario
  }

  // MARK: Text

  /// The plan for people at a terminal.
  package func text(_ palette: Palette) -> String {
    let sections = [heading(palette), lines(palette), proposals(palette)]
    return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") + "\n" }
      .joined(separator: "\n")
  }

  private func heading(_ palette: Palette) -> [String] {
    let units = plan.lines.reduce(0) { $0 + $1.order }
    let interval = ValueText.duration(Double(plan.rule.interval) / 1e9)
    let sentence =
      "\(ValueText.count(Double(units))) units to order at the close, for a session \(interval) "
      + "after this one: each row up to the stock that suffices in the share of sessions called "
      + "level, less what is left, on its way and likely to come back."
    let untold =
      plan.untold == 0
      ? ""
      : "\(ValueText.count(Double(plan.untold))) intentions to order ended without having been told "
        + "whether anything was left (busy, unanswered, not let in): nobody knows what was missed by "
        + "them, so more may be wanted than this says."
    return [palette.strong(Display.safe(scenario.title))]
      + Display.wrapped(sentence, to: TextFormat.width)
      + Display.wrapped(untold, to: TextFormat.width).filter { !$0.isEmpty }
  }

  private func lines(_ palette: Palette) -> [String] {
    let columns: [(String, (SupplyPlan.Line) -> String)] = [
      ("sold", { ValueText.count(Double($0.sold)) }),
      ("unmet", { ValueText.count(Double($0.unmet)) }),
      ("demand", { ValueText.count($0.demand.rounded()) }),
      ("left", { ValueText.count(Double($0.leftover)) }),
      ("on the way", { ValueText.count(Double($0.onTheWay)) }),
      ("back", { ValueText.count($0.expectedBack.rounded()) }),
      ("level", { ValueText.text($0.level, .share, scenario.moneyStyle) }),
      ("target", { ValueText.count(Double($0.target)) }),
      ("order", { ValueText.count(Double($0.order)) }),
      ("there after", { ValueText.duration(Double($0.arrives) / 1e9) }),
    ]
    return TextTable(
      header: ["stock row"] + columns.map(\.0),
      rows: plan.lines.map { line in [Display.safe(line.name)] + columns.map { $0.1(line) } }
    ).block(palette, indent: 0)
  }

  private func proposals(_ palette: Palette) -> [String] {
    guard !plan.proposals.isEmpty else { return [] }
    let rows = plan.proposals.map { proposal in
      [
        Display.safe(proposal.name), ValueText.count(Double(proposal.persons)),
        ValueText.count(proposal.demand.rounded()),
        ValueText.text(Double(proposal.price), .money, scenario.moneyStyle),
        ValueText.count(Double(proposal.stock)),
        ValueText.duration(Double(proposal.available) / 1e9),
      ]
    }
    return [palette.strong("New products, for people who liked nothing on air as much")]
      + TextTable(
        header: ["category", "persons", "demand", "price", "stock", "there after"], rows: rows
      ).block(palette, indent: 0)
  }

  // MARK: JSON

  /// The plan in base units.
  package var json: String {
    JSONValue.object([
      Member("title", .string(scenario.title)),
      Member("currency", .string(scenario.currency)),
      Member("interval", .number(Double(plan.rule.interval) / 1e9)),
      Member("growth", .number(plan.rule.growth)),
      Member("untold", .int(plan.untold)),
      Member("lines", .array(plan.lines.map(line))),
      Member("proposals", .array(plan.proposals.map(proposal))),
    ]).text
  }

  private func line(_ line: SupplyPlan.Line) -> JSONValue {
    let product = scenario.products[line.product]
    return .object([
      Member("name", .string(line.name)), Member("product", .string(product.name)),
      Member("variant", .string(product.variants[line.variant].name)),
      Member("sold", .int(line.sold)), Member("unmet", .int(line.unmet)),
      Member("demand", .number(line.demand)), Member("leftover", .int(line.leftover)),
      Member("onTheWay", .int(line.onTheWay)), Member("expectedBack", .number(line.expectedBack)),
      Member("level", .number(line.level)), Member("target", .int(line.target)),
      Member("order", .int(line.order)), Member("arrives", .number(Double(line.arrives) / 1e9)),
      Member("opening", .int(line.opening)),
    ])
  }

  private func proposal(_ proposal: ProductProposal) -> JSONValue {
    .object([
      Member("category", .string(proposal.name)), Member("persons", .int(proposal.persons)),
      Member("demand", .number(proposal.demand)), Member("price", .int(Int(proposal.price))),
      Member("stock", .int(proposal.stock)),
      Member("available", .number(Double(proposal.available) / 1e9)),
    ])
  }
}
