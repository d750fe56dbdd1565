// What is wrong with a storm that was read from a file: a case is untrusted input, and a storm that
// makes no sense must be refused and not run.

extension Storm {
  /// The most orders that a storm may have; further attempts take their numbers from here on.
  static let mostOrders = Trial.attemptStride - 1
  private static let mostProducts = 100
  private static let mostNodes = 100
  private static let mostUnits = 1_000_000
  /// A year, in nanoseconds.
  private static let longest: Int64 = 31_536_000_000_000_000

  /// What is wrong, in words; nil for a storm that can be run.
  package var problem: String? {
    guard (1...Storm.mostProducts).contains(products.count) else {
      return "a storm has 1 to \(Storm.mostProducts) products, not \(products.count)"
    }
    guard (1...Storm.mostOrders).contains(orders.count) else {
      return "a storm has 1 to \(Storm.mostOrders) orders, not \(orders.count)"
    }
    guard (1...Storm.mostNodes).contains(nodes), clockSkews.count <= Storm.mostNodes else {
      return "a storm has 1 to \(Storm.mostNodes) nodes, not \(nodes)"
    }
    guard Set(orders.map(\.number)).count == orders.count else {
      return "two orders have the same number"
    }
    guard ([releaseLag, undersellWithin] + clockSkews).allSatisfy(Storm.isSpan) else {
      return "a length of time is more than a year"
    }
    guard products.allSatisfy(\.isSound) else { return "a product is out of bounds" }
    if let wrong = orders.first(where: { !$0.isSound(in: self) }) {
      return "order \(wrong.number) is out of bounds"
    }
    let late = orders.first { $0.repeats.contains { $0 > Swarm.longestRepeat } }
    return late.map {
      "order \($0.number) comes again after more than "
        + "\(Swarm.longestRepeat / 60_000_000_000) minutes, when its key may have been forgotten"
    }
  }

  fileprivate static func isSpan(_ length: Int64) -> Bool { (-longest...longest).contains(length) }
  static func isWait(_ length: Int64) -> Bool { (0...longest).contains(length) }
  fileprivate static func isCount(_ units: Int) -> Bool { (0...mostUnits).contains(units) }
}

extension StormProduct {
  fileprivate var isSound: Bool {
    Storm.isCount(stock) && Storm.isCount(limit) && (0...1_000_000_000_000).contains(price)
      && Storm.isWait(hold) && Storm.isSpan(opens) && (closes == .max || Storm.isSpan(closes))
  }
}

extension StormOrder {
  fileprivate func isSound(in storm: Storm) -> Bool {
    let rows = storm.products.indices
    let waits = [at, paysAfter ?? 0] + repeats + repeatedNotices
    return (1...Storm.mostOrders).contains(number) && Storm.isCount(quantity) && quantity > 0
      && rows.contains(product) && (also.map { rows.contains($0) && $0 != product } ?? true)
      && waits.allSatisfy(Storm.isWait) && waits.count <= 100
  }
}
