// Customers who go round among stations of the kernel for ever.
import DiscreteEvents
import Stochastics

/// A fixed number of customers who go round through single exponential servers; a visit is a round.
struct ClosedNetwork: Sendable {
  var customers: Int
  var services: [Double]

  func visits(_ run: Run) -> [Visit]? {
    let floor = Floor(run)
    let rounds = Rounds()
    let queues = services.indices.map { Mailbox(floor.executor, name: "queue \($0)") }
    for (station, mean) in services.enumerated() {
      let law = Exponential(mean: mean).distribution
      let isLast = station == services.count - 1
      floor.executor.spawn(name: "server \(station)") {
        while let round = await queues[station].receive() {
          await floor.executor.sleep(for: floor.time(law, Draw.service, round, station))
          guard isLast else {
            queues[station + 1].send(round)
            continue
          }
          floor.leaves(round)
          rounds.begin(floor) { queues[0].send($0) }
        }
      }
    }
    for _ in 0..<customers { rounds.begin(floor) { queues[0].send($0) } }
    return floor.visits()
  }
}

/// Numbers the rounds, up to the last that is wanted.
private final class Rounds: @unchecked Sendable {
  // Sendable: used by one executor's jobs only.
  private var next = 0

  func begin(_ floor: Floor, _ send: (Int) -> Void) {
    guard next < floor.customers else { return }
    floor.arrives(next)
    floor.begins(next)
    send(next)
    next += 1
  }
}
