// A share of yes and no, of which the number of yes is binomial. The interval is exact whatever the
// share: C. J. Clopper and E. S. Pearson, "The use of confidence or fiducial limits illustrated in
// the case of the binomial", Biometrika 26 (1934) 404-413; its ends are quantiles of the beta law.
//
// Invariant: an interval holds the truth at least as often as its level says, for every share and
// every number of trials.

/// Shares estimated from trials that succeed or fail.
public enum Proportion {
  /// The share of successes with its Clopper–Pearson interval.
  ///
  /// - Parameters:
  ///   - successes: How many trials succeeded, 0 to `trials`.
  ///   - trials: How many there were.
  ///   - level: The confidence, between 0 and 1; each end alone errs with half of the rest.
  /// - Returns: nil when there were no trials.
  public static func interval(
    _ successes: Int, of trials: Int, level: Double = 0.95
  ) -> Interval? {
    guard trials > 0 else { return nil }
    let tail = (1 - level) / 2
    let (k, n) = (Double(successes), Double(trials))
    // The upper end is taken from below as well, where small differences are not lost.
    let low = successes == 0 ? 0 : IncompleteBeta.quantile(tail, k, n - k + 1)
    let high = successes == trials ? 1 : 1 - IncompleteBeta.quantile(tail, n - k, k + 1)
    return Interval(estimate: k / n, low: low, high: high, level: level)
  }

  /// The probability of at least `successes` in `trials` when each succeeds with probability `share`.
  public static func probability(
    ofAtLeast successes: Int, of trials: Int, share: Double
  ) -> Double {
    guard successes > 0 else { return 1 }
    guard successes <= trials else { return 0 }
    return IncompleteBeta.regularized(share, Double(successes), Double(trials - successes + 1))
  }

  /// The least number of trials of which, if all succeed, it follows that the share is at least
  /// `share`: the least n with shareⁿ ≤ error.
  ///
  /// - Parameters:
  ///   - share: The share to be shown, between 0 and 1.
  ///   - error: The probability with which the conclusion may be wrong, between 0 and 1.
  /// - Returns: The number of trials, 1 or more.
  public static func trialsNeeded(toShow share: Double, error: Double) -> Int {
    max(1, Int((Elementary.log(error) / Elementary.log(share) - 1e-9).rounded(.up)))
  }
}
