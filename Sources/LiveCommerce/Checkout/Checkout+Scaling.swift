// Autoscaling of the tiers that serve orders: at the end of every period each tier is judged, new
// servers come after their delay, and servers that go finish what they have begun. After the planned
// end of the session nothing is judged any more.
//
// Invariant: what a tier has (pool, shared servers or connections) and what its counter shows of it
// change together.
import DiscreteEvents

extension Checkout {
  /// The tiers whose servers can follow the load.
  enum ScaledTier: Int, CaseIterable, Sendable { case orders, stock, payment }

  func autoscaling(of tier: ScaledTier) -> Autoscaling? {
    switch tier {
    case .orders: scenario.orders.workers.queueing.autoscaling
    case .stock: scenario.orders.database.queueing.autoscaling
    case .payment: scenario.orders.payment.queueing.autoscaling
    }
  }

  func startScaling() {
    let tiers = ScaledTier.allCases.filter { autoscaling(of: $0) != nil }
    guard !tiers.isEmpty else { return }
    let path = scenario.orders
    let counts = [path.workers.count, path.database.connections, path.payment.capacity]
    scalers = ScaledTier.allCases.map { tier in
      autoscaling(of: tier).map { Autoscaler($0, servers: counts[tier.rawValue]) }
    }
    let scaling = Mailbox(executor, name: "scaling")
    for tier in tiers { plan(tier, after: 0, by: scaling) }
    executor.spawn(name: "autoscaler") {
      while let token = await scaling.receive() {
        guard let tier = ScaledTier(rawValue: token & 3) else { continue }
        if token >> 2 > 0 {
          self.resize(tier, by: token >> 2)
        } else {
          self.judge(tier, by: scaling)
        }
      }
    }
  }

  /// Judges the period of a tier that ends now, and acts.
  private func judge(_ tier: ScaledTier, by scaling: Mailbox) {
    let counter = counter(of: tier)
    let decision = scalers[tier.rawValue]?.decide(
      at: now, serving: Int(counter.size.level), busy: counter.busy.integral(until: now),
      present: Int(counter.busy.level + counter.waiting.level))
    plan(tier, after: now, by: scaling)
    switch decision {
    case .order(let servers):
      let ready = now + (autoscaling(of: tier)?.delay ?? 0)
      guard ready <= scenario.length else { return }
      scaling.send(servers << 2 | tier.rawValue, at: Instant(nanoseconds: ready))
    case .dismiss(let servers): resize(tier, by: -servers)
    case .nothing, nil: break
    }
  }

  /// Has a tier judged one period after `instant`, if the session lasts as long.
  private func plan(_ tier: ScaledTier, after instant: Int64, by scaling: Mailbox) {
    guard let every = autoscaling(of: tier)?.every, instant + every <= scenario.length else {
      return
    }
    scaling.send(tier.rawValue, at: Instant(nanoseconds: instant + every))
  }

  private func counter(of tier: ScaledTier) -> TierCounter {
    switch tier {
    case .orders: books.workers
    case .stock: world.database.tier
    case .payment: books.payment
    }
  }

  private func resize(_ tier: ScaledTier, by change: Int) {
    switch tier {
    case .orders: resizeWorkers(to: Int(books.workers.size.level) + change)
    case .stock: world.database.resize(to: Int(world.database.tier.size.level) + change)
    case .payment: resizeChannels(to: Int(books.payment.size.level) + change)
    }
  }
}
