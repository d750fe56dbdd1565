// Running mean and variance of a list of numbers.
// Sources: B. P. Welford, Technometrics 4 (1962) 419-420; merging: T. F. Chan, G. H. Golub and
// R. J. LeVeque, "Updating formulae and a pairwise algorithm for computing sample variances"
// (1979). Invariant: the sum of squared distances is never negative, so no variance is.

/// Count, mean, variance and extremes of the numbers added.
///
/// Merging is exact in mathematics and not in rounding: merge in a fixed order (lane by lane)
/// where the last bits must not depend on who gathered what.
@frozen
public struct Tally: Sendable, Equatable {
  @usableFromInline var number = 0
  @usableFromInline var center = 0.0
  @usableFromInline var squares = 0.0
  @usableFromInline var smallest = Double.infinity
  @usableFromInline var largest = -Double.infinity

  /// Makes an empty tally.
  public init() {}

  /// How many numbers were added.
  public var count: Int { number }

  /// The mean, or nil if there are no numbers.
  public var mean: Double? { number > 0 ? center : nil }

  /// The sample variance (over n - 1), or nil if there are fewer than two numbers.
  public var variance: Double? { number > 1 ? squares / Double(number - 1) : nil }

  /// The root of the variance, or nil if there are fewer than two numbers.
  public var standardDeviation: Double? { variance?.squareRoot() }

  /// The least number, or nil if there is none.
  public var minimum: Double? { number > 0 ? smallest : nil }

  /// The greatest number, or nil if there is none.
  public var maximum: Double? { number > 0 ? largest : nil }

  /// Adds a number.
  @inlinable
  public mutating func add(_ value: Double) {
    number += 1
    let distance = value - center
    center += distance / Double(number)
    squares += distance * (value - center)
    smallest = Swift.min(smallest, value)
    largest = Swift.max(largest, value)
  }

  /// Adds all the numbers of another tally.
  public mutating func merge(_ other: Self) {
    guard other.number > 0 else { return }
    guard number > 0 else {
      self = other
      return
    }
    let (mine, theirs) = (Double(number), Double(other.number))
    let distance = other.center - center
    number += other.number
    center += distance * (theirs / (mine + theirs))
    squares += other.squares + distance * distance * (mine * theirs / (mine + theirs))
    smallest = Swift.min(smallest, other.smallest)
    largest = Swift.max(largest, other.largest)
  }
}
