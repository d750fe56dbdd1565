// Measures that are taken after the warm-up only, where somebody asks for a steady state. A session
// as a whole has none: it begins with nobody present and ends with a close.
import LiveCommerce
import Stochastics

extension Metric {
  /// The mean of a series by second after its warm-up, within the planned length of the session; nil
  /// where the series does not settle in the first half.
  static func steady(_ series: String) -> Metric {
    Metric(
      "\(series).steady", SecondSeries.meanUnit(series),
      "Mean of `\(series)` by second after its warm-up (MSER-5)."
    ) { record in
      let seconds = Int(record.scenario.length / 1_000_000_000)
      guard let found = record.secondSeries.first(where: { $0.name == series }) else { return nil }
      let counts = found.values.prefix(seconds).map(found.inUnit)
      let silence = [Double](repeating: 0, count: max(0, seconds - counts.count))
      return SteadyState.truncation(counts + silence)?.mean
    }
  }
}
