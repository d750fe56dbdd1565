// Changes of the scenario as they come to the order back end: at their instant, when everything before
// it has been handled and nothing of that instant has.
//
// Invariant: a change is made between two steps of the session, never by a timer, so it makes no
// difference whether it was known from the start or is decided as the session runs.
import DiscreteEvents

extension Checkout {
  /// Makes a change now; what it lets begin begins.
  func make(_ change: Change) {
    switch change.knob {
    case .workers: deployWorkers(Int(change.value))
    case .connections: world.database.resize(to: Int(change.value))
    case .channels: resizeChannels(to: Int(change.value))
    case .gatewayRate: admit(atRate: change.value)
    case .hold(let product): holds[product] = Int64(change.value)
    case .retries, .retryBudget: break
    }
    executor.drain()
  }

  private func admit(atRate rate: Double) {
    guard gateway != nil else {
      gateway = TokenBucket(rate: rate, burst: scenario.orders.gateway.burst, from: now)
      return
    }
    gateway?.refill(at: rate, from: now)
  }
}
