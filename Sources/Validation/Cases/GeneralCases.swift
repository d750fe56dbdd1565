// One server with service times, gaps or batches that are not exponential, and with classes. Among
// the laws of service are all those of the registry that a closed form has moments for.
import Stochastics

extension ValidationCase {
  static let general: [ValidationCase] =
    services.map { general($0.name, $0.law) } + [
      secondMoment, constantService, busyPeriods, generalGaps(shape: 2),
      generalGaps(shape: .infinity), batches, priorities, sharing(shape: 1), sharing(shape: 0.4),
      lastFirst,
    ]

  private static let services: [(name: String, law: Distribution)] = [
    ("uniform service", Uniform(from: 0.2, to: 1.8).distribution),
    ("log-normal service, sigma 0.8", LogNormal(median: 0.7, sigma: 0.8).distribution),
    ("gamma service, shape 0.5", Gamma(mean: 1, shape: 0.5).distribution),
    ("Weibull service, shape 1.8", Weibull(scale: 1.1, shape: 1.8).distribution),
    ("Zipf service, 1 to 6 steps", Zipf(step: 0.4, exponent: 1, ranks: 6).distribution),
    (
      "recorded service",
      .empirical(
        Empirical([
          (value: 0.2, weight: 5), (value: 0.9, weight: 3), (value: 1.5, weight: 2),
          (value: 4, weight: 1),
        ]))
    ),
    (
      "hyperexponential service",
      .mixture(Mixture([(share: 0.7, of: exponential(0.5)), (share: 0.3, of: exponential(2))]))
    ),
  ]

  /// Load 0.65 of any law.
  private static func general(_ name: String, _ law: Distribution) -> ValidationCase {
    let rate = 0.65 / law.mean
    let wait = StationTheory.general(rate: rate, mean: law.mean, variance: law.variance).wait
    return ValidationCase(
      "One server, any service time", "M/G/1, load 0.65, \(name)",
      source: "Pollaczek 1930, Khinchine 1932",
      [.wait(wait, wrong: wait * 1.5), .delayed(0.65, wrong: 0.7)]
    ) { OpenStation(rate: rate, service: law).visits($0) }
  }

  private static let secondMoment: ValidationCase = {
    // Gamma of mean 1 and shape k: E S² = (k + 1)/k, E S³ = (k + 1)(k + 2)/k².
    let moments = (1.0, 4.0 / 3, 20.0 / 9)
    let square = SingleServer.secondMoment(rate: 0.5, moments: moments)
    return ValidationCase(
      "One server, any service time", "M/gamma/1 of shape 3, load 0.5", source: "Takács 1962",
      [
        .mean("mean square of the wait", square, wrong: square * 1.4) { $0.wait * $0.wait }
      ]
    ) {
      OpenStation(rate: 0.5, service: Gamma(mean: 1, shape: 3).distribution, .resource).visits($0)
    }
  }()

  private static let constantService: ValidationCase = {
    let theory = StationTheory.general(rate: 0.75, mean: 1, variance: 0)
    let other = StationTheory.erlang(servers: 1, rate: 0.75, service: 1)
    return ValidationCase(
      "One server, any service time", "M/D/1, load 0.75", source: "Erlang 1909, Crommelin 1932",
      [
        .wait(theory.wait, wrong: other.wait),
        .mean(
          "share that waits at most 2.5", SingleServer.constantServiceWait(2.5, rate: 0.75),
          wrong: 1 - 0.75 * Elementary.exp(-0.25 * 2.5)
        ) { $0.wait <= 2.5 ? 1 : 0 },
      ]
    ) { OpenStation(rate: 0.75, service: Deterministic(1).distribution).visits($0) }
  }()

  /// A customer's descendants are those who come while it is served: a busy period is a whole family.
  private static let busyPeriods: ValidationCase = {
    let load = 0.6
    return ValidationCase(
      "One server, any service time",
      "branching: the customers of a busy period of M/D/1, load 0.6",
      source: "Borel 1942, Kendall 1951",
      claims: [
        Claim("mean number", 1 / (1 - load), wrong: 2.8),
        Claim(
          "share of exactly one", SingleServer.borel(1, load: load), wrong: 1 - load),
        Claim(
          "share of exactly three", SingleServer.borel(3, load: load),
          wrong: load * load * (1 - load)),
      ]
    ) { run in
      let station = OpenStation(rate: load, service: Deterministic(1).distribution)
      guard let visits = station.visits(run) else { return [.nan, .nan, .nan] }
      // A fixed number of whole periods, of a mean length of 2.5 customers.
      let sizes = busyPeriods(visits).prefix(run.customers / 4)
      guard sizes.count == run.customers / 4 else { return [.nan, .nan, .nan] }
      let count = Double(sizes.count)
      return [
        Double(sizes.reduce(0, +)) / count, Double(sizes.count { $0 == 1 }) / count,
        Double(sizes.count { $0 == 3 }) / count,
      ]
    }
  }()

