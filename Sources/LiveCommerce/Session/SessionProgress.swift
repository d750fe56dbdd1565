// How far a session has come, for whoever watches it run.

/// How far a session has come.
public struct SessionProgress: Sendable, Equatable {
  /// The simulated time, in nanoseconds.
  public var simulated: Int64
  /// The planned length of the session, in nanoseconds.
  public var length: Int64
  /// People present.
  public var present: Int
  /// Things that viewers have done so far.
  public var events: Int

  /// Creates a state of progress.
  public init(simulated: Int64, length: Int64, present: Int, events: Int) {
    self.simulated = simulated
    self.length = length
    self.present = present
    self.events = events
  }
}
