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
  private var createdAtLastEpoch = 0
  /// The batches still to be released, by product from the room's first one on.
  private var batches: [[Int]]
  private let firstProduct: Int

  init(_ room: Room, scenario: Scenario) {
    host = room.host
    epoch = scenario.epoch
    let products = room.products(in: scenario)
    firstProduct = products.lowerBound
    batches = scenario.products[products].map(\.batches)
  }

  /// Whether this host ever departs from the plan.
  var reacts: Bool {
    host.movesOnWhenSoldOut || host.extension_ != nil || batches.contains { !$0.isEmpty }
  }

  /// Decides at an epoch, from the orders created so far for the product on air and whether it is
  /// sold out.
  mutating func decide(
    at instant: Int64, stage: StageLog, created: Int, isSoldOut: Bool
  ) -> HostDecision? {
    let index = stage.index(publishedBy: instant)
    let entry = stage.entries[index]
    let sold = created - createdAtLastEpoch
    createdAtLastEpoch = created
    guard entry.kind == .linkUp, index + 1 < stage.entries.count else { return nil }
    let next = stage.entries[index + 1]
    let spoken = instant + host.reactionTime
    if isSoldOut {
      let place = entry.product - firstProduct
      if let units = batches[place].first {
        batches[place].removeFirst()
        return .release(product: entry.product, units: units)
      }
      guard host.movesOnWhenSoldOut, next.kind != .close, next.published > spoken else {
        return nil
      }
      return .move(after: index, by: spoken - next.published)
    }
    return extend(index, next: next, sold: sold, spoken: spoken)
  }

  private mutating func extend(
    _ index: Int, next: StageEntry, sold: Int, spoken: Int64
  ) -> HostDecision? {
    guard let rule = host.extension_, next.kind != .close, next.published > spoken,
      next.published <= spoken + epoch,
      Double(sold) >= rule.ordersPerSecond * Double(epoch) / 1e9,
      extensions[index, default: 0] < rule.atMost
    else { return nil }
    extensions[index, default: 0] += 1
    return .move(after: index, by: rule.by)
  }
}
