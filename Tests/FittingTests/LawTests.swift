// Estimation against what is known: closed forms, laws whose quantiles are the sample, censoring that
// must be undone, and distances that must be small for the right law and large for a wrong one.
import Stochastics
import TestSupport
import Testing

@testable import Fitting

/// A sample of a law, in nanoseconds: its quantiles, evenly spaced.
private func quantiles(_ law: Distribution, _ count: Int) -> LogLinearHistogram {
  var histogram = LogLinearHistogram()
  for index in 0..<count {
    histogram.add(Int64(law.quantile(at: (Double(index) + 0.5) / Double(count)) * 1e9))
  }
  return histogram
}

/// A sample of a law, drawn.
private func drawn(_ law: Distribution, _ count: Int, seed: UInt64) -> LogLinearHistogram {
  let draws = Draws(seed: seed).entity(0, 0)
  var histogram = LogLinearHistogram()
  for index in 0..<UInt32(count) {
    histogram.add(Int64(law.value(at: draws.uniform(0, index)) * 1e9))
  }
  return histogram
}

private func fit(_ durations: Durations, draws: Int = 0) -> DurationFit? {
  DurationFit(durations, FittedLaws.ofStays, draws: draws)
}

private func values(_ fit: DurationFit?, _ name: String) -> [Double] {
  fit?.laws.first { $0.name == name }?.parameters.map(\.value) ?? []
}

@Suite struct LawTests {
  @Test func `the exponential maximum is time by ends, the error its closed form`() throws {
    var histogram = LogLinearHistogram()
    for second in 1...100 { histogram.add(Int64(second) * 1_000_000_000) }
    let cut = [(seconds: 50.0, count: 20.0), (seconds: 80, count: 10)]
    let found = try #require(fit(Durations(histogram: histogram, cut: cut, tick: 1000)))
    let law = try #require(found.laws.first { $0.name == "exponential" })
    let mean = (5050.0 + 1000 + 800) / 100
    #expect(abs(law.parameters[0].value / mean - 1) < 0.001)
    // The logarithm of the mean has the error 1 ÷ √ends.
    #expect(abs(law.parameters[0].error / (mean / 10) - 1) < 0.01)
    #expect(found.cut == 30)
  }

  @Test func `zeros have no law, but what was cut after some time is no zero`() throws {
    var histogram = LogLinearHistogram()
    for _ in 0..<50 { histogram.add(0) }
    let zeros = try #require(fit(Durations(histogram: histogram, tick: 1_000_000_000), draws: 9))
    #expect(zeros.always == 0 && zeros.laws.isEmpty && zeros.pValue == nil && zeros.ended == 50)
    let cut = [(seconds: 60.0, count: 5.0)]
    let open = Durations(histogram: histogram, cut: cut, tick: 1_000_000_000)
    #expect(try #require(fit(open)).always == nil)
  }

  @Test func `what is always the same is told as that and not as a law`() throws {
    let minute: Int64 = 60_000_000_000
    func durations(_ lengths: [Int64], cut: Double, tick: Int64 = 1_000) -> Durations {
      var histogram = LogLinearHistogram()
      for length in lengths { histogram.add(length) }
      return Durations(histogram: histogram, cut: [(seconds: cut, count: 5)], tick: tick)
    }
    let same = [Int64](repeating: minute, count: 30)
    let found = try #require(fit(durations(same, cut: 60), draws: 9))
    #expect(found.always == minute && found.laws.isEmpty && found.pValue == nil)
    // Something that went on for longer, too few of them, or a length that the clock tells apart.
    #expect(try #require(fit(durations(same, cut: 61))).always == nil)
    #expect(try #require(fit(durations(Array(same.prefix(19)), cut: 1))).always == nil)
    let other = same + [minute + 2_000]
    #expect(try #require(fit(durations(other, cut: 1))).always == nil)
    let ticks = same + same.map { $0 + 1_000_000_000 }
    let coarse = try #require(fit(durations(ticks, cut: 1, tick: 1_000_000_000)))
    #expect(coarse.always == minute + 500_000_000)
  }

