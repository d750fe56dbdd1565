// The command that writes the validation report: the article on stdout, the verdict as the status.
import Foundation
import Validation

enum Validating {
  static func run() async -> Int32 {
    let threads = ProcessInfo.processInfo.activeProcessorCount
    let report = await ValidationReport.run(threads: threads)
    let coverage = await Coverage.studies(
      seeds: report.size.coverageSeeds, threads: threads)
    let fits = await FitCoverage.studies(logs: FitCoverage.logs, threads: threads)
    let article = ValidationArticle(report, coverage, fits: fits)
    print(article.text, terminator: "")
    return article.isSound ? 0 : 1
  }
}
