// A law read off a record: so many values, each with its weight. Variates are the values themselves
// (the bootstrap's resampling; B. Efron, Annals of Statistics 7 (1979) 1-26): nothing between two
// measurements is invented, and mean and variance are those of the record.
//
// Invariant: atoms are in order of value, no value twice, and `end` rises to exactly one.

/// One of recorded values, each with its weight.
@frozen
public struct Empirical: ProbabilityLaw {
  // A value, and the probability that a variate is at most it.
  @usableFromInline
  @frozen
  struct Atom: Sendable, Equatable {
    @usableFromInline let value: Double
    @usableFromInline let end: Double
  }

  /// The key a scenario uses.
  public static let name = "empirical"

  /// The expected value.
  public let mean: Double

  /// The expected squared distance from the mean.
  public let variance: Double

  @usableFromInline let atoms: [Atom]

  /// The law of recorded values.
  ///
  /// - Parameter record: Values with weights that ``objection(to:)`` does not object to, in any
  ///   order; a value that comes again adds to its weight.
  public init(_ record: [(value: Double, weight: Double)]) {
    let objection = Self.objection(to: record)
    precondition(objection == nil, "empirical: \(objection ?? "")")
    let sorted = record.filter { $0.weight > 0 }.sorted { $0.value < $1.value }
    let total = sorted.reduce(0) { $0 + $1.weight }
    let mean = sorted.reduce(0) { $0 + $1.weight / total * $1.value }
    self.mean = mean
    variance = sorted.reduce(0) {
      $0 + $1.weight / total * ($1.value - mean) * ($1.value - mean)
    }
    var atoms: [Atom] = []
    var sum = 0.0
    for (place, entry) in sorted.enumerated() {
      sum += entry.weight
      let isLast = place == sorted.count - 1
      if atoms.last?.value == entry.value { atoms.removeLast() }
      atoms.append(Atom(value: entry.value, end: isLast ? 1 : min(1, sum / total)))
    }
    self.atoms = atoms
  }

  /// What is wrong with a record, or nil if nothing is.
  public static func objection(to record: [(value: Double, weight: Double)]) -> String? {
    guard record.allSatisfy({ $0.value.isFinite }) else { return "every value must be finite" }
    guard record.allSatisfy({ $0.weight >= 0 && $0.weight <= 1e12 }) else {
      return "every weight must be from 0 to 1000000000000"
    }
    guard record.contains(where: { $0.weight > 0 }) else {
      return "at least one weight must be more than 0"
    }
    return nil
  }

  /// The least value.
  public var minimum: Double { atoms[0].value }

  /// The least value that a share of at least `u` does not exceed, by halving the record.
  @inlinable
  public func value(at u: Double) -> Double {
    var (low, high) = (0, atoms.count - 1)
    while low < high {
      let middle = low + (high - low) / 2
      if atoms[middle].end < u { low = middle + 1 } else { high = middle }
    }
    return atoms[low].value
  }

  /// The share of the record that is at most `x`.
  public func cumulative(_ x: Double) -> Double {
    var (low, high) = (0, atoms.count)
    while low < high {
      let middle = low + (high - low) / 2
      if atoms[middle].value <= x { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? 0 : atoms[low - 1].end
  }
}
