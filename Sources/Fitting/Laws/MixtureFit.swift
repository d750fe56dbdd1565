// People who are gone at once beside people who stay: an exponential bounce mixed with a log-normal
// stay. The expectation–maximisation algorithm (A. P. Dempster, N. M. Laird and D. B. Rubin, Journal of
// the Royal Statistical Society B 39 (1977) 1-38) comes near the maximum from far away; the last steps
// are Newton's, which come much closer, and tell the error.
//
// Invariant: no step of the algorithm lowers the likelihood.
import Stochastics

struct MixtureFit: FittedLaw {
  static let name = "mixture"
  static let parameters = [
    LawParameter(name: "bounce share", kind: .share),
    LawParameter(name: "bounce mean", kind: .seconds),
    LawParameter(name: "stay median", kind: .seconds),
    LawParameter(name: "stay sigma", kind: .number),
  ]

  private let share: Double
  private let bounce: Double
  private let mean: Double
  private let sigma: Double
  // Constants of both densities.
  private let bounceFront: Double
  private let stayFront: Double

  init(_ values: [Double]) {
    share = values[0]
    bounce = values[1]
    mean = Elementary.log(values[2])
    sigma = values[3]
    bounceFront = share / bounce
    stayFront = (1 - share) * Elementary.exp(-LogNormalFit.logRoot) / sigma
  }

  func logDensity(_ point: DurationSample.Point) -> Double {
    let (bounce, stay) = densities(point)
    return Elementary.log(max(bounce + stay, Double.leastNormalMagnitude))
  }

  func logSurvival(_ point: DurationSample.Point) -> Double {
    let (bounce, stay) = survivals(point)
    return Elementary.log(max(bounce + stay, Double.leastNormalMagnitude))
  }

  private func densities(_ point: DurationSample.Point) -> (bounce: Double, stay: Double) {
    let z = (point.logarithm - mean) / sigma
    return (
      bounceFront * Elementary.exp(-point.value / bounce),
      stayFront * Elementary.exp(-0.5 * z * z) / point.value
    )
  }

  private func survivals(_ point: DurationSample.Point) -> (bounce: Double, stay: Double) {
    (
      share * Elementary.exp(-point.value / bounce),
      (1 - share) * Elementary.normalCDF((mean - point.logarithm) / sigma)
    )
  }

  var distribution: Distribution {
    .mixture(
      Mixture([
        (share: share, of: .exponential(Exponential(mean: bounce * 1e9))),
        (
          share: 1 - share,
          of: .logNormal(LogNormal(median: Elementary.exp(mean) * 1e9, sigma: sigma))
        ),
      ]))
  }

  // MARK: The first part of the way

  /// Steps from each of several begins, and from the best of them.
  private static let trial = 20
  private static let steps = 60
  private static let fewest = 30.0

  static func start(_ sample: DurationSample) -> [Double]? {
    guard sample.endedCount >= fewest, sample.logarithms.deviation > 0 else { return nil }
    let begins = [0.15, 0.35, 0.6].map { share in
      [
        share, max(sample.quantile(share / 2), 1e-6), max(sample.quantile((1 + share) / 2), 1e-6),
        max(0.2, sample.logarithms.deviation * 0.7),
      ]
    }
    let tried = begins.map { climbed($0, sample, steps: trial) }
    let best = tried.max { likelihood($0, sample) < likelihood($1, sample) }
    return best.map { climbed($0, sample, steps: steps) }
  }

  private static func likelihood(_ values: [Double], _ sample: DurationSample) -> Double {
    MaximumLikelihood.logLikelihood(MixtureFit(values), sample)
  }

  private static func climbed(
    _ values: [Double], _ sample: DurationSample, steps: Int
  ) -> [Double] {
    var values = values
    for _ in 0..<steps { values = MixtureFit(values).step(sample) }
    return values
  }

  /// Expectations of one step: what belongs to which part, and its moments.
  private struct Sums {
    var bounces = 0.0
    var bounceTime = 0.0
    var stays = 0.0
    var logarithms = 0.0
    var squares = 0.0
  }

  /// One step: each length is shared out between the parts by their probabilities, and each part fitted
  /// to its share.
  private func step(_ sample: DurationSample) -> [Double] {
    var sums = Sums()
    for point in sample.ended { add(point, to: &sums) }
    for point in sample.cut { add(cut: point, to: &sums) }
    let total = sums.bounces + sums.stays
    guard sums.bounces > 0, sums.stays > 0 else {
      return [share, bounce, Elementary.exp(mean), sigma]
    }
    let newMean = sums.logarithms / sums.stays
    let variance = max(0, sums.squares / sums.stays - newMean * newMean)
    return [
      min(max(sums.bounces / total, 1e-6), 1 - 1e-6), sums.bounceTime / sums.bounces,
      Elementary.exp(newMean), max(0.01, variance.squareRoot()),
    ]
  }

  private func add(_ point: DurationSample.Point, to sums: inout Sums) {
    let (bounce, stay) = densities(point)
    let whole = bounce + stay
    let part = whole > 0 ? bounce / whole : point.logarithm < mean ? 1 : 0
    let (bounces, stays) = (part * point.count, (1 - part) * point.count)
    sums.bounces += bounces
    sums.bounceTime += bounces * point.value
    sums.stays += stays
    sums.logarithms += stays * point.logarithm
    sums.squares += stays * point.logarithm * point.logarithm
  }

  /// A length that was cut lasts on as its part would have it: the moments of the upper tail.
  private func add(cut point: DurationSample.Point, to sums: inout Sums) {
    let (bounce, stay) = survivals(point)
    let whole = bounce + stay
    guard whole > 0 else { return }
    let bounces = bounce / whole * point.count
    let stays = stay / whole * point.count
    let z = (point.logarithm - mean) / sigma
    let hazard = Elementary.exp(-0.5 * z * z - LogNormalFit.logRoot - LogNormalFit.logUpperTail(z))
    sums.bounces += bounces
    sums.bounceTime += bounces * (point.value + self.bounce)
    sums.stays += stays
    sums.logarithms += stays * (mean + sigma * hazard)
    sums.squares +=
      stays * (mean * mean + 2 * mean * sigma * hazard + sigma * sigma * (1 + z * hazard))
  }
}
