// Who does the work: child processes that may die of it, or this process itself.
//
// Invariant: what is delivered and how a run ends do not depend on who does the work or how many
// they are, as long as the work is a function of the item's number.

/// Does the items of a duty.
package protocol Workforce {
  /// How the work is done, in words; nil if in child processes, as it ought to be.
  var remark: String? { get }

  /// Does items in blocks, up to the finding with the lowest number.
  ///
  /// `keepGoing` hears several times a second how many items are done, and says whether to go on.
  /// `deliver` gets the answers of all blocks up to the finding's, in order, each once; after a stop
  /// those that there are.
  func run(
    _ items: Range<Int>, keepGoing: (Int) -> Bool, deliver: (BlockAnswer) -> Void
  ) throws(WorkersUnavailable) -> WorkEnding
  /// Does one piece of work, in a process that has done nothing else if it is to be `alone`.
  func attempt(_ request: [UInt8], alone: Bool) throws(WorkersUnavailable) -> AttemptEnding
}

/// How a run ended.
package enum WorkEnding: Sendable, Equatable {
  /// All items are done, without a finding.
  case completed
  /// It was told to stop, without a finding so far.
  case stopped
  /// This item is the first finding; the block's answer has been delivered.
  case found(Int)
  /// The process died of this item, or hung in it. `alone`: also in a process that did nothing else.
  case died(item: Int, WorkerDeath, alone: Bool)
}

/// How an attempt ended.
package enum AttemptEnding: Sendable, Equatable {
  /// It was answered.
  case answered([UInt8])
  /// The process died of it, or hung in it.
  case died(WorkerDeath)
}

/// Why there are no child processes to do the work.
package struct WorkersUnavailable: Error, Equatable, CustomStringConvertible {
  /// The reason, as part of a sentence.
  package let description: String

  /// Creates the error from the reason.
  package init(_ description: String) { self.description = description }
}
