// Faults of the order workers, told when they begin and end: while the workers are down nobody takes an
// order, and a brownout takes a part of them away and gives as many back. A worker finishes the order
// in its hands. Autoscaling goes on, on top: it counts what is there and knows nothing of faults.
//
// Invariant: every fault that begins ends, and what it has taken it gives back.
import DiscreteEvents

extension Checkout {
  func startWorkerFaults() {
    let faults = scenario.orders.faults.filter { $0.tier == .workers }
    guard !faults.isEmpty else { return }
    let timeline = Mailbox(executor, name: "faults of order workers")
    // Of one instant, what ends goes before what begins.
    for (index, fault) in faults.enumerated() {
      timeline.send(index << 1, at: Instant(nanoseconds: fault.until))
    }
    for (index, fault) in faults.enumerated() {
      timeline.send(index << 1 | 1, at: Instant(nanoseconds: fault.from))
    }
    executor.spawn(name: "faults of order workers") { [self] in
      var taken = faults.map { _ in 0 }
      while let token = await timeline.receive() {
        let index = token >> 1
        if token & 1 == 1 {
          taken[index] = begin(faults[index])
        } else {
          end(faults[index], taken: taken[index])
        }
      }
    }
  }

  /// Begins a fault; returns how many workers it takes away.
  private func begin(_ fault: Fault) -> Int {
    switch fault.kind {
    case .brownout(let share):
      let servers = workers.servers
      // What is a whole number but for rounding is that number; nobody left would be `down`.
      let left = max(1, Int(share * Double(servers) + 1e-9))
      resizeWorkers(to: left)
      return servers - left
    default:
      workers.hold()
      return 0
    }
  }

  private func end(_ fault: Fault, taken: Int) {
    if case .brownout = fault.kind { return resizeWorkers(to: workers.servers + taken) }
    workers.resume()
    handOverLine()
  }
}
