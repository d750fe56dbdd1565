// How many servers there ought to be. The rule is that of the common autoscalers: what was busy, over
// the target, rounded up; more servers as soon as that is more than there are and are to come, fewer
// only when they would have been enough for a while.
//
// Invariant: `ordered`, the servers there are and are to come, stays within the bounds.

/// Decides about the number of servers of one tier.
struct Autoscaler: Sendable {
  /// What is to be done.
  enum Decision: Equatable { case order(Int), dismiss(Int), nothing }

  private let setting: Autoscaling
  /// The servers there are, and those on their way.
  private(set) var ordered: Int
  /// What was wanted lately, and when; only what could still be the highest.
  private var wanted: [(at: Int64, servers: Int)] = []
  private var busySoFar: Int128 = 0

  init(_ setting: Autoscaling, servers: Int) {
    self.setting = setting
    ordered = servers
  }

  /// Judges a period that ends at `instant`.
  ///
  /// - Parameters:
  ///   - instant: the end of the period, in nanoseconds.
  ///   - serving: the servers there are.
  ///   - busy: the integral of the busy servers up to then.
  ///   - present: the requests that are served or wait.
  /// - Returns: what is to be done now.
  mutating func decide(
    at instant: Int64, serving: Int, busy: Int128, present: Int
  ) -> Decision {
    let mean = Double(busy - busySoFar) / Double(setting.every)
    busySoFar = busy
    let raw =
      switch setting.target {
      case .utilisation(let share): mean / share
      case .perServer(let number): Double(present) / number
      }
    // What is a whole number but for rounding is that number.
    let wish = Int(min(Double(setting.atMost), (raw - 1e-9).rounded(.up)))
    let servers = max(setting.atLeast, wish)
    let highest = remember(servers, at: instant)
    if servers > ordered {
      defer { ordered = servers }
      return .order(servers - ordered)
    }
    // Servers on their way cannot be sent back.
    let fewer = min(ordered - highest, serving - setting.atLeast)
    guard fewer > 0, instant >= setting.downAfter else { return .nothing }
    ordered -= fewer
    return .dismiss(fewer)
  }

  /// Remembers what is wanted; returns the most that was wanted for as long as counts.
  private mutating func remember(_ servers: Int, at instant: Int64) -> Int {
    wanted.removeAll { $0.servers <= servers || $0.at <= instant - setting.downAfter }
    wanted.append((instant, servers))
    return wanted[0].servers
  }
}