  /// The sizes of the whole busy periods among visits in order of arrival.
  private static func busyPeriods(_ visits: [Visit]) -> [Int] {
    let starts = visits.indices.filter { visits[$0].wait == 0 }
    return zip(starts, starts.dropFirst()).map { $1 - $0 }
  }

  private static func generalGaps(shape: Double) -> ValidationCase {
    let gap = 1 / 0.75
    let waits = SingleServer.busyAtArrival(gap: gap, shape: shape)
    let isConstant = shape == .infinity
    return ValidationCase(
      "One server, any service time",
      isConstant ? "D/M/1, load 0.75" : "E₂/M/1, load 0.75", source: "Kendall 1953",
      [
        .wait(waits / (1 - waits), wrong: waits / (1 - waits) * 1.25),
        .delayed(waits, wrong: 0.75),
      ]
    ) { run in
      var station = OpenStation(rate: 1, service: exponential(1))
      station.gap =
        isConstant ? Deterministic(gap).distribution : Gamma(mean: gap, shape: shape).distribution
      return station.visits(run)
    }
  }

  private static let batches: ValidationCase = {
    // One, two, three or four at once, each as often.
    let sizes = Zipf(step: 1, exponent: 0, ranks: 4).distribution
    let wait = SingleServer.batchWait(
      batches: 0.26, size: 2.5, sizeSecond: 7.5, service: 1, serviceSecond: 2)
    return ValidationCase(
      "One server, any service time", "M[X]/M/1, batches of 1 to 4, load 0.65",
      source: "Burke 1975",
      [
        .wait(wait, wrong: StationTheory.erlang(servers: 1, rate: 0.65, service: 1).wait)
      ]
    ) { run in
      var station = OpenStation(rate: 0.26, service: exponential(1))
      station.batch = sizes
      return station.visits(run)
    }
  }()

  /// The mean knows of the service time its mean alone.
  private static func sharing(shape: Double) -> ValidationCase {
    ValidationCase(
      "One server, any service time",
      shape == 1
        ? "M/M/1 processor sharing, load 0.65" : "M/gamma/1 of shape \(shape), shared, load 0.65",
      source: "Kleinrock 1967, Sakata et al. 1971", [.sojourn(1 / 0.35, wrong: 1 / 0.2)]
    ) {
      OpenStation(rate: 0.65, service: Gamma(mean: 1, shape: shape).distribution, .shared)
        .visits($0)
    }
  }

  private static let lastFirst: ValidationCase = {
    let square = SingleServer.secondMoment(rate: 0.5, moments: (1, 2, 6))
    return ValidationCase(
      "One server, any service time", "M/M/1, last come first served, load 0.5",
      source: "Riordan 1961",
      [
        .wait(1, wrong: 1.5),
        .mean("mean square of the wait", square / 0.5, wrong: square) { $0.wait * $0.wait },
      ]
    ) { OpenStation(rate: 0.5, service: exponential(1), .lastFirst).visits($0) }
  }()

  private static let priorities: ValidationCase = {
    // A third of the customers is urgent, and takes half as long.
    let waits = SingleServer.priorityWaits([
      (rate: 0.3, mean: 0.5, second: 0.5), (rate: 0.6, mean: 1, second: 2),
    ])
    let share = 1.0 / 3
    let both = share * waits[0] + (1 - share) * waits[1]
    return ValidationCase(
      "One server, any service time",
      "two classes, the urgent third first, without interruption; load 0.75",
      source: "Cobham 1954",
      claims: [
        Claim("mean wait of the urgent", waits[0], wrong: both),
        Claim("mean wait of the others", waits[1], wrong: waits[0]),
      ]
    ) { run in
      var station = OpenStation(rate: 0.9, service: exponential(1))
      station.urgent = (share: share, service: exponential(0.5))
      guard let visits = station.visits(run) else { return [.nan, .nan] }
      return [true, false].map { urgent in
        // The expected number of each class: its actual one would make this a ratio.
        let number = Double(visits.count) * (urgent ? share : 1 - share)
        return visits.enumerated().reduce(0.0) { sum, item in
          let isOne = station.isUrgent(run.counted.lowerBound + item.offset, run.draws) == urgent
          return isOne ? sum + item.element.wait / number : sum
        }
      }
    }
  }()
}
