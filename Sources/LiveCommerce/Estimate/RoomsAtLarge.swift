// Many rooms as a few that stand for them, so that an estimate costs as much for ten thousand as for ten:
// of the copies of a room a few are looked at, each with the stock and the visits of those around it.
// People who come to the platform are shared out by where they would be shown.
import Stochastics

/// A scenario whose every room has all its visitors itself, for the arithmetic of an estimate.
enum RoomsAtLarge {
  /// Of the copies of a room so many are looked at.
  private static let copies = 4

  /// The scenario, or one that is about the same with few rooms and no platform.
  static func scenario(_ scenario: Scenario) -> Scenario {
    guard scenario.rooms.count > 1 || !scenario.platform.isEmpty || scenario.ranker != nil else {
      return scenario
    }
    let hazards = scenario.rooms.map { HazardModel(scenario: scenario, room: $0) }
    let chunks = chunks(of: scenario)
    let chains = VisitChains(of: scenario, hazards)
    var few = scenario
    few.platform = []
    few.hopping = nil
    few.ranker = nil
    few.roomGroups = []
    few.products = scenario.products.filter { !$0.isCopy }
    few.changes = []
    few.rooms = chunks.map { chunk in room(chunk, in: scenario, chains, &few.products) }
    for (stream, isRanked) in streams(of: scenario) {
      guard scenario.rooms.count > 1 else {
        few.rooms[0].traffic.append(chains.lengthened(stream))
        continue
      }
      let shares = shares(
        chains.lengthened(stream), isRanked: isRanked, chunks, scenario, hazards)
      for (index, part) in shares.enumerated() where part.visits > 0 {
        few.rooms[index].traffic.append(part)
      }
    }
    return few
  }

  /// Rooms that are looked at as one.
  private struct Chunk {
    var rooms: Range<Int>
    /// The one that is looked at.
    var middle: Int { rooms.lowerBound + rooms.count / 2 }
  }

  private static func chunks(of scenario: Scenario) -> [Chunk] {
    let groups = scenario.roomGroups.map(\.rooms)
    return (groups.isEmpty ? scenario.rooms.indices.map { $0..<($0 + 1) } : groups).flatMap {
      rooms in
      let parts = min(copies, rooms.count)
      return (0..<parts).map { part in
        let from = rooms.lowerBound + rooms.count * part / parts
        return Chunk(rooms: from..<(rooms.lowerBound + rooms.count * (part + 1) / parts))
      }
    }
  }

  /// The room in the middle of a chunk, with the stock of all of them and their own traffic.
  private static func room(
    _ chunk: Chunk, in scenario: Scenario, _ chains: VisitChains, _ products: inout [Product]
  ) -> Room {
    var room = scenario.rooms[chunk.middle]
    let count = chunk.rooms.count
    room.traffic = room.traffic.map(chains.lengthened)
    for index in room.traffic.indices { room.traffic[index].visits *= Double(count) }
    let own = room.products(in: scenario)
    var places: [Int: Int] = [:]
    for index in own {
      var product = scenario.products[index]
      guard product.isCopy else {
        places[index] = products.firstIndex { $0.name == product.name } ?? 0
        continue
      }
      for variant in product.variants.indices { product.variants[variant].stock *= count }
      product.batches = product.batches.map { $0 * count }
      places[index] = products.count
      products.append(product)
    }
    for step in room.rundown.indices {
      room.rundown[step].product = room.rundown[step].product.flatMap { places[$0] }
      room.rundown[step].units *= count
    }
    return room
  }

  /// What brings people to the platform; of those who are steered, as it begins.
  private static func streams(
    of scenario: Scenario
  ) -> [(stream: TrafficStream, isRanked: Bool)] {
    var streams = scenario.platform.map { ($0, false) }
    if let ranker = scenario.ranker {
      var stream = ranker.stream
      stream.visits = scenario.steeredVisits
      streams.append((stream, true))
    }
    return streams
  }

  /// The part of a stream that each chunk gets.
  private static func shares(
    _ stream: TrafficStream, isRanked: Bool, _ chunks: [Chunk], _ scenario: Scenario,
    _ hazards: [HazardModel]
  ) -> [TrafficStream] {
    var parts = chunks.map { _ in [Double](repeating: 0, count: scenario.cohorts.count) }
    for cohort in scenario.cohorts.indices {
      let weights = chunks.map { chunk in
        chunk.rooms.reduce(0.0) { sum, room in
          let match = hazards[room].match(cohort: cohort, product: -1)
          let weight = isRanked ? 1 : scenario.rooms[room].weight
          return sum + weight * Elementary.exp(stream.personalisation * match)
        }
      }
      let total = weights.reduce(0, +)
      guard total > 0 else { continue }
      for (index, weight) in weights.enumerated() {
        parts[index][cohort] = stream.cohortShares[cohort] * weight / total
      }
    }
    return parts.map { shares in
      let part = shares.reduce(0, +)
      var own = stream
      own.visits = stream.visits * part
      own.cohortShares = shares.map { part > 0 ? $0 / part : 0 }
      // Who is shown a room has been chosen for it already.
      own.personalisation = 0
      return own
    }
  }
}
