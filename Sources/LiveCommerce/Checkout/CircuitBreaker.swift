// A circuit breaker: after too many failures among the latest answers nothing is let through for a
// while, then a few probes, and what becomes of them decides (M. Nygard, "Release It!", 2007; the
// words are those of Resilience4j).
//
// Invariant: an answer counts only if its request was let through in the present state, so what was
// under way when the breaker opened or closed decides nothing.

/// A circuit breaker.
struct CircuitBreaker: Sendable {
  private enum State: Sendable { case closed, open, halfOpen }
  private let setting: OrderPath.Breaker
  private var state = State.closed
  /// When the present state began, in nanoseconds.
  private var since: Int64 = 0
  /// The latest answers, oldest at `next` once there are enough; true: a failure.
  private var window: [Bool] = []
  private var next = 0
  private var failures = 0
  private var probes = 0
  /// How many answers decide in the present state.
  private var needed: Int { state == .closed ? setting.window : setting.probes }
  /// How often it has opened.
  private(set) var openings = 0

  init(_ setting: OrderPath.Breaker) { self.setting = setting }

  /// Whether a request may pass at `instant`; a half-open breaker counts it as a probe.
  mutating func admits(at instant: Int64) -> Bool {
    if state == .open, instant - since >= setting.open { enter(.halfOpen, at: instant) }
    switch state {
    case .closed: return true
    case .open: return false
    case .halfOpen:
      guard probes < setting.probes else { return false }
      probes += 1
      return true
    }
  }

  /// Hears what became of a request that was let through at `admitted`.
  mutating func hears(failed: Bool, admitted: Int64, at instant: Int64) {
    guard admitted >= since, state != .open else { return }
    note(failed || instant - admitted > setting.slow)
    guard window.count >= needed else { return }
    if Double(failures) >= setting.failures * Double(needed) {
      openings += 1
      enter(.open, at: instant)
    } else if state == .halfOpen {
      enter(.closed, at: instant)
    }
  }

  private mutating func note(_ isFailure: Bool) {
    if isFailure { failures += 1 }
    guard window.count == needed else { return window.append(isFailure) }
    if window[next] { failures -= 1 }
    window[next] = isFailure
    next = (next + 1) % window.count
  }

  private mutating func enter(_ state: State, at instant: Int64) {
    self.state = state
    since = instant
    window.removeAll(keepingCapacity: true)
    next = 0
    failures = 0
    probes = 0
  }
}
