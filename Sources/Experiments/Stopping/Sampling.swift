// How many sessions are run: a number, or as many as a precision takes. The latter looks at the
// intervals now and then and stops when they are narrow; that this leaves their confidence as it is
// holds for narrow ones only (Y. S. Chow and H. Robbins, "On the asymptotic theory of fixed-width
// sequential confidence intervals for the mean", Annals of Mathematical Statistics 36 (1965)
// 457-462). So there is a minimum, and few looks: each a quarter later than the last.

/// How many sessions an experiment runs.
public enum Sampling: Sendable, Equatable {
  /// So many.
  case fixed(UInt32)
  /// As many as all goals take, but at most so many.
  case until([PrecisionGoal], atMost: UInt32)

  /// The least number after which goals are looked at.
  public static let fewest: UInt32 = 20

  /// The goals, if there are any.
  public var goals: [PrecisionGoal] {
    switch self {
    case .fixed: []
    case .until(let goals, _): goals
    }
  }

  /// The most sessions there can be.
  public var most: UInt32 {
    switch self {
    case .fixed(let count): count
    case .until(_, let most): most
    }
  }

  /// The number of sessions after which to look next, when so many have been run; nil at the end.
  public func next(after count: UInt32) -> UInt32? {
    guard count < most else { return nil }
    guard case .until = self else { return most }
    return min(most, max(Sampling.fewest, count + max(1, (count + 3) / 4)))
  }
}
