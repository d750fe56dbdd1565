// The whole of it: every case with every seed, side by side, and the decision over the family.
//
// Invariant: the result does not depend on the number of threads, for each replication is a function of
// its case and seed and has its place. The intervals of the report are Bonferroni's, so that all of
// them hold the truth at once with probability 99 %; Holm's procedure rejects something exactly if one
// of them misses its theory.
package import Stochastics

/// What was found for one claim.
package struct Finding: Sendable {
  package let item: ValidationCase
  package let claim: Claim
  package let tally: Tally

  /// The hypothesis that the claim is true, or another theory.
  package func hypothesis(_ theory: Double? = nil) -> TestedHypothesis {
    TestedHypothesis(
      "\(item.model), \(claim.quantity)", pValue: tally.pValue(ofMean: theory ?? claim.theory))
  }
}

/// All findings, in the order of the cases.
package struct ValidationReport: Sendable {
  /// The probability that anything is rejected although all theories are true.
  package static let familyError = 0.01

  package let size: ValidationSize
  package let findings: [Finding]

  /// The level of each interval.
  package var level: Double { 1 - Self.familyError / Double(max(1, findings.count)) }

  /// What Holm's procedure rejects; nothing, if all is well.
  package var rejected: [String] {
    FamilyWise.rejected(findings.map { $0.hypothesis() }, alpha: Self.familyError)
  }

  /// Runs every case.
  ///
  /// - Parameters:
  ///   - cases: The cases; each runs with the seeds from 1 on.
  ///   - size: How much is run.
  ///   - threads: Replications that run at the same time.
  /// - Returns: The findings, whose bytes do not depend on the threads.
  package static func run(
    _ cases: [ValidationCase] = ValidationCase.all, size: ValidationSize = .full, threads: Int
  ) async -> ValidationReport {
    let runs = cases.enumerated().flatMap { number, item in
      (1...(item.isSession ? size.sessions : size.replications)).map { seed in
        Run(seed: UInt64(seed), number: UInt32(number), customers: size.customers)
      }
    }
    let rows = await Parallel.map(runs.count, threads: threads) { index in
      cases[Int(runs[index].number)].run(runs[index])
    }
    var tallies = cases.map { $0.claims.map { _ in Tally() } }
    for (run, row) in zip(runs, rows) {
      for (place, value) in row.enumerated() { tallies[Int(run.number)][place].add(value) }
    }
    let findings = zip(cases, tallies).flatMap { item, tallies in
      zip(item.claims, tallies).map { Finding(item: item, claim: $0, tally: $1) }
    }
    return ValidationReport(size: size, findings: findings)
  }
}

extension ValidationCase {
  /// Every case, in the order of the report.
  package static var all: [ValidationCase] { markov + general + networks + sessions + peers }
}

/// Independent work, so much at a time.
package enum Parallel {
  /// The results of `0..<count`, in order.
  package static func map<Value: Sendable>(
    _ count: Int, threads: Int, _ work: @escaping @Sendable (Int) -> Value
  ) async -> [Value] {
    await withTaskGroup(of: (Int, Value).self) { group in
      var next = 0
      func begin() {
        guard next < count else { return }
        let index = next
        next += 1
        group.addTask { (index, work(index)) }
      }
      for _ in 0..<max(1, threads) { begin() }
      var results: [(Int, Value)] = []
      results.reserveCapacity(count)
      for await result in group {
        results.append(result)
        begin()
      }
      return results.sorted { $0.0 < $1.0 }.map(\.1)
    }
  }
}
