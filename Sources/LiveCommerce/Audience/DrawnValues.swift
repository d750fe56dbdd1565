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

/// A distribution as it is read where everybody draws from it: a law of a few numbers, or a mixture of up
/// to four, without the lists that distributions have, so that no reference is counted for it.
struct PlainLaw: Sendable {
  /// A law that is no mixture.
  private enum Part {
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

    @inline(__always)
    func value(at uniform: Double) -> Double {
      switch self {
      case .constant(let value): value
      case .uniform(let law): law.value(at: uniform)
      case .exponential(let law): law.value(at: uniform)
      case .logNormal(let law): law.value(at: uniform)
      }
    }
  }
  private static let mostParts = 4

  private var parts: [4 of Part]
  private var slices: [4 of MixtureSlice]
  private let count: Int

  /// Nil for a law that has to be read where it is.
  init?(_ law: Distribution) {
    guard case .mixture(let mixture) = law else {
      guard let part = Part(law) else { return nil }
      parts = InlineArray(repeating: part)
      slices = InlineArray(repeating: MixtureSlice(start: 0, end: 1))
      count = 1
      return
    }
    let found = mixture.components.compactMap { Part($0.distribution) }
    count = found.count
    guard count == mixture.components.count, count <= PlainLaw.mostParts else { return nil }
    parts = InlineArray { found[min($0, found.count - 1)] }
    slices = InlineArray { mixture.slice(min($0, found.count - 1)) }
  }

  /// What the distribution's own would be.
  @inline(__always)
  func value(_ own: EntityDraws, _ purpose: UInt32, _ index: UInt32 = 0) -> Double {
    if case .constant(let value) = parts[0], count == 1 { return value }
    let uniform = own.uniform(purpose, index)
    guard count > 1 else { return parts[0].value(at: uniform) }
    var place = 0
    while place < count &- 1, uniform >= slices[place].end { place &+= 1 }
    return parts[place].value(at: slices[place].share(uniform))
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
