// The view model of what was learnt from a log, and the list of its formats: one file each.
public import Fitting

/// What is to be said about a log.
public struct FitReport: Sendable {
  /// What made it.
  public let origin: ReportOrigin
  /// What was learnt.
  public let result: FitResult

  /// Makes the report of a log.
  public init(_ result: FitResult, origin: ReportOrigin) {
    self.result = result
    self.origin = origin
  }
}

/// A way to write what was learnt.
public protocol FitFormat: Sendable {
  /// The name by which it is asked for.
  static var name: String { get }

  /// Writes the report, ending with a line break.
  static func render(_ report: FitReport, _ palette: Palette) -> String
}

/// All formats of what was learnt.
public enum FitFormats {
  /// Every format; the first one is the one to use when none is asked for.
  public static let all: [any FitFormat.Type] = [FitText.self, FitJSON.self]
}
