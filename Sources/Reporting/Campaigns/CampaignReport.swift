// The view model of campaigns, and the list of its formats: one file each. Values stay in their base
// units; a format decides on digits and units.
public import Experiments
public import LiveCommerce
import Stochastics

/// What is to be said about one campaign, or about many of the same scenario.
public struct CampaignReport: Sendable {
  /// What made it.
  public let origin: ReportOrigin
  /// The scenario.
  public let scenario: Scenario
  /// The seed.
  public let seed: UInt64
  /// The campaigns, by number; at least one.
  public let records: [CampaignRecord]
  /// The verdict.
  public let verdict: CampaignVerdict

  /// Makes the report of campaigns.
  ///
  /// - Parameters:
  ///   - records: The campaigns, by number.
  ///   - campaigner: What ran them.
  ///   - origin: What made it.
  public init(_ records: [CampaignRecord], _ campaigner: Campaigner, origin: ReportOrigin) {
    self.origin = origin
    scenario = campaigner.scenario
    seed = campaigner.seed
    self.records = records
    verdict = CampaignVerdict(records, campaigner.campaign)
  }

  /// How many sessions each campaign has.
  var sessions: Int { scenario.campaign?.sessions ?? 0 }

  /// The mean of a metric over the campaigns, with its interval.
  func estimate(_ metric: CampaignMetric, session: Int? = nil) -> MeanEstimate {
    MeanEstimate(records.compactMap { metric.value(of: $0.sessions, session: session) })
  }
}

/// A way to write a report on campaigns.
public protocol CampaignFormat: Sendable {
  /// The name by which it is asked for.
  static var name: String { get }

  /// Writes the report, ending with a line break.
  static func render(_ report: CampaignReport, _ palette: Palette) -> String
}

/// All formats of reports on campaigns.
public enum CampaignFormats {
  /// Every format; the first one is the one to use when none is asked for.
  public static let all: [any CampaignFormat.Type] = [
    CampaignText.self, CampaignJSON.self, CampaignCSV.self,
  ]
}
