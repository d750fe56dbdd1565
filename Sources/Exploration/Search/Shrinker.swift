// Makes a failing case as small as it will go: fewer orders, simpler buyers, fewer misfortunes, fewer
// context switches, shorter delays. Invariant: every case that it keeps has been run and breaks the
// same promise in the same way as the first.

/// Where cases are run: here, or in another process if they may end it.
protocol CaseBench: AnyObject {
  /// Runs a case, and writes down what it does now; nil if it finds nothing any more.
  func replay(_ found: SaleCase) -> SaleCase?
  /// Goes through schedules of a storm; returns the first case of a kind, and how many were run.
  func firstCase(
    of kind: Finding.Kind, in storm: Storm, preemptions: Int, atMost limit: Int
  ) -> (found: SaleCase?, schedules: Int)
  /// Lets a storm's node crash at one call after the other, every strand running on until it waits.
  func firstCrash(of kind: Finding.Kind, in storm: Storm) -> (found: SaleCase?, schedules: Int)
}

extension CaseBench {
  /// Nothing, where only what is written down can be run.
  func firstCrash(of kind: Finding.Kind, in storm: Storm) -> (found: SaleCase?, schedules: Int) {
    (nil, 0)
  }
}

extension Explorer: CaseBench {
  func firstCase(
    of kind: Finding.Kind, in storm: Storm, preemptions: Int, atMost limit: Int
  ) -> (found: SaleCase?, schedules: Int) {
    let (found, tried, _) = enumerate(
      storm, preemptions: preemptions, atMost: limit, seeking: kind)
    return (found?.kind == kind ? found : nil, tried)
  }

  func firstCrash(of kind: Finding.Kind, in storm: Storm) -> (found: SaleCase?, schedules: Int) {
    let calls = min(200, trial.run(storm, RunOn(), nil).calls)
    for call in 0..<calls {
      guard let found = record(storm, RunOn(), CrashAtCall(call + 1)), found.kind == kind else {
        continue
      }
      return (found, call + 2)
    }
    return (nil, calls + 1)
  }

  /// Makes a case as small as it will go, in about `trials` trials at most; it still fails in the
  /// same way.
  public func shrink(_ found: SaleCase, trials: Int = 20_000) -> SaleCase {
    smallest(of: found, trials: trials)
  }
}

extension CaseBench {
  /// The smallest case that fails in the same way, after about so many trials.
  func smallest(of found: SaleCase, trials: Int) -> SaleCase {
    var shrinker = Shrinker(self, found, trials)
    shrinker.run()
    return shrinker.smallest
  }
}

private struct Shrinker {
  private let bench: any CaseBench
  private var left: Int
  var smallest: SaleCase

  init(_ bench: any CaseBench, _ found: SaleCase, _ trials: Int) {
    self.bench = bench
    smallest = found
    left = trials
  }

  mutating func run() {
    var size: Int
    repeat {
      size = smallest.size
      dropOrders()
      simplifyOrders()
      alignClocks()
      dropDisturbances()
      shortenDelays()
      dropSwitches()
      lowerStock()
    } while smallest.size < size && left > 0
    findFewerSwitches()
  }

  /// Keeps a case if it still fails in the same way; what it records is what happened.
  private mutating func keeps(_ candidate: SaleCase) -> Bool {
    left -= 1
    guard let again = bench.replay(candidate), again.kind == smallest.kind else { return false }
    smallest = again
    return true
  }

  private mutating func dropOrders() {
    for number in smallest.storm.orders.map(\.number).reversed() where left > 0 {
      guard smallest.storm.orders.count > 1 else { return }
      var candidate = smallest
      candidate.storm.orders.removeAll { $0.number == number }
      if keeps(candidate) || keepOtherSchedule(candidate.storm) { continue }
      dropWithUnits(number)
    }
  }

  /// Takes an order out together with the units that it was to get.
  private mutating func dropWithUnits(_ number: Int) {
    var candidate = smallest
    // Stock that the logic has from elsewhere stays the same, whatever the storm says.
    guard smallest.seesStock,
      let order = candidate.storm.orders.first(where: { $0.number == number }),
      candidate.storm.products[order.product].stock > order.quantity
    else { return }
    candidate.storm.orders.removeAll { $0.number == number }
    candidate.storm.products[order.product].stock -= order.quantity
    if !keeps(candidate) { _ = keepOtherSchedule(candidate.storm) }
  }

