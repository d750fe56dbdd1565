// Closed forms of one server beyond the mean wait. All in units of the arguments.
//
// Sources: L. Takács (1962) for the second moment of the wait; A. K. Erlang (1909) and C. D. Crommelin
// (1932) for M/D/1; D. G. Kendall, Ann. Math. Stat. 24 (1953) 338 for GI/M/1; A. Cobham, Operations
// Research 2 (1954) 70 for priorities; P. J. Burke, Operations Research 23 (1975) 830 for batches;
// E. Borel (1942) and J. C. Tanner (1953) for the customers of a busy period, which are the total
// progeny of a branching process (D. G. Kendall 1951).
import Stochastics

/// Closed forms of a single server.
package enum SingleServer {
  /// E(W²) of M/G/1, from three moments of the service time.
  package static func secondMoment(rate: Double, moments: (Double, Double, Double)) -> Double {
    let wait = rate * moments.1 / (2 * (1 - rate * moments.0))
    return 2 * wait * wait + rate * moments.2 / (3 * (1 - rate * moments.0))
  }

  /// P(W ≤ t) of M/D/1 with service time 1.
  package static func constantServiceWait(_ time: Double, rate: Double) -> Double {
    (1 - rate) * constantServiceSum(time, rate: rate)
  }

  /// Σ (−λ(t − k))ᵏ/k! · exp(λ(t − k)): the work found, but for a factor, up to any bound on it.
  package static func constantServiceSum(_ time: Double, rate: Double) -> Double {
    var sum = 0.0
    for k in 0...Int(time) {
      let rest = rate * (time - Double(k))
      var term = Elementary.exp(rest)
      for factor in stride(from: 1, through: k, by: 1) { term *= -rest / Double(factor) }
      sum += term
    }
    return sum
  }

  /// The share that a token bucket refuses of Poisson requests, `rate` to each token that flows in.
  ///
  /// The tokens missing are the work before a server that takes one time unit for each request and
  /// turns away who would find more than `burst` − 1: up to that bound the work is M/D/1's, and what
  /// is served is what keeps the server busy. Own derivation; any load, whole bursts.
  package static func tokenBucketRefuses(rate: Double, burst: Int) -> Double {
    let below = constantServiceSum(Double(burst - 1), rate: rate)
    return 1 - below / (1 + rate * below)
  }

  /// The share that waits in GI/M/1 with service mean 1: the root below 1 of σ = A*(1 − σ), for gamma
  /// gaps of a mean and a shape; an infinite shape makes them constant.
  package static func busyAtArrival(gap: Double, shape: Double) -> Double {
    var share = 0.5
    for _ in 0..<500 {
      let s = 1 - share
      share =
        shape == .infinity
        ? Elementary.exp(-s * gap) : Elementary.pow(1 + s * gap / shape, -shape)
    }
    return share
  }

  /// Mean waits by class, the most urgent first, of M/G/1 that never interrupts a service.
  package static func priorityWaits(_ classes: [(rate: Double, mean: Double, second: Double)])
    -> [Double]
  {
    let residual = classes.reduce(0) { $0 + $1.rate * $1.second } / 2
    var load = 0.0
    return classes.map { item in
      let before = load
      load += item.rate * item.mean
      return residual / ((1 - before) * (1 - load))
    }
  }

  /// Mean wait of a customer of M[X]/G/1 with batches of a size of known moments.
  package static func batchWait(
    batches rate: Double, size: Double, sizeSecond: Double, service: Double, serviceSecond: Double
  ) -> Double {
    let load = rate * size * service
    let behindBatches = rate * size * serviceSecond / (2 * (1 - load))
    let withinBatch = (sizeSecond - size) * service / (2 * size * (1 - load))
    return behindBatches + withinBatch
  }

  /// The probability that a busy period of M/D/1 serves exactly `count` customers.
  package static func borel(_ count: Int, load: Double) -> Double {
    let n = Double(count)
    return Elementary.exp(
      -load * n + (n - 1) * Elementary.log(load * n) - Elementary.logGamma(n + 1))
  }
}
