// What a worker does: numbered items of work, in blocks. Parent and child hold the same duty, made
// by the same program from the same words, so that a block is named by two numbers.
//
// Invariant: an item's result depends on its number alone, unless the code under test keeps state
// of its own between items; a block ends at its first finding.

/// Work that can be done in this process or in another one.
package protocol WorkerDuty: Sendable {
  /// Tells duties apart; a child whose digest differs from its parent's is not put to work.
  var digest: UInt64 { get }
  /// Does items in order up to the first finding, and marks each before it is begun.
  func run(_ items: Range<Int>, mark: ProgressMark) -> BlockAnswer
  /// Does one piece of work that is described in bytes; what it marks is progress, no more.
  func attempt(_ request: [UInt8], mark: ProgressMark) -> [UInt8]
}

/// What came of a block.
package struct BlockAnswer: Sendable, Equatable {
  /// The item that is a finding, if there is one; the last that was done.
  package var finding: Int?
  /// What is told of the block, in the duty's own words.
  package var payload: [UInt8]

  /// Creates an answer.
  package init(finding: Int? = nil, payload: [UInt8] = []) {
    self.finding = finding
    self.payload = payload
  }
}
