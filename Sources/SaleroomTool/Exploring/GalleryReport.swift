// The table of the gallery: a row for each built-in sale logic, broken ones with the checks that caught
// them and how soon, sound ones with how long they held.
import Exploration
import LiveCommerce
import Reporting

/// The table of a census.
struct GalleryReport {
  let census: GalleryDuty
  let entries: [GalleryEntry]

  /// The table in a format.
  func render(_ format: ExplorationFormat, _ palette: Palette) -> String {
    switch format {
    case .text: text(palette)
    case .json: json
    case .markdown: markdown
    }
  }

  private static let header = [
    "sale logic", "caught by", "schedules until the first finding", "schedules",
  ]

  /// The cells of a row.
  private func cells(_ entry: GalleryEntry) -> [String] {
    let caught = SaleCheckName.allCases.map(\.rawValue).filter { entry.firsts[$0] != nil }
    let others = entry.firsts.keys.filter { SaleCheckName(rawValue: $0) == nil }.sorted()
    let all = caught + others
    let first = entry.median(of: all).map { count($0) } ?? "–"
    return [
      entry.logic, all.isEmpty ? "nothing" : all.joined(separator: ", "), first,
      count(entry.schedules),
    ]
  }

  private func count(_ value: Int) -> String { ValueText.count(Double(value)) }

  private var total: Int { entries.reduce(0) { $0 + $1.schedules } }

  private var caption: String {
    "\(count(total)) schedules, \(count(census.schedules)) for each of \(census.seeds) "
      + "\(census.seeds == 1 ? "seed" : "seeds") and sale logic; the first finding is the median "
      + "over seeds"
  }

  /// What is otherwise than declared, a line for each logic.
  private var complaints: [String] {
    entries.filter { !$0.isAsDeclared }.map { entry in
      let parts = [
        entry.undeclared.isEmpty
          ? nil
          : "breaks \(entry.undeclared.map { told($0, entry) }.joined(separator: ", ")) and does not "
            + "say so",
        entry.missing.isEmpty
          ? nil : "says that it breaks \(entry.missing.joined(separator: ", ")) and was not caught",
      ]
      return "\(entry.logic) \(parts.compactMap { $0 }.joined(separator: ", "))"
    }
  }

  /// A finding and where it is to be seen again.
  private func told(_ kind: String, _ entry: GalleryEntry) -> String {
    guard let place = entry.places[kind] else { return kind }
    return "\(kind) (seed \(place.seed), storm \(place.storm), schedule \(count(place.schedule)))"
  }

  private func text(_ palette: Palette) -> String {
    let isSound = complaints.isEmpty
    let verdict =
      isSound
      ? palette.good("VERDICT: KEPT") + " – every piece breaks what it says it breaks, and no more"
      : palette.bad("VERDICT: BROKEN") + " – \(complaints.count) of \(entries.count) pieces are "
        + "not as they say"
    let rows = entries.map(cells)
    let name = (rows.map { Display.width($0[0]) }.max() ?? 0) + 2
    let lines = zip(entries, rows).flatMap { entry, row in
      let soon = row[2] == "–" ? "in fewer than half of the seeds" : "after \(row[2])"
      let what = entry.firsts.isEmpty ? row[1] : "\(soon): \(row[1])"
      return Display.wrapped(what, to: 98 - name).enumerated().map { index, line in
        "  " + Display.padded(index == 0 ? row[0] : "", to: name) + line
      }
    }
    return Help.joined([verdict, caption] + complaints.map { "✗ \($0)" } + [""] + lines)
  }

  private var markdown: String {
    let rows =
      [GalleryReport.header, ["---", "---", "--:", "--:"]]
      + entries.map { entry in
        var row = cells(entry)
        row[0] = "`\(row[0])`"
        return row
      }
    let lines = rows.map { "| \($0.joined(separator: " | ")) |" }
    return Help.joined(lines + ["", caption + "."])
  }

  private var json: String {
    JSONValue.object([
      .init("verdict", .string(complaints.isEmpty ? "kept" : "broken")),
      .init("seeds", .int(census.seeds)),
      .init("schedulesPerSeed", .int(census.schedules)),
      .init("logics", .array(entries.map(json))),
    ]).text
  }

  private func json(_ entry: GalleryEntry) -> JSONValue {
    let findings = entry.firsts.keys.sorted().map { kind in
      let place = entry.places[kind]
      return JSONValue.object([
        .init("name", .string(kind)),
        .init("median", entry.median(of: [kind]).map { .int($0) } ?? .null),
        .init("seed", place.map { .int($0.seed) } ?? .null),
        .init("storm", place.map { .string("\($0.storm)") } ?? .null),
        .init("schedule", place.map { .int($0.schedule) } ?? .null),
      ])
    }
    return .object([
      .init("logic", .string(entry.logic)),
      .init("breaks", .array(entry.declared.map { .string($0.rawValue) })),
      .init("unpromised", .array(entry.unpromised.map { .string($0.rawValue) })),
      .init("schedules", .int(entry.schedules)),
      .init("findings", .array(findings)),
      .init("median", entry.median(of: Array(entry.firsts.keys)).map { .int($0) } ?? .null),
      .init("asDeclared", .bool(entry.isAsDeclared)),
    ])
  }
}
