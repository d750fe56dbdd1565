// Stations with exponential times. The wrong theories are those of a neighbouring station, or of the
// same one with longer services.
import Stochastics

extension ValidationCase {
  static let markov: [ValidationCase] = [
    single(.mailbox, "a server task"), single(.resource, "a claimed resource"), manyServers,
    bounded, lossSystem, insensitive(shape: 0.4), insensitive(shape: .infinity), erlangA,
    constantPatience, machines, engset,
  ]

  private static func single(_ means: OpenStation.Means, _ how: String) -> ValidationCase {
    let theory = StationTheory.erlang(servers: 1, rate: 0.7, service: 1)
    let other = StationTheory.erlang(servers: 1, rate: 0.7, service: 1.15)
    return ValidationCase(
      "One kind of server", "M/M/1, load 0.7, by \(how)", source: "Erlang 1917",
      [
        .wait(theory.wait, wrong: other.wait), .delayed(0.7, wrong: 0.77),
        .mean("share that waits longer than 4", 0.7 * Elementary.exp(-1.2), wrong: 0.285) {
          $0.wait > 4 ? 1 : 0
        },
        .mean("share in the system longer than 6", Elementary.exp(-1.8), wrong: 0.223) {
          $0.sojourn > 6 ? 1 : 0
        },
      ]
    ) { OpenStation(rate: 0.7, service: exponential(1), means).visits($0) }
  }

  private static let manyServers: ValidationCase = {
    let load = 3.2
    let waits = StationTheory.erlangC(servers: 4, load: load)
    // The 90 % point of the wait: C·exp(−(c − a)t) = 0.1.
    let point = Elementary.log(waits / 0.1) / (4 - load)
    let mean = StationTheory.erlang(servers: 4, rate: load, service: 1).wait
    return ValidationCase(
      "One kind of server", "M/M/4, load 3.2", source: "Erlang 1917",
      [
        .wait(mean, wrong: StationTheory.erlang(servers: 4, rate: load, service: 1.05).wait),
        .delayed(waits, wrong: StationTheory.erlangC(servers: 5, load: load)),
        .mean("share beyond the 90 % point of the wait", 0.1, wrong: 0.15) {
          $0.wait > point ? 1 : 0
        },
      ]
    ) { OpenStation(rate: load, service: exponential(1), servers: 4).visits($0) }
  }()

  private static let bounded: ValidationCase = {
    let theory = BirthDeath.bounded(servers: 3, queue: 5, rate: 3.2, service: 1)
    let other = BirthDeath.bounded(servers: 3, queue: 4, rate: 3.2, service: 1)
    return ValidationCase(
      "One kind of server", "M/M/3/8, load 3.2", source: "Gross and Harris 1985, §2.4",
      [
        .lost("share refused", theory.atLeast(8), wrong: other.atLeast(7)),
        .mean(
          "mean wait, the refused counting 0", theory.queue(servers: 3) / 3.2,
          wrong: other.queue(servers: 3) / 3.2
        ) { $0.wait },
      ]
    ) { run in
      var station = OpenStation(rate: 3.2, service: exponential(1), servers: 3)
      station.places = 5
      return station.visits(run)
    }
  }()

  private static let lossSystem = loss("M/M/5/5, load 4", exponential(1))

  private static func insensitive(shape: Double) -> ValidationCase {
    shape == .infinity
      ? loss("M/D/5/5, load 4", Deterministic(1).distribution)
      : loss("M/gamma/5/5 of shape \(shape), load 4", Gamma(mean: 1, shape: shape).distribution)
  }

  /// The share lost knows of the service time its mean alone (Sevastyanov 1957).
  private static func loss(_ name: String, _ service: Distribution) -> ValidationCase {
    ValidationCase(
      "One kind of server", name, source: "Erlang 1917, Sevastyanov 1957",
      [
        .lost(
          "share lost (Erlang's B)", StationTheory.erlangB(servers: 5, load: 4),
          wrong: StationTheory.erlangB(servers: 5, load: 4.4))
      ]
    ) { run in
      var station = OpenStation(rate: 4, service: service, servers: 5)
      station.places = 0
      return station.visits(run)
    }
  }

  private static let erlangA: ValidationCase = {
    let theory = BirthDeath.erlangA(servers: 3, rate: 3.6, service: 1, patience: 2)
    let other = BirthDeath.erlangA(servers: 3, rate: 3.6, service: 1, patience: 1)
    let (queue, otherQueue) = (theory.queue(servers: 3), other.queue(servers: 3))
    return ValidationCase(
      "One kind of server", "M/M/3+M (Erlang A), load 3.6, mean patience 2", source: "Palm 1946",
      [
        .lost("share that gives up", queue / 2 / 3.6, wrong: otherQueue / 3.6),
        .wait(queue / 3.6, wrong: otherQueue / 3.6),
        .delayed(
          theory.atLeast(3),
          wrong: BirthDeath.erlangA(servers: 4, rate: 3.6, service: 1, patience: 2).atLeast(4)),
      ]
    ) { run in
      var station = OpenStation(rate: 3.6, service: exponential(1), servers: 3, .resource)
      station.patience = exponential(2)
      return station.visits(run)
    }
  }()

  private static let constantPatience: ValidationCase = {
    let theory = StationTheory.deadline(3, rate: 0.9, service: 1)
    return ValidationCase(
      "One kind of server", "M/M/1+D, load 0.9, patience 3", source: "Barrer 1957",
      [
        .lost(
          "share that gives up", theory.refused,
          wrong: StationTheory.deadline(3.6, rate: 0.9, service: 1).refused)
      ]
    ) { run in
      var station = OpenStation(rate: 0.9, service: exponential(1), .resource)
      station.patience = Deterministic(3).distribution
      return station.visits(run)
    }
  }()

  private static let machines: ValidationCase = {
    // Who breaks down finds what an onlooker would find with one machine fewer (arrival theorem).
    let theory = BirthDeath.sources(8, servers: 2, quiet: 5, service: 1)
    let found = BirthDeath.sources(7, servers: 2, quiet: 5, service: 1)
    let other = BirthDeath.sources(8, servers: 2, quiet: 5, service: 1.2)
    return ValidationCase(
      "One kind of server", "machine repair, 8 machines, 2 men, up 5, repair 1",
      source: "Palm 1947; Feller 1968, §XVII.7",
      [
        .wait(
          theory.queue(servers: 2) / theory.throughput,
          wrong: other.queue(servers: 2) / other.throughput),
        .delayed(found.atLeast(2), wrong: theory.atLeast(2)),
      ]
    ) { Sources(count: 8, servers: 2, quiet: 5, service: 1).visits($0) }
  }()

  private static let engset: ValidationCase = {
    let found = BirthDeath.sources(9, servers: 3, quiet: 4, service: 1, lost: true)
    let other = BirthDeath.sources(10, servers: 3, quiet: 4, service: 1, lost: true)
    return ValidationCase(
      "One kind of server", "M/M/3/3 with 10 sources quiet for 4", source: "Engset 1918",
      [.lost("share lost", found.atLeast(3), wrong: other.atLeast(3) * 1.1)]
    ) { Sources(count: 10, servers: 3, quiet: 4, service: 1, isLossy: true).visits($0) }
  }()
}
