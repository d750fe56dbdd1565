// The gateway's rate limit: tokens flow in at a constant rate up to a bound, each order takes one.
// Time is integer nanoseconds and tokens are counted in nanoseconds of inflow, so the bucket is exact:
// admitted in any stretch t ≤ rate · t + burst.

/// A token bucket.
struct TokenBucket: Sendable, Equatable {
  /// Inflow time of one token, in nanoseconds.
  private var tokenTime: Double
  private var capacity: Double
  private var level: Double
  private var last: Int64

  /// Creates a bucket of `burst` tokens, full at `instant`, that refills at `rate` tokens a second.
  init(rate: Double, burst: Double, from instant: Int64 = 0) {
    last = instant
    tokenTime = 1e9 / rate
    capacity = max(1, burst) * tokenTime
    level = capacity
  }

  /// Refills at another rate from `instant` on, which must not lie before the last call's; tokens stay.
  mutating func refill(at rate: Double, from instant: Int64) {
    level = min(capacity, level + Double(instant - last))
    last = instant
    let ratio = 1e9 / rate / tokenTime
    tokenTime = 1e9 / rate
    capacity *= ratio
    level *= ratio
  }

  /// Takes a token if there is one at `instant`, which must not lie before the last call's.
  mutating func take(at instant: Int64) -> Bool {
    level = min(capacity, level + Double(instant - last))
    last = instant
    guard level >= tokenTime else { return false }
    level -= tokenTime
    return true
  }
}
