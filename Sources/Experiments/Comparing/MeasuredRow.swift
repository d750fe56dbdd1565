// What a comparison and a sweep keep of one session: little enough to be written to a file and read
// back to the last bit.
import LiveCommerce

/// The values of one session, and the names of what it broke.
public struct MeasuredRow: Sendable, Equatable {
  /// Which replication of the seed.
  public let number: UInt32
  /// The value of each measure, in the order of the list; nil where there was nothing to measure.
  public let values: [Double?]
  /// Names of the checks and identities that were broken, and "errors" if the sale logic threw.
  public let breaches: [String]

  /// Creates a row.
  public init(number: UInt32, values: [Double?], breaches: [String]) {
    self.number = number
    self.values = values
    self.breaches = breaches
  }

  /// What a replication measured.
  public init(_ replication: Replication) {
    number = replication.number
    values = replication.values
    breaches =
      replication.brokenChecks.map(\.name.rawValue) + replication.brokenIdentities.map(\.metric)
      + (replication.firstError == nil ? [] : ["errors"])
  }
}
