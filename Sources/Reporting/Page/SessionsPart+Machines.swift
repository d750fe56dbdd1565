// What the machines did: latencies, tiers and the bottleneck, faults; then every number, and where the
// inputs come from.
import LiveCommerce

extension SessionsPart {
  // MARK: Latency

  var latency: PageSection {
    PageSection(
      "latency", "Latency",
      PageChart.place(
        "percentiles", "Every percentile: how long the slowest took",
        alternative: "The same numbers stand in the table below."),
      PageChart.place(
        "heatmap", "Latency of orders over time; the darker, the more orders",
        alternative: "How many orders were heard of after how long, in each stretch of the session."
      ),
      quantiles)
  }

  private static let quantiles = ["p50", "p90", "p99", "p99.9", "max"]

  private var quantiles: Markup {
    let kinds = [("to the order", "latency.order"), ("to the last refusal", "latency.refusal")]
    let rows = kinds.flatMap { kind in
      sessions.map { session in
        [PageCell(.text(kind.0) + (sessions.count > 1 ? .text(" ") + key(session) : .nothing))]
          + SessionsPart.quantiles.map { session.cell("\(kind.1).\($0)") }
      }
    }
    return PageTable(
      "From the intention to the answer, retries included",
      columns: [PageColumn("time")]
        + SessionsPart.quantiles.map { PageColumn($0, isNumber: true) },
      rows: rows
    ).markup
  }

  // MARK: Tiers

  private static let tierMetrics = [
    ("requests", "requests"), ("busiest second", "rate.peak"), ("at", "rate.peakAt"),
    ("p50", "latency.p50"), ("p99", "latency.p99"), ("longest queue", "queue.peak"),
    ("servers", "servers.mean"), ("used", "utilisation"),
  ]

  var tiers: PageSection {
    let rows = sessions.flatMap { session in session.tiers.map { tier($0, session) } }
    let sentences = sessions.map { session in
      Markup.element(
        "p", [("class", "note")],
        [
          sessions.count > 1 ? key(session) + .text(" ") : .nothing, .text("Bottleneck: "),
          .text(session.value["bottleneck"]?["sentence"]?.string ?? "there was no load."),
        ])
    }
    let table = PageTable(
      "Tiers of the order back end",
      columns: [PageColumn("tier")]
        + SessionsPart.tierMetrics.map { PageColumn($0.0, isNumber: true) },
      rows: rows, isSortable: true)
    return PageSection("tiers", "Tiers and the bottleneck", sentences + [table.markup])
  }

  private func tier(_ name: String, _ session: SessionOnPage) -> [PageCell] {
    let bottleneck = session.value["bottleneck"]?["tier"]?.string
    // A stock row is a part of the stock database.
    let isBottleneck = name == bottleneck || name == "stock" && bottleneck == "row"
    let words = bottleneck == "row" ? " ◀ bottleneck: its hottest row" : " ◀ bottleneck"
    let mark = isBottleneck ? Markup.element("strong", [], [.text(words)]) : .nothing
    let head = PageCell(
      .element("code", [], [.text(name)]) + mark
        + (sessions.count > 1 ? .text(" ") + key(session) : .nothing))
    return [head]
      + SessionsPart.tierMetrics.map {
        session.cell("tier.\(name).\($0.1)", style: isBottleneck ? "marked" : nil)
      }
  }

  // MARK: Faults

  var faults: PageSection? {
    let rows = sessions.flatMap { session in
      (session.value["faults"]?.elements ?? []).map { fault in
        // Results of older versions know only what was created.
        let isPaid = fault["tier"]?.string == "payment" && fault["paidPerSecondDuring"] != nil
        let deed = isPaid ? "paid" : "created"
        let rates = ["Before", "During", "After"].map { "\(deed)PerSecond\($0)" }
        let times = ["at", "for"].map { fault[$0]?.double }
        return [
          PageCell(
            .text("\(fault["kind"]?.string ?? "") \(fault["tier"]?.string ?? "")")
              + (sessions.count > 1 ? .text(" ") + key(session) : .nothing))
        ]
          + times.map { PageCell(ValueText.text($0, .seconds, session.money), $0) }
          + [PageCell(.text(deed))]
          + rates.map { name in
            let rate = fault[name]?.double
            return PageCell(ValueText.text(rate, .perSecond, session.money), rate)
          }
      }
    }
    guard !rows.isEmpty else { return nil }
    let (times, rates) = (["at", "for"], ["before", "during", "after"])
    return PageSection(
      "faults", "Faults",
      PageTable(
        "Faults, and orders created or paid around them",
        columns: [PageColumn("fault")] + times.map { PageColumn($0, isNumber: true) }
          + [PageColumn("orders")] + rates.map { PageColumn($0, isNumber: true) }, rows: rows
      ).markup)
  }

