// Campaigns for people at a terminal: the verdict first, then the promises, then a line a session, then
// the whole. Of several campaigns the lines are means.
import Experiments
import LiveCommerce
import Stochastics

/// Campaigns as text.
struct CampaignText: CampaignFormat {
  static let name = "text"

  let report: CampaignReport
  let palette: Palette

  static func render(_ report: CampaignReport, _ palette: Palette) -> String {
    let text = CampaignText(report: report, palette: palette)
    let sections = [text.header, text.promises, text.breaches, text.sessions, text.whole]
    return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") + "\n" }
      .joined(separator: "\n")
  }

  private var verdict: CampaignVerdict { report.verdict }
  private var isSingle: Bool { report.records.count == 1 }
  private var money: MoneyStyle { report.scenario.moneyStyle }

  // MARK: Verdict

  private var header: [String] {
    let file = report.origin.file.map { " of \(Display.safe($0))" } ?? ""
    let many =
      isSingle
      ? "replication \(report.records[0].replication)"
      : "\(report.records.count) replications from \(report.records[0].replication)"
    let title = Display.wrapped(Display.safe(report.scenario.title), to: TextFormat.width)
    return title.map { palette.strong($0) } + [
      palette.faint(
        "campaign of \(report.sessions) sessions, seed \(report.seed), \(many), scenario "
          + "\(report.scenario.digestText)\(file), \(report.origin.tool) \(report.origin.version)"),
      "", "VERDICT: \(coloured(verdict.judgement)) – \(counts)",
    ]
  }

  private var counts: String {
    let kept = verdict.facts.count(where: \.isKept)
    let facts = isSingle ? ["\(kept) of \(verdict.facts.count) promises kept"] : []
    let judged = Judgement.allCases.compactMap { judgement -> String? in
      let number = verdict.promises.count { $0.judgement == judgement }
      return number > 0 ? "\(number) promises \(judgement.rawValue)" : nil
    }
    let never =
      verdict.breaches.isEmpty ? "invariants and identities kept in all sessions" : "see below"
    return (facts + judged + [never]).joined(separator: ", ")
  }

  private func coloured(_ judgement: Judgement) -> String {
    let word = judgement.rawValue.uppercased()
    return switch judgement {
    case .kept: palette.good(word)
    case .broken: palette.bad(word)
    case .undecided: palette.notable(word)
    }
  }

  private func mark(_ judgement: Judgement) -> String {
    switch judgement {
    case .kept: palette.good("✓")
    case .broken: palette.bad("✗")
    case .undecided: palette.notable("?")
    }
  }

  private var promises: [String] {
    let facts = verdict.facts.map { fact in
      "\(mark(fact.isKept ? .kept : .broken)) \(Display.safe(fact.expectation.text)): "
        + value(fact.value, of: fact.expectation)
    }
    let judged = verdict.promises.flatMap { promise in
      [
        "\(mark(promise.judgement)) \(Display.safe(promise.expectation.text))",
        "      \(promise.judgement.rawValue): \(evidence(promise))",
      ]
    }
    let lines = facts + judged
    return lines.isEmpty ? [] : [palette.strong("Promises")] + lines
  }

  private func evidence(_ promise: PromiseJudgement) -> String {
    let interval = promise.interval
    switch promise.quantifier {
    case .share(let share):
      let truth = interval.map { ", so in \(IntervalText.range($0, .share, money)) of all" } ?? ""
      return "promised in \(ValueText.text(share, .share, money)), kept in \(promise.keptIn) of "
        + "\(promise.sessions) campaigns\(truth)"
    case .onAverage:
      guard let interval, let unit = unit(of: promise.expectation) else {
        return "there is no interval of the mean"
      }
      return "the mean is \(ValueText.text(interval.estimate, unit, money)) "
        + "(\(IntervalText.range(interval, unit, money)))"
    }
  }

  private func unit(of expectation: Expectation) -> MetricUnit? {
    CampaignMetrics.named(expectation.metric)?.head.unit
  }

  private func value(_ value: Double?, of expectation: Expectation) -> String {
    ValueText.text(value, unit(of: expectation) ?? .number, money)
  }

  private var breaches: [String] {
    guard !verdict.breaches.isEmpty else { return [] }
    return [palette.strong("What must never happen")]
      + verdict.breaches.map { breach in
        "\(mark(.broken)) \(breach.name): broken in \(breach.sessions) sessions, first in session "
          + "\(breach.session) of replication \(breach.replication)"
      }
  }

  // MARK: Tables

  /// The columns of the table of sessions.
  private static let columns = [
    ("visits", "visits"), ("repeat", "repeatShare"), ("followers", "followers"),
    ("trust", "trust"), ("paid", "paid"), ("money", "gmv"), ("net", "gmvNet"), ("unmet", "unmet"),
    ("ordered", "ordered"), ("left", "leftover"),
  ]

  private var sessions: [String] {
    let metrics = CampaignText.columns.compactMap { CampaignMetrics.named("campaign.\($0.1)") }
    let rows = (0..<report.sessions).map { session in
      ["\(session + 1)"]
        + metrics.map { cell(report.estimate($0, session: session).tally.mean, $0.head.unit) }
    }
    let table = TextTable(header: ["session"] + CampaignText.columns.map(\.0), rows: rows)
    return [palette.strong(isSingle ? "Sessions" : "Sessions, means")] + table.block(palette)
  }

  /// A value in a narrow column: money without its smallest unit, counts whole.
  private func cell(_ value: Double?, _ unit: MetricUnit) -> String {
    guard let value else { return ValueText.nothing }
    guard unit == .money else {
      return ValueText.text(unit == .count ? value.rounded() : value, unit, money)
    }
    let scale = (0..<money.places).reduce(1.0) { scale, _ in scale * 10 }
    let amount = ValueText.count((value.magnitude / scale).rounded())
    return (value < 0 ? "-" : "") + money.prefix + amount
  }

  private var whole: [String] {
    let rows = CampaignMetrics.all.compactMap { metric -> [String]? in
      let estimate = report.estimate(metric)
      guard let mean = estimate.tally.mean else { return nil }
      let unit = metric.head.unit
      let name = String(metric.head.name.dropFirst("campaign.".count))
      return [name, ValueText.text(mean, unit, money)]
        + (isSingle ? [] : [IntervalText.range(estimate.interval, unit, money)])
    }
    let table = TextTable(
      header: ["campaign", isSingle ? "value" : "mean"] + (isSingle ? [] : ["95 %"]), rows: rows)
    return [palette.strong("All sessions together")] + table.block(palette)
  }
}
