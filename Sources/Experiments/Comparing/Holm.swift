// Many questions at once: of a hundred true hypotheses five are refuted at 5 % each. Holm's procedure
// keeps the chance of refuting even one of them below the stated error, however they hang together.
// Source: S. Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of
// Statistics 6 (1979) 65-70.

/// Decisions over a family of hypotheses.
public enum Holm {
  /// Which hypotheses are rejected.
  ///
  /// - Parameters:
  ///   - pValues: How likely data at least this far off are under each hypothesis, 0…1.
  ///   - error: The greatest probability of rejecting any true hypothesis.
  /// - Returns: One answer a hypothesis, in the same order.
  public static func rejected(_ pValues: [Double], error: Double) -> [Bool] {
    var rejected = Array(repeating: false, count: pValues.count)
    let order = pValues.indices.sorted { (pValues[$0], $0) < (pValues[$1], $1) }
    for (rank, index) in order.enumerated() {
      guard pValues[index] <= error / Double(pValues.count - rank) else { break }
      rejected[index] = true
    }
    return rejected
  }
}
