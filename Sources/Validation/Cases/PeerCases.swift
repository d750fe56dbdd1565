// Cases that others have published with their answers: the same inputs, the same answers. The number
// printed there is held against our formula to the digit (``PublishedAnswer``), and our simulation
// against the formula.
import Stochastics

/// A number printed elsewhere, and our own for the same inputs.
package struct PublishedAnswer: Sendable {
  package let place: String
  package let quantity: String
  package let printed: Double
  /// Half a unit of the last digit that is printed.
  package let rounding: Double
  package let ours: Double

  /// Whether ours is the number printed, as far as it is printed.
  package var agrees: Bool { abs(ours - printed) <= rounding * 1.000_001 }

  private init(
    _ place: String, _ quantity: String, _ printed: Double, digits: Int, ours: Double
  ) {
    self.place = place
    self.quantity = quantity
    self.printed = printed
    rounding = 0.5 * (0..<digits).reduce(1.0) { unit, _ in unit / 10 }
    self.ours = ours
  }

  /// Every number.
  package static let all: [PublishedAnswer] = {
    let ciw = "Ciw documentation, \"Simulate an M/M/1 queue\": λ = 3, μ = 5"
    let center =
      "Garnett, Mandelbaum and Reiman 2002: 48 calls a minute of 1 minute, 50 agents"
    let patient = StationTheory.erlang(servers: 50, rate: 48, service: 1)
    let waits = StationTheory.erlangC(servers: 50, load: 48)
    let queue = CallCenter.model.queue(servers: 50)
    return [
      PublishedAnswer(
        ciw, "mean wait", 0.3, digits: 1,
        ours: StationTheory.erlang(servers: 1, rate: 3, service: 0.2).wait),
      PublishedAnswer(
        center, "mean wait of the patient, in s", 20.8, digits: 1, ours: patient.wait * 60),
      PublishedAnswer(
        center, "90 % point of that wait, in s", 58.1, digits: 1,
        ours: Elementary.log(waits / 0.1) / (50 - 48) * 60),
      PublishedAnswer(
        center, "agents busy, in %", 96, digits: 0, ours: patient.busy / 50 * 100),
      PublishedAnswer(
        center, "giving up with a mean patience of 2 minutes, in %", 3.1, digits: 1,
        ours: queue / 2 / 48 * 100),
      PublishedAnswer(
        center, "their mean wait, in s", 3.7, digits: 1, ours: queue / 48 * 60),
      PublishedAnswer(
        center, "agents busy then, in %", 93, digits: 0,
        ours: 48 * (1 - queue / 2 / 48) / 50 * 100),
    ]
  }()
}

/// The call centre of Garnett, Mandelbaum and Reiman with impatient callers; times in minutes.
private enum CallCenter {
  static let model = BirthDeath.erlangA(servers: 50, rate: 48, service: 1, patience: 2)
}

extension ValidationCase {
  static let peers: [ValidationCase] = [
    single, shared(3, 5, 0.5), shared(4, 5, 1), shared(3, 6, 1.0 / 3), bounded, callCenter,
  ]

  private static let chapter = "Published cases of others"

  private static let single = ValidationCase(
    chapter, "M/M/1, λ = 3, μ = 5", source: "Ciw documentation, mm1", [.wait(0.3, wrong: 0.38)]
  ) { OpenStation(rate: 3, service: exponential(0.2)).visits($0) }

  /// As the test suite writes it: 1 ÷ (μ − λ).
  private static func shared(_ rate: Double, _ speed: Double, _ stay: Double) -> ValidationCase {
    ValidationCase(
      chapter, "M/M/1 processor sharing, λ = \(Int(rate)), μ = \(Int(speed))",
      source: "Ciw, test_processor_sharing", [.sojourn(stay, wrong: stay * 1.8)]
    ) { OpenStation(rate: rate, service: exponential(1 / speed), .shared).visits($0) }
  }

  private static let bounded: ValidationCase = {
    // Σ n·rⁿ·dₙ ÷ Σ rⁿ·dₙ with r = 3/4 and d = 1, 1, 1/2, 1/4, as the vignette evaluates it.
    let weights = [1, 0.75, 0.75 * 0.75 / 2, 0.75 * 0.75 * 0.75 / 4]
    let sum = weights.enumerated().reduce(0) { $0 + Double($1.offset) * $1.element }
    let present = sum / weights.reduce(0, +)
    return ValidationCase(
      chapter, "M/M/2/3, λ = 3, μ = 4", source: "simmer vignette, Queueing Systems",
      [
        // Little: those present are arrivals times their time inside, the refused counting 0.
        .mean("mean number present", present, wrong: present * 1.1) { 3 * $0.sojourn }
      ]
    ) { run in
      var station = OpenStation(rate: 3, service: exponential(0.25), servers: 2)
      station.places = 1
      return station.visits(run)
    }
  }()

  private static let callCenter: ValidationCase = {
    let queue = CallCenter.model.queue(servers: 50)
    return ValidationCase(
      chapter, "M/M/50+M, 48 calls a minute, mean patience 2 minutes",
      source: "Garnett, Mandelbaum and Reiman 2002",
      [
        .lost("share that gives up", queue / 2 / 48, wrong: 0.06),
        .mean("mean wait, in s", queue / 48 * 60, wrong: 7) { $0.wait * 60 },
      ]
    ) { run in
      var station = OpenStation(rate: 48, service: exponential(1), servers: 50, .resource)
      station.patience = exponential(2)
      return station.visits(run)
    }
  }()
}
