// The life of one order, viewer or unit, free of how it is written: what was followed, what made it,
// and the names behind the numbers.
package import LiveCommerce

/// How a trace is written.
package enum TraceFormat: String, Sendable, CaseIterable {
  /// In sentences.
  case text
  /// For programs.
  case json
  /// For ui.perfetto.dev and chrome://tracing.
  case perfetto
}

/// What is to be said about what was followed.
package struct TraceReport: Sendable {
  package let result: TraceResult
  package let origin: ReportOrigin

  /// Makes the report of what was followed.
  package init(_ result: TraceResult, origin: ReportOrigin) {
    self.result = result
    self.origin = origin
  }

  /// The report in a format.
  package func render(_ format: TraceFormat) -> String {
    switch format {
    case .text: TraceText(self).text
    case .json: TraceJSON(self).text
    case .perfetto: PerfettoTrace(self).text
    }
  }
}

extension TraceReport {
  var scenario: Scenario { result.record.scenario }

  /// What is said when there is nothing to tell.
  var nothing: String {
    switch result.subject {
    case .whyLost: "no intention to order was lost"
    case .slowest: "no order was created"
    case .oversold: "nothing was promised beyond stock: noOversell was kept"
    default: "nothing happened"
    }
  }

  /// What became of the facts that are not here; nil if all are.
  package var droppedNote: String? {
    guard result.dropped > 0 else { return nil }
    return "\(result.dropped) later facts are left out by --limit"
  }
}

/// The names of what a scenario numbers, safe for a terminal.
struct TraceNames {
  private let scenario: Scenario
  private let rows: [String]

  init(_ record: SessionRecord) {
    scenario = record.scenario
    rows = record.stock.map { Display.safe($0.name) }
  }

  func product(_ index: Int) -> String { Display.safe(scenario.products[index].name) }
  func row(_ sku: Int) -> String { rows.indices.contains(sku) ? rows[sku] : "row \(sku)" }
  func cohort(_ index: Int) -> String { Display.safe(scenario.cohorts[index].name) }
  func room(_ index: Int) -> String { Display.safe(scenario.rooms[index].name) }
  var hasRooms: Bool { scenario.rooms.count > 1 }
  func price(_ product: Int) -> String { money(scenario.products[product].price) }
  func money(_ minorUnits: Int64) -> String {
    ValueText.amount(Double(minorUnits), scenario.moneyStyle)
  }
}
