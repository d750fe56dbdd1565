// The exponential law. Its maximum is known in closed form, also where lengths were cut: the time under
// observation divided by the number of ends.
import Stochastics

struct ExponentialFit: FittedLaw {
  static let name = "exponential"
  static let parameters = [LawParameter(name: "mean", kind: .seconds)]

  private let mean: Double
  private let logMean: Double

  init(_ values: [Double]) {
    mean = values[0]
    logMean = Elementary.log(mean)
  }

  static func start(_ sample: DurationSample) -> [Double]? {
    sample.endedCount > 0 ? [sample.totalTime / sample.endedCount] : nil
  }

  func logDensity(_ point: DurationSample.Point) -> Double { -point.value / mean - logMean }
  func logSurvival(_ point: DurationSample.Point) -> Double { -point.value / mean }
  var distribution: Distribution { .exponential(Exponential(mean: mean * 1e9)) }
}
