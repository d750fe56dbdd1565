// Two records side by side. A time is called slower or faster only when the two ranges do not
// meet; what does not depend on the machine, counts and checksums, has to be equal.

struct Comparison {
  private let now: BenchRecord
  private let then: BenchRecord
  private let pairs: [(now: Figure, then: Figure)]

  init(of record: BenchRecord, with baseline: BenchRecord) {
    now = record
    then = baseline
    pairs = record.figures.compactMap { figure in
      baseline.figures.first { $0.name == figure.name }.map { (figure, $0) }
    }
  }

  /// Whether every workload of the same size did exactly what it did then.
  var countsAgree: Bool { pairs.allSatisfy { differences($0.now, $0.then).isEmpty } }

  var text: String {
    var table = TextTable(
      ["workload", "now ÷ then", "now", "range", "then", "range", ""], leftAligned: [0, 6])
    for (figure, earlier) in pairs {
      table.add([
        figure.name, BenchNumber.short(figure.ns.median / earlier.ns.median),
        BenchNumber.short(figure.ns.median), BenchNumber.range(figure.ns),
        BenchNumber.short(earlier.ns.median), BenchNumber.range(earlier.ns),
        verdict(figure, earlier),
      ])
    }
    let lines = pairs.flatMap { differences($0.now, $0.then) }
    return ([head, table.text] + missing + lines).joined(separator: "\n")
  }

  private var head: String {
    let threads = now.threads == then.threads ? "" : ", made with --threads \(then.threads)"
    return "Against the earlier record\(threads)"
  }

  private func verdict(_ figure: Figure, _ earlier: Figure) -> String {
    guard figure.size == earlier.size else { return "another size" }
    guard !figure.ns.overlaps(earlier.ns) else { return "within the noise" }
    return figure.ns.median < earlier.ns.median ? "faster" : "slower"
  }

  private var missing: [String] {
    now.figures.filter { figure in !pairs.contains { $0.now.name == figure.name } }
      .map { "\($0.name): not in the earlier record" }
  }

  /// What differs although the sizes are the same.
  private func differences(_ figure: Figure, _ earlier: Figure) -> [String] {
    guard figure.size == earlier.size else { return [] }
    let keys = Set(figure.counts.keys).union(earlier.counts.keys).sorted()
    var found = keys.filter { figure.counts[$0] != earlier.counts[$0] }.map { key in
      let (now, then) = (figure.counts[key] ?? 0, earlier.counts[key] ?? 0)
      return "\(figure.name): \(now) \(key), then \(then)"
    }
    if found.isEmpty && figure.checksum != earlier.checksum {
      found.append("\(figure.name): another checksum, so something happened otherwise")
    }
    return found
  }
}
