// The way up: Newton's method on the mean logarithm of the likelihood, its derivatives taken by
// differences, in the free coordinates of a law's parameters. At the top the curvature tells the error:
// the inverse of the observed information is the covariance of the estimates.
//
// Invariant: no step goes down; where there is no top with curvature all round, there is no answer.
import Stochastics

/// Where the likelihood of a sample is largest.
struct LikelihoodPeak {
  /// The free coordinates.
  var free: [Double]
  var logLikelihood: Double
  /// Of the free coordinates.
  var covariance: [[Double]]
}

/// Estimation by maximum likelihood.
enum MaximumLikelihood {
  private static let mostSteps = 80
  /// Distances at which a slope and a curvature are taken.
  private static let slopeReach = 1e-4
  private static let bendReach = 1e-3
  /// The most that a coordinate changes in one step.
  private static let longest = 1.0

  /// The logarithm of the likelihood of a law.
  static func logLikelihood(_ law: some FittedLaw, _ sample: DurationSample) -> Double {
    var sum = 0.0
    for point in sample.ended { sum += point.count * law.logDensity(point) }
    for point in sample.cut { sum += point.count * law.logSurvival(point) }
    return sum
  }

  /// Climbs from where the law begins, or from given values.
  ///
  /// - Returns: The top; nil where there is none.
  static func peak<Law: FittedLaw>(
    of law: Law.Type, _ sample: DurationSample, from values: [Double]? = nil
  ) -> LikelihoodPeak? {
    guard sample.count > 0, let start = values ?? law.start(sample) else { return nil }
    let parameters = law.parameters
    func height(_ free: [Double]) -> Double {
      let values = zip(parameters, free).map { $0.value($1) }
      guard values.allSatisfy({ $0.isFinite && $0 > 0 }) else { return -.infinity }
      let sum = logLikelihood(Law(values), sample)
      return sum.isFinite ? sum / sample.count : -.infinity
    }
    var at = zip(parameters, start).map { $0.free($1) }
    var top = height(at)
    guard top.isFinite else { return nil }
    for _ in 0..<mostSteps {
      guard let (next, value) = step(from: at, top, sample.count, height) else { break }
      let gain = value - top
      (at, top) = (next, value)
      if gain * sample.count < 1e-9 { break }
    }
    let information = bends(height, at, top).map { $0.map { -$0 * sample.count } }
    guard let covariance = SmallMatrix.inverse(information) else { return nil }
    return LikelihoodPeak(
      free: at, logLikelihood: top * sample.count, covariance: covariance)
  }

  /// A step that goes up; nil at the top.
  private static func step(
    from at: [Double], _ top: Double, _ count: Double, _ height: ([Double]) -> Double
  ) -> ([Double], Double)? {
    let slopes = at.indices.map { index in
      (height(moved(at, index, slopeReach)) - height(moved(at, index, -slopeReach)))
        / (2 * slopeReach)
    }
    let bends = bends(height, at, top)
    // Where the hill is not round, the step leans towards the steepest way.
    var lean = 0.0
    for _ in 0..<40 {
      var matrix = bends.map { $0.map { -$0 } }
      for index in at.indices { matrix[index][index] += lean }
      if let way = SmallMatrix.solution(matrix, slopes) {
        // What is left to gain, were the hill a parabola.
        let left = zip(way, slopes).reduce(0) { $0 + $1.0 * $1.1 } / 2
        if lean == 0 && left * count < 1e-10 { return nil }
        var length = min(1, longest / (way.map(abs).max() ?? 1))
        for _ in 0..<12 {
          let next = zip(at, way).map { $0 + length * $1 }
          let value = height(next)
          if value > top { return (next, value) }
          length /= 4
        }
      }
      lean = lean == 0 ? 1e-3 : lean * 4
      if lean > 1e6 { break }
    }
    return nil
  }

  private static func moved(_ at: [Double], _ index: Int, _ by: Double) -> [Double] {
    var at = at
    at[index] += by
    return at
  }

  /// The second derivatives.
  private static func bends(
    _ height: ([Double]) -> Double, _ at: [Double], _ top: Double
  ) -> [[Double]] {
    let reach = bendReach
    var bends = at.map { _ in [Double](repeating: 0, count: at.count) }
    for row in at.indices {
      let ahead = height(moved(at, row, reach))
      let behind = height(moved(at, row, -reach))
      bends[row][row] = (ahead - 2 * top + behind) / (reach * reach)
      for column in 0..<row {
        let same =
          height(moved(moved(at, row, reach), column, reach))
          + height(moved(moved(at, row, -reach), column, -reach))
        let cross =
          height(moved(moved(at, row, reach), column, -reach))
          + height(moved(moved(at, row, -reach), column, reach))
        bends[row][column] = (same - cross) / (4 * reach * reach)
        bends[column][row] = bends[row][column]
      }
    }
    return bends
  }
}

/// Symmetric matrices of a few rows, positive definite or refused.
enum SmallMatrix {
  /// The solution of a system; nil where the matrix is not positive definite.
  static func solution(_ matrix: [[Double]], _ right: [Double]) -> [Double]? {
    guard let lower = root(matrix) else { return nil }
    var x = right
    for row in x.indices {
      for column in 0..<row { x[row] -= lower[row][column] * x[column] }
      x[row] /= lower[row][row]
    }
    for row in x.indices.reversed() {
      for below in (row + 1)..<max(row + 1, x.count) { x[row] -= lower[below][row] * x[below] }
      x[row] /= lower[row][row]
    }
    return x
  }

  /// The inverse; nil where the matrix is not positive definite.
  static func inverse(_ matrix: [[Double]]) -> [[Double]]? {
    var columns: [[Double]] = []
    for index in matrix.indices {
      var unit = [Double](repeating: 0, count: matrix.count)
      unit[index] = 1
      guard let column = solution(matrix, unit) else { return nil }
      columns.append(column)
    }
    return columns
  }

  /// Cholesky's root.
  private static func root(_ matrix: [[Double]]) -> [[Double]]? {
    var lower = matrix.map { _ in [Double](repeating: 0, count: matrix.count) }
    for row in matrix.indices {
      for column in 0...row {
        var sum = matrix[row][column]
        for index in 0..<column { sum -= lower[row][index] * lower[column][index] }
        guard row == column else {
          lower[row][column] = sum / lower[column][column]
          continue
        }
        // A curvature that rounding could have made is none.
        guard sum > 1e-12 * abs(matrix[row][row]), sum.isFinite else { return nil }
        lower[row][row] = sum.squareRoot()
      }
    }
    return lower
  }
}
