// A saved result of `saleroom run --format json`, as a side of a comparison: of one session, or of many.
// It is untrusted like a scenario, so its size is bounded and every part of it is checked.
import Experiments
import Foundation
import LiveCommerce
import Reporting

/// A result that is held against a new one.
struct Baseline {
  /// The largest result that is read, in bytes.
  private static let limit = 256 << 20
  /// The sessions.
  let side: ComparedSide
  /// The seed that they were drawn from.
  let seed: UInt64
  /// The version of the tool that made it.
  let version: String
  /// The replications that it holds, one or more.
  let numbers: Range<UInt32>

  /// Reads a result.
  static func read(_ path: String) throws(ToolError) -> Baseline {
    let bytes = try ScenarioFile.bytes(of: path, limit: limit, what: "result")
    let file: ResultFile
    do {
      file = try JSONDecoder().decode(ResultFile.self, from: Data(bytes))
    } catch {
      throw noResult(bytes, path)
    }
    guard file.schema == 1 else {
      throw refusal(path, "has schema \(file.schema); this version reads schema 1")
    }
    guard let digest = UInt64(file.scenario.digest, radix: 16) else {
      throw refusal(path, "has a digest that is none: \(file.scenario.digest)")
    }
    let parts = try parts(of: file, path)
    guard let first = parts.rows.first?.number, let last = parts.rows.last?.number,
      parts.rows.enumerated().allSatisfy({ Int($1.number) == Int(first) + $0 }), last < UInt32.max
    else { throw refusal(path, "does not hold replications in order") }
    return Baseline(
      side: ComparedSide(
        title: path, digest: digest, currency: file.scenario.currency, names: parts.names,
        rows: parts.rows, breaches: parts.breaches),
      seed: file.seed, version: file.tool.version, numbers: first..<last + 1)
  }

  private typealias Parts = (names: [String], rows: [MeasuredRow], breaches: [SideBreach])

  private static func parts(
    of file: ResultFile, _ path: String
  ) throws(ToolError) -> Parts {
    if let number = file.replication, let metrics = file.metrics {
      let names = metrics.keys.sorted()
      let row = MeasuredRow(number: number, values: names.map { metrics[$0] ?? nil }, breaches: [])
      return (names, [row], file.breachesOfOne)
    }
    guard file.kind == "replications", let measures = file.measures, let rows = file.rows else {
      throw refusal(path, "holds no sessions")
    }
    guard rows.allSatisfy({ $0.values.count == measures.count }) else {
      throw refusal(path, "has rows that do not fit its \(measures.count) measures")
    }
    return (
      measures.map(\.name),
      rows.map { MeasuredRow(number: $0.replication, values: $0.values, breaches: []) },
      (file.breaches ?? []).map { SideBreach(name: $0.name, sessions: $0.sessions) }
    )
  }

  /// Where it is no JSON, if that is what is wrong.
  private static func noResult(_ bytes: [UInt8], _ path: String) -> ToolError {
    let advice = "is not a result of `\(SaleroomTool.name) run --format json`"
    do {
      _ = try JSONValue(reading: bytes)
    } catch {
      return ToolError(
        status: .badScenario, message: "\(path):\(error.description); the file \(advice)")
    }
    return refusal(path, advice)
  }

  private static func refusal(_ path: String, _ what: String) -> ToolError {
    ToolError(status: .badScenario, message: "\(path): \(what)")
  }
}

/// What is read of a result; what else it holds is left alone.
private struct ResultFile: Decodable {
  struct Tool: Decodable { var version: String }
  struct ScenarioPart: Decodable {
    var digest: String
    var currency: String
  }
  struct Named: Decodable { var name: String }
  struct Row: Decodable {
    var replication: UInt32
    var values: [Double?]
  }
  struct Breach: Decodable {
    var name: String
    var sessions: Int
  }
  struct Check: Decodable {
    var name: String
    var brokenPromises: Int
  }
  struct Identity: Decodable {
    var metric: String
    var kept: Bool
  }
  struct Errors: Decodable { var count: Int }

  var schema: Int
  var kind: String?
  var tool: Tool
  var scenario: ScenarioPart
  var seed: UInt64
  // Of one session.
  var replication: UInt32?
  var metrics: [String: Double?]?
  var checks: [Check]?
  var identities: [Identity]?
  var errors: Errors?
  // Of many.
  var measures: [Named]?
  var rows: [Row]?
  var breaches: [Breach]?

  /// What a single session broke.
  var breachesOfOne: [SideBreach] {
    let names =
      (checks ?? []).filter { $0.brokenPromises > 0 }.map(\.name)
      + (identities ?? []).filter { !$0.kept }.map(\.metric)
      + (errors == nil ? [] : ["errors"])
    return names.map { SideBreach(name: $0, sessions: 1) }
  }
}
