// What the front tier lets through while something is wrong with it, as shares of what comes.

/// What faults of the front tier do to requests and answers.
struct FrontForecast {
  private let outages: [Fault]
  private let partition: ShareProfile
  private let lostAnswers: ShareProfile

  init(_ faults: [Fault]) {
    outages = faults.filter { $0.tier == .gateway && $0.name == .down }
    partition = ShareProfile(faults, of: .gateway, .partition)
    lostAnswers = ShareProfile(faults, of: .gateway, .lostAcknowledgements)
  }

  /// What becomes of requests, as shares: cut off, lost at a silent gateway, refused at once.
  ///
  /// A partition cuts off accounts, so whoever it let through once gets through again.
  func fate(
    of parcel: OrderParcel, at instant: Int64
  ) -> (cut: Double, lost: Double, refused: Double) {
    let share = partition.share(at: instant)
    let cut = parcel.isCut ? (share > 0 ? 1 : 0) : parcel.tries == 1 ? share : 0
    guard let outage = outages.first(where: { $0.lasts(at: instant) }) else { return (cut, 0, 0) }
    return outage.kind == .down(silent: true) ? (cut, 1 - cut, 0) : (cut, 0, 1 - cut)
  }

  /// The share of answers that get lost.
  func answersLost(at instant: Int64) -> Double { lostAnswers.share(at: instant) }
}
