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

/// A distribution as it is read where everybody draws from it: a law of a few numbers, without the lists
/// that others have, so that no reference is counted for it.
enum PlainLaw: Sendable {
  case constant(Double)
  case uniform(Uniform)
  case exponential(Exponential)
  case logNormal(LogNormal)

  /// Nil for a law that is seldom used so, or has a list.
  init?(_ law: Distribution) {
    switch law {
    case .deterministic(let law): self = .constant(law.mean)
    case .uniform(let law): self = .uniform(law)
    case .exponential(let law): self = .exponential(law)
    case .logNormal(let law): self = .logNormal(law)
    case .weibull, .gamma, .zipf, .empirical, .mixture: return nil
    }
  }

  /// What the distribution's own would be.
  @inline(__always)
  func value(_ own: EntityDraws, _ purpose: UInt32, _ index: UInt32 = 0) -> Double {
    switch self {
    case .constant(let value): value
    case .uniform(let law): law.value(at: own.uniform(purpose, index))
    case .exponential(let law): law.value(at: own.uniform(purpose, index))
    case .logNormal(let law): law.value(at: own.uniform(purpose, index))
    }
  }
}

/// A delay whose rest is a plain law.
struct PlainDelay: Sendable {
  private let floor: Int64
  private let rest: PlainLaw

  init?(_ delay: Delay) {
    guard let rest = PlainLaw(delay.rest) else { return nil }
    floor = delay.floor
    self.rest = rest
  }

  @inline(__always)
  func value(_ own: EntityDraws, _ purpose: UInt32, _ index: UInt32 = 0) -> Int64 {
    floor + Delay.nanoseconds(rest.value(own, purpose, index))
  }
}
