// Stations whose state is a number that goes up and down by one: the balance equations say that what
// goes up from n goes down from n + 1 (A. K. Erlang 1917; W. Feller 1939). From the probabilities all
// else follows by sums.
//
// Invariant: the probabilities are not negative and sum to one.

/// The steady state of a birth and death process on 0, 1, …, `last`.
package struct BirthDeath: Sendable {
  package let probabilities: [Double]
  private let births: [Double]

  /// Solves the balance equations for rates that depend on the state.
  package init(last: Int, birth: (Int) -> Double, death: (Int) -> Double) {
    births = (0...last).map { $0 < last ? birth($0) : 0 }
    var weights = [1.0]
    for n in 1...last { weights.append(weights[n - 1] * births[n - 1] / death(n)) }
    let total = weights.reduce(0, +)
    probabilities = weights.map { $0 / total }
  }

  /// The mean number beyond `servers`.
  package func queue(servers: Int) -> Double {
    probabilities.indices.reduce(0) { $0 + Double(max(0, $1 - servers)) * probabilities[$1] }
  }

  /// The probability of `state` or more.
  package func atLeast(_ state: Int) -> Double {
    probabilities[min(state, probabilities.count)...].reduce(0, +)
  }

  /// Births in a unit of time.
  package var throughput: Double {
    zip(births, probabilities).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// M/M/c/K with room for `queue` more than are served: the last state turns arrivals away.
  package static func bounded(servers: Int, queue: Int, rate: Double, service: Double)
    -> BirthDeath
  {
    BirthDeath(
      last: servers + queue, birth: { _ in rate }, death: { Double(min($0, servers)) / service })
  }

  /// M/M/c+M, Palm's model (1946) called Erlang A: who waits gives up after an exponential time.
  package static func erlangA(servers: Int, rate: Double, service: Double, patience: Double)
    -> BirthDeath
  {
    BirthDeath(
      last: servers + 2_000, birth: { _ in rate },
      death: { Double(min($0, servers)) / service + Double(max(0, $0 - servers)) / patience })
  }

  /// So many sources, each of which is quiet for a mean time `quiet` before it asks again, as broken
  /// machines and their repairmen do; a request that finds no server waits, or is lost.
  package static func sources(
    _ count: Int, servers: Int, quiet: Double, service: Double, lost: Bool = false
  ) -> BirthDeath {
    BirthDeath(
      last: lost ? servers : count, birth: { Double(count - $0) / quiet },
      death: { Double(min($0, servers)) / service })
  }
}
