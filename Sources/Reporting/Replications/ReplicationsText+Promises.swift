// The sentences that tell what many sessions say of a promise, and why it may be undecided.
import Experiments
import LiveCommerce
import Stochastics

extension ReplicationsText {
  /// What became of a promise, and by how much.
  func sentences(_ promise: PromiseJudgement) -> [String] {
    switch promise.quantifier {
    case .share(let share): shareSentences(promise, share)
    case .onAverage: meanSentences(promise)
    }
  }

  private func shareSentences(_ promise: PromiseJudgement, _ share: Double) -> [String] {
    let word = promise.judgement.rawValue
    let seen = "kept in \(promise.keptIn) of \(count(promise.sessions, "session"))"
    let truth = promise.interval.map { ", so in \(text($0, .share)) of all" } ?? ""
    var lines = ["\(word): promised in \(percent(share)), \(seen)\(truth)"]
    if let reach = promise.reach, reach.estimate.isFinite {
      lines.append(
        "\(percent(share)) of sessions keep \(bound(promise)) \(text(reach.estimate, unit(promise)))"
          + (isKnown(reach) ? " (\(text(reach, unit(promise))))" : ""))
    }
    return lines + reasons(promise)
  }

  private func bound(_ promise: PromiseJudgement) -> String {
    switch promise.expectation.comparison {
    case .more, .atLeast: "to at least"
    default: "to at most"
    }
  }

  /// Few sessions bound a quantile on one side only, which tells less than it seems to.
  private func isKnown(_ interval: Interval) -> Bool {
    interval.low.isFinite && interval.high.isFinite
  }

  private func meanSentences(_ promise: PromiseJudgement) -> [String] {
    let expectation = promise.expectation
    let texts = ValueText.texts(
      promise.interval?.estimate, against: expectation.limit, unit(promise),
      experiment.scenario.moneyStyle)
    let limit = "promised \(expectation.comparison.rawValue) \(texts.limit)"
    let seen = promise.interval.map {
      "the mean is \(texts.value) (\(text($0, unit(promise))))"
    }
    return [
      "\(promise.judgement.rawValue): \(limit) on average; "
        + (seen ?? "there is no interval of the mean")
    ] + reasons(promise)
  }

  private func unit(_ promise: PromiseJudgement) -> MetricUnit {
    Metrics.named(promise.expectation.metric)?.unit ?? .number
  }

  /// Why nothing is decided, and what of the sessions said nothing.
  private func reasons(_ promise: PromiseJudgement) -> [String] {
    var lines: [String] = []
    let missing = promise.sessions - promise.measuredIn
    if missing > 0 {
      lines.append(
        "in \(missing) of \(count(promise.sessions, "session")) there was nothing to measure")
    }
    let isMean = promise.quantifier == .onAverage && promise.measuredIn > 0
    let telling = isMean ? promise.measuredIn : promise.sessions
    if promise.judgement == .undecided && telling < promise.sessionsNeeded {
      lines.append(
        "no fewer than \(count(promise.sessionsNeeded, "session")) can show that it is kept")
    }
    return lines
  }
}
