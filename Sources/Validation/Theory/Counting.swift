// Closed forms of counts: units left in buckets, units left by holds, the order in which a crowd acts.
// Sources: W. Feller (1968), §II.5 for occupancy; A. Rényi, Acta Math. Hungarica 4 (1953) 191 for order
// statistics of exponential times. What a hold leaves over is derived in `HoldOracleTests`.
package import Stochastics

/// Closed forms of counts.
package enum Counting {
  /// The mean of what is left of `units`, 1 or more, after a Poisson demand: E(n − X)⁺.
  package static func leftover(units: Int, demand: Double) -> Double {
    let n = Double(units)
    // P(X ≤ k) is the upper incomplete gamma function of k + 1 at the mean.
    return n * IncompleteGamma.upper(demand, n + 1) - demand * IncompleteGamma.upper(demand, n)
  }

  /// The share of stock left when the last hold has ended: a′ to the power ⌈slot ÷ hold⌉.
  package static func leftByHolds(
    slot: Double, hold: Double, abandons: Double, paysLate: Double
  ) -> Double {
    let lapses = abandons + (1 - abandons) * paysLate
    return Elementary.pow(lapses, (slot / hold).rounded(.up))
  }

  /// The mean of the `rank`-th of `count` exponential times of mean 1.
  package static func orderStatistic(_ rank: Int, of count: Int) -> Double {
    (0..<rank).reduce(0) { $0 + 1 / Double(count - $1) }
  }

  /// The mean instant of the `rank`-th event of a Poisson number of exponential times of mean 1.
  ///
  /// The integrated rate at that event is a gamma variate of shape `rank`; its inverse is averaged over
  /// two thousand quantiles.
  package static func burst(_ rank: Int, mean: Double) -> Double {
    let steps = 2_000
    return (0..<steps).reduce(0) { sum, step in
      let reached = IncompleteGamma.quantile(
        (Double(step) + 0.5) / Double(steps), Double(rank))
      return sum - Elementary.log(1 - reached / mean) / Double(steps)
    }
  }

  /// The mean number of people present at `time` who arrive steadily from 0 on.
  ///
  /// ∫ λ·P(dwell > s) ds by Simpson's rule (Eick, Massey and Whitt 1993, Theorem 1); `dwell` in the
  /// unit of `time`.
  package static func present(at time: Double, rate: Double, dwell: Distribution) -> Double {
    let steps = 2_000
    let h = time / Double(steps)
    let sum = (0...steps).reduce(0.0) { sum, step in
      let weight = step == 0 || step == steps ? 1.0 : step.isMultiple(of: 2) ? 2 : 4
      return sum + weight * (1 - dwell.cumulative(Double(step) * h))
    }
    return rate * sum * h / 3
  }
}
