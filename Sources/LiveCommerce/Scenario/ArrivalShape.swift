// How the visits of a stream lie in time. A shape is its quantile function: given the share of
// visits that have come, it says when that share is reached. A Poisson process of any shape is a
// unit-rate one read through this function (time change; Çinlar 1975, §4.7), so arrivals come out in
// order without sorting.
public import Stochastics

/// The shape of a stream of arrivals over time.
public enum ArrivalShape: Sendable, Equatable {
  /// The same rate from one instant to another, in nanoseconds.
  case steady(from: Int64, to: Int64)
  /// All prompted at one instant, each after a delay of its own; for a notification, say.
  case spike(at: Int64, delay: Distribution)
  /// A rate that is constant between given instants.
  case profile([ProfilePiece])

  /// The instant by which `share` of the visits have come, in nanoseconds; non-decreasing.
  public func instant(atShare share: Double) -> Int64 {
    var reader = Reader()
    return reader.instant(atShare: share, self)
  }

  /// The same shape, so many nanoseconds later.
  func later(by shift: Int64) -> ArrivalShape {
    switch self {
    case .steady(let from, let to): .steady(from: from + shift, to: to + shift)
    case .spike(let at, let delay): .spike(at: at + shift, delay: delay)
    case .profile(let pieces):
      .profile(
        pieces.map { ProfilePiece(from: $0.from + shift, to: $0.to + shift, share: $0.share) })
    }
  }

  /// Reads a shape at shares that never decrease, and so passes each piece of a profile once.
  struct Reader: Sendable {
    private var piece = 0
    private var before = 0.0

    /// The instant by which `share` of the visits have come, in nanoseconds.
    @inline(__always)
    mutating func instant(atShare share: Double, _ shape: ArrivalShape) -> Int64 {
      switch shape {
      case .steady(let from, let to):
        return from + Int64(share * Double(to - from))
      case .spike(let at, let delay):
        return at + Delay.nanoseconds(delay.quantile(at: share))
      case .profile(let pieces):
        while piece + 1 < pieces.count && share >= before + pieces[piece].share {
          before += pieces[piece].share
          piece += 1
        }
        guard piece < pieces.count else { return 0 }
        let within = min(1, (share - before) / pieces[piece].share)
        return pieces[piece].from + Int64(within * Double(pieces[piece].to - pieces[piece].from))
      }
    }
  }
}

/// A stretch of a profile with a constant rate.
public struct ProfilePiece: Sendable, Equatable {
  /// Start, in nanoseconds.
  public var from: Int64
  /// End, in nanoseconds.
  public var to: Int64
  /// Share of all visits that come in this stretch; positive.
  public var share: Double

  /// Creates a stretch.
  public init(from: Int64, to: Int64, share: Double) {
    self.from = from
    self.to = to
    self.share = share
  }
}
