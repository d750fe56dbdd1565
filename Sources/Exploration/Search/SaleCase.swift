// A failing case: a storm, the switches of its schedule and what befell its calls, each named by its
// cause. Invariant: it holds all that is needed to run it again, and nothing that depends on the
// build or on code that it does not touch; and one that was read from a file can be run.
public import Foundation

/// Why a file that holds a case is refused nevertheless.
public enum SaleCaseProblem: Error, Sendable, Equatable, CustomStringConvertible {
  /// Its form is of a version that is not known here.
  case version(Int)
  /// Its storm makes no sense, for that reason.
  case storm(String)

  /// The problem in words.
  public var description: String {
    switch self {
    case .version(let version): "its version is \(version), and \(SaleCase.version) is known"
    case .storm(let problem): problem
    }
  }
}

/// A case that fails.
public struct SaleCase: Sendable, Equatable, Codable {
  /// The version of the form that is written, and the only one that is read.
  public static let version = 1

  /// The version of the form.
  public var saleroomCase = SaleCase.version
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

  /// The version alone, which is looked at first: another may have another form.
  private struct Form: Decodable { var saleroomCase: Int }

  /// Reads a case from a file.
  ///
  /// A file is untrusted, and whoever reads one comes through here.
  ///
  /// - Throws: A `SaleCaseProblem` for a version that is not known and for a storm that cannot be run;
  ///   a `DecodingError` for what is no case at all.
  public init(file: Data) throws {
    let version = try JSONDecoder().decode(Form.self, from: file).saleroomCase
    guard version == SaleCase.version else { throw SaleCaseProblem.version(version) }
    self = try JSONDecoder().decode(SaleCase.self, from: file)
    if let problem = storm.problem { throw SaleCaseProblem.storm(problem) }
  }
}
