// A finding told as a story: what broke, what the storm was, and step by step how it came about, in
// numbered sentences and as lanes side by side. Invariant: everything it says was seen in one run of
// the case.
import DiscreteEvents
import LiveCommerce

/// The story of a case.
public struct Story: Sendable, Equatable, Codable {
  /// One step.
  public struct Step: Sendable, Equatable, Codable {
    /// When, in nanoseconds.
    public var at: Int64
    /// Who.
    public var strand: String
    /// What, as a predicate: `reads stock row 0: 1`.
    public var what: String
    /// The same in a word or two, for a lane: `read stock: 1`.
    public var mark: String
  }
  /// The case.
  public var found: SaleCase
  /// What happened, in order.
  public var steps: [Step]

  init(_ found: SaleCase, steps: [Step]) {
    self.found = found
    self.steps = steps
  }

  init(_ found: SaleCase, _ laboratory: Laboratory) {
    self.found = found
    steps = Story.steps(laboratory)
  }

  /// Where two runs of the same schedule part, in words; nil if they do not.
  static func parting(_ first: [Step], _ second: [Step]) -> String? {
    let place = zip(first, second).prefix { $0 == $1 }.count
    guard place < max(first.count, second.count) else { return nil }
    func words(_ steps: [Step]) -> String {
      place < steps.count
        ? "\(steps[place].strand) \(steps[place].what)" : "nothing more happened"
    }
    return "the same schedule did not do the same again; step \(place + 1) was once "
      + "\"\(words(first))\" and once \"\(words(second))\""
  }

  /// What is said of a schedule, counted from 1, that parts with itself where no step can be named.
  static func unlikeItself(schedule number: Int) -> String {
    "schedule \(number) does not do the same when it is run again"
  }

  /// What a laboratory has recorded.
  static func steps(_ laboratory: Laboratory) -> [Step] {
    laboratory.trace.map { entry in
      switch entry {
      case .call(let strand, let statement):
        Step(
          at: statement.at.nanoseconds, strand: laboratory.interleaver.words(strand),
          what: Story.named(statement.predicate), mark: Story.named(statement.mark))
      case .fact(let strand, let event):
        Step(
          at: event.at, strand: laboratory.interleaver.words(strand),
          what: event.predicate, mark: event.mark)
      case .disturbance(let strand, let at, let kind, let row):
        Step(
          at: at.nanoseconds, strand: laboratory.interleaver.words(strand),
          what: Story.named(kind.predicate(on: row)), mark: kind.mark)
      }
    }
  }

  /// Orders by their numbers and attempts: a repeated attempt is an order of its own to the logic.
  static func named(_ text: String) -> String {
    text.replacing(#/order ([0-9]{4,})/#) { match in
      let number = Int(match.1) ?? 0
      let attempt = Trial.attemptRole(number / Trial.attemptStride)
      return "\(attempt) \(number % Trial.attemptStride)"
    }
  }

  /// The story as text.
  public var text: String {
    let head = [
      "\(found.kind): \(found.sentence)",
      "",
      "\(found.logic) under \(stormWords); \(switchWords)",
      "",
    ]
    let told = steps.prefix { $0.at <= lastAt }.enumerated().map { index, step in
      "\(index + 1). \(Story.time(step.at)) \(step.strand) \(step.what)"
    }
    let left = steps.count - told.count
    let tail = left > 0 ? ["   (\(left) later \(left == 1 ? "step" : "steps") left out)"] : []
    return (head + told + tail + [""] + lanes).joined(separator: "\n") + "\n"
  }

  /// The last step that belongs to the story: the first bad event.
  private var lastAt: Int64 { badAt ?? .max }

  private var badAt: Int64? {
    guard case .brokenPromise = found.kind else { return nil }
    return found.at
  }

  private var stormWords: String {
    let count = found.storm.orders.count
    let stock = found.storm.products.map { "\($0.stock)" }.joined(separator: " and ")
    return "\(count) \(count == 1 ? "order" : "orders") for \(stock) in stock"
  }

  private var switchWords: String {
    let switches = found.switches.count
    let disturbances = found.disturbances.count
    return "\(switches) context \(switches == 1 ? "switch" : "switches"), "
      + "\(disturbances) \(disturbances == 1 ? "misfortune" : "misfortunes")"
  }

  /// A time since the start of the storm: to the microsecond while it is short.
  static func time(_ nanoseconds: Int64) -> String {
    let micro = nanoseconds / 1_000
    if micro < 1_000 { return "+\(micro) µs" }
    let seconds = micro / 1_000_000
    let rest = String(micro % 1_000_000)
    return "+\(seconds)." + String(repeating: "0", count: 6 - rest.count) + rest + " s"
  }
}

// MARK: - Lanes

extension Story {
  /// The steps side by side, a lane for each strand that takes part.
  private var lanes: [String] {
    let shown = steps.filter { $0.at <= lastAt }
    var names: [String] = []
    for step in shown where !names.contains(step.strand) { names.append(step.strand) }
    guard names.count > 1, names.count <= 6 else { return [] }
    let widths = names.map { name in
      max(name.count, shown.filter { $0.strand == name }.map(\.mark.count).max() ?? 0)
    }
    let times = max(4, shown.map { Story.time($0.at).count }.max() ?? 0)
    func row(_ time: String, _ cells: [String]) -> String {
      let padded = zip(cells, widths).map { $0.padded(to: $1) }
      return ([time.padded(to: times)] + padded).joined(separator: " │ ").trimmedEnd
    }
    let rule = ([times] + widths).map { String(repeating: "─", count: $0) }
      .joined(separator: "─┼─")
    return [row("time", names), rule]
      + shown.map { step in
        row(Story.time(step.at), names.map { $0 == step.strand ? step.mark : "" })
      }
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }

  fileprivate var trimmedEnd: String {
    var text = self[...]
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}

extension Disturbance.Kind {
  /// What befell a call upon a row, as a predicate.
  func predicate(on row: Row) -> String {
    switch self {
    case .delay(let length): "is held up for \(Story.time(length).dropFirst())"
    case .crash: "stops: its node crashes before the next call takes effect"
    case .lost: "makes a call that is lost on its way"
    case .unanswered: "gets no answer to the next call, which takes effect"
    case .redelivery(let wait):
      "is handed a message about \(row.words) that comes once more"
        + (wait > 0 ? ", \(Story.time(wait).dropFirst()) later," : ",") + " acknowledged or not"
    case .reordering:
      "is not handed the message about \(row.words): it is kept back until a younger one has been "
        + "delivered"
    case .leaseLapse:
      "is not told that the lease on \(row.words) that it asks for runs out as soon as it has it"
    }
  }

  /// The same in a word or two.
  var mark: String {
    switch self {
    case .delay(let length): "… " + Story.time(length).dropFirst()
    case .crash: "CRASH"
    case .lost: "lost:"
    case .unanswered: "no answer:"
    case .redelivery: "twice:"
    case .reordering: "kept back"
    case .leaseLapse: "lapses:"
    }
  }
}
