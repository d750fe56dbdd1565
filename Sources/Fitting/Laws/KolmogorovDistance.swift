// How far a log is from a law: the greatest distance between the law and the share that the log says
// lasts longer, which is Kaplan and Meier's estimate where lengths were cut.
//
// The parameters came from the same log, so the distance is smaller than Kolmogorov's table expects (H.
// W. Lilliefors, JASA 62 (1967) 399-402). Its p-value is therefore found by drawing logs from the
// fitted law, cut as the log was, fitting the law to each, and counting how many are farther from
// theirs (parametric bootstrap: W. Stute, W. González Manteiga and M. Presedo Quindimil, Metrika 40
// (1993) 243-256). √n · distance hardly depends on n, so the logs that are drawn have at most 1000
// lengths.
import Stochastics

/// The distance between lengths of time and a law.
struct KolmogorovDistance {
  /// The most lengths of a log that is drawn.
  static let mostDrawn = 1000
  private static let domain: UInt32 = 1 << 21

  /// What ended, in nanoseconds.
  let histogram: LogLinearHistogram
  /// What did not, in seconds with its number; ascending.
  let cut: [(seconds: Double, count: Double)]
  /// The fineness of the log's clock, in nanoseconds.
  let tick: Int64

  /// How many there are.
  var count: Double { Double(histogram.count) + cut.reduce(0) { $0 + $1.count } }

  /// The share that lasts longer, before and after each bucket, with the bucket's ends in seconds.
  private func survival(
    _ take: (_ low: Double, _ high: Double, _ before: Double, _ after: Double) -> Void
  ) {
    // A clock that ticks in seconds shows a length to a second: half a tick on either side.
    let half = tick > 1_000_000 ? Double(tick) / 2 : 0
    var atRisk = count
    var share = 1.0
    var next = 0
    for bucket in histogram.buckets {
      let low = max(0, Double(bucket.lowest) - half) / 1e9
      let high = (Double(bucket.highest) + max(1, half)) / 1e9
      while next < cut.count, cut[next].seconds < low {
        atRisk -= cut[next].count
        next += 1
      }
      let before = share
      share *= atRisk > 0 ? max(0, 1 - Double(bucket.count) / atRisk) : 0
      atRisk -= Double(bucket.count)
      take(low, high, before, share)
    }
  }

  /// The greatest distance to a law of nanoseconds.
  func distance(to law: Distribution) -> Double {
    var greatest = 0.0
    survival { low, high, before, after in
      greatest = max(greatest, abs(1 - law.cumulative(low * 1e9) - before))
      greatest = max(greatest, abs(1 - law.cumulative(high * 1e9) - after))
    }
    return greatest
  }

  /// The share that lasts longer, at lengths that are even on a logarithmic axis.
  func picture(_ law: Distribution, points: Int = 60) -> [DurationFit.Point] {
    guard let least = histogram.minimum, let most = histogram.maximum, most > least else {
      return []
    }
    let low = Elementary.log(max(Double(least), Double(tick), 1))
    let high = Elementary.log(Double(most))
    var edges: [(seconds: Double, share: Double)] = [(0, 1)]
    survival { _, high, _, after in edges.append((high, after)) }
    var index = 0
    return (0..<points).map { place in
      let part = Double(place) / Double(points - 1)
      let seconds = Elementary.exp(low + (high - low) * part) / 1e9
      while index + 1 < edges.count, edges[index + 1].seconds <= seconds { index += 1 }
      return DurationFit.Point(
        seconds: seconds, observed: edges[index].share, fitted: 1 - law.cumulative(seconds * 1e9))
    }
  }

  // MARK: How surprising it is

  /// The share of logs drawn from a law that are farther from what is fitted to them; logs to which
  /// nothing can be fitted tell nothing.
  ///
  /// - Parameters:
  ///   - fit: What was fitted.
  ///   - law: Its kind.
  ///   - draws: How many logs are drawn.
  ///   - reaches: How long lengths can be seen before they are cut, each with its number; empty where
  ///     nothing is cut.
  /// - Returns: The p-value, at least 1 ÷ (draws + 1); nil if nothing could be fitted to any.
  func pValue<Law: FittedLaw>(
    _ fit: LawFit, _ law: Law.Type, draws: Int, reaches: [(seconds: Double, count: Double)]
  ) -> Double? {
    let seen = count.squareRoot() * distance(to: fit.distribution)
    let size = Int(min(count, Double(KolmogorovDistance.mostDrawn)))
    let values = fit.parameters.map(\.value)
    let choice = ReachChoice(reaches)
    var (fitted, farther) = (0, 0)
    for number in 0..<draws {
      let drawn = drawn(fit.distribution, size, choice, UInt64(number))
      let sample = DurationSample(drawn.histogram, cut: drawn.cut, least: least)
      guard let peak = MaximumLikelihood.peak(of: law, sample, from: values) else { continue }
      fitted += 1
      let own = LawFit(law, peak)
      let reached = drawn.count.squareRoot() * drawn.distance(to: own.distribution)
      if reached >= seen { farther += 1 }
    }
    return fitted > 0 ? Double(farther + 1) / Double(fitted + 1) : nil
  }

  /// What stands for lengths that the clock shows as none, in seconds.
  var least: Double { Double(tick) / 2e9 }

  private func drawn(
    _ law: Distribution, _ size: Int, _ choice: ReachChoice, _ number: UInt64
  ) -> KolmogorovDistance {
    let draws = Draws(seed: 1).entity(KolmogorovDistance.domain, number)
    var histogram = LogLinearHistogram()
    var cut: [Double] = []
    for index in 0..<UInt32(size) {
      let length = min(law.value(at: draws.uniform(0, index)), 9e18)
      let reach = choice.reach(at: draws.uniform(1, index))
      if length < reach * 1e9 {
        let ticks = (length / Double(tick)).rounded()
        histogram.add(Int64(ticks) * tick)
      } else {
        cut.append(reach)
      }
    }
    return KolmogorovDistance(
      histogram: histogram, cut: cut.sorted().map { (seconds: $0, count: 1) }, tick: tick)
  }
}

/// How long a length can be seen, drawn from what was possible in a log.
private struct ReachChoice {
  private let reaches: [(seconds: Double, end: Double)]

  init(_ reaches: [(seconds: Double, count: Double)]) {
    var sum = 0.0
    self.reaches = reaches.map { reach in
      sum += reach.count
      return (reach.seconds, sum)
    }
  }

  /// For ever, if nothing is cut.
  func reach(at u: Double) -> Double {
    guard let whole = reaches.last?.end else { return .infinity }
    var (low, high) = (0, reaches.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if reaches[middle].end > u * whole { high = middle } else { low = middle + 1 }
    }
    return reaches[low].seconds
  }
}
