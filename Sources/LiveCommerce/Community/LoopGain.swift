// The gain of the loop: how many visits a visit of a reader brings through the notes of what was
// bought. Readers of notes on different categories are different types of a branching process, and
// the gain is the spectral radius of its mean matrix (T. E. Harris, The Theory of Branching
// Processes, 1963, chapter II): below 1 the loop dies out, from 1 on it grows until something stops it.

private import Stochastics

enum LoopGain {
  /// The mean matrix: visits of readers on each category that a reader of another brings; nil if no
  /// reader has come.
  static func matrix(_ counts: LoopCounts, visitsPerNote: Double) -> [[Double]]? {
    guard counts.readers > 0 else { return nil }
    return zip(counts.persons, counts.notes).dropLast().map { persons, notes in
      notes.map { persons > 0 ? visitsPerNote * Double($0) / Double(persons) : 0 }
    }
  }

  /// The largest absolute eigenvalue of a square matrix without negative entries.
  ///
  /// The norm of a power, to one over the power (Gelfand's formula), for the power 2³⁰: it is the first
  /// for every such matrix, also where repeated multiplication of a vector would turn in circles.
  static func spectralRadius(_ matrix: [[Double]]) -> Double {
    var power = matrix
    var logarithm = 0.0
    var weight = 1.0
    for _ in 0..<30 {
      let norm = power.map { $0.reduce(0, +) }.max() ?? 0
      guard norm > 0 else { return 0 }
      logarithm += weight * Elementary.log(norm)
      weight /= 2
      power = squared(power.map { row in row.map { $0 / norm } })
    }
    return Elementary.exp(logarithm)
  }

  private static func squared(_ matrix: [[Double]]) -> [[Double]] {
    matrix.map { row in
      var sums = [Double](repeating: 0, count: row.count)
      for (middle, factor) in row.enumerated() where factor > 0 {
        for column in sums.indices { sums[column] += factor * matrix[middle][column] }
      }
      return sums
    }
  }
}
