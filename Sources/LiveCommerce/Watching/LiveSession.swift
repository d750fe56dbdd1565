// A session that is driven from outside, a stretch at a time, looked at in between, and steered.
//
// Invariant: the record depends on the scenario, the seed and the changes with their instants, and on
// nothing else: not on where the session has stood still, nor on whether anybody has looked.

/// One session, step by step.
public final class LiveSession {
  private let driver: SessionDriver

  /// Prepares a session; nothing has happened yet.
  ///
  /// - Parameters:
  ///   - scenario: What is simulated.
  ///   - options: How it is run.
  /// - Throws: `SessionError`, if a sale logic is unknown.
  public init(
    _ scenario: Scenario, options: SessionOptions = SessionOptions()
  ) throws(SessionError) {
    driver = try SessionDriver(scenario, options)
  }

  /// The scenario, with every change so far.
  public var scenario: Scenario { driver.scenario }
  /// The instant before which everything has happened, in nanoseconds.
  public var instant: Int64 { driver.instant }
  /// Whether nothing will ever happen any more.
  public var isOver: Bool { driver.isOver }

  /// Advances until everything before an instant has happened; an instant that has passed does nothing.
  ///
  /// - Parameter end: The instant, in nanoseconds from the start; `.max` for the end of the session.
  /// - Returns: Whether the session goes on.
  /// - Throws: `SessionError`, if it cannot go on.
  @discardableResult
  public func advance(to end: Int64) throws(SessionError) -> Bool { try driver.advance(to: end) }

  /// What there is to see at this instant.
  ///
  /// Costs what it reads, some microseconds, and nothing to a session that is not looked at.
  public var snapshot: SessionSnapshot { driver.snapshot }

  /// Turns a knob, from this instant on.
  ///
  /// - Parameters:
  ///   - path: The key of its value, as `Scenario.path(of:)` says it.
  ///   - value: The value as a scenario writes it.
  /// - Returns: The setting with which the same scenario repeats it.
  /// - Throws: What is wrong with path, value or instant.
  @discardableResult
  public func change(_ path: String, to value: String) throws(ScenarioProblems) -> ScenarioSetting {
    let setting = ScenarioSetting(
      path: path, value: value, at: Quantity.describe(duration: instant))
    try driver.change(setting)
    return setting
  }

  /// Runs the session to its end.
  ///
  /// - Returns: What was counted, as `Session.run` of ``scenario`` returns it.
  /// - Throws: `SessionError`, if the session cannot go on or breaks its own books.
  public func finish() throws(SessionError) -> SessionRecord {
    try driver.advance(to: .max)
    return try driver.record()
  }
}
