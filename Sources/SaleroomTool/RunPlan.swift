// What a run would cost, and whether this machine can bear it: asked before anything is run, so that a
// session too large is refused with a sentence and not ended by the kernel after an hour.
import LiveCommerce
import Reporting

/// A session that has not been run yet.
final class RunPlan {
  /// What it will cost; made when it is first asked for, which a small session need not be.
  private(set) lazy var estimate = SessionEstimate(scenario)
  private let scenario: Scenario
  private let machine: Machine

  init(_ scenario: Scenario, machine: Machine) {
    self.scenario = scenario
    self.machine = machine
  }

  /// The estimate, for `--dry-run`.
  ///
  /// - Parameters:
  ///   - sessions: How many there are, or at most.
  ///   - atOnce: How many of them run at the same time.
  /// - Returns: The page.
  func shown(sessions: Int = 1, atOnce: Int = 1) -> EstimateText {
    let atOnce = min(sessions, atOnce)
    let rounds = (Double(sessions) / Double(atOnce)).rounded(.up)
    return EstimateText(
      estimate: estimate, sessions: sessions, atOnce: atOnce,
      seconds: estimate.referenceSeconds * machine.slowness() * rounds,
      available: machine.availableMemory)
  }

  /// How many sessions may run at the same time, 1 or more: no more than fit into memory.
  func sessionsAtOnce(_ wanted: Int) -> Int {
    guard let available = machine.availableMemory, estimate.memory.total > 0 else { return wanted }
    return max(1, Int(min(Double(wanted), available / estimate.memory.total)))
  }

  /// Refuses a session that does not fit into memory.
  ///
  /// - Parameters:
  ///   - name: What the session is called.
  ///   - atOnce: How many like it run at the same time.
  ///   - consequence: What has become of what was asked for.
  /// - Throws: `ToolError` with what it needs, what there is, and what would fit.
  func check(
    _ name: String, atOnce: Int = 1, _ consequence: String = "nothing was run"
  ) throws(ToolError) {
    guard let available = machine.availableMemory,
      SessionEstimate.mostMemory(scenario) * Double(atOnce) > available,
      estimate.memory.total * Double(atOnce) > available
    else { return }
    throw ToolError(
      status: .tooLarge,
      message: "\(name): needs about \(EstimateText.bytes(estimate.memory.total)) of memory, "
        + "but \(EstimateText.bytes(available)) are free\(remedy(atOnce, available)); "
        + consequence)
  }

  private func remedy(_ atOnce: Int, _ available: Double) -> String {
    guard estimate.memory.total <= available else { return "; \(advice(available))" }
    return " for \(atOnce) like it at the same time; --threads \(sessionsAtOnce(atOnce)) would do"
  }

  /// What would fit, by what takes most of the memory.
  private func advice(_ available: Double) -> String {
    let memory = estimate.memory
    if memory.series > memory.people + memory.orders + memory.accounts {
      return "the counters by second take \(EstimateText.bytes(memory.series)): "
        + "shorten session.length"
    }
    let fitting = estimate.visits(fitting: available * 0.9)
    guard fitting > 0 else { return "not even an empty session fits" }
    let driver =
      memory.people >= memory.orders + memory.accounts
      ? "\(EstimateText.count(estimate.peakPresent)) people present at the peak"
      : "\(EstimateText.count(estimate.orders)) orders"
    return "most of it for \(driver); about \(EstimateText.count(fitting)) of its "
      + "\(EstimateText.count(estimate.visits)) visits would fit (traffic.*.visits)"
  }
}
