// A trace in the Trace Event Format, as ui.perfetto.dev and chrome://tracing read it: each tier a process,
// each of its servers a thread with a slice for what it serves, a counter for who waits and who is
// served, each request a track of its own with the stretches of its way, and arrows that tie an order's
// slices together.
//
// Invariant: on a thread slices follow each other or nest; on a request's track what begins ends, the
// last begun first. Times are microseconds from the start of the session.
import LiveCommerce

/// A trace for ui.perfetto.dev.
struct PerfettoTrace {
  typealias Member = JSONValue.Member

  /// The process that holds the requests' tracks; tiers follow it.
  static let requests = 1
  static let viewers = 2
  static func process(_ tier: TraceTier) -> Int {
    3 + (TraceTier.allCases.firstIndex(of: tier) ?? 0)
  }

  private let report: TraceReport
  private let facts: [TraceFact]

  init(_ report: TraceReport) {
    self.report = report
    facts = report.result.stories.flatMap(\.facts).enumerated()
      .sorted { ($0.element.instant, $0.offset) < ($1.element.instant, $1.offset) }
      .map(\.element)
  }

  var text: String {
    let window = self.window
    var servers = PerfettoServers(window)
    var tracks = PerfettoTracks(window, TraceNames(report.result.record))
    for fact in facts {
      servers.add(fact)
      tracks.add(fact)
    }
    let slices = servers.finished
    var events =
      tracks.events + slices.flatMap(\.events) + PerfettoServers.arrows(slices)
      + PerfettoServers.counters(facts) + viewerEvents
    events = events.enumerated()
      .sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }.map(\.element)
    let all = names(events, slices) + events.map(\.line)
    return "{\"displayTimeUnit\": \"ms\", \"otherData\": \(about.dense), \"traceEvents\": [\n"
      + all.joined(separator: ",\n") + "\n]}\n"
  }

  /// What is shown: the span asked for, or all that there is.
  private var window: ClosedRange<Int64> {
    if case .span(let span) = report.result.subject, report.result.dropped == 0 {
      return span.lowerBound...max(span.lowerBound, span.upperBound)
    }
    let ends = facts.map { fact in
      if case .replied(_, let arrives, false) = fact.event { arrives } else { fact.instant }
    }
    let first = facts.first?.instant ?? 0
    return first...max(first, ends.max() ?? first)
  }

  private var about: JSONValue {
    let record = report.result.record
    return .object([
      Member("tool", .string("\(report.origin.tool) \(report.origin.version)")),
      Member("command", .string(ShellLine.text(report.origin.command))),
      Member("scenario", .string(record.scenario.title)), Member("seed", .int(record.seed)),
      Member("replication", .int(record.replication)),
      Member("dropped", .int(report.result.dropped)),
    ])
  }

  /// What viewers do, an instant each.
  private var viewerEvents: [PerfettoEvent] {
    var teller = TraceTeller(TraceNames(report.result.record))
    return facts.compactMap { fact in
      guard let sentence = teller.sentence(fact), fact.event.isOfAudience else { return nil }
      return PerfettoEvent(
        phase: "i", time: fact.instant, process: PerfettoTrace.viewers, thread: thread(fact),
        name: fact.event.name,
        more: [Member("s", .string("t"))],
        arguments: [Member("text", .string(sentence)), Member("viewer", .int(fact.account))])
    }
  }

  private var accounts: [UInt64] {
    var seen: Set<UInt64> = []
    return facts.filter { $0.event.isOfAudience && seen.insert($0.account).inserted }.map(\.account)
  }

  private func thread(_ fact: TraceFact) -> Int {
    (accounts.firstIndex(of: fact.account) ?? 0) + 1
  }

  // MARK: Names

  /// What processes and threads are called.
  private func names(_ events: [PerfettoEvent], _ slices: [PerfettoSlice]) -> [String] {
    let used = Set(events.map(\.process))
    let processes =
      [(PerfettoTrace.requests, "requests"), (PerfettoTrace.viewers, "viewers")]
      + TraceTier.allCases.map { (PerfettoTrace.process($0), $0.place) }
    var lines: [String] = []
    for (process, name) in processes where used.contains(process) {
      lines.append(meta("process_name", process, 0, Member("name", .string(name))))
      lines.append(meta("process_sort_index", process, 0, Member("sort_index", .int(process))))
    }
    for (index, account) in accounts.enumerated() {
      let name = Member("name", .string("viewer \(account)"))
      lines.append(meta("thread_name", PerfettoTrace.viewers, index + 1, name))
    }
    for tier in TraceTier.allCases {
      let most = slices.filter { $0.tier == tier }.map(\.server).max() ?? 0
      for server in 0..<most {
        let name = Member("name", .string("\(tier.place), server \(server + 1)"))
        lines.append(meta("thread_name", PerfettoTrace.process(tier), server + 1, name))
      }
    }
    return lines
  }

  private func meta(_ kind: String, _ process: Int, _ thread: Int, _ member: Member) -> String {
    JSONValue.object([
      Member("ph", .string("M")), Member("pid", .int(process)), Member("tid", .int(thread)),
      Member("name", .string(kind)), Member("args", .object([member])),
    ]).dense
  }
}

/// One event of the Trace Event Format.
struct PerfettoEvent {
  typealias Member = JSONValue.Member
  /// What it is, as the format says: X, b, e, s, t, f, C, i.
  var phase: String
  /// When, in nanoseconds.
  var time: Int64
  var process: Int
  var thread: Int
  var name: String
  /// What its phase asks for.
  var more: [Member] = []
  var arguments: [Member] = []

  /// An instant or a length in microseconds.
  static func micro(_ nanoseconds: Int64) -> JSONValue {
    nanoseconds % 1_000 == 0 ? .int(nanoseconds / 1_000) : .number(Double(nanoseconds) / 1_000)
  }

  var line: String {
    let rest = arguments.isEmpty ? [] : [Member("args", .object(arguments))]
    return JSONValue.object(
      [
        Member("ph", .string(phase)), Member("ts", PerfettoEvent.micro(time)),
        Member("pid", .int(process)), Member("tid", .int(thread)), Member("name", .string(name)),
      ] + more + rest
    ).dense
  }
}

extension TraceEvent {
  /// Whether a viewer does it.
  var isOfAudience: Bool {
    switch self {
    case .entered, .engaged, .heardLinkUp, .heardAnnouncement, .clicked, .sent, .answered,
      .timedOut, .backsOff, .gaveUp, .heardLate, .missed, .knowsOrder, .abandons, .willPay,
      .receipt, .left:
      true
    default: false
    }
  }
}