  /// A smaller storm may fail under another schedule.
  private mutating func keepOtherSchedule(_ storm: Storm) -> Bool {
    guard smallest.disturbances.isEmpty else { return keepOtherCrash(storm) }
    let (found, tried) = bench.firstCase(
      of: smallest.kind, in: storm, preemptions: 2, atMost: min(left, 300))
    left -= tried
    if let found { smallest = found }
    return found != nil
  }

  /// An order may matter only because its node crashed when it made a call.
  private mutating func keepOtherCrash(_ storm: Storm) -> Bool {
    guard smallest.disturbances.map(\.kind) == [.crash] else { return false }
    let (found, tried) = bench.firstCrash(of: smallest.kind, in: storm)
    left -= tried
    if let found { smallest = found }
    return found != nil
  }

  private mutating func lowerStock() {
    guard smallest.seesStock else { return }
    for product in smallest.storm.products.indices {
      while left > 0, smallest.storm.products[product].stock > 0 {
        var candidate = smallest
        candidate.storm.products[product].stock -= 1
        guard keeps(candidate) else { break }
      }
    }
  }

  private mutating func simplifyOrders() {
    let simpler: [(inout StormOrder) -> Void] = [
      { $0.repeats = [] }, { $0.repeatedNotices = [] }, { $0.endsTwice = false },
      { $0.paysAfter = nil }, { $0.paysAfter = $0.paysAfter.map { min($0, 1_000_000_000) } },
      { $0.quantity = 1 }, { $0.also = nil }, { $0.at = 0 },
    ]
    for place in smallest.storm.orders.indices {
      for simplify in simpler where left > 0 {
        var candidate = smallest
        simplify(&candidate.storm.orders[place])
        guard candidate.storm != smallest.storm else { continue }
        _ = keeps(candidate)
      }
    }
  }

  /// Sets all clocks right.
  private mutating func alignClocks() {
    guard smallest.storm.clockSkews.contains(where: { $0 != 0 }) else { return }
    var candidate = smallest
    candidate.storm.clockSkews = []
    _ = keeps(candidate)
  }

  private mutating func dropDisturbances() {
    for disturbance in smallest.disturbances where left > 0 {
      var candidate = smallest
      candidate.disturbances.removeAll { $0 == disturbance }
      _ = keeps(candidate)
    }
  }

  private mutating func shortenDelays() {
    for place in smallest.disturbances.indices {
      while left > 0, place < smallest.disturbances.count,
        let shorter = smallest.disturbances[place].kind.shorter
      {
        var candidate = smallest
        candidate.disturbances[place].kind = shorter
        guard keeps(candidate) else { break }
      }
    }
  }

  /// Takes switches out, at first many at once.
  private mutating func dropSwitches() {
    var width = max(1, smallest.switches.count / 2)
    while width > 0 && left > 0 {
      var place = 0
      while place < smallest.switches.count && left > 0 {
        var candidate = smallest
        candidate.switches.removeSubrange(
          place..<min(place + width, candidate.switches.count))
        if !keeps(candidate) { place += width }
      }
      width /= 2
    }
  }

  /// Looks for the fewest preemptions that the storm fails with.
  private mutating func findFewerSwitches() {
    guard smallest.disturbances.isEmpty else {
      if !smallest.switches.isEmpty { _ = keepOtherCrash(smallest.storm) }
      return
    }
    for preemptions in 0..<4 where left > 0 {
      let (found, tried) = bench.firstCase(
        of: smallest.kind, in: smallest.storm, preemptions: preemptions,
        atMost: min(left, 5_000))
      left -= tried
      guard let found else { continue }
      if found.switches.count <= smallest.switches.count { smallest = found }
      return
    }
  }
}

extension Disturbance.Kind {
  /// The same with less of a wait; nil if there is nothing to gain by that.
  fileprivate var shorter: Disturbance.Kind? {
    switch self {
    case .delay(let length): length < 20_000 ? nil : .delay(length / 10)
    case .redelivery(let wait): wait == 0 ? nil : .redelivery(wait < 20_000 ? 0 : wait / 10)
    case .crash, .unanswered, .lost, .reordering, .leaseLapse: nil
    }
  }
}

extension SaleCase {
  /// What shrinking makes smaller.
  fileprivate var size: Int {
    let people = storm.orders.reduce(0) {
      $0 + 100 + $1.repeats.count + $1.repeatedNotices.count + ($1.endsTwice ? 1 : 0)
        + ($1.paysAfter == nil ? 0 : 1) + $1.quantity + ($1.also == nil ? 0 : 1)
    }
    return people + switches.count + 5 * disturbances.count
      + storm.products.reduce(0) { $0 + $1.stock }
  }
}
