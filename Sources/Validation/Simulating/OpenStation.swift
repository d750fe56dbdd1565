// One station under arrivals from outside, built from the kernel: a source that sleeps, and either
// server tasks at a mailbox or a task for each customer that claims a resource. Order is first come
// first served unless it is said otherwise; urgent customers are begun with before the others.
import DiscreteEvents
import Stochastics

/// A station.
struct OpenStation: Sendable {
  enum Means: Sendable {
    /// Server tasks at a mailbox.
    case mailbox
    /// A task for each customer, who claims a resource: first come first served, or last come first.
    case resource, lastFirst
    /// A task for each customer, all of whom share the servers evenly.
    case shared
  }

  /// Between arrivals.
  var gap: Distribution
  var service: Distribution
  var servers = 1
  /// Places to wait; nil for any number.
  var places: Int?
  /// After which a customer who waits gives up; needs a resource.
  var patience: Distribution?
  /// How many come at once; one if nil.
  var batch: Distribution?
  /// The share of urgent customers, and their own service; needs a mailbox.
  var urgent: (share: Double, service: Distribution)?
  var means = Means.mailbox

  /// Poisson arrivals of a rate.
  init(rate: Double, service: Distribution, servers: Int = 1, _ means: Means = .mailbox) {
    gap = Exponential(mean: 1 / rate).distribution
    self.service = service
    self.servers = servers
    self.means = means
  }

  /// One replication: every counted visit, in order of arrival; nil if the run was unsound.
  func visits(_ run: Run) -> [Visit]? {
    let floor = Floor(run)
    switch means {
    case .mailbox: urgent == nil ? openMailbox(floor) : openClasses(floor)
    case .resource: openResource(floor, to: .longestWaiting)
    case .lastFirst: openResource(floor, to: .latest)
    case .shared: openShared(floor)
    }
    return floor.visits()
  }

  func isUrgent(_ customer: Int, _ draws: Draws) -> Bool {
    urgent.map { draws.entity(1, UInt64(customer)).chance($0.share, Draw.kind) } ?? false
  }

  private func serve(_ customer: Int, _ floor: Floor) async {
    floor.begins(customer)
    let law = isUrgent(customer, floor.draws) ? urgent?.service ?? service : service
    await floor.executor.sleep(for: floor.time(law, Draw.service, customer))
    floor.leaves(customer)
  }

  /// Customers one after the other, or several at once.
  private func source(_ floor: Floor, _ admit: @escaping @Sendable (Int) -> Void) {
    floor.executor.spawn(name: "source") { [self] in
      var left = 0
      for customer in 0..<floor.customers {
        if left == 0 {
          await floor.executor.sleep(for: floor.time(gap, Draw.gap, customer))
          let own = floor.draws.entity(1, UInt64(customer))
          left = batch.map { Int($0.value(at: own.uniform(Draw.batch))) } ?? 1
        }
        left -= 1
        floor.arrives(customer)
        admit(customer)
      }
    }
  }

  private func openMailbox(_ floor: Floor) {
    let queue = Mailbox(floor.executor, name: "queue", capacity: places)
    for server in 0..<servers {
      floor.executor.spawn(name: "server \(server)") { [self] in
        while let customer = await queue.receive() { await serve(customer, floor) }
      }
    }
    source(floor) { if !queue.send($0) { floor.leaves($0) } }
  }

  /// A bell tells that somebody has come; who it is that is begun with, the servers look up.
  private func openClasses(_ floor: Floor) {
    let bell = Mailbox(floor.executor, name: "bell")
    let urgents = Mailbox(floor.executor, name: "urgent")
    let others = Mailbox(floor.executor, name: "others")
    for server in 0..<servers {
      floor.executor.spawn(name: "server \(server)") { [self] in
        while await bell.receive() != nil {
          let first = urgents.count > 0 ? urgents : others
          if let customer = await first.receive() { await serve(customer, floor) }
        }
      }
    }
    source(floor) { [self] customer in
      (isUrgent(customer, floor.draws) ? urgents : others).send(customer)
      bell.send(0)
    }
  }

  private func openShared(_ floor: Floor) {
    let desk = SharedServers(floor.executor, name: "desk", servers: servers)
    source(floor) { [self] customer in
      floor.executor.spawn(name: "customer") { [self] in
        floor.begins(customer)
        await desk.serve(for: floor.time(service, Draw.service, customer))
        floor.leaves(customer)
      }
    }
  }

  private func openResource(_ floor: Floor, to precedence: Mailbox.Precedence) {
    let desk = Resource(floor.executor, name: "desk", capacity: servers, to: precedence)
    source(floor) { [self] customer in
      floor.executor.spawn(name: "customer") { [self] in
        guard await enter(desk, customer, floor) else { return floor.leaves(customer) }
        await serve(customer, floor)
        desk.release()
      }
    }
  }

  private func enter(_ desk: Resource, _ customer: Int, _ floor: Floor) async -> Bool {
    if let places, desk.waiting >= places { return desk.tryAcquire() }
    guard let patience else {
      await desk.acquire()
      return true
    }
    return await desk.acquire(timeout: max(1, floor.time(patience, Draw.patience, customer)))
  }
}
