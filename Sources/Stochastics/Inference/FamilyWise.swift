// Many tests at once: with a hundred p-values, one below 0.01 is expected and means nothing.
// Source: S. Holm, "A simple sequentially rejective multiple test procedure", Scandinavian
// Journal of Statistics 6 (1979) 65-70. Holds under any dependence between the tests.

/// One test of a family: what was tested, and how surprising the data would be if all is well.
public struct TestedHypothesis: Sendable {
  /// What was tested.
  public let name: String
  /// The probability of data at least this far off, if the hypothesis is true.
  public let pValue: Double

  /// Records the outcome of a test.
  ///
  /// - Parameters:
  ///   - name: What was tested.
  ///   - pValue: The probability of such data, 0…1; NaN says that the test itself is broken.
  public init(_ name: String, pValue: Double) {
    self.name = name
    self.pValue = pValue
  }
}

/// Decisions over a family of tests.
public enum FamilyWise {
  /// Which hypotheses Holm's procedure rejects.
  ///
  /// - Parameters:
  ///   - pValues: How likely data at least this far off are under each hypothesis, 0…1; what is not a
  ///     number is rejected first.
  ///   - alpha: The greatest probability of rejecting any true hypothesis, above 0 and below 1.
  /// - Returns: One answer a hypothesis, in the same order.
  public static func rejected(_ pValues: [Double], alpha: Double) -> [Bool] {
    var rejected = Array(repeating: false, count: pValues.count)
    for (place, index) in order(of: pValues).enumerated() {
      guard rank(pValues[index]) <= alpha / Double(pValues.count - place) else { break }
      rejected[index] = true
    }
    return rejected
  }

  /// The hypotheses that Holm's procedure rejects, with their p-values, least likely first.
  ///
  /// If all hypotheses are true, the probability that the list is not empty is at most `alpha`.
  /// In a test, `#expect(FamilyWise.rejected(family, alpha: 1e-3) == [])` prints them.
  ///
  /// - Parameters:
  ///   - family: The tests, in any order.
  ///   - alpha: The error of the whole family, above 0 and below 1.
  /// - Returns: One line a rejected hypothesis; a p-value that is not a number is rejected first.
  public static func rejected(_ family: [TestedHypothesis], alpha: Double) -> [String] {
    let pValues = family.map(\.pValue)
    let rejected = rejected(pValues, alpha: alpha)
    return order(of: pValues).filter { rejected[$0] }
      .map { "\(family[$0].name): p = \(pValues[$0])" }
  }

  private static func order(of pValues: [Double]) -> [Int] {
    pValues.indices.sorted { (rank(pValues[$0]), $0) < (rank(pValues[$1]), $1) }
  }

  /// A p-value that is not a number is a broken test, and must not pass.
  private static func rank(_ pValue: Double) -> Double { pValue.isNaN ? -1 : pValue }
}
