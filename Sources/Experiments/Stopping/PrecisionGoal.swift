// A precision that is asked for, such as "latency.order.p99 ± 2%" or "gmv.gross ± ¥500": the mean of
// the measure is wanted with a 95 % interval that is no wider to either side.
public import LiveCommerce
public import Stochastics

/// How surely the mean of a measure is wanted.
public struct PrecisionGoal: Sendable, Equatable {
  /// Why a text is not a precision.
  public struct Problem: Error, Equatable, CustomStringConvertible {
    /// What is wrong and what to write.
    public let description: String
  }

  /// The goal as written.
  public let text: String
  /// The place of the measure in the list.
  public let measure: Int
  /// The half width: a share of the mean, or an amount in the measure's base unit.
  public let width: Double
  /// Whether the half width is a share of the mean.
  public let isRelative: Bool
  /// The confidence of the interval.
  public static let level = 0.95

  /// Reads a goal.
  ///
  /// - Parameters:
  ///   - text: A measure, `±` or `+-`, and a share ("2%") or an amount in its unit ("20ms").
  ///   - scenario: The scenario, for its currency.
  ///   - measures: What can be measured.
  /// - Throws: `Problem`.
  public init(
    _ text: String, _ scenario: Scenario, _ measures: MeasureList
  ) throws(Problem) {
    self.text = text
    guard let (name, written) = PrecisionGoal.parts(text) else {
      throw Problem(description: "`\(text)` is not a precision; write \"latency.order.p99 ± 2%\"")
    }
    guard let place = measures.index(named: name) else {
      let hint = Spelling.nearest(name, among: measures.all.map(\.name))
      throw Problem(
        description: "there is no measure `\(name)`; "
          + (hint.map { "did you mean `\($0)`?" } ?? "`saleroom metrics` lists them all"))
    }
    measure = place
    isRelative = written.hasSuffix("%")
    width = try PrecisionGoal.width(
      written, isRelative ? .share : measures.all[place].metric.unit, scenario)
    guard width > 0, width.isFinite, !isRelative || width <= 1 else {
      throw Problem(
        description: "`\(written)` is no width: write more than 0"
          + (isRelative ? " and at most 100%" : ""))
    }
  }

  private static func width(
    _ text: String, _ unit: MetricUnit, _ scenario: Scenario
  ) throws(Problem) -> Double {
    do throws(Scenario.AmountProblem) {
      return try scenario.amount(text, in: unit)
    } catch {
      throw Problem(description: "the width `\(text)`: \(error.message)")
    }
  }

  private static func parts(_ text: String) -> (name: String, width: String)? {
    guard let mark = ["±", "+-", "+/-"].first(where: { text.contains($0) }),
      let range = text.firstRange(of: mark)
    else { return nil }
    let sides = [text[..<range.lowerBound], text[range.upperBound...]].map { side in
      String(side.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
    return sides.contains("") ? nil : (sides[0], sides[1])
  }

  /// The half width that was reached: a share of the mean or an amount, as the goal is; nil where
  /// nothing can be said.
  ///
  /// A share is taken of the *true* mean, of which only the estimate is known: with e = half width ÷
  /// |estimate| it is at most e ÷ (1 − e) (A. M. Law, "Simulation Modeling and Analysis", 5th ed.
  /// (2015), 9.4.1). Values that are all the same have reached everything once it would be a
  /// wonder if more than one session in twenty had another.
  public func reached(_ estimate: MeanEstimate) -> Double? {
    if estimate.method == .constant {
      let needed = PromiseJudgement.sessionsNeededForConstant(error: 1 - PrecisionGoal.level)
      return estimate.tally.count >= needed ? 0 : nil
    }
    guard let interval = estimate.interval, let mean = estimate.tally.mean else { return nil }
    let half = max(interval.high - mean, mean - interval.low)
    guard isRelative else { return half }
    let share = half / abs(mean)
    return share < 1 ? share / (1 - share) : nil
  }

  /// Whether the goal is met, by so many values at least: there may be fewer than sessions.
  public func isMet(by estimate: MeanEstimate, fewest: Int = Int(Sampling.fewest)) -> Bool {
    guard estimate.tally.count >= fewest else { return false }
    return reached(estimate).map { $0 <= width } ?? false
  }
}
