// The record as a table for people.

struct FigureTable {
  private let record: BenchRecord

  init(_ record: BenchRecord) { self.record = record }

  var text: String {
    var table = TextTable(
      ["workload", "per", "ns", "range", "limit ns", "limit", "ratio", "memory"],
      leftAligned: [0, 1, 5])
    for figure in record.figures {
      table.add([
        figure.name, figure.operation, BenchNumber.short(figure.ns.median),
        BenchNumber.range(figure.ns), BenchNumber.short(figure.limit.ns.median),
        figure.limit.name, BenchNumber.short(figure.ratio.median), memory(figure),
      ])
    }
    let head =
      "Nanoseconds an operation, median of \(record.repeats) runs; sessions on "
      + "\(record.threads) thread\(record.threads == 1 ? "" : "s")"
    return ([head, table.text] + record.figures.compactMap(story)).joined(separator: "\n")
  }

  private func memory(_ figure: Figure) -> String {
    guard let bytes = figure.bytes else { return "?" }
    return bytes < 100_000 ? "–" : BenchNumber.short(Double(bytes) / 1e6) + " MB"
  }

  /// A line about what a session was.
  private func story(_ figure: Figure) -> String? {
    guard let nsPerEvent = figure.nsPerEvent else { return rate(figure) }
    var parts = ["visits", "events", "orders", "peakPresent"].map { key in
      "\(figure.counts[key] ?? 0) \(key == "peakPresent" ? "present at most" : key)"
    }
    parts.append("\(BenchNumber.short(nsPerEvent)) ns an event")
    if let bytes = figure.bytesPerPerson {
      parts.append("\(BenchNumber.short(bytes)) bytes a person present")
    }
    return "\(figure.name): " + parts.joined(separator: ", ")
  }

  private func rate(_ figure: Figure) -> String? {
    guard figure.operation == "object" else { return nil }
    return "\(figure.name): \(BenchNumber.short(1e3 / figure.ns.median)) million objects a second"
  }
}
