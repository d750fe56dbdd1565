// A campaign on its way, kept in a file after every session so that it can be taken up again: its lines,
// and what is carried to the next session.
//
// Invariant: the file is there whole or not at all; what does not belong to the same scenario, settings,
// seed, replication and version is refused and never replaced.
import Experiments
import Foundation
import LiveCommerce
import Reporting

/// The file of a campaign.
struct CampaignFile {
  private static let schema = 2
  let path: String

  /// What is in the file.
  private struct Content: Codable {
    var schema: Int
    var kind: String
    var version: String
    var digest: String
    var record: CampaignRecord
  }

  /// Where it is written.
  private var place: (folder: OutputFolder, name: String) {
    let url = URL(fileURLWithPath: path)
    let folder = OutputFolder(path: url.deletingLastPathComponent().path, replaces: true)
    return (folder, url.lastPathComponent)
  }

  /// Refuses a place that cannot take the file, without touching it.
  func check() throws(ToolError) {
    let (folder, name) = place
    try folder.check(for: [name])
  }

  /// The campaign of the file as far as it has been run; nil if there is no file yet.
  func record(of campaigner: Campaigner) throws(ToolError) -> CampaignRecord? {
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    let bytes = try ScenarioFile.bytes(of: path, limit: 256 << 20, what: "state of a campaign")
    guard let content = try? JSONDecoder().decode(Content.self, from: Data(bytes)),
      content.kind == "campaignState", content.schema == CampaignFile.schema
    else { throw refusal("is not the state of a campaign; name another file, or remove it") }
    let start = campaigner.start()
    let differences = [
      ("version", content.version, SaleroomTool.version),
      ("scenario or settings", content.digest, Digest.text(campaigner.scenario.digest)),
      ("seed", String(content.record.seed), String(start.seed)),
      ("replication", String(content.record.replication), String(start.replication)),
    ].filter { $0.1 != $0.2 }
    if let first = differences.first {
      throw refusal(
        "is the state of another campaign: its \(first.0) is \(first.1), not \(first.2); name "
          + "another file, or remove it")
    }
    guard content.record.isSound(for: campaigner.scenario) else {
      throw refusal("has been changed by hand; name another file, or remove it")
    }
    return content.record
  }

  /// Keeps a campaign as far as it has been run.
  func write(_ record: CampaignRecord, of campaigner: Campaigner) throws(ToolError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
    let content = Content(
      schema: CampaignFile.schema, kind: "campaignState", version: SaleroomTool.version,
      digest: Digest.text(campaigner.scenario.digest), record: record)
    guard let data = try? encoder.encode(content) else {
      throw ToolError.inputOutput("\(path): the state could not be written")
    }
    let (folder, name) = place
    try folder.write([(name, String(decoding: data, as: UTF8.self) + "\n")])
  }

  private func refusal(_ what: String) -> ToolError {
    ToolError(status: .badScenario, message: "\(path): \(what)")
  }
}
