// Metrics of programs that order by themselves: how many there are, what they get, and what the fight
// against them costs humans. Each visit of an automated cohort is an account of its own.

extension Metrics {
  static let programs: [Metric] = [
    Metric("programs.accounts", .count, "Accounts of automated cohorts that came.") {
      Double($0.programs.persons)
    },
    Metric("programs.orders", .count, "Intentions to order that programs sent.") {
      Double($0.programs.orders)
    },
    Metric("programs.created", .count, "Orders of programs that were created.") {
      Double($0.programs.created)
    },
    Metric("programs.paid", .count, "Orders of programs that were paid.") {
      Double($0.programs.paid)
    },
    Metric("programs.createdShare", .share, "Orders of programs over all orders created.") {
      ratio($0.programs.created, $0.audience.total.created)
    },
    Metric("programs.paidShare", .share, "Paid orders of programs over all paid orders.") {
      ratio($0.programs.paid, $0.audience.total.paid)
    },
    Metric("programs.rejected", .count, "Intentions of programs that the detector turned away.") {
      Double($0.programs.rejected)
    },
    Metric("programs.humansRejected", .count, "Intentions of humans taken for programs.") {
      Double($0.humans.rejected)
    },
  ]
}

extension SessionRecord {
  /// The funnel of all automated cohorts.
  fileprivate var programs: FunnelCounts { funnel { $0.isAutomated } }

  /// The funnel of all others.
  fileprivate var humans: FunnelCounts { funnel { !$0.isAutomated } }

  private func funnel(_ belongs: (Cohort) -> Bool) -> FunnelCounts {
    var sum = FunnelCounts()
    for (index, cohort) in scenario.cohorts.enumerated() where belongs(cohort) {
      for source in TrafficSource.allCases {
        sum.merge(audience.funnel(cohort: index, source: source))
      }
    }
    return sum
  }
}
