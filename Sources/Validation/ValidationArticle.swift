// The report as an article of the documentation. The same findings give the same bytes, so the article
// that is checked in can be held against a new one.
import Foundation
import Stochastics

/// The validation report in Markdown.
package struct ValidationArticle: Sendable {
  private let report: ValidationReport
  private let coverage: [Coverage]
  private let fits: [Coverage]

  package init(_ report: ValidationReport, _ coverage: [Coverage], fits: [Coverage] = []) {
    self.report = report
    self.coverage = coverage
    self.fits = fits
  }

  /// Whether nothing is rejected, coverage is right and every published number is ours.
  package var isSound: Bool {
    report.rejected.isEmpty && (coverage + fits).allSatisfy(\.isRight)
      && PublishedAnswer.all.allSatisfy(\.agrees)
  }

  package var text: String {
    ([head] + chapters + [published, coverageTable, fitTable, rest]).joined(separator: "\n\n")
      + "\n"
  }

  private var head: String {
    let size = report.size
    let rejected = report.rejected
    let verdict =
      rejected.isEmpty
      ? "Holm's procedure rejects none of them."
      : "Holm's procedure rejects \(rejected.count): " + rejected.joined(separator: "; ") + "."
    return """
      # Validation

      What closed forms say of \(report.findings.count) quantities, and what the simulator finds.

      ## Overview

      Written by `saleroom-bench validation`; whoever runs it gets the same bytes. Each model is run
      \(size.replications) times (whole sessions \(size.sessions) times), with the seeds from 1 on, \
      which are never changed to pass.
      A replication of a station counts \(size.customers) customers after a warm-up. The
      simulated number is the mean of the replications, and the interval is Student's at a level of
      \(number(100 * report.level, 5)) %, so that all \(report.findings.count) intervals hold the \
      truth at once with a probability of at least \(number(100 * (1 - ValidationReport.familyError), 3)) %.
      *p* is the probability of a mean this far off if the theory is true; over the whole family,
      at an error of \(number(100 * ValidationReport.familyError, 2)) %, \(verdict)

      Stations and networks are built from the mailboxes, resources and tasks of the simulation
      kernel; whole sessions are scenarios, read and run like any other. The tests run the same
      models at a smaller size, and for each of them reject a theory that is wrong.
      """
  }

  private var chapters: [String] {
    var names: [String] = []
    for finding in report.findings where !names.contains(finding.item.chapter) {
      names.append(finding.item.chapter)
    }
    return names.map { name in
      let rows = report.findings.filter { $0.item.chapter == name }
      return """
        ## \(name)

        | model | quantity | theory | simulated | interval | *p* | source |
        |---|---|---|---|---|---|---|
        \(zip(rows, [nil] + rows).map { row($0, after: $1) }.joined(separator: "\n"))
        """
    }
  }

  /// A row; the model and its source are named in its first only.
  private func row(_ finding: Finding, after last: Finding?) -> String {
    let isFirst = last?.item.model != finding.item.model
    let interval = finding.tally.interval(level: report.level)
    let cells = [
      isFirst ? finding.item.model : "", finding.claim.quantity, number(finding.claim.theory, 5),
      number(finding.tally.mean, 5),
      interval.map { "\(number($0.low, 5)) to \(number($0.high, 5))" } ?? "–",
      probability(finding.hypothesis().pValue), isFirst ? finding.item.source : "",
    ]
    return "| " + cells.joined(separator: " | ") + " |"
  }

  private var published: String {
    let rows = PublishedAnswer.all.map { answer in
      "| \(answer.place) | \(answer.quantity) | \(number(answer.printed, 5)) "
        + "| \(number(answer.ours, 5)) | \(answer.agrees ? "yes" : "no") |"
    }
    return """
      ## Numbers printed elsewhere

      | where | quantity | printed | our formula | the same |
      |---|---|---|---|---|
      \(rows.joined(separator: "\n"))
      """
  }

  private var coverageTable: String {
    let rows = coverage.map { item in
      "| \(item.what) | \(number(item.truth, 5)) | \(item.replications) | \(item.seeds) "
        + "| \(item.held) | \(item.region.lowerBound) to \(item.region.upperBound) "
        + "| \(item.isRight ? "yes" : "no") |"
    }
    return """
      ## Do the intervals hold what they promise?

      Experiments report 95 % intervals. Each seed from 1 on is one experiment; the number of
      intervals that hold the known truth must lie where a binomial number of share 95 % lies with a
      probability of 99.9 %.

      | what is estimated | truth | replications | experiments | hold it | region | right |
      |---|---|---|---|---|---|---|
      \(rows.joined(separator: "\n"))
      """
  }

  private var fitTable: String {
    let rows = fits.map { item in
      "| \(item.what) | \(number(item.truth, 5)) | \(item.seeds) | \(item.held) "
        + "| \(item.region.lowerBound) to \(item.region.upperBound) "
        + "| \(item.isRight ? "yes" : "no") |"
    }
    return """
      ## Does a fitted log give back what it was made with?

      Sessions whose parameters are known are written as logs of visits and read by `saleroom fit`. Each
      seed from 1 on is one log of \(FitCoverage.visits) visits on average; the number of 95 % intervals \
      that hold the truth is
      judged as above. Shares and numbers have exact intervals, which hold it a little oftener than they say.

      | what is estimated | truth | logs | hold it | region | right |
      |---|---|---|---|---|---|
      \(rows.joined(separator: "\n"))
      """
  }

  private var rest: String {
    """
    ## What is held against theory elsewhere

    The tiers of the order path, each alone, are the stations of the textbooks too
    (`TierOracleTests`, and with other disciplines `DisciplineOracleTests`); people, holds, buckets of tokens and the choices at a link-up have their
    own tests, which <doc:model> names rule by rule.
    """
  }

  private func probability(_ p: Double) -> String { p < 1e-4 ? "< 0.0001" : number(p, 2) }

  /// Plain decimals with so many significant digits, trailing zeros cut.
  private func number(_ value: Double?, _ digits: Int) -> String {
    guard let value, value.isFinite else { return "–" }
    guard value != 0 else { return "0" }
    let exponent = Int(Foundation.floor(Foundation.log10(Swift.abs(value))))
    let text = String(format: "%.\(max(0, digits - 1 - exponent))f", value)
    guard text.contains(".") else { return text }
    let trimmed = text.reversed().drop { $0 == "0" }.reversed()
    return trimmed.last == "." ? String(trimmed.dropLast()) : String(trimmed)
  }
}
