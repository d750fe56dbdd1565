// The text of --help; the list of workloads comes from the workloads themselves.

enum BenchHelp {
  static var text: String {
    let width = Workload.all.map(\.name.count).max() ?? 0
    let lines = Workload.all.map { workload in
      let gap = String(repeating: " ", count: width - workload.name.count + 2)
      return "  \(workload.name)\(gap)\(workload.summary)"
    }
    return """
      Measures sessions and their parts, each beside a limit measured in the same run: what the
      machine needs for the arithmetic, the copying or the parking alone.

      usage: saleroom-bench all|WORKLOAD… [options]
             saleroom-bench validation

      \(lines.joined(separator: "\n"))

        --viewers N      viewers of a session (1 000 000; 100 000 for all)
        --threads N      threads of a session (1)
        --repeat N       runs of each workload and its limit, in turn (5)
        --format FORMAT  text or json (text)
        --compare FILE   the ratio of each figure to that of an earlier --format json

      validation holds the simulator against closed forms and prints the article of the documentation
      that tells of it; it measures no time, and ends with status 1 if a theory is rejected.

      Times are medians with their range. Counts and checksums depend on workload and size alone;
      --compare ends with status 1 if they differ, and never because of a time. Status 64: the
      command line makes no sense; 65, 74: the file to compare with does not, or cannot be read.
      """
  }
}
