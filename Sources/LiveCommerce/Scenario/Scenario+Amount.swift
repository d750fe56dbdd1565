// Amounts that are written outside a scenario, such as a precision on the command line, in the words
// in which its promises write their limits.

extension Scenario {
  /// Why a text is not an amount.
  package struct AmountProblem: Error, Equatable {
    /// What is wrong with it.
    package var message: String
  }

  /// The amount of a text such as "20ms", "¥500" or "0.5/s", in the base unit of a metric.
  package func amount(_ text: String, in unit: MetricUnit) throws(AmountProblem) -> Double {
    let context = ScenarioContext(log: ProblemLog(file: ""))
    context.currency = currency
    let (value, problems) = ExpectationSection.value(text, unit, context)
    guard problems.isEmpty, let value else {
      throw AmountProblem(message: problems.first ?? "is not an amount")
    }
    return value
  }
}
