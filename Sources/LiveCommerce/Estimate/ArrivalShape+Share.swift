// The other way round from how a session reads a shape: what share of a stream has come by an instant.
import Stochastics

extension ArrivalShape {
  /// The share of the visits that have come before `instant`, in nanoseconds; non-decreasing.
  func share(before instant: Int64) -> Double {
    switch self {
    case .steady(let from, let to):
      guard to > from else { return instant > from ? 1 : 0 }
      return max(0, min(1, Double(instant - from) / Double(to - from)))
    case .spike(let at, let delay):
      return instant > at ? delay.cumulative(Double(instant - at)) : 0
    case .profile(let pieces):
      return pieces.reduce(0) { sum, piece in
        let within = Double(instant - piece.from) / Double(max(1, piece.to - piece.from))
        return sum + piece.share * max(0, min(1, within))
      }
    }
  }
}
