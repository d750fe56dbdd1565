// The report at a smaller size: what is true is not rejected, what is wrong is, the same for any number
// of threads, and the article that is checked in speaks of the same claims.
//
// Family-wise error 1 % (Holm), as in the report; each planted theory is rejected at 1e-3. Seeds 1 to
// 25, of sessions to 7, never changed to pass.
import Foundation
import Stochastics
import Testing

@testable import Validation

@Suite struct ValidationTests {
  static let size = ValidationSize(
    replications: 25, sessions: 7, customers: 1_500, coverageSeeds: 100)

  @Test func `closed forms hold, and wrong ones do not`() async {
    let report = await ValidationReport.run(size: Self.size, threads: 2)
    #expect(report.rejected == [])
    for finding in report.findings {
      let wrong = finding.hypothesis(finding.claim.wrong)
      #expect(wrong.pValue < 1e-3, "\(wrong.name): \(finding.claim.wrong), \(finding.tally)")
      #expect(finding.tally.count == (finding.item.isSession ? 7 : 25))
    }
    #expect(report.findings.count > 70)
    let models = Set(report.findings.map(\.item.model))
    #expect(models.count == ValidationCase.all.count, "two cases share a name")
    // The intervals and Holm say the same.
    let outside = report.findings.filter { finding in
      guard let interval = finding.tally.interval(level: report.level) else { return true }
      return finding.claim.theory < interval.low || finding.claim.theory > interval.high
    }
    #expect(outside.isEmpty)
  }

  @Test func `an unsound run is rejected, not ignored`() async {
    let broken = ValidationCase(
      "none", "broken", source: "none", claims: [Claim("nothing", 1, wrong: 2)]
    ) { $0.seed == 3 ? [.nan] : [Double($0.seed)] }
    let report = await ValidationReport.run([broken], size: Self.size, threads: 1)
    #expect(report.rejected.count == 1)
    #expect(!ValidationArticle(report, []).isSound)
  }

  @Test func `threads change nothing`() async {
    var size = Self.size
    size.replications = 3
    size.sessions = 3
    size.customers = 200
    let cases = [ValidationCase.markov[0], ValidationCase.networks[1], ValidationCase.sessions[0]]
    let one = await ValidationReport.run(cases, size: size, threads: 1)
    let many = await ValidationReport.run(cases, size: size, threads: 5)
    #expect(ValidationArticle(one, []).text == ValidationArticle(many, []).text)
    #expect(zip(one.findings, many.findings).allSatisfy { $0.tally == $1.tally })
  }

  @Test func `intervals cover the truth as often as they promise`() async {
    let studies = await Coverage.studies(seeds: Self.size.coverageSeeds, threads: 2)
    for study in studies { #expect(study.isRight, "\(study.what): \(study.held)") }
    // Intervals of 70 % that call themselves 95 %.
    let narrow = await Coverage.studies(seeds: Self.size.coverageSeeds, threads: 2, level: 0.7)
    for study in narrow { #expect(!study.isRight, "\(study.what): \(study.held)") }
  }

  @Test func `the region of a binomial number is exact`() {
    // P(X ≤ 2) of ten fair coins is 56/1024; P(X ≤ 0) is 1/1024, P(X ≤ 1) 11/1024.
    #expect(Coverage.region(10, share: 0.5) == 0...10)
    #expect(Coverage.region(20, share: 0.5) == 3...17)
    #expect(Coverage.region(2_000, share: 0.95) == 1_867...1_931)
  }

  @Test func `the article that is checked in speaks of every claim`() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
      path: "../../Sources/LiveCommerce/LiveCommerce.docc/validation.md")
    let text = try String(contentsOf: file, encoding: .utf8)
    for item in ValidationCase.all {
      #expect(text.contains("| \(item.model) |"), "\(item.model)")
      for claim in item.claims { #expect(text.contains("| \(claim.quantity) |")) }
    }
    #expect(text.contains("Holm's procedure rejects none of them."))
    #expect(!text.contains("| no |"))
  }
}
