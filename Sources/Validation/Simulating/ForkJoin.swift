// A job of two halves that are done side by side, on mailboxes of the kernel.
import DiscreteEvents
import Stochastics

/// Two servers side by side, each of which does one half of every customer's work.
struct ForkJoin: Sendable {
  var rate: Double
  var service: Double

  func visits(_ run: Run) -> [Visit]? {
    let floor = Floor(run)
    let halves = (0..<2).map { Mailbox(floor.executor, name: "half \($0)") }
    let joins = Joins(floor.customers)
    let law = Exponential(mean: service).distribution
    let gap = Exponential(mean: 1 / rate).distribution
    for (half, queue) in halves.enumerated() {
      floor.executor.spawn(name: "server \(half)") {
        while let customer = await queue.receive() {
          await floor.executor.sleep(for: floor.time(law, Draw.service, customer, half))
          if joins.isLast(customer) { floor.leaves(customer) }
        }
      }
    }
    floor.executor.spawn(name: "source") {
      for customer in 0..<floor.customers {
        await floor.executor.sleep(for: floor.time(gap, Draw.gap, customer))
        floor.arrives(customer)
        floor.begins(customer)
        for queue in halves { queue.send(customer) }
      }
    }
    return floor.visits()
  }
}

/// Which customers have one half done.
private final class Joins: @unchecked Sendable {
  // Sendable: used by one executor's jobs only.
  private var halfDone: [Bool]

  init(_ customers: Int) { halfDone = Array(repeating: false, count: customers) }

  func isLast(_ customer: Int) -> Bool {
    defer { halfDone[customer] = true }
    return halfDone[customer]
  }
}
