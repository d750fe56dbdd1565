// Measures that are taken after the warm-up only, where somebody asks for a steady state. A session
// as a whole has none: it begins with nobody present and ends with a close.
import LiveCommerce
import Stochastics

extension Metric {
  /// The mean of a series by second after its warm-up.
  ///
  /// A session alone does not tell it: see `WarmUp`.
  static func steady(_ series: String) -> Metric {
    Metric(
      "\(series).steady", SecondSeries.meanUnit(series),
      "Mean of `\(series)` by second after the warm-up of all sessions (MSER-5)."
    ) { _ in nil }
  }
}

extension SessionRecord {
  /// The means of a series by second in batches, within the planned length of the session; empty where
  /// the session has no such series.
  func batches(of series: String) -> [Double] {
    guard let found = secondSeries.first(where: { $0.name == series }) else { return [] }
    // A level is told at the end of a second, and at that of the last one everybody has left.
    let seconds = Int(scenario.length / 1_000_000_000) - (found.isLevel ? 1 : 0)
    let counts = found.values.prefix(max(0, seconds)).map(found.inUnit)
    let silence = [Double](repeating: 0, count: max(0, seconds - counts.count))
    return SteadyState.batchMeans(counts + silence)
  }
}
