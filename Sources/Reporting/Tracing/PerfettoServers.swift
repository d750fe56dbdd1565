// What the servers of each tier serve. The back end does not say which of a tier's servers it was, as
// they are alike; so a request is shown on the first that is free, and no two at once on one.
import LiveCommerce

/// Something that a server of a tier serves.
struct PerfettoSlice {
  var tier: TraceTier
  /// Which server, from 1.
  var server: Int
  var from: Int64
  var until: Int64
  /// The order that it is about; nil for the housekeeping of a sale logic.
  var order: UInt64?
  var name: String

  var events: [PerfettoEvent] {
    [
      PerfettoEvent(
        phase: "X", time: from, process: PerfettoTrace.process(tier), thread: server, name: name,
        more: [
          JSONValue.Member("cat", .string(tier.rawValue)),
          JSONValue.Member("dur", PerfettoEvent.micro(until - from)),
        ],
        arguments: order.map { [JSONValue.Member("order", .int($0))] } ?? [])
    ]
  }
}

/// Gathers what servers serve.
struct PerfettoServers {
  private struct Key: Hashable {
    var tier: TraceTier
    var request: UInt64
  }
  private let window: ClosedRange<Int64>
  private var closed: [PerfettoSlice] = []
  /// What is being served, by request: the earliest begun first.
  private var open: [Key: [PerfettoSlice]] = [:]
  /// Servers that are taken, by tier.
  private var taken: [TraceTier: [Bool]] = [:]

  init(_ window: ClosedRange<Int64>) { self.window = window }

  mutating func add(_ fact: TraceFact) {
    let request = fact.request ?? 0
    switch fact.event {
    case .began(let tier, _) where tier != .room:
      open[Key(tier: tier, request: request), default: []].append(
        PerfettoSlice(
          tier: tier, server: takeServer(tier), from: fact.instant, until: fact.instant,
          order: fact.order, name: fact.order.map { "order \($0)" } ?? "housekeeping"))
    case .ended(let tier, _): end(tier, request, fact)
    case .stated(let kind, _, _):
      name(fact, "\(kind)")
    default: break
    }
  }

  /// Names what has just been served by the statement that it was.
  private mutating func name(_ fact: TraceFact, _ name: String) {
    var index = closed.endIndex
    while index > 0, closed[index - 1].until == fact.instant {
      index -= 1
      guard closed[index].order == fact.order else { continue }
      closed[index].name = name
      return
    }
  }

  private mutating func takeServer(_ tier: TraceTier) -> Int {
    let index = taken[tier, default: []].firstIndex(of: false)
    if let index {
      taken[tier]?[index] = true
      return index + 1
    }
    taken[tier, default: []].append(true)
    return taken[tier, default: []].count
  }

  private mutating func end(_ tier: TraceTier, _ request: UInt64, _ fact: TraceFact) {
    let key = Key(tier: tier, request: request)
    guard var slices = open[key], !slices.isEmpty else {
      // It began before the span: on a server that nobody has been seen on.
      closed.append(
        PerfettoSlice(
          tier: tier, server: unseenServer(tier), from: window.lowerBound, until: fact.instant,
          order: fact.order, name: fact.order.map { "order \($0)" } ?? "housekeeping"))
      return
    }
    var slice = slices.removeFirst()
    open[key] = slices.isEmpty ? nil : slices
    slice.until = fact.instant
    taken[tier]?[slice.server - 1] = false
    closed.append(slice)
  }

  private mutating func unseenServer(_ tier: TraceTier) -> Int {
    taken[tier, default: []].append(false)
    return taken[tier, default: []].count
  }

  /// All slices; what is still served goes on to the end.
  var finished: [PerfettoSlice] {
    let rest = open.values.flatMap { $0 }.map { slice in
      var slice = slice
      slice.until = window.upperBound
      return slice
    }
    return (closed + rest).sorted {
      ($0.from, $0.tier.rawValue, $0.server, $0.until)
        < ($1.from, $1.tier.rawValue, $1.server, $1.until)
    }
  }

  // MARK: Arrows and counters

  /// Arrows from each slice of an order to its next one.
  static func arrows(_ slices: [PerfettoSlice]) -> [PerfettoEvent] {
    var ofOrder: [UInt64: [Int]] = [:]
    for (index, slice) in slices.enumerated() {
      if let order = slice.order { ofOrder[order, default: []].append(index) }
    }
    return slices.enumerated().compactMap { index, slice in
      guard let order = slice.order, let all = ofOrder[order], all.count > 1 else { return nil }
      let phase = index == all.first ? "s" : index == all.last ? "f" : "t"
      return PerfettoEvent(
        phase: phase, time: slice.from, process: PerfettoTrace.process(slice.tier),
        thread: slice.server, name: "order",
        more: [
          JSONValue.Member("cat", .string("flow")), JSONValue.Member("id", .string("\(order)")),
        ] + (phase == "f" ? [JSONValue.Member("bp", .string("e"))] : []))
    }
  }

  /// Who waits and who is served at each tier, after each change.
  static func counters(_ facts: [TraceFact]) -> [PerfettoEvent] {
    var events: [PerfettoEvent] = []
    var last: [TraceTier: Int] = [:]
    for fact in facts {
      switch fact.event {
      // A row has no servers to show; what waits for one is not served anywhere.
      case .queued(let tier, let load), .began(let tier, let load), .ended(let tier, let load):
        guard tier != .row else { continue }
        let event = PerfettoEvent(
          phase: "C", time: fact.instant, process: PerfettoTrace.process(tier), thread: 0,
          name: "\(tier.place)",
          arguments: [
            JSONValue.Member("waiting", .int(load.waiting)),
            JSONValue.Member("served", .int(load.busy)),
          ])
        if let index = last[tier], events[index].time == fact.instant {
          events[index] = event
        } else {
          last[tier] = events.count
          events.append(event)
        }
      default: break
      }
    }
    return events
  }
}
