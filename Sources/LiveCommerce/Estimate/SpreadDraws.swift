// Numbers spread evenly instead of drawn: a forecast wants the mean over all people, and a few dozen
// points of a low-discrepancy sequence give it without chance (Niederreiter 1992, §3.1).

/// Points that fill the unit square evenly.
enum SpreadDraws {
  // The additive recurrence of the plastic number, the square's counterpart of the golden ratio.
  private static let first = 0.7548776662466927
  private static let second = 0.5698402909980532

  /// The point at `index`; both coordinates lie in (0, 1).
  static func point(_ index: Int) -> (Double, Double) {
    (fraction(index, first), fraction(index, second))
  }

  private static func fraction(_ index: Int, _ step: Double) -> Double {
    let value = (Double(index) + 0.5) * step
    return max(1e-9, min(1 - 1e-9, value - value.rounded(.down)))
  }
}
