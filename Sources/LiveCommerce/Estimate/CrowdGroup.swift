// The people of one cohort in one room as a quantity, not one by one. Whoever came with patience p when
// the cohort had spent R in all leaves when it has spent R + p, whatever the rates were in between; so
// people wait in buckets of spent patience, and passing a bucket lets those in it leave. It is the
// session's own rule of staying, averaged: with constant rates it is Little's law.
import Stochastics

/// How many people of a cohort are present, and when they leave.
struct CrowdGroup {
  private static let bucketCount = 8192
  /// Arrivals of one step are spread over so many patiences.
  private static let points = 32
  private static let tableSize = 2048

  private(set) var present = 0.0
  private var buckets: [Double]
  private let width: Double
  private let patience: [Double]
  /// Patience spent so far, in buckets.
  private var spent = 0.0
  private var nextPoint = 0

  /// The people of `cohort`, whose patience is spent at most `fastest` times as fast as time passes
  /// in a session of `length` nanoseconds; in a step of `step` some are admitted.
  init(_ cohort: Cohort, spread: Double, fastest: Double, length: Double, step: Double) {
    patience = (0..<CrowdGroup.tableSize).map { index in
      let (first, second) = SpreadDraws.point(index)
      let drawn = max(0, cohort.dwell.value(at: first))
      guard spread != 0 else { return drawn }
      return drawn * Elementary.exp(spread * Elementary.normalQuantile(second))
    }
    // Who comes at the end of a step has all of it before them, and their patience.
    let range = min(fastest * length, patience.max() ?? length) + fastest * step
    width = max(1, range / Double(CrowdGroup.bucketCount - 2))
    buckets = Array(repeating: 0, count: CrowdGroup.bucketCount)
  }

  /// Lets people in, evenly over a step in which `spending` nanoseconds of patience are spent.
  mutating func admit(_ people: Double, spending: Double) {
    guard people > 0 else { return }
    present += people
    let part = people / Double(CrowdGroup.points)
    for _ in 0..<CrowdGroup.points {
      let (instant, _) = SpreadDraws.point(nextPoint)
      let ahead = (instant * spending + patience[nextPoint % CrowdGroup.tableSize]) / width
      nextPoint += 1
      // Whoever brings more than can ever be spent stays to the close and needs no bucket.
      guard ahead < Double(CrowdGroup.bucketCount - 1) else { continue }
      buckets[Int(spent + ahead) % CrowdGroup.bucketCount] += part
    }
  }

  /// Spends patience and returns how many people leave.
  mutating func spend(_ amount: Double) -> Double {
    let end = spent + min(amount / width, Double(CrowdGroup.bucketCount - 1))
    var left = 0.0
    while spent < end {
      let bucket = spent.rounded(.down)
      let stop = min(end, bucket + 1)
      let index = Int(bucket) % CrowdGroup.bucketCount
      let gone = buckets[index] * (stop - spent) / (bucket + 1 - spent)
      buckets[index] -= gone
      left += gone
      spent = stop
    }
    present = max(0, present - left)
    return left
  }

  /// Sends everybody home, at the close.
  mutating func close() -> Double {
    defer {
      present = 0
      buckets = Array(repeating: 0, count: CrowdGroup.bucketCount)
    }
    return present
  }
}
