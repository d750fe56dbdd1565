// The gateway's rate limit for one account: a token bucket of its own, kept as one number, the instant
// at which the bucket will be full (the generic cell rate algorithm: ITU-T I.371, annex A).
//
// Invariant: what an account is admitted in any stretch t is at most rate · t + burst.

/// A token bucket for each account that has asked.
struct AccountLimits: Sendable {
  /// Inflow time of one token, and of all but one that may pile up, in nanoseconds.
  private let interval: Int64
  private let tolerance: Int64
  private var fullAt = KeyTable()

  init(_ setting: OrderPath.AccountRate) {
    interval = max(1, Int64((1e9 / setting.rate).rounded()))
    tolerance = Int64((max(1, setting.burst) - 1) * Double(interval))
  }

  /// Takes a token of the account's if there is one at `instant`.
  mutating func take(_ account: UInt64, at instant: Int64) -> Bool {
    let full = max(instant, Int64(fullAt[account] ?? 0))
    guard full - instant <= tolerance else { return false }
    fullAt.set(account, to: Int(full + interval))
    return true
  }
}