  @Test func `the log-normal maximum is mean and deviation of logarithms`() throws {
    let law = Distribution.logNormal(LogNormal(median: 60, sigma: 1.2))
    let found = fit(Durations(histogram: quantiles(law, 2000), tick: 1000))
    let parameters = values(found, "logNormal")
    #expect(abs(parameters[0] / 60 - 1) < 0.002)
    #expect(abs(parameters[1] / 1.2 - 1) < 0.005)
    let best = try #require(found?.laws.first { $0.name == "logNormal" })
    // sigma ÷ √n of the logarithm of the median, 1 ÷ √2n of that of sigma.
    #expect(abs(best.parameters[0].error / (60 * 1.2 / 2000.0.squareRoot()) - 1) < 0.02)
    #expect(abs(best.parameters[1].error / (1.2 / 4000.0.squareRoot()) - 1) < 0.02)
  }

  @Test func `a law is found again, and chosen before the others`() {
    let laws: [(String, Distribution, [Double])] = [
      ("exponential", .exponential(Exponential(mean: 20)), [20]),
      ("logNormal", .logNormal(LogNormal(median: 8, sigma: 1)), [8, 1]),
      ("weibull", .weibull(Weibull(scale: 30, shape: 0.6)), [30, 0.6]),
    ]
    for (name, law, parameters) in laws {
      let found = fit(Durations(histogram: quantiles(law, 3000), tick: 1000))
      #expect(found?.best?.name == name)
      for (value, truth) in zip(values(found, name), parameters) {
        #expect(abs(value / truth - 1) < 0.01, "\(name): \(value), not \(truth)")
      }
    }
    let bounce = Distribution.mixture(
      Mixture([
        (share: 0.45, of: .exponential(Exponential(mean: 4))),
        (share: 0.55, of: .logNormal(LogNormal(median: 60, sigma: 1.2))),
      ]))
    let found = fit(Durations(histogram: drawn(bounce, 20_000, seed: 1), tick: 1000))
    #expect(found?.best?.name == "mixture")
    // Four standard errors each.
    for (parameter, truth) in zip(found?.best?.parameters ?? [], [0.45, 4, 60, 1.2]) {
      #expect(abs(parameter.value - truth) < 4 * parameter.error, "\(parameter)")
      #expect(parameter.error < 0.05 * truth)
    }
  }

  /// Lengths of which those above a reach are only known to be longer.
  private func cutAt(_ reach: Double, _ law: Distribution, ignoring: Bool = false) -> Durations {
    var histogram = LogLinearHistogram()
    var cut = 0.0
    for index in 0..<2000 {
      let value = law.quantile(at: (Double(index) + 0.5) / 2000)
      if value < reach { histogram.add(Int64(value * 1e9)) } else { cut += 1 }
    }
    return Durations(
      histogram: histogram, cut: ignoring || cut == 0 ? [] : [(seconds: reach, count: cut)],
      reaches: [(seconds: reach, count: 1)], tick: 1000)
  }

  @Test func `what did not end counts as longer, not as ended`() {
    let law = Distribution.logNormal(LogNormal(median: 60, sigma: 1.2))
    let found = values(fit(cutAt(60, law)), "logNormal")
    #expect(abs(found[0] / 60 - 1) < 0.01)
    #expect(abs(found[1] / 1.2 - 1) < 0.01)
    // The planted fault: forgetting them makes people leave much sooner.
    #expect(values(fit(cutAt(60, law, ignoring: true)), "logNormal")[0] < 35)
    let weibull = Distribution.weibull(Weibull(scale: 30, shape: 0.7))
    let other = values(fit(cutAt(40, weibull)), "weibull")
    #expect(abs(other[0] / 30 - 1) < 0.01)
    #expect(abs(other[1] / 0.7 - 1) < 0.01)
  }

  @Test func `the distance is Kolmogorov's where nothing is cut`() {
    let law = Distribution.exponential(Exponential(mean: 3e9))
    var histogram = LogLinearHistogram()
    let sample = [0.5, 1, 2.5, 7].map { $0 * 1e9 }
    for value in sample { histogram.add(Int64(value)) }
    let distance = KolmogorovDistance(histogram: histogram, cut: [], tick: 1000)
    let truth = KolmogorovSmirnov.statistic(sample) { law.cumulative($0) }
    #expect(abs(distance.distance(to: law) - truth) < 0.004)
  }

