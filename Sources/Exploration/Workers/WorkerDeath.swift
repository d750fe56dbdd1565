// How a worker process ended that was not told to: what it died of and what it said last.
import Foundation

/// The end of a worker process in the middle of its work.
package struct WorkerDeath: Sendable, Equatable {
  /// What ended it.
  package enum Cause: Sendable, Equatable {
    /// A signal, by number; a Swift trap is one.
    case signal(Int32)
    /// It called `exit` with this status.
    case exited(Int32)
    /// It made no progress for as long as is waited for progress, and was killed.
    case hung
    /// It said something that is no answer, or more than an answer may be long.
    case garbled
  }
  /// What ended it.
  package var cause: Cause
  /// The end of what it wrote to stderr.
  package var lastWords: String
  /// The will that it left about the item or the attempt; empty if it left none.
  package var will: [UInt8]

  /// Creates a death.
  package init(cause: Cause, lastWords: String = "", will: [UInt8] = []) {
    self.cause = cause
    self.lastWords = lastWords
    self.will = will
  }

  /// What happened, in a sentence.
  package var sentence: String {
    switch cause {
    case .signal(let number):
      reason.map { "the code trapped: \($0)" } ?? "the process was ended by \(Self.name(number))"
    case .exited(let status): "the code ended the process with exit status \(status)"
    case .hung: "the code did not come back: an endless loop, or a thread that is blocked"
    case .garbled: "the process wrote into the channel on which it answers"
    }
  }

  /// The runtime's own words for a trap, if it left any.
  private var reason: Substring? {
    lastWords.split(whereSeparator: \.isNewline).first { line in
      ["Fatal error", "Precondition failed", "Assertion failed"].contains { line.contains($0) }
    }
  }

  private static func name(_ signal: Int32) -> String {
    switch signal {
    case SIGILL, SIGTRAP: "a trap (signal \(signal)), without a message"
    case SIGSEGV, SIGBUS: "an access to memory that is not its own (signal \(signal))"
    case SIGABRT: "an abort (signal \(signal))"
    case SIGKILL: "a kill from outside (signal \(signal)); is there memory enough?"
    default: "signal \(signal)"
    }
  }
}
