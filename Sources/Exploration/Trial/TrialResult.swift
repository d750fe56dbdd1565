// What one trial found. Invariant: a result says the first thing that went wrong, by time; of what
// cannot be ordered by time, promises come before leaks and leaks before what never ended.
import LiveCommerce

/// What went wrong in a trial.
public struct Finding: Sendable, Equatable {
  /// The ways in which a sale logic can fail.
  public enum Kind: Sendable, Hashable, Codable {
    /// It broke a promise: the name of the check.
    case brokenPromise(String)
    /// Everybody waits for somebody else.
    case deadlock
    /// It goes on and on.
    case livelock
    /// Something waits for what is not of this world: real input and output, another executor.
    case outsideWait
    /// It sleeps by a real clock.
    case realSleep
    /// It works on the main actor.
    case mainActor
    /// Another thread enqueued a job of it.
    case foreignThread
    /// It threw an error.
    case error
    /// A task of it waits for ever after its order has ended.
    case taskLeft
    /// The process stopped: a trap.
    case trap
    /// The same schedule did not do the same when it was run again.
    case nondeterminism
    /// A schedule did otherwise in company than alone: something is shared between instances.
    case sharedState
  }
  /// What kind.
  public var kind: Kind
  /// When, in nanoseconds.
  public var at: Int64
  /// What happened, in a sentence.
  public var sentence: String
}

extension Finding.Kind: CustomStringConvertible {
  /// The kind in words.
  public var description: String {
    switch self {
    case .brokenPromise(let name): "broken promise: \(name)"
    case .deadlock: "deadlock"
    case .livelock: "livelock"
    case .outsideWait: "wait outside virtual time"
    case .realSleep: "sleep by a real clock"
    case .mainActor: "work on the main actor"
    case .foreignThread: "job from another thread"
    case .error: "error"
    case .taskLeft: "task that outlives its order"
    case .trap: "trap"
    case .nondeterminism: "nondeterminism"
    case .sharedState: "shared state"
    }
  }
}

/// What became of a trial.
package struct TrialResult: Sendable {
  /// What went wrong first; nil if nothing did.
  package var finding: Finding? { findings.min { $0.at < $1.at } }
  /// What went wrong, at most one of a kind.
  package var findings: [Finding]
  /// A hash of what happened.
  package var fingerprint: UInt64
  /// Jobs run.
  package var steps: Int
  /// Calls upon the substrate.
  package var calls: Int
  /// Whether the sale logic has looked at what the world has in stock, and not only at its own.
  package var seesStock: Bool
}
