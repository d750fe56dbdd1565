// Networks of stations with exponential service. Open ones behave station by station as if each were
// alone under Poisson arrivals (J. R. Jackson, Operations Research 5 (1957) 518); closed ones are
// solved by adding one customer after the other (M. Reiser and S. S. Lavenberg, J. ACM 27 (1980) 313).
// Two stations side by side that must both finish: L. Flatto and S. Hahn (1984), R. Nelson and A. N.
// Tantawi, IEEE Trans. Computers 37 (1988) 739.
import Stochastics

/// Closed forms of networks.
package enum NetworkTheory {
  /// Arrivals at each station of an open network: what comes in from outside and from each other.
  package static func flows(entering: [Double], routing: [[Double]]) -> [Double] {
    var flows = entering
    for _ in 0..<1_000 {
      flows = entering.indices.map { station in
        zip(flows, routing).reduce(entering[station]) { $0 + $1.0 * $1.1[station] }
      }
    }
    return flows
  }

  /// Mean time from entering an open network of M/M/c stations to leaving it.
  package static func sojourn(
    entering: [Double], routing: [[Double]], servers: [Int], services: [Double]
  ) -> Double {
    let flows = flows(entering: entering, routing: routing)
    let present = flows.indices.reduce(0.0) { sum, station in
      let theory = StationTheory.erlang(
        servers: servers[station], rate: flows[station], service: services[station])
      return sum + flows[station] * (theory.wait + services[station])
    }
    return present / entering.reduce(0, +)
  }

  /// P(T > t) through two M/M/1 stations one after the other.
  ///
  /// The sojourns, of the given different means, are independent and exponential (Reich 1957).
  package static func tandemTail(_ time: Double, means: (Double, Double)) -> Double {
    let (a, b) = means
    return (a * Elementary.exp(-time / a) - b * Elementary.exp(-time / b)) / (a - b)
  }

  /// Mean time of one round of `customers` through single servers of the given service means.
  package static func round(customers: Int, services: [Double]) -> Double {
    var queues = services.map { _ in 0.0 }
    var round = 0.0
    for number in 1...customers {
      let times = zip(services, queues).map { $0 * (1 + $1) }
      round = times.reduce(0, +)
      queues = times.map { Double(number) * $0 / round }
    }
    return round
  }

  /// Mean time until both of two equal M/M/1 stations have served a customer's two halves.
  package static func forkJoin(rate: Double, service: Double) -> Double {
    (12 - rate * service) / 8 * service / (1 - rate * service)
  }
}
