// The gate: may B take the place of A? A measure with a better side, its own or the side on which a
// promise wants it, regresses when it is shown to be worse by more than the tolerance. To be let
// through it is enough that no regression is shown; only of the measures that were asked for by name,
// those promised, the contrary must be shown, or the gate is undecided. And a promise must not be
// broken under B where it is not under A, whatever the tolerance allows to its measure.
//
// Both tests are Student's t of each pair's own excess, worsening − tolerance × value A, so that the
// chance in A's mean is part of the test (the one-sided form of Fieller's theorem). Holm's procedure
// holds the error over all tests of a kind.
//
// Invariant: of a B that is in truth no worse than the tolerance in any measure, a regression is found
// with probability 1 − level at most; of one that is worse in an asked measure, it is not let through
// with at least that confidence.
public import LiveCommerce
import Stochastics

/// How one measure passed.
public struct GatedMeasure: Sendable {
  /// What was compared.
  public let line: MeasureComparison
  /// Whether it has to be shown to have kept.
  public let isAsked: Bool
  /// Which way is better: the metric's own side, or that of what is promised of it.
  public let better: MetricDirection
  /// What is to be said of it; an unasked measure that is not shown to have regressed has kept.
  public internal(set) var judgement: Judgement
  /// About how many replications would decide with nine chances in ten, if the means stay as they are;
  /// nil when it is decided or no number would.
  public internal(set) var needed: Int?
}

/// How one promise passed.
public struct GatedPromise: Sendable {
  /// The promise, judged on both sides.
  public let promise: ComparedPromise
  /// Broken where B is shown to break it and A is not; undecided where A is shown to keep it and B
  /// is not; else kept, which here means no worse than before.
  public let judgement: Judgement

  init(_ promise: ComparedPromise, isExact: Bool, isRepetition: Bool) {
    self.promise = promise
    guard !isExact else {
      let isLost = (promise.a?.keptIn ?? 0) > 0 && (promise.b?.keptIn ?? 0) == 0
      judgement = isLost ? (isRepetition ? .broken : .undecided) : .kept
      return
    }
    let (a, b) = (promise.a?.judgement, promise.b?.judgement)
    judgement =
      b == .broken && a != .broken ? .broken : a == .kept && b != .kept ? .undecided : .kept
  }
}

/// A comparison held against a tolerance.
public struct RegressionGate: Sendable {
  /// By what share of its value under A a measure may become worse.
  public let tolerance: Double
  /// Every measure with a better side, in the order of reports.
  public let measures: [GatedMeasure]
  /// The promises of both sides.
  public let promises: [GatedPromise]
  private let isWhole: Bool

  /// Judges a comparison.
  ///
  /// - Parameters:
  ///   - comparison: What was compared.
  ///   - tolerance: By what share of its value under A a measure may become worse, 0 or more.
  ///   - asked: Names of measures that must be shown to have kept.
  public init(_ comparison: Comparison, tolerance: Double, asked: Set<String>) {
    self.tolerance = tolerance
    isWhole = comparison.newBreaches.isEmpty
    // One session of another scenario differs by chance as well, and nobody can say by how much.
    let isRepetition = comparison.a.digest == comparison.b.digest
    promises = comparison.promises.map {
      GatedPromise($0, isExact: comparison.isExact, isRepetition: isRepetition)
    }
    let wanted = RegressionGate.directions(comparison.a.promises + comparison.b.promises)
    var gated = comparison.measures.compactMap { line -> GatedMeasure? in
      let own = line.measure.metric.better
      let better = own == .neither ? wanted[line.measure.name] ?? .neither : own
      guard better != .neither else { return nil }
      return GatedMeasure(
        line: line, isAsked: asked.contains(line.measure.name), better: better, judgement: .kept)
    }
    let excesses = gated.map { Excess($0, tolerance) }
    if comparison.isExact {
      for index in gated.indices {
        if excesses[index].mean > 0 {
          gated[index].judgement = isRepetition ? .broken : .undecided
        } else if gated[index].isAsked, gated[index].line.measuredOnlyA > 0 {
          gated[index].judgement = .undecided
        }
      }
    } else {
      RegressionGate.judge(&gated, excesses, error: 1 - comparison.level)
    }
    measures = gated
  }

