// `saleroom metrics`: every metric with its unit and definition, from the registry.
import LiveCommerce
import Reporting

/// Lists the metrics.
enum MetricsVerb: Verb {
  static let name = "metrics"
  static let summary = "Lists every metric: name, unit, which way is better, definition."
  static let operands = ""
  static let operandCount = 0...0
  static let options: [ToolOption] = [.listFormat]

  static func run(
    _ arguments: ParsedArguments, _ context: ToolContext
  ) throws(ToolError) -> ExitStatus {
    let isJSON = try Formats.isJSON(arguments)
    try context.print(isJSON ? json : text(context.palette))
    return .kept
  }

  private static func text(_ palette: Palette) -> String {
    let areas = Metrics.areas + [CampaignMetrics.area]
    let widths = (
      areas.flatMap(\.metrics).map { Display.width(shown($0)) }.max() ?? 0,
      MetricUnit.allCases.map { Display.width($0.rawValue) }.max() ?? 0
    )
    let sections = areas.map { area in
      [palette.strong(area.title)]
        + area.metrics.flatMap { metric in
          let start =
            "  " + Display.padded(shown(metric), to: widths.0) + "  "
            + Display.padded(metric.unit.rawValue, to: widths.1) + " " + mark(metric.better) + "  "
          let indent = String(repeating: " ", count: Display.width(start))
          return Display.wrapped(metric.definition, to: 100 - Display.width(start)).enumerated().map
          {
            ($0 == 0 ? start : indent) + $1
          }
        }
    }
    return sections.map { Help.joined($0) }.joined(separator: "\n")
      + "\n↑ more of it is better, ↓ less of it is.\n"
      + "Metrics marked [] may be asked for one product or room, as in stock.sold[PRODUCT];\n"
      + "those of campaigns stand in `campaign.expect`, and may be asked for one session: "
      + "campaign.paid[4].\n"
  }

  private static func shown(_ metric: Metric) -> String {
    metric.subject == nil ? metric.name : metric.name + "[]"
  }

  private static func mark(_ direction: MetricDirection) -> String {
    switch direction {
    case .more: "↑"
    case .less: "↓"
    case .neither: " "
    }
  }

  private static var json: String {
    JSONValue.array(
      (Metrics.all + CampaignMetrics.area.metrics).map { metric in
        .object([
          .init("name", .string(metric.name)),
          .init("unit", .string(metric.unit.rawValue)),
          .init("better", .string(metric.better.rawValue)),
          .init("perProduct", .bool(metric.subject == .product)),
          .init("subject", metric.subject.map { .string($0.rawValue) } ?? .null),
          .init("definition", .string(metric.definition)),
        ])
      }
    ).text
  }
}
