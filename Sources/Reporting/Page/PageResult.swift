// A result as a page reads it: what `run`, `compare`, `sweep`, `plan`, `campaign` and `explore` write as
// JSON. It is untrusted like a scenario; what a page cannot do without is checked here, and whatever else is
// missing leaves a gap on the page.

/// A result that can be shown on a page.
public struct PageResult: Sendable {
  /// What it is a result of.
  enum Kind: String, CaseIterable {
    case session, replications, comparison, sweep, plan, campaign, exploration

    /// The command that writes it.
    var command: String {
      switch self {
      case .session: "run --format json"
      case .replications: "run --replications N --format json"
      case .comparison: "compare --format json"
      case .sweep: "sweep --format json"
      case .plan: "plan --format json"
      case .campaign: "campaign --format json"
      case .exploration: "explore --format json"
      }
    }

    /// The members without which it is none.
    var needed: [String] {
      switch self {
      case .session: ["scenario", "promises", "checks", "identities", "metrics", "series"]
      case .replications: ["scenario", "promises", "measures", "rows"]
      case .comparison: ["a", "b", "measures"]
      case .sweep: ["inputs", "points"]
      case .plan: ["knobs", "curve"]
      case .campaign: ["promises", "measures", "campaigns"]
      case .exploration: ["searches"]
      }
    }
  }

  /// The version of the layouts that are read.
  private static let schema = 1
  /// What it is called on the page: its file.
  let name: String
  let kind: Kind
  let value: JSONValue

  /// Reads a result.
  ///
  /// - Parameters:
  ///   - bytes: The JSON.
  ///   - name: What it is called on the page: its file.
  /// - Throws: `PageRefusal` if it is no result of this version's.
  public init(reading bytes: [UInt8], name: String) throws(PageRefusal) {
    do {
      try self.init(JSONValue(reading: bytes), name: name)
    } catch let problem as JSONProblem {
      throw PageRefusal(message: "\(name):\(problem.description); \(PageResult.advice)")
    } catch let refusal as PageRefusal {
      throw refusal
    } catch {
      throw PageRefusal(message: "\(name): \(PageResult.advice)")
    }
  }

  init(_ value: JSONValue, name: String) throws(PageRefusal) {
    func refusal(_ what: String) -> PageRefusal {
      PageRefusal(message: "\(name): \(what); \(PageResult.advice)")
    }
    guard case .object = value else { throw refusal("is no result but another value") }
    guard let kind = PageResult.kind(of: value) else {
      throw refusal("is no result of any kind that a page shows")
    }
    guard value["schema"]?.double == Double(PageResult.schema) else {
      let found = value["schema"].map { "schema \($0.dense)" } ?? "no `schema`"
      throw refusal("has \(found), and this version reads schema \(PageResult.schema)")
    }
    if let missing = kind.needed.first(where: { value[$0] == nil }) {
      throw refusal("has no `\(missing)`, as what `saleroom \(kind.command)` writes has")
    }
    self.name = name
    self.kind = kind
    self.value = value
  }

  private static func kind(of value: JSONValue) -> Kind? {
    if let written = value["kind"]?.string { return Kind(rawValue: written) }
    return value["metrics"] != nil ? .session : nil
  }

  private static let advice =
    "a page shows what `saleroom` writes with `--format json`: the results of "
    + "run, compare, sweep, plan, campaign and explore"
}

/// Why something is not shown on a page.
public struct PageRefusal: Error, Equatable, Sendable {
  /// Where, what, what is allowed, and what to do.
  public let message: String
}
