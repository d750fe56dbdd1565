// A host who reacts: at each epoch the host looks at what has sold since the last one and stays
// longer, moves on, or releases another batch. Decisions touch only what nobody has heard yet.

/// What a host decides at an epoch.
enum HostDecision: Sendable, Equatable {
  /// Moves all steps after the given entry.
  case move(after: Int, by: Int64)
  /// Releases a batch of the product.
  case release(product: Int, units: Int)
}

/// The host of one room, at work.
struct HostDesk: Sendable {
  private let host: Host
  private let epoch: Int64
  private var extensions: [Int: Int] = [:]
  /// What is spoken of here.
  private let products: Range<Int>
  private let hasBatches: Bool
  /// Orders created by the last epoch, by product from the room's first one on.
  private var createdByLastEpoch: [Int]

  init(_ room: Room, scenario: Scenario) {
    host = room.host
    epoch = scenario.epoch
    products = room.products(in: scenario)
    hasBatches = scenario.products[products].contains { !$0.batches.isEmpty }
    createdByLastEpoch = products.map { _ in 0 }
  }

  /// Whether this host ever departs from the plan.
  var reacts: Bool { host.movesOnWhenSoldOut || host.extension_ != nil || hasBatches }

  /// Decides at an epoch.
  ///
  /// - Parameters:
  ///   - instant: The epoch, in nanoseconds.
  ///   - stage: What is on air here.
  ///   - isSoldOut: Whether the product on air is.
  ///   - batches: What may be released.
  ///   - created: The orders created so far for a product, in whichever room.
  /// - Returns: What the host does that was not planned, if anything.
  mutating func decide(
    at instant: Int64, stage: StageLog, isSoldOut: Bool, _ batches: inout Batches,
    created: (Int) -> Int
  ) -> HostDecision? {
    let index = stage.index(publishedBy: instant)
    let entry = stage.entries[index]
    let sold = sold(entry.product, created)
    guard entry.kind == .linkUp, index + 1 < stage.entries.count else { return nil }
    let next = stage.entries[index + 1]
    let spoken = instant + host.reactionTime
    guard isSoldOut else { return extend(index, next: next, sold: sold, spoken: spoken) }
    switch batches.next(of: entry.product, at: instant, spoken: spoken) {
    case .released(let units): return .release(product: entry.product, units: units)
    case .onItsWay: return nil
    case .none: break
    }
    guard host.movesOnWhenSoldOut, next.kind != .close, next.published > spoken else {
      return nil
    }
    return .move(after: index, by: spoken - next.published)
  }

  /// Orders created for a product since the last epoch; what was on air then does not matter.
  private mutating func sold(_ product: Int, _ created: (Int) -> Int) -> Int {
    guard host.extension_ != nil else { return 0 }
    let before = createdByLastEpoch
    createdByLastEpoch = products.map(created)
    guard products.contains(product) else { return 0 }
    let place = product - products.lowerBound
    return createdByLastEpoch[place] - before[place]
  }

  /// Stays longer, unless what is next is the end of the offer itself: nobody can order after that.
  private mutating func extend(
    _ index: Int, next: StageEntry, sold: Int, spoken: Int64
  ) -> HostDecision? {
    guard let rule = host.extension_, next.kind != .close, !next.endsOffer,
      next.published > spoken, next.published <= spoken + epoch,
      Double(sold) >= rule.ordersPerSecond * Double(epoch) / 1e9,
      extensions[index, default: 0] < rule.atMost
    else { return nil }
    extensions[index, default: 0] += 1
    return .move(after: index, by: rule.by)
  }
}
