// What the script draws of a session: series, rundown, stock, latencies. A series is as short as a
// screen can use: a long session is folded to steps of several seconds, of which the greatest value
// is kept, since peaks are what people look for.

/// A session's data for the script.
struct SessionData {
  /// The most values of a series on a page.
  static let longest = 10_800
  /// How much of what happens after the close is drawn, as a share of the session's length.
  private static let rest = 0.25
  private let result: PageResult

  init(_ result: PageResult) { self.result = result }

  private typealias Member = JSONValue.Member

  var value: JSONValue {
    let session = result.value
    let carried = ["timeline", "stock", "latencyOverTime", "faults"].map {
      Member($0, session[$0] ?? .null)
    }
    return .object(
      [
        Member("name", .string(result.name)),
        Member("length", .number(length)),
        Member("series", .object(series)),
        Member("histograms", .object((session["histograms"]?.members ?? []).map(histogram))),
        Member("servers", .object(servers)),
        Member("bottleneck", session["bottleneck"]?["tier"] ?? .null),
        Member("latencyMost", .optional(longestLatency)),
      ] + carried)
  }

  private var length: Double { result.value["scenario"]?["length"]?.double ?? 0 }

  /// What no order took longer than, in nanoseconds as the histograms over time.
  private var longestLatency: Double? {
    result.value["metrics"]?["latency.order.max"]?.double.map { $0 * 1e9 }
  }

  private var series: [Member] {
    (result.value["series"]?.members ?? []).map { Member($0.name, folded($0.value)) }
  }

  /// A series with one number for so many seconds.
  private func folded(_ series: JSONValue) -> JSONValue {
    let kept = Int(min(1e9, max(1, length * (1 + SessionData.rest))))
    let values = (series["values"]?.elements ?? []).prefix(kept).map { $0.double ?? 0 }
    let step = max(1, (values.count + SessionData.longest - 1) / SessionData.longest)
    let shown = stride(from: 0, to: values.count, by: step).map { start in
      values[start..<min(start + step, values.count)].max() ?? 0
    }
    return .object([
      Member("step", .int(step)), Member("values", .array(shown.map(SessionData.short))),
    ])
  }

  /// A number with as many digits as a chart can show; whole numbers stay as they are.
  private static func short(_ value: Double) -> JSONValue {
    guard value != value.rounded() else { return .number(value) }
    return .number((value * 1e4).rounded() / 1e4)
  }

  private func histogram(_ member: Member) -> Member {
    Member(member.name, .array(member.value["buckets"]?.elements ?? []))
  }

  /// How many servers each tier has on average.
  private var servers: [Member] {
    (result.value["metrics"]?.members ?? []).compactMap { metric in
      let parts = metric.name.split(separator: ".")
      guard parts.count == 4, parts[0] == "tier", parts[2] == "servers", parts[3] == "mean",
        metric.value.double != nil
      else { return nil }
      return Member(String(parts[1]), metric.value)
    }
  }
}
