// Several stations, and crowds that race.
import DiscreteEvents
import Stochastics

extension ValidationCase {
  static let networks: [ValidationCase] = [tandem, jackson, closed, forkJoin, race]

  private static let tandem: ValidationCase = {
    // Sojourns 1/(μ − λ) of 2 and 4.
    let rate = 0.5
    let means = (2.0, 4.0)
    return ValidationCase(
      "Networks and crowds", "two M/M/1 one after the other, loads 0.5 and 2/3",
      source: "Jackson 1957, Reich 1957",
      [
        .sojourn(6, wrong: 6.6),
        .mean(
          "share in the system longer than 10", NetworkTheory.tandemTail(10, means: means),
          wrong: NetworkTheory.tandemTail(11, means: means)
        ) { $0.sojourn > 10 ? 1 : 0 },
      ]
    ) {
      OpenNetwork(
        entering: [rate, 0], routing: [[0, 1], [0, 0]], servers: [1, 1], services: [1, 4.0 / 3]
      ).visits($0)
    }
  }()

  private static let jackson: ValidationCase = {
    let network = OpenNetwork(
      entering: [0.6, 0.2, 0], routing: [[0, 0.5, 0.3], [0.2, 0, 0.4], [0, 0.1, 0]],
      servers: [1, 2, 1], services: [0.9, 2, 1.1])
    func theory(_ network: OpenNetwork) -> Double {
      NetworkTheory.sojourn(
        entering: network.entering, routing: network.routing, servers: network.servers,
        services: network.services)
    }
    var other = network
    other.servers = [1, 3, 1]
    return ValidationCase(
      "Networks and crowds", "three stations with feedback, one of two servers",
      source: "Jackson 1957", [.sojourn(theory(network), wrong: theory(other))]
    ) { network.visits($0) }
  }()

  private static let closed: ValidationCase = {
    let services = [1, 0.6, 1.4]
    return ValidationCase(
      "Networks and crowds", "5 customers round three stations",
      source: "Gordon and Newell 1967, Reiser and Lavenberg 1980",
      [
        .mean(
          "mean time of a round", NetworkTheory.round(customers: 5, services: services),
          wrong: NetworkTheory.round(customers: 5, services: [1, 0.6, 1.5])
        ) { $0.sojourn }
      ]
    ) { ClosedNetwork(customers: 5, services: services).visits($0) }
  }()

  private static let forkJoin: ValidationCase = {
    let theory = NetworkTheory.forkJoin(rate: 0.6, service: 1)
    return ValidationCase(
      "Networks and crowds", "both halves of each job, two servers, load 0.6",
      source: "Flatto and Hahn 1984, Nelson and Tantawi 1988",
      [
        // The wrong theory: as if there were one half.
        .sojourn(theory, wrong: 2.5)
      ]
    ) { ForkJoin(rate: 0.6, service: 1).visits($0) }
  }()

  private static let race: ValidationCase = {
    let crowd = 200
    let ranks = [1, 20, 150, 200]
    return ValidationCase(
      "Networks and crowds", "200 tasks asleep for exponential times of mean 1",
      source: "Rényi 1953",
      claims: ranks.map { rank in
        let theory = Counting.orderStatistic(rank, of: crowd)
        return Claim("mean wake of number \(rank)", theory, wrong: theory * (rank == 1 ? 1.5 : 1.1))
      }
    ) { run in
      // As many races as there would be customers: a short one each.
      let races = max(20, run.customers / 40)
      var sums = ranks.map { _ in 0.0 }
      for number in 0..<races {
        let times = wakes(crowd, draws: run.draws, race: number)
        for (place, rank) in ranks.enumerated() { sums[place] += times[rank - 1] / Double(races) }
      }
      return sums
    }
  }()

  private static func wakes(_ crowd: Int, draws: Draws, race: Int) -> [Double] {
    let executor = VirtualExecutor()
    let log = Wakes()
    for number in 0..<crowd {
      let time = draws.entity(3, UInt64(race * crowd + number)).unitExponential(Draw.gap)
      executor.spawn(name: "runner") {
        await executor.sleep(for: Int64(time * Floor.unit))
        log.times.append(Double(executor.now.nanoseconds) / Floor.unit)
      }
    }
    executor.run(until: Instant(nanoseconds: .max / 2))
    executor.shutdown()
    return log.times
  }
}

/// The instants at which tasks woke, in order.
private final class Wakes: @unchecked Sendable {
  // Sendable: used by one executor's jobs only.
  var times: [Double] = []
}
