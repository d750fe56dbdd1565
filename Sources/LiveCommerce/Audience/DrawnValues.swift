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
  /// How many parts there are; 0 for a law that has to be read where it is.
  private let count: Int

  init(_ law: Distribution) {
    let (found, all) = PlainLaw.parts(of: law)
    count = found.count == all.count && all.count <= PlainLaw.mostParts ? all.count : 0
    let last = count - 1
    parts = InlineArray { last < 0 ? .constant(0) : found[min($0, last)] }
    slices = InlineArray { last < 0 ? MixtureSlice(start: 0, end: 1) : all[min($0, last)] }
  }

  /// The parts that are plain, and the slices of all.
  private static func parts(of law: Distribution) -> ([Part], [MixtureSlice]) {
    guard case .mixture(let mixture) = law else {
      return ([Part(law)].compactMap(\.self), [MixtureSlice(start: 0, end: 1)])
    }
    return (
      mixture.components.compactMap { Part($0.distribution) },
      mixture.components.indices.map { mixture.slice($0) }
    )
  }

  /// Whether the law is read here.
  var isPlain: Bool { count > 0 }

  /// What the distribution would give, which is `law` where it has to be asked itself.
  @inline(__always)
  func value(
    _ own: EntityDraws, _ purpose: UInt32, _ index: UInt32 = 0,
    else law: @autoclosure () -> Distribution
  ) -> Double {
    guard isPlain else { return law().value(own, purpose, index) }
    if case .constant(let value) = parts[0], count == 1 { return value }
    let uniform = own.uniform(purpose, index)
    guard count > 1 else { return parts[0].value(at: uniform) }
    var place = 0
    while place < count &- 1, uniform >= slices[place].end { place &+= 1 }
    return parts[place].value(at: slices[place].share(uniform))
  }
}

/// A delay as it is read where everybody draws from it.
struct PlainDelay: Sendable {
  private let floor: Int64
  private let rest: PlainLaw

  init(_ delay: Delay) {
    floor = delay.floor
    rest = PlainLaw(delay.rest)
  }

  /// What the delay would give, which is `delay` where it has to be asked itself.
  @inline(__always)
  func value(
    _ own: EntityDraws, _ purpose: UInt32, _ index: UInt32 = 0, else delay: @autoclosure () -> Delay
  ) -> Int64 {
    floor + Delay.nanoseconds(rest.value(own, purpose, index, else: delay().rest))
  }
}
