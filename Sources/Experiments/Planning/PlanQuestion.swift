// What a plan is asked for: the knobs, their sizes and costs, and which end of them is wanted.
//
// Invariant: level 0 of a knob is the size most wished for (the least, or with `largest` the greatest),
// and every further level is one step towards the other end, where promises are easier to keep. So
// whatever is asked, the search looks for the lowest levels that keep.
import Stochastics

/// A value of the scenario that a plan may choose.
public struct Knob: Sendable, Equatable {
  /// Where the value stands, such as `orders.workers.count`.
  public let path: String
  /// What one unit of it costs, above 0, in whatever money: only ratios matter.
  public let cost: Double
  /// The sizes that it can take.
  public let sizes: SizeRange

  /// Describes a knob.
  ///
  /// - Parameters:
  ///   - path: Where the value stands.
  ///   - cost: What one unit costs.
  ///   - sizes: The sizes that it can take.
  /// - Throws: `PlanProblem`, if the cost is not above 0.
  public init(path: String, cost: Double = 1, sizes: SizeRange) throws(PlanProblem) {
    guard cost > 0, cost.isFinite else {
      throw PlanProblem("the cost of \(path) is \(cost): it must be above 0")
    }
    (self.path, self.cost, self.sizes) = (path, cost, sizes)
  }
}

/// A size for each knob, as levels: 0 is the size most wished for.
public struct Combination: Hashable, Sendable {
  /// The level of each knob.
  public var levels: [Int]

  /// Names a combination.
  public init(_ levels: [Int]) { self.levels = levels }

  /// Whether no knob is easier than in the other one.
  func isNoEasier(than other: Combination) -> Bool {
    zip(levels, other.levels).allSatisfy { $0 <= $1 }
  }

  /// The combination with one level replaced.
  func with(_ axis: Int, at level: Int) -> Combination {
    var copy = self
    copy.levels[axis] = level
    return copy
  }
}

/// What is asked.
public struct PlanQuestion: Sendable, Equatable {
  /// The knobs.
  public let knobs: [Knob]
  /// Whether the largest sizes are wanted that keep the promises, instead of the smallest.
  public let wantsLargest: Bool
  /// How sure the whole answer is to be, between 0.5 and 1.
  public let confidence: Double
  /// How near the answer is to be to the size below it, of one knob, as a share of the size; a step is
  /// always near enough.
  public let nearness: Double
  /// The most sessions that may be run.
  public let limit: Int

  /// Asks.
  ///
  /// - Parameters:
  ///   - knobs: One knob or more.
  ///   - wantsLargest: Whether the largest sizes are wanted.
  ///   - confidence: How sure the whole answer is to be, between 0.5 and 1.
  ///   - nearness: How near the answer is to be to the size below it, as a share of the size.
  ///   - limit: The most sessions that may be run.
  public init(
    _ knobs: [Knob], wantsLargest: Bool = false, confidence: Double = 0.95,
    nearness: Double = 0.01, limit: Int = 3000
  ) {
    self.knobs = knobs
    self.wantsLargest = wantsLargest
    self.confidence = min(max(confidence, 0.5), 0.999_999)
    self.nearness = nearness
    self.limit = limit
  }

  /// The place of a level among the sizes of a knob.
  private func index(_ level: Int, of knob: Knob) -> Int {
    wantsLargest ? knob.sizes.count - 1 - level : level
  }

  /// The sizes of a combination as settings are written.
  public func texts(_ combination: Combination) -> [String] {
    zip(combination.levels, knobs).map { level, knob in knob.sizes.text(index(level, of: knob)) }
  }

  /// The sizes of a combination as numbers, each in its knob's unit.
  public func numbers(_ combination: Combination) -> [Double] {
    zip(combination.levels, knobs).map { level, knob in knob.sizes.number(index(level, of: knob)) }
  }

  /// Whether two levels of the only knob are near enough; none is near to no level.
  func isNear(_ low: Int, _ high: Int) -> Bool {
    guard low >= 0, high <= easiest.levels[0] else { return false }
    let (first, second) = (numbers(Combination([low]))[0], numbers(Combination([high]))[0])
    return abs(second - first) <= nearness * abs(second)
  }

  /// How many levels of the only knob are near one of them, 1 or more.
  func nearLevels(at level: Int) -> Int {
    let knob = knobs[0]
    guard knob.sizes.count > 1 else { return 1 }
    let step = knob.sizes.number(1) - knob.sizes.number(0)
    let near = nearness * abs(numbers(Combination([level]))[0]) / step
    return max(1, Int(min(near, Double(knob.sizes.count))))
  }

  /// What a combination costs; with `largest`, what is forgone counts as if it were lost.
  public func cost(_ combination: Combination) -> Double {
    zip(numbers(combination), knobs).reduce(0) { $0 + $1.0 * $1.1.cost }
  }

  /// Sizes that stand for all others, as settings are written: those at both ends, and one step from the
  /// first, for a step may lead to what an end is not, such as half a worker.
  public var samples: [[String]] {
    let first = Combination(knobs.map { _ in 0 })
    let second = Combination(knobs.map { min(1, $0.sizes.count - 1) })
    return [first, second, easiest].map(texts)
  }

  /// The combination at which promises are easiest to keep.
  var easiest: Combination { Combination(knobs.map { $0.sizes.count - 1 }) }

  /// What a combination costs more than the one most wished for.
  func weight(_ combination: Combination) -> Double {
    zip(combination.levels, weights).reduce(0) { $0 + Double($1.0) * $1.1 }
  }

  /// What one level of each knob costs.
  var weights: [Double] {
    knobs.map { ($0.sizes.count > 1 ? $0.sizes.number(1) - $0.sizes.number(0) : 0) * $0.cost }
  }

  /// Levels at which a knob is looked at first: both ends, and between them equal ratios of size where
  /// all sizes are above 0, else equal distances.
  func probedLevels(of axis: Int, atMost most: Int = 13) -> [Int] {
    let knob = knobs[axis]
    let last = knob.sizes.count - 1
    guard last > 0 else { return [0] }
    let (low, high) = (knob.sizes.number(0), knob.sizes.number(last))
    let isGeometric = low > 0
    let doublings = isGeometric ? Elementary.log(high / low) / Elementary.log(2) : 6
    let steps = max(1, min(last, min(most - 1, max(4, Int(doublings.rounded(.up))))))
    let indices = (0...steps).map { step -> Int in
      let part = Double(step) / Double(steps)
      guard isGeometric else { return Int((part * Double(last)).rounded()) }
      let size = low * Elementary.pow(high / low, part)
      return Int(((size - low) / (high - low) * Double(last)).rounded())
    }
    let levels = Set(indices.map { min(max($0, 0), last) }).map { index($0, of: knob) }
    return levels.sorted()
  }
}
