// An open network: customers pass from station to station of the kernel, by chance, until they leave.
import DiscreteEvents
import Stochastics

/// An open network of mailboxes with exponential servers.
struct OpenNetwork: Sendable {
  /// Arrivals from outside at each station.
  var entering: [Double]
  /// From station to station; what is missing to one leaves.
  var routing: [[Double]]
  var servers: [Int]
  var services: [Double]

  func visits(_ run: Run) -> [Visit]? {
    let floor = Floor(run)
    let route = Route(self, floor)
    for (station, count) in servers.enumerated() {
      for server in 0..<count {
        floor.executor.spawn(name: "server \(station), \(server)") {
          while let customer = await route.queues[station].receive() {
            await route.serve(customer, at: station)
          }
        }
      }
    }
    let total = entering.reduce(0, +)
    let shares = entering.map { $0 / total }
    floor.executor.spawn(name: "source") {
      let gap = Exponential(mean: 1 / total).distribution
      for customer in 0..<floor.customers {
        await floor.executor.sleep(for: floor.time(gap, Draw.gap, customer))
        floor.arrives(customer)
        floor.begins(customer)
        let own = floor.draws.entity(1, UInt64(customer))
        if let first = pick(shares, own.uniform(Draw.kind)) { route.queues[first].send(customer) }
      }
    }
    return floor.visits()
  }
}

/// The stations of a run, and how far each customer has come.
private final class Route: @unchecked Sendable {
  // Sendable: used by one executor's jobs only.
  let queues: [Mailbox]
  private let network: OpenNetwork
  private let laws: [Distribution]
  private let floor: Floor
  private var steps: [Int]

  init(_ network: OpenNetwork, _ floor: Floor) {
    self.network = network
    self.floor = floor
    laws = network.services.map { Exponential(mean: $0).distribution }
    queues = network.servers.indices.map { Mailbox(floor.executor, name: "queue \($0)") }
    steps = Array(repeating: 0, count: floor.customers)
  }

  func serve(_ customer: Int, at station: Int) async {
    let step = steps[customer]
    steps[customer] += 1
    await floor.executor.sleep(
      for: floor.time(laws[station], Draw.service, customer, step))
    let own = floor.draws.entity(1, UInt64(customer))
    if let next = pick(network.routing[station], own.uniform(Draw.route, UInt32(step))) {
      queues[next].send(customer)
    } else {
      floor.leaves(customer)
    }
  }
}

/// The place of a share that a uniform falls into; nil beyond the last.
private func pick(_ shares: [Double], _ u: Double) -> Int? {
  var end = 0.0
  return shares.firstIndex { share in
    end += share
    return u < end
  }
}
