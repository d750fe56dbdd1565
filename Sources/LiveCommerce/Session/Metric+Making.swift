// Families of metrics that are made alike: quantiles of a histogram, the peak of a series.
import Stochastics

extension Metric {
  /// The quantiles that a report shows of a latency, and the largest value.
  static let latencyQuantiles = [("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("p99.9", 0.999)]

  /// Quantiles of a histogram of nanoseconds, in seconds.
  static func quantiles(
    _ name: String, of what: String, better: MetricDirection, _ quantiles: [(String, Double)],
    _ histogram: @escaping @Sendable (SessionRecord) -> LogLinearHistogram?
  ) -> [Metric] {
    quantiles.map { suffix, share in
      Metric(
        "\(name).\(suffix)", .seconds, better: better,
        "The \(suffix.dropFirst())th percentile of \(what)."
      ) { histogram($0)?.quantile(share).map(seconds) }
    }
  }

  /// The quantiles of a latency and its largest value, in seconds.
  static func latency(
    _ name: String, of what: String,
    _ histogram: @escaping @Sendable (SessionRecord) -> LogLinearHistogram?
  ) -> [Metric] {
    quantiles(name, of: what, better: .less, latencyQuantiles, histogram) + [
      Metric("\(name).max", .seconds, better: .less, "The longest of \(what).") {
        histogram($0)?.maximum.map(seconds)
      }
    ]
  }

  /// The largest count of a second, and when that second began.
  static func peak(
    _ name: String, of what: String,
    _ series: @escaping @Sendable (SessionRecord) -> CountSeries?
  ) -> [Metric] {
    [
      Metric("\(name).peak", .perSecond, "The most \(what) in one whole second.") {
        series($0).map { Double($0.peak?.value ?? 0) }
      },
      Metric("\(name).peakAt", .seconds, "When the second with the most \(what) began.") {
        series($0)?.peak.map { Double($0.index) }
      },
    ]
  }
}

/// Nanoseconds as seconds.
func seconds(_ nanoseconds: Int64) -> Double { Double(nanoseconds) / 1e9 }

/// A part over a whole; nil when there is no whole.
func ratio(_ part: Int, _ whole: Int) -> Double? {
  whole > 0 ? Double(part) / Double(whole) : nil
}
