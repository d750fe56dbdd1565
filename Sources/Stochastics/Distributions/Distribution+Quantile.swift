// The quantile function of every law, for readers that need one that never decreases, such as the
// shape of a stream of arrivals. Only a mixture has to search for it.

extension Distribution {
  /// The least number that a variate is at most with probability `u`, up to rounding.
  ///
  /// Non-decreasing in `u`, which `value(at:)` of a mixture is not. About sixty evaluations of
  /// `cumulative` for a mixture, the cost of `value(at:)` for every other law.
  public func quantile(at u: Double) -> Double {
    guard case .mixture(let mixture) = self else { return value(at: u) }
    // Below all of the components' quantiles there is less than u, at the greatest at least u.
    let quantiles = mixture.components.map { $0.distribution.quantile(at: u) }
    var low = quantiles.reduce(.infinity, Swift.min)
    var high = quantiles.reduce(-.infinity, Swift.max)
    while true {
      let middle = low + (high - low) / 2
      guard low < middle, middle < high else { return high }
      if mixture.cumulative(middle) < u { low = middle } else { high = middle }
    }
  }
}
