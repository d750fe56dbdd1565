// Where the number of successes must lie if each trial succeeds with a known probability, from the
// exact binomial law summed term by term.

import Foundation

/// The region of plausible counts.
public enum BinomialRegion {
  /// The counts outside of which a binomial count lies with probability 0.001 at most, half of it on
  /// either side.
  public static func counts(of trials: Int, share: Double) -> ClosedRange<Int> {
    let tail = 0.000_5
    var low = 0
    var below = 0.0
    while below + term(low, of: trials, share) <= tail {
      below += term(low, of: trials, share)
      low += 1
    }
    var high = trials
    var above = 0.0
    while above + term(high, of: trials, share) <= tail {
      above += term(high, of: trials, share)
      high -= 1
    }
    return low...high
  }

  /// The probability of exactly `count` successes.
  public static func term(_ count: Int, of trials: Int, _ share: Double) -> Double {
    let (k, n) = (Double(count), Double(trials))
    let ways: Double = lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
    let each: Double = k * log(share) + (n - k) * log1p(-share)
    return exp(ways + each)
  }
}