  /// What was changed while a session ran.
  var changes: PageSection? {
    let rows = sessions.flatMap { session in
      (session.value["changes"]?.elements ?? []).map { change in
        let at = change["at"]?.double
        return [
          PageCell(ValueText.text(at, .seconds, session.money), at),
          PageCell(
            .element("code", [], [.text(change["path"]?.string ?? "")])
              + (sessions.count > 1 ? .text(" ") + key(session) : .nothing)),
          PageCell(.text(change["value"]?.string ?? "")),
        ]
      }
    }
    guard !rows.isEmpty else { return nil }
    return PageSection(
      "changes", "Changes during the session",
      PageTable(
        "What was changed, by the scenario or by whoever watched",
        columns: [
          PageColumn("at", isNumber: true), PageColumn("what"), PageColumn("from then on"),
        ], rows: rows
      ).markup)
  }

  // MARK: Numbers

  /// Every metric; several sessions side by side.
  var numbers: PageSection {
    var names: [String] = []
    var seen: Set<String> = []
    for session in sessions {
      for member in session.value["metrics"]?.members ?? []
      where session.metrics[member.name] != nil && seen.insert(member.name).inserted {
        names.append(member.name)
      }
    }
    let rows = names.map { name in
      [
        PageCell(.element("code", [], [.text(name)])),
        PageCell(.text(PageMeasure.definition(of: name) ?? ""), style: "faint"),
      ] + sessions.map { $0.cell(name) }
    }
    let table = PageTable(
      "Everything that was measured", columns: heads("metric", "meaning"), rows: rows,
      isSortable: true, isFiltered: true)
    return PageSection(
      "numbers", "Every number",
      .element(
        "details", [],
        [
          .element("summary", [], [.text("\(names.count) metrics with their definitions")]),
          table.markup,
        ]
      ))
  }

  // MARK: Inputs

  /// What was put in, and where it is said to come from.
  var inputs: PageSection? {
    let parts = sessions.compactMap { session -> Markup? in
      guard let inputs = session.value["inputs"] else { return nil }
      return InputsTable(inputs, sessions.count > 1 ? session.label : nil).markup
    }
    return parts.isEmpty ? nil : PageSection("inputs", "What was put in", parts)
  }
}

/// The values of a scenario with what its author says of them.
private struct InputsTable {
  let inputs: JSONValue
  let label: String?

  init(_ inputs: JSONValue, _ label: String?) {
    self.inputs = inputs
    self.label = label
  }

  var markup: Markup {
    let rows = (inputs["values"]?.elements ?? []).map { input in
      [
        PageCell(.element("code", [], [.text(input["path"]?.string ?? "")])),
        PageCell(.text(input["value"]?.string ?? "")),
        PageCell(.text(input["line"]?.double.map { "line \(ValueText.count($0))" } ?? "--set")),
        PageCell(.text(input["note"]?.string ?? ""), style: "faint"),
      ]
    }
    let head = label.map { Markup.element("h3", [], [.name($0)]) } ?? .nothing
    let preface = (inputs["preface"]?.string).map {
      Markup.element("p", [("class", "preface")], [.text($0)])
    }
    let table = PageTable(
      "Values that the scenario sets, and what its author says of them",
      columns: [PageColumn("input"), PageColumn("value"), PageColumn("from"), PageColumn("note")],
      rows: rows, isSortable: true, isFiltered: true)
    let summary = Markup.element("summary", [], [.text("\(rows.count) values")])
    return head + (preface ?? .nothing) + .element("details", [], [summary, table.markup])
  }
}
