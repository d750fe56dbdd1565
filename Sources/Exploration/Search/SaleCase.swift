// A failing case: a storm, the switches of its schedule and what befell its calls, each named by its
// cause. Invariant: it holds all that is needed to run it again, and nothing that depends on the
// build or on code that it does not touch.
public import Foundation

/// A case that fails.
public struct SaleCase: Sendable, Equatable, Codable {
  /// The version of the form.
  public var saleroomCase = 1
  /// The sale logic.
  public var logic: String
  /// What it found.
  public var kind: Finding.Kind
  /// What happened, in a sentence.
  public var sentence: String
  /// When, in nanoseconds.
  public var at: Int64
  /// The storm.
  public var storm: Storm
  /// Where the schedule does otherwise than running on.
  public var switches: [Switch]
  /// What befalls the calls.
  public var disturbances: [Disturbance]
  /// Whether the logic takes its stock from the storm, and not from somewhere else.
  public var seesStock: Bool
  /// A hash of what happened, in hexadecimal digits.
  public var fingerprint: String

  init(
    logic: String, finding: Finding, storm: Storm, switches: [Switch],
    disturbances: [Disturbance], seesStock: Bool = true, fingerprint: UInt64
  ) {
    self.logic = logic
    kind = finding.kind
    sentence = finding.sentence
    at = finding.at
    self.storm = storm
    self.switches = switches
    self.disturbances = disturbances
    self.seesStock = seesStock
    self.fingerprint = String(fingerprint, radix: 16)
  }

  /// The case as a file.
  public var file: Data {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      return try encoder.encode(self) + Data("\n".utf8)
    }
  }

  /// Reads a case from a file.
  public init(file: Data) throws {
    self = try JSONDecoder().decode(SaleCase.self, from: file)
  }
}
