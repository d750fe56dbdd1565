// From lengths of time to a choice of law with its errors.
import Stochastics

/// Lengths of time, and how long they could be seen.
struct Durations {
  var histogram: LogLinearHistogram
  /// What did not end, in seconds with its number; ascending.
  var cut: [(seconds: Double, count: Double)] = []
  /// How long each could be seen, in seconds with its number; empty where nothing is cut.
  var reaches: [(seconds: Double, count: Double)] = []
  /// The fineness of the log's clock, in nanoseconds.
  var tick: Int64

  /// Whether nothing lasted as long as the log's clock can show: of such lengths a law would only tell how
  /// coarse that is.
  var isAllZero: Bool { histogram.maximum == 0 && !cut.contains { $0.seconds > 0 } }
}

extension DurationFit {
  /// The fewest ends to which a law is fitted.
  static let fewest = 20

  /// Fits laws, none where there is too little or nothing but zeros; nil where there is nothing at all.
  init?(_ durations: Durations, _ laws: [any FittedLaw.Type], draws: Int) {
    let distance = KolmogorovDistance(
      histogram: durations.histogram, cut: durations.cut, tick: durations.tick)
    guard durations.histogram.count > 0 else { return nil }
    let sample = DurationSample(durations.histogram, cut: durations.cut, least: distance.least)
    isAllZero = durations.isAllZero
    let isEnough = durations.histogram.count >= DurationFit.fewest && !isAllZero
    let fits = laws.compactMap { law in
      isEnough ? DurationFit.fit(law, sample).map { (fit: $0, law: law) } : nil
    }.sorted { $0.fit.aic < $1.fit.aic }
    ended = durations.histogram.count
    cut = Int(sample.cutCount)
    self.laws = fits.map(\.fit)
    self.draws = 0
    self.distance = 0
    picture = []
    guard let best = fits.first else { return }
    self.distance = distance.distance(to: best.fit.distribution)
    picture = distance.picture(best.fit.distribution)
    if draws > 0 {
      self.draws = draws
      pValue = DurationFit.pValue(best.fit, best.law, distance, durations.reaches, draws)
    }
  }

  private static func fit<Law: FittedLaw>(_ law: Law.Type, _ sample: DurationSample) -> LawFit? {
    MaximumLikelihood.peak(of: law, sample).map { LawFit(law, $0) }
  }

  private static func pValue<Law: FittedLaw>(
    _ fit: LawFit, _ law: Law.Type, _ distance: KolmogorovDistance,
    _ reaches: [(seconds: Double, count: Double)], _ draws: Int
  ) -> Double? {
    distance.pValue(fit, law, draws: draws, reaches: reaches)
  }
}
