// The tables of means with their intervals. Measures of single products and rooms are left to the formats
// for programs: there may be thousands.
import Experiments
import LiveCommerce
import Stochastics

extension ReplicationsText {
  /// The measures of an area, for the session as a whole.
  func section(_ area: MetricArea) -> [String] {
    section(
      area.title,
      table(
        experiment.measures.all.indices.filter { place in
          let metric = experiment.measures.all[place].metric
          // Streams that are told of one by one are few, and all of them together are the session.
          let isShown =
            (metric.subject == .stream) == (experiment.measures.all[place].subject != nil)
          let isSilent = metric.isOptional && experiment.estimates[place].tally.count == 0
          return isShown && !isSilent && area.metrics.contains { $0.name == metric.name }
        }))
  }

  /// What was measured after the warm-up, and where that ends.
  var steady: [String] {
    let places = experiment.measures.all.indices.suffix(experiment.warmUps.count)
    return section(
      "Steady state, after the warm-up of all sessions (MSER-5)",
      table(Array(places)) + experiment.warmUps.map { "  " + sentence($0) })
  }

  private func sentence(_ warmUp: WarmUp) -> String {
    guard warmUp.sessions > 0 else { return "no session is long enough, or has \(warmUp.series)" }
    guard let seconds = warmUp.seconds else {
      return "\(warmUp.series) does not settle in its first half; a longer session may"
    }
    return "\(warmUp.series) from \(text(Double(seconds), .seconds)) on"
  }

  private func table(_ places: [Int]) -> [String] {
    guard !places.isEmpty else { return [] }
    let level = percent(PrecisionGoal.level)
    return TextTable(
      header: ["", "mean", "\(level) interval", "", "deviation", "least", "most"],
      rows: places.map(row)
    ).block(palette)
  }

  private func row(_ place: Int) -> [String] {
    let measure = experiment.measures.all[place]
    let estimate = experiment.estimates[place]
    let tally = estimate.tally
    func text(_ value: Double?) -> String { self.text(value, measure.metric.unit) }
    let missing = experiment.rows.count - tally.count
    let name = missing > 0 && tally.count > 0 ? "\(measure.name) (in \(tally.count))" : measure.name
    return [
      name, text(tally.mean), interval(estimate, measure.metric.unit),
      estimate.method == .bootstrapT ? "b" : "", text(tally.standardDeviation),
      text(tally.minimum), text(tally.maximum),
    ]
  }

  private func interval(_ estimate: MeanEstimate, _ unit: MetricUnit) -> String {
    if estimate.method == .constant { return "the same in all" }
    return estimate.interval.map { text($0, unit) } ?? ValueText.nothing
  }

  /// How intervals were found, and why some were not.
  var legend: [String] {
    guard experiment.rows.count > 1 else {
      return ["One session says nothing of its error: there are no intervals."]
    }
    let level = percent(PrecisionGoal.level)
    var lines = ["Intervals of the mean, each for itself with \(level) confidence: Student's t"]
    let estimates = experiment.estimates
    if estimates.contains(where: { $0.method == .bootstrapT }) {
      lines[0] += "; b: bootstrap-t, for skewed values"
    }
    lines[0] += "."
    if estimates.contains(where: { $0.method == nil && $0.tally.count > 0 }) {
      lines.append("None (–) where too few sessions differ from the others.")
    }
    return lines
  }
}