  @Test func `cut lengths lower the share that is left as Kaplan and Meier say`() {
    // Ends at 1 and 3, a cut at 2: after 3 nothing is left of ⅔, for one of one at risk ended.
    var histogram = LogLinearHistogram()
    histogram.add(1_000_000_000)
    histogram.add(3_000_000_000)
    let distance = KolmogorovDistance(
      histogram: histogram, cut: [(seconds: 2, count: 1)], tick: 1000)
    let picture = distance.picture(.exponential(Exponential(mean: 3e9)), points: 3)
    #expect(abs((picture.dropFirst().first?.observed ?? 0) - 2.0 / 3) < 1e-9)
  }

  @Test func `a wrong law is surprising and a right one is not, cut or not`() throws {
    let law = Distribution.weibull(Weibull(scale: 30, shape: 0.5))
    let histogram = drawn(law, 400, seed: 1)
    let durations = Durations(histogram: histogram, tick: 1000)
    let right = DurationFit(durations, [WeibullFit.self], draws: 19)
    let wrong = DurationFit(durations, [ExponentialFit.self], draws: 19)
    #expect((right?.pValue ?? 0) > 0.05)
    #expect(wrong?.pValue == 0.05)
    let cut = cutAt(20, law)
    #expect((DurationFit(cut, [WeibullFit.self], draws: 19)?.pValue ?? 0) > 0.05)
    #expect(DurationFit(cut, [ExponentialFit.self], draws: 19)?.pValue == 0.05)
  }

  @Test func `a log to which nothing can be fitted is not counted among those that are nearer`() {
    // Its lengths are its law's quantiles, so every log that is drawn is farther from what is fitted to it;
    // one in three has a length that the law refuses.
    let histogram = quantiles(.exponential(Exponential(mean: 1)), 100)
    let fit = DurationFit(
      Durations(histogram: histogram, tick: 1000), [CapriciousFit.self], draws: 99)
    #expect(fit?.pValue == 1)
  }

  @Test func `too little, or too much alike, has no law`() {
    var few = LogLinearHistogram()
    for second in 1...19 { few.add(Int64(second) * 1_000_000_000) }
    #expect(fit(Durations(histogram: few, tick: 1000))?.laws.isEmpty == true)
    var same = LogLinearHistogram()
    same.add(5_000_000_000, count: 100)
    let found = fit(Durations(histogram: same, tick: 1000))
    #expect(found?.laws.isEmpty == true && found?.always == 5_000_000_000)
    #expect(fit(Durations(histogram: LogLinearHistogram(), tick: 1000)) == nil)
  }

  @Test func `a matrix that is not positive definite has no inverse`() {
    #expect(SmallMatrix.inverse([[1, 2], [2, 1]]) == nil)
    let inverse = SmallMatrix.inverse([[4, 2], [2, 3]]) ?? []
    let expected = [[0.375, -0.25], [-0.25, 0.5]]
    for (row, other) in zip(inverse, expected) {
      for (value, truth) in zip(row, other) { #expect(abs(value - truth) < 1e-12) }
    }
    #expect(inverse.count == 2)
  }
}

/// The exponential law, but nothing can be fitted to a log with a length below 4 ms.
private struct CapriciousFit: FittedLaw {
  static let name = "capricious"
  static let parameters = ExponentialFit.parameters
  private let law: ExponentialFit

  init(_ values: [Double]) { law = ExponentialFit(values) }

  static func start(_ sample: DurationSample) -> [Double]? { ExponentialFit.start(sample) }

  func logDensity(_ point: DurationSample.Point) -> Double {
    point.value < 0.004 ? -.infinity : law.logDensity(point)
  }

  func logSurvival(_ point: DurationSample.Point) -> Double { law.logSurvival(point) }
  var distribution: Distribution { law.distribution }
}
