// A length of time drawn from a law, made ready for the order path: most laws of a scenario are
// constants, and a constant needs no draw.
import Stochastics

/// A drawn length of time in whole nanoseconds.
struct DrawnTime: Sendable {
  private let law: Distribution
  private let constant: Int64?

  init(_ law: Distribution) {
    self.law = law
    if case .deterministic(let always) = law {
      constant = Delay.nanoseconds(always.constant)
    } else {
      constant = nil
    }
  }

  /// Whether it never takes any time.
  var isNothing: Bool { constant == 0 }

  /// The time that one uniform draw from (0, 1) stands for; only made if it matters.
  @inline(__always)
  func value(at uniform: @autoclosure () -> Double) -> Int64 {
    constant ?? Delay.nanoseconds(law.value(at: uniform()))
  }
}
