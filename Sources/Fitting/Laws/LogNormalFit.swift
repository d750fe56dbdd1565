// The log-normal law. Without cut lengths the maximum is mean and deviation of the logarithms, from
// where the climb begins.
import Stochastics

struct LogNormalFit: FittedLaw {
  static let name = "logNormal"
  static let parameters = [
    LawParameter(name: "median", kind: .seconds), LawParameter(name: "sigma", kind: .number),
  ]
  /// ½ log 2π.
  static let logRoot = 0.918_938_533_204_672_7

  private let mean: Double
  private let sigma: Double
  private let logSigma: Double

  init(_ values: [Double]) {
    mean = Elementary.log(values[0])
    sigma = values[1]
    logSigma = Elementary.log(sigma)
  }

  static func start(_ sample: DurationSample) -> [Double]? {
    let (mean, deviation) = sample.logarithms
    return deviation > 0 ? [Elementary.exp(mean), deviation] : nil
  }

  func logDensity(_ point: DurationSample.Point) -> Double {
    let z = (point.logarithm - mean) / sigma
    return -0.5 * z * z - LogNormalFit.logRoot - logSigma - point.logarithm
  }

  func logSurvival(_ point: DurationSample.Point) -> Double {
    LogNormalFit.logUpperTail((point.logarithm - mean) / sigma)
  }

  /// The logarithm of the normal law's upper tail, also where the tail itself is 0.
  static func logUpperTail(_ z: Double) -> Double {
    z < 30
      ? Elementary.log(Elementary.normalCDF(-z)) : -0.5 * z * z - logRoot - Elementary.log(z)
  }

  var distribution: Distribution {
    .logNormal(LogNormal(median: Elementary.exp(mean) * 1e9, sigma: sigma))
  }
}
