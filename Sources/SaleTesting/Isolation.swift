// Where schedules run.

/// Where the schedules of an exploration run.
public enum Isolation: Sendable {
  /// In child processes of the test process, as many as there are cores: a trap is a finding, and an
  /// endless loop is one. In each, the test is run again up to the call.
  case processes
  /// In the test process, one after the other: for a debugger. A trap ends the test process.
  case none
}
