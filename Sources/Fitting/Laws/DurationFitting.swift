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

  /// The one length, in nanoseconds, that everything lasted as far as the log's clock shows, if there is one.
  ///
  /// Of such lengths a law would only tell how coarse the clock is.
  ///
  /// Zeros tell it however few they are; of others there must be enough, or the same by chance would do.
  var always: Int64? {
    guard let least = histogram.minimum, let most = histogram.maximum,
      most - least <= (most > 0 ? tick : 0), most == 0 || histogram.count >= DurationFit.fewest
    else { return nil }
    // What went on must not have gone on for longer; it is known by the second in which it began.
    let longest = Double(most) / 1e9 + 0.5
    guard !cut.contains(where: { $0.seconds > longest }) else { return nil }
    return most == least ? most : Int64((histogram.mean ?? 0).rounded())
  }
}

extension DurationFit {
  /// The fewest ends to which a law is fitted.
  static let fewest = 20

  /// Fits laws, none where there is too little or all are the same; nil where there is nothing at all.
  init?(_ durations: Durations, _ laws: [any FittedLaw.Type], draws: Int) {
    let distance = KolmogorovDistance(
      histogram: durations.histogram, cut: durations.cut, tick: durations.tick)
    guard durations.histogram.count > 0 else { return nil }
    let sample = DurationSample(durations.histogram, cut: durations.cut, least: distance.least)
    always = durations.always
    let isEnough = durations.histogram.count >= DurationFit.fewest && always == nil
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