  private static func judge(
    _ gated: inout [GatedMeasure], _ excesses: [Excess], error: Double
  ) {
    let regressed = FamilyWise.rejected(excesses.map(\.pKept), alpha: error)
    let asked = gated.indices.filter { gated[$0].isAsked }
    let kept = FamilyWise.rejected(asked.map { excesses[$0].pRegressed }, alpha: error)
    for (index, isKept) in zip(asked, kept) where !isKept {
      gated[index].judgement = .undecided
      gated[index].needed = excesses[index].needed(error: error / Double(asked.count))
    }
    for (index, isRegressed) in zip(gated.indices, regressed) where isRegressed {
      gated[index].judgement = .broken
      gated[index].needed = nil
    }
  }

  /// What is to be said of all: a regression outweighs what is undecided.
  public var judgement: Judgement {
    let all = measures.map(\.judgement) + promises.map(\.judgement)
    if !isWhole || all.contains(.broken) { return .broken }
    return all.contains(.undecided) ? .undecided : .kept
  }
}

extension RegressionGate {
  /// Which way promises want what they are about.
  ///
  /// That is the side of a measure that has none by itself. What is wanted both ways, or to be equal, has
  /// none still.
  ///
  /// - Parameter scenarios: The scenarios that promise.
  /// - Returns: The sides, by name of the measure.
  public static func directions(of scenarios: [Scenario]) -> [String: MetricDirection] {
    directions(scenarios.flatMap(ComparedSide.promises))
  }

  static func directions(
    _ promises: [(expectation: Expectation, measure: String)]
  ) -> [String: MetricDirection] {
    var found: [String: MetricDirection] = [:]
    for (expectation, measure) in promises {
      let wanted: MetricDirection =
        switch expectation.comparison {
        case .less, .atMost: .less
        case .more, .atLeast: .more
        case .equal, .unequal: .neither
        }
      guard wanted != .neither else { continue }
      found[measure] = (found[measure] ?? wanted) == wanted ? wanted : .neither
    }
    return found
  }
}

/// By how much each pair is worse than the tolerance allows.
private struct Excess {
  private let tally: Tally
  private let isSettled: Bool
  /// Whether A measured what B had nothing to measure of: that has not kept, as anywhere else.
  private let isMissed: Bool

  init(_ measure: GatedMeasure, _ tolerance: Double) {
    let line = measure.line
    let sign = measure.better == .more ? -1.0 : 1.0
    var tally = Tally()
    for pair in line.pairs { tally.add(sign * (pair.b - pair.a) - tolerance * abs(pair.a)) }
    self.tally = tally
    // What is the same in every replication, or was measured in none, has not become worse.
    isMissed = line.measuredOnlyA > 0
    isSettled =
      line.finding == .identical && line.measuredA == line.measuredB
      || line.measuredA == 0 && line.measuredB == 0
  }

  var mean: Double { tally.mean ?? 0 }

  /// How likely an excess this large is, if the tolerance is kept in truth.
  var pKept: Double { tail(of: mean) }

  /// How likely an excess this small is, if the tolerance is exceeded in truth.
  var pRegressed: Double { isMissed ? 1 : isSettled ? 0 : tail(of: -mean) }

  private func tail(of distance: Double) -> Double {
    guard tally.count > 1, let deviation = tally.standardDeviation else { return 1 }
    let error = deviation / Double(tally.count).squareRoot()
    guard error > 1e-12 * abs(distance) else {
      return distance > 0 ? SignTest.unanimous(tally.count) : 1
    }
    let freedom = Double(tally.count - 1)
    return distance > 0
      ? StudentT.tail(distance / error, degreesOfFreedom: freedom)
      : 1 - StudentT.tail(-distance / error, degreesOfFreedom: freedom)
  }

  private static let chance = 0.9

  /// How many pairs would show with that chance that the tolerance is kept, or that it is not.
  func needed(error: Double) -> Int? {
    guard !isMissed, let deviation = tally.standardDeviation, mean != 0 else { return nil }
    let errors = Elementary.normalQuantile(1 - error) + Elementary.normalQuantile(Excess.chance)
    let reach = errors * deviation / abs(mean)
    let pairs = reach * reach
    return pairs < 1e9 ? max(tally.count + 1, Int(pairs.rounded(.up)) + 2) : nil
  }
}
