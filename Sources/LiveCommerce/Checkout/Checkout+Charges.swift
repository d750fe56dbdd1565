// Charges that fail: because the provider is down when one would end, or by chance. The platform makes
// them again after a wait, so often and as long as its budget lasts; then the buyer is told.
//
// Invariant: a failed attempt has charged nothing.
import DiscreteEvents
import Stochastics

extension Checkout {
  /// Whether an attempt at a charge has failed; then it has been dealt with.
  func hasFailed(charge slot: Int) -> Bool {
    let request = payments[slot]
    let own = draws.entity(Purpose.paymentDomain, request.id.rawValue)
    let setting = scenario.orders.payment
    let attempt = UInt32(payments.failures(slot))
    let isDown = providerOutages.contains { $0.lasts(at: now) }
    let fails =
      setting.failure > 0 && own.chance(setting.failure, Purpose.chargeFailure, attempt)
    guard isDown || fails else { return false }
    books.payment.refuses(.failed)
    let failures = payments.fail(slot)
    if failures < setting.retry.attempts, hasBudget {
      let retry = tryAgain(charge: slot, own.uniform(Purpose.chargeBackoff, attempt), failures)
      tell(.chargeFailed(isDown: isDown, retry: retry), of: request)
    } else {
      tell(.chargeFailed(isDown: isDown, retry: nil), of: request)
      payments.close(slot)
      answer(request, .failed)
    }
    return true
  }

  /// Whether another retry keeps all retries within their share of all charges.
  private var hasBudget: Bool {
    let budget = scenario.orders.payment.retry.budget
    return Double(books.chargeRetries + 1) <= budget * Double(payments.charges)
  }

  /// Plans another attempt at a charge, and returns when it is made.
  private func tryAgain(charge slot: Int, _ uniform: Double, _ failures: Int) -> Int64 {
    books.chargeRetries += 1
    var wait = Double(scenario.orders.payment.retry.backoff)
    for _ in 1..<max(1, failures) { wait *= 2 }
    let time = Delay.nanoseconds(wait * (1 - uniform / 2))
    chargeRetries.send(slot, at: Instant(nanoseconds: now + time))
    return now + time
  }
}
