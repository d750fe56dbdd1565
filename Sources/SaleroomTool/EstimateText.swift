// An estimate as people and programs read it: what will happen, what it will cost, what there is.
import LiveCommerce
import Reporting

/// The page that `--dry-run` prints.
struct EstimateText {
  let estimate: SessionEstimate
  /// How many sessions there are, or at most, and how many of them run at the same time.
  let sessions: Int
  let atOnce: Int
  let seconds: Double
  let available: Double?

  /// The same in base units.
  var json: String {
    let memory = estimate.memory
    let many: [JSONValue.Member] =
      sessions > 1 ? [.init("sessions", .int(sessions)), .init("atOnce", .int(atOnce))] : []
    return JSONValue.object(
      many + [
        .init("peopleAtPeak", .number(estimate.peakPresent)),
        .init("visits", .number(estimate.visits)),
        .init("events", .number(estimate.events)),
        .init("orders", .number(estimate.orders)),
        .init("requests", .number(estimate.requests)),
        .init("created", .number(estimate.created)),
        .init(
          "memory",
          .object([
            .init("total", .number(memory.total)),
            .init("program", .number(memory.program)),
            .init("rooms", .number(memory.rooms)),
            .init("people", .number(memory.people)),
            .init("accounts", .number(memory.accounts)),
            .init("orders", .number(memory.orders)),
            .init("series", .number(memory.series)),
          ])),
        .init("seconds", .number(seconds)),
        .init("availableMemory", .optional(available)),
        .init("leftOut", .array(estimate.leftOut.map { .string($0) })),
      ]
    ).text
  }

  /// The lines of the page.
  var text: String {
    let memory = estimate.memory
    let parts = [
      ("the program and its workers", memory.program),
      ("rooms and products", memory.rooms),
      ("people present or due back", memory.people),
      ("accounts with an order", memory.accounts), ("orders open", memory.orders),
      ("counters by second", memory.series),
    ]
    let counts = [
      ("people present at the peak", estimate.peakPresent), ("visits", estimate.visits),
      ("events", estimate.events), ("orders", estimate.orders),
      ("requests to order, with retries", estimate.requests),
      ("orders created", estimate.created),
    ]
    let many =
      sessions > 1 ? [("sessions, at most; each has", ValueText.count(Double(sessions)))] : []
    let rows =
      many + counts.map { ($0, EstimateText.count($1)) }
      + [("memory", EstimateText.bytes(memory.total))]
      + parts.map { ("  \($0)", EstimateText.bytes($1)) }
      + [
        (
          sessions > 1 ? "time of all, \(atOnce) at once" : "time, on one thread",
          EstimateText.time(seconds)
        )
      ]
    let room = available.map { "\(EstimateText.bytes($0)) of memory are free on this machine" }
    return Help.joined(
      ["Estimate; nothing was run"] + Help.table(rows) + leftOut + (room.map { ["", $0] } ?? []))
  }

  private var leftOut: [String] {
    guard !estimate.leftOut.isEmpty else { return [] }
    let sentence = "Not in it, though in the scenario: \(estimate.leftOut.joined(separator: "; "))."
    return [""] + Display.wrapped(sentence, to: 100)
  }

  /// A number to two significant digits, as befits an estimate.
  static func count(_ value: Double) -> String {
    ValueText.count(rounded(value).rounded())
  }

  /// A length of time, as roughly as it is known.
  static func time(_ seconds: Double) -> String { ValueText.duration(rounded(seconds)) }

  static func bytes(_ value: Double) -> String {
    switch value {
    case ..<1e6: "\(count(value / 1e3)) kB"
    case ..<9.95e8: "\(count(value / 1e6)) MB"
    case ..<9.95e9: "\(ValueText.count((value / 1e8).rounded() / 10)) GB"
    default: "\(count(value / 1e9)) GB"
    }
  }

  private static func rounded(_ value: Double) -> Double {
    var scale = 1.0
    while value / scale >= 100 { scale *= 10 }
    while value / scale < 10 && scale > 1e-9 { scale /= 10 }
    return (value / scale).rounded() * scale
  }
}
