// The Weibull law. The logarithm of a Weibull variate has the deviation π ÷ (√6 · shape), from where
// the climb begins.
import Stochastics

struct WeibullFit: FittedLaw {
  static let name = "weibull"
  static let parameters = [
    LawParameter(name: "scale", kind: .seconds), LawParameter(name: "shape", kind: .number),
  ]
  private static let shapes = 0.1...100.0

  private let logScale: Double
  private let shape: Double
  private let logShape: Double

  init(_ values: [Double]) {
    logScale = Elementary.log(values[0])
    shape = values[1]
    logShape = Elementary.log(shape)
  }

  static func start(_ sample: DurationSample) -> [Double]? {
    let (mean, deviation) = sample.logarithms
    guard deviation > 0 else { return nil }
    let shape = min(max(1.2825 / deviation, shapes.lowerBound), shapes.upperBound)
    return [Elementary.exp(mean + 0.5772 / shape), shape]
  }

  func logDensity(_ point: DurationSample.Point) -> Double {
    let power = shape * (point.logarithm - logScale)
    return logShape - point.logarithm + power - Elementary.exp(power)
  }

  func logSurvival(_ point: DurationSample.Point) -> Double {
    -Elementary.exp(shape * (point.logarithm - logScale))
  }

  var distribution: Distribution {
    .weibull(
      Weibull(
        scale: Elementary.exp(logScale) * 1e9,
        shape: min(max(shape, WeibullFit.shapes.lowerBound), WeibullFit.shapes.upperBound)))
  }
}
