// The work done in this process, one item after the other: when no children can be had, or none are
// wanted. What kills the work kills this process.

/// This process as the only worker.
package struct OwnProcess<Duty: WorkerDuty>: Workforce {
  /// Why the work is done here.
  package let remark: String?
  private let duty: Duty
  private let blockSize: Int

  /// Creates the workforce.
  package init(_ duty: Duty, blockSize: Int, remark: String) {
    self.duty = duty
    self.blockSize = blockSize
    self.remark = remark
  }

  /// Does items in blocks, up to the first finding.
  package func run(
    _ items: Range<Int>, keepGoing: (Int) -> Bool, deliver: (BlockAnswer) -> Void
  ) throws(WorkersUnavailable) -> WorkEnding {
    let mark = try ProgressMark()
    for lower in stride(from: items.lowerBound, to: items.upperBound, by: blockSize) {
      guard keepGoing(lower - items.lowerBound) else { return .stopped }
      let answer = duty.run(lower..<min(lower + blockSize, items.upperBound), mark: mark)
      deliver(answer)
      if let finding = answer.finding { return .found(finding) }
    }
    return .completed
  }

  /// Does one piece of work; never alone, since this process has no other life.
  package func attempt(
    _ request: [UInt8], alone: Bool
  ) throws(WorkersUnavailable) -> AttemptEnding {
    .answered(duty.attempt(request, mark: try ProgressMark()))
  }
}
