// The steps by which a knob is turned: round numbers, about as far apart as what they do.
//
// Invariant: a turned knob lies in its range, and what it is turned to is written without loss.
import LiveCommerce

/// Turns knobs.
enum KnobLadder {
  private static let steps = [1.0, 1.5, 2, 3, 4, 5, 6, 8]
  private static let wholeSteps = [1.0, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32, 40, 48, 64, 80]
  private static let seconds: [Double] = [
    1, 2, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300, 600, 900, 1200, 1800, 2700, 3600, 7200,
    14_400, 28_800, 86_400, 172_800, 345_600, 604_800,
  ]
  private static let numbers = [
    0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10, 20, 50,
  ]

  /// The value after a knob has been turned by a step.
  ///
  /// - Parameters:
  ///   - knob: The knob.
  ///   - value: Its value; nil where there is no limit, which is more than any.
  ///   - isUp: Whether it is turned up.
  /// - Returns: The value, in the range of the knob; nil where there is still no limit.
  static func turned(_ knob: SessionKnob, from value: Double?, up isUp: Bool) -> Double? {
    guard let value else { return isUp ? nil : most(of: knob) }
    let next =
      isUp
      ? ladder(of: knob, around: value).first { $0 > value }
      : ladder(of: knob, around: value).last { $0 < value }
    return min(max(next ?? value, knob.range.lowerBound), knob.range.upperBound)
  }

  /// Where a knob begins that is set for the first time.
  private static func most(of knob: SessionKnob) -> Double {
    switch knob.kind {
    case .rate: 10_000
    case .number: 1
    case .count, .duration: knob.range.upperBound
    }
  }

  private static func ladder(of knob: SessionKnob, around value: Double) -> [Double] {
    switch knob.kind {
    case .duration: seconds.map { $0 * 1e9 }
    case .number: numbers
    case .count: [0] + wholeSteps + decades(of: value).filter { $0 > 80 && $0 == $0.rounded() }
    case .rate: decades(of: value).filter { $0 == $0.rounded() }
    }
  }

  /// The steps of the decades below, of and above a value, from one on.
  private static func decades(of value: Double) -> [Double] {
    var decade = 1.0
    while decade * 10 <= value { decade *= 10 }
    return [decade / 10, decade, decade * 10].flatMap { size in steps.map { $0 * size } }
      .filter { $0 >= 1 }
  }
}
