// Distributions read with a viewer's own draws. A constant needs no draw, and many scenarios are full
// of constants.
import Stochastics

extension Distribution {
  /// The variate of one named draw.
  @inline(__always)
  func value(_ own: EntityDraws, _ purpose: UInt32, _ index: UInt32 = 0) -> Double {
    if case .deterministic(let law) = self { return law.mean }
    return value(at: own.uniform(purpose, index))
  }
}

extension Delay {
  /// The delay in nanoseconds, if it is always the same.
  var constant: Int64? {
    guard case .deterministic(let law) = rest else { return nil }
    return floor + Delay.nanoseconds(law.mean)
  }

  /// The delay of one named draw, in nanoseconds.
  @inline(__always)
  func value(_ own: EntityDraws, _ purpose: UInt32, _ index: UInt32 = 0) -> Int64 {
    floor + Delay.nanoseconds(rest.value(own, purpose, index))
  }
}
