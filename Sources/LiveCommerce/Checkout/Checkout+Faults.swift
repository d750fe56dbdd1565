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
    executor.spawn(name: "faults of order workers") {
      while let token = await timeline.receive() {
        let index = token >> 1
        if token & 1 == 1 {
          self.begin(faults[index], index)
        } else {
          let until = faults[index].until
          self.end(faults[index], index, follows: faults.contains { $0.from == until })
        }
      }
    }
  }

  private func begin(_ fault: Fault, _ index: Int) {
    guard case .brownout(let share) = fault.kind else { return workers.hold() }
    var brownout = Brownout(fault: index, share: share)
    let left = brownout.take(from: workers.servers)
    brownouts.append(brownout)
    resizeWorkers(to: left)
  }

  /// Gives back what the fault has taken, and hands over who waits unless another fault `follows` at the
  /// same instant.
  private func end(_ fault: Fault, _ index: Int, follows: Bool) {
    if case .brownout = fault.kind {
      guard let place = brownouts.firstIndex(where: { $0.fault == index }) else { return }
      let servers = workers.servers + brownouts.remove(at: place).taken
      return resizeWorkers(to: servers, handsOver: !follows)
    }
    workers.resume()
    if !follows { handOverLine() }
  }

  /// Has so many order workers, of which brownouts take their shares as if they began now.
  func deployWorkers(_ count: Int) {
    var servers = count
    for index in brownouts.indices { servers = brownouts[index].take(from: servers) }
    resizeWorkers(to: servers)
  }
}

/// A brownout of the order workers, while it lasts.
struct Brownout: Sendable {
  /// Which fault it is.
  let fault: Int
  /// The share of the workers that is left.
  let share: Double
  /// How many workers it has taken away.
  private(set) var taken = 0

  init(fault: Int, share: Double) {
    self.fault = fault
    self.share = share
  }

  /// Takes its part of so many workers away; returns how many are left.
  mutating func take(from servers: Int) -> Int {
    // What is a whole number but for rounding is that number; nobody left would be `down`.
    let left = max(1, Int(share * Double(servers) + 1e-9))
    taken = servers - left
    return left
  }
}
