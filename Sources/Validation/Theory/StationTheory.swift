// Closed forms of single stations, all with Poisson arrivals of rate λ and first come first served.
// Sources: A. K. Erlang (1917) for blocking and waiting, by the recursion of the loss formula; F.
// Pollaczek (1930) and A. Khinchine (1932) for M/G/1; D. Gross and C. M. Harris, "Fundamentals of
// Queueing Theory" (1985), §2.4 for M/M/c/K; D. Y. Barrer, "Queuing with impatient customers and
// ordered service", Operations Research 5 (1957), for M/M/1 with a constant patience.
import Stochastics

/// What a closed form says about a station.
package struct StationTheory: Sendable {
  /// Mean time in the queue of those who find room, in seconds.
  package var wait: Double
  /// Share of arrivals refused.
  package var refused = 0.0
  /// Busy servers.
  package var busy: Double

  /// Erlang's B: the share of M/G/c/c that is lost, by its recursion.
  package static func erlangB(servers: Int, load: Double) -> Double {
    (1...servers).reduce(1) { blocking, c in load * blocking / (Double(c) + load * blocking) }
  }

  /// Erlang's C: the share of M/M/c that waits.
  package static func erlangC(servers: Int, load: Double) -> Double {
    let blocking = erlangB(servers: servers, load: load)
    return blocking / (1 - load / Double(servers) * (1 - blocking))
  }

  /// M/M/c.
  package static func erlang(servers: Int, rate: Double, service: Double) -> StationTheory {
    let load = rate * service
    let waits = erlangC(servers: servers, load: load)
    return StationTheory(wait: waits * service / (Double(servers) - load), busy: load)
  }

  /// M/M/c/K: K is room for those in service and `queue` more, by the birth and death equations.
  package static func bounded(servers: Int, queue: Int, rate: Double, service: Double)
    -> StationTheory
  {
    var weights = [1.0]
    for n in 1...(servers + queue) {
      weights.append(weights[n - 1] * rate * service / Double(min(n, servers)))
    }
    let total = weights.reduce(0, +)
    let refused = weights[servers + queue] / total
    let waiting = (servers...(servers + queue)).reduce(0) {
      $0 + Double($1 - servers) * weights[$1] / total
    }
    let admitted = rate * (1 - refused)
    return StationTheory(wait: waiting / admitted, refused: refused, busy: admitted * service)
  }

  /// M/G/1: λ·E(S²) ÷ 2(1 − ρ).
  package static func general(rate: Double, mean: Double, variance: Double) -> StationTheory {
    StationTheory(
      wait: rate * (variance + mean * mean) / (2 * (1 - rate * mean)), busy: rate * mean)
  }

  /// M/M/1 whose customers leave unserved if their turn comes after a deadline.
  ///
  /// Below the deadline
  /// the work found has density P₀λ·exp((λ − μ)v), above it only the tail of one service is added.
  package static func deadline(_ deadline: Double, rate: Double, service: Double) -> StationTheory {
    let mu = 1 / service
    let grown = Elementary.exp((rate - mu) * deadline)
    let below = rate * (grown - 1) / (rate - mu)
    let above = rate * grown / mu
    let idle = 1 / (1 + below + above)
    let served = 1 - idle * above
    // ∫₀ᴰ v·exp((λ − μ)v) dv.
    let rise = rate - mu
    let first = (deadline * grown - (grown - 1) / rise) / rise
    return StationTheory(
      wait: idle * (rate * first + above * (deadline + service)), refused: idle * above,
      busy: rate * service * served)
  }
}
