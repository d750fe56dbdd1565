// The way of each request as a track of its own, and the hold of each order as another.
import LiveCommerce

/// Gathers the tracks of requests and holds.
struct PerfettoTracks {
  typealias Member = JSONValue.Member
  private struct Track {
    var name: String
    var category: String
    var id: String
    var from: Int64
    var until: Int64?
    /// The stretches so far: each ends where the next one begins.
    var stretches: [(name: String, from: Int64)] = []
    /// Whether nothing more is to be added.
    var isClosed = false
  }
  private let window: ClosedRange<Int64>
  private let names: TraceNames
  private var tracks: [Track] = []
  private var requests: [UInt64: Int] = [:]
  private var holds: [UInt64: Int] = [:]

  init(_ window: ClosedRange<Int64>, _ names: TraceNames) {
    self.window = window
    self.names = names
  }

  mutating func add(_ fact: TraceFact) {
    switch fact.event {
    case .booked(let kind, _): addHold(kind, fact)
    default: addWay(fact)
    }
  }

  // MARK: Requests

  private mutating func addWay(_ fact: TraceFact) {
    guard let request = fact.request, let stretch = self.stretch(fact.event) else { return }
    let isBeginning = stretch == .onTheWay
    if requests[request] == nil {
      requests[request] = tracks.count
      let arrived = if case .arrived = fact.event { true } else { false }
      tracks.append(
        Track(
          name: name(fact, request), category: "request", id: "\(request)",
          from: isBeginning || arrived ? fact.instant : window.lowerBound))
    }
    guard let index = requests[request], !tracks[index].isClosed else { return }
    tracks[index].stretches.append((stretch.words, fact.instant))
    guard case .replied(_, let arrives, let isLost) = fact.event else { return }
    tracks[index].until = isLost ? fact.instant : arrives
    tracks[index].isClosed = true
  }

  private func name(_ fact: TraceFact, _ request: UInt64) -> String {
    switch fact.event {
    case .sent(let sending): "\(sending.kind) \(request)"
    case .arrived(let kind): "\(kind) \(request)"
    default: request == fact.order ? "order \(request)" : "payment \(request)"
    }
  }

  private func stretch(_ event: TraceEvent) -> TraceStretch.Kind? {
    if case .sent = event { return .onTheWay }
    return event.stretch
  }

  // MARK: Holds

  private mutating func addHold(_ kind: LedgerEvent.Kind, _ fact: TraceFact) {
    guard let order = fact.order else { return }
    switch kind {
    case .held:
      holds[order] = tracks.count
      tracks.append(
        Track(
          name: "holds a unit of \(fact.sku.map(names.row) ?? "a row")", category: "hold",
          id: "\(order)", from: fact.instant))
    case .paid, .released:
      if let index = holds.removeValue(forKey: order) { tracks[index].until = fact.instant }
    default: break
    }
  }

  // MARK: Events

  var events: [PerfettoEvent] { tracks.flatMap(events) }

  private func events(_ track: Track) -> [PerfettoEvent] {
    let until = max(track.until ?? window.upperBound, track.from)
    func event(_ phase: String, _ time: Int64, _ name: String) -> PerfettoEvent {
      PerfettoEvent(
        phase: phase, time: time, process: PerfettoTrace.requests, thread: 0, name: name,
        more: [Member("cat", .string(track.category)), Member("id", .string(track.id))])
    }
    var events = [event("b", track.from, track.name)]
    for (index, stretch) in track.stretches.enumerated() {
      let next = index + 1 < track.stretches.count ? track.stretches[index + 1].from : until
      guard next > stretch.from else { continue }
      events += [event("b", stretch.from, stretch.name), event("e", next, stretch.name)]
    }
    return events + [event("e", until, track.name)]
  }
}
