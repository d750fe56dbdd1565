// Finished points of sweeps, one file each, named by what they are the result of: scenario with settings,
// seed, number of sessions, version of the tool. So a sweep that was interrupted takes up where it was,
// sweeps that share points share their work, and shards meet in one folder.
//
// Invariant: a file is there whole or not at all, and holds exactly the rows that were run; what does not
// match its key in every part is not taken for the point.
import Experiments
import Foundation
import LiveCommerce
import Reporting

/// What a point's rows are a function of.
struct PointKey: Equatable {
  var digest: UInt64
  var seed: UInt64
  var sessions: Int
  var version = SaleroomTool.version

  /// FNV-1a over all parts.
  private var hash: UInt64 {
    FNV.hash(of: "\(version)\n\(Digest.text(digest))\n\(seed)\n\(sessions)")
  }

  /// The name of the point's file.
  var fileName: String { "point-\(Digest.text(hash)).json" }
}

/// A folder of finished points.
struct PointFolder: Sendable {
  private static let schema = 1
  private static let limit = 256 << 20
  let path: String

  private var output: OutputFolder { OutputFolder(path: path, replaces: true) }

  /// Refuses a folder that cannot be written to, without touching it.
  func check() throws(ToolError) { try output.check(for: []) }

  /// The rows of a finished point; nil when there are none that can be trusted.
  func rows(of key: PointKey, measures: MeasureList) -> [MeasuredRow]? {
    let place = "\(path)/\(key.fileName)"
    guard FileManager.default.fileExists(atPath: place),
      let bytes = try? ScenarioFile.bytes(of: place, limit: PointFolder.limit, what: "point"),
      let file = try? JSONDecoder().decode(PointFile.self, from: Data(bytes)),
      file.schema == PointFolder.schema, file.tool.version == key.version,
      file.digest == Digest.text(key.digest), file.seed == key.seed,
      file.measures == measures.all.map(\.name),
      file.rows.map(\.replication) == (0..<key.sessions).map({ UInt32($0) }),
      file.rows.allSatisfy({ $0.values.count == file.measures.count })
    else { return nil }
    return file.rows.map {
      MeasuredRow(number: $0.replication, values: $0.values, breaches: $0.breaches)
    }
  }

  /// Keeps a finished point.
  func write(
    _ rows: [MeasuredRow], _ key: PointKey, settings: [ScenarioSetting], measures: MeasureList
  ) throws(ToolError) {
    let value = JSONValue.object([
      .init("schema", .int(PointFolder.schema)),
      .init("kind", .string("point")),
      .init(
        "tool",
        .object([
          .init("name", .string(SaleroomTool.name)), .init("version", .string(key.version)),
        ])),
      .init("digest", .string(Digest.text(key.digest))),
      .init("settings", .array(settings.map { .string($0.words.joined(separator: " ")) })),
      .init("seed", .int(key.seed)),
      .init("measures", .array(measures.all.map { .string($0.name) })),
      .init("rows", .array(rows.map(PointFolder.json))),
    ])
    try output.write([(key.fileName, value.text)])
  }

  private static func json(_ row: MeasuredRow) -> JSONValue {
    .object([
      .init("replication", .int(row.number)),
      .init("values", .array(row.values.map { .optional($0) })),
      .init("breaches", .array(row.breaches.map { .string($0) })),
    ])
  }
}

/// A point's file.
private struct PointFile: Decodable {
  struct Tool: Decodable { var version: String }
  struct Row: Decodable {
    var replication: UInt32
    var values: [Double?]
    var breaches: [String]
  }
  var schema: Int
  var tool: Tool
  var digest: String
  var seed: UInt64
  var measures: [String]
  var rows: [Row]
}
