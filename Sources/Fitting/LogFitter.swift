// The door: a log in, piece by piece, and what was learnt of it out.
import LiveCommerce
import Stochastics

/// Learns from a log of visits.
///
/// A log is a table of comma-separated values with a row a visit. The first line names the columns:
/// `viewer`, `enter`, `exit` (empty while the visit goes on) and `source`, and where they are known
/// `cohort`, `shown`, `click`, `order` and `pay`.
///
/// ```swift
/// var fitter = LogFitter(LogTerms())
/// try fitter.add(bytes)
/// print(try fitter.finish().scenarioText(title: "My log"))
/// ```
public struct LogFitter {
  private let terms: LogTerms
  private var reader: LogReader
  /// What is learnt from, and what is held out.
  private var learnt: Observations
  private var held: Observations

  /// Begins to learn.
  public init(_ terms: LogTerms) {
    self.terms = terms
    reader = LogReader(terms)
    learnt = Observations(linkUp: terms.linkUp)
    held = Observations(linkUp: terms.linkUp)
  }

  /// Takes the next piece of the log.
  ///
  /// About a million rows a second on one core; memory is bounded whatever their number.
  ///
  /// - Parameter piece: What comes next, in UTF-8, cut wherever it may be.
  /// - Throws: `LogError`, if the first line makes no sense.
  public mutating func add(_ piece: [UInt8]) throws(LogError) {
    let holdOut = UInt64(max(0, terms.holdOut))
    var (learnt, held) = (self.learnt, self.held)
    // Whoever changes them must be the only one to hold them.
    self.learnt = Observations(linkUp: terms.linkUp)
    self.held = Observations(linkUp: terms.linkUp)
    defer { (self.learnt, self.held) = (learnt, held) }
    try reader.add(piece) { visit in
      if holdOut > 0, visit.viewer % holdOut == 0 { held.add(visit) } else { learnt.add(visit) }
    }
  }

  /// Ends the log, and tells what was learnt.
  ///
  /// - Returns: The estimates; `heldOut` is nil until `compareHeldOut(_:)`.
  /// - Throws: `LogError`, if no row could be used, or start, end or link-up lie elsewhere.
  public mutating func finish() throws(LogError) -> FitResult {
    let holdOut = UInt64(max(0, terms.holdOut))
    var (learnt, held) = (self.learnt, self.held)
    defer { (self.learnt, self.held) = (learnt, held) }
    try reader.finish { visit in
      if holdOut > 0, visit.viewer % holdOut == 0 { held.add(visit) } else { learnt.add(visit) }
    }
    guard learnt.visits > 0 else { throw held.visits > 0 ? .nothingLearnt : .nothingUsable }
    return try FitSummary(learnt, held, reader, terms).result
  }

  /// Simulates the part that was held out, by what was learnt from the rest, and compares.
  ///
  /// - Parameters:
  ///   - result: What `finish()` has told.
  ///   - sessions: How many simulations are made, 3 or more.
  /// - Returns: The comparison; nil if nothing was held out.
  /// - Throws: `ScenarioProblems` or `SessionError`, if what was learnt makes no session.
  public func compareHeldOut(
    _ result: FitResult, sessions: Int = 20
  ) throws -> HeldOut? {
    guard held.visits > 0 else { return nil }
    return try HeldOutTrial(result, held: held, learnt: learnt, terms, reader, sessions)
      .comparison()
  }
}
