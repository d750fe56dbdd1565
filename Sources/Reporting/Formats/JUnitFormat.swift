// The report for continuous integration: every promise, every check and every identity is a test case,
// in the dialect of JUnit's XML that the usual servers read. It holds no time of day and no duration
// of the run, so equal sessions make equal bytes.
import LiveCommerce

/// A report as JUnit XML.
struct JUnitFormat: ReportFormat {
  static let name = "junit"
  static let summary = "promises, invariants and identities as test cases, for CI servers"
  static let fileName = "result.xml"
  /// The version of the layout.
  static let schema = 1

  static func render(_ report: Report, _ palette: Palette) -> String {
    let suites = [
      suite("promises", report.verdict.promises.map { promise($0, report.money) }, report),
      suite(
        "invariants", [errors(of: report.record)] + report.record.checks.map(check), report),
      suite("identities", report.verdict.identities.map { identity($0, report.money) }, report),
    ]
    return XMLTree.element(
      "testsuites",
      [("name", report.record.scenario.title)] + counts(suites.flatMap(\.cases)),
      suites.map(\.element)
    ).document
  }

  // MARK: Suites

  private struct Suite {
    var cases: [Case]
    var element: XMLTree
  }

  private static func suite(_ name: String, _ cases: [Case], _ report: Report) -> Suite {
    let group = "\(stem(of: report.origin.file)).\(name)"
    let elements = cases.map { $0.element(in: group) }
    return Suite(
      cases: cases,
      element: .element(
        "testsuite", [("name", group)] + counts(cases), [properties(of: report)] + elements))
  }

  private static func counts(_ cases: [Case]) -> [(name: String, value: String)] {
    [
      ("tests", "\(cases.count)"),
      ("failures", "\(cases.count { $0.verdict?.tag == "failure" })"),
      ("errors", "\(cases.count { $0.verdict?.tag == "error" })"),
      ("skipped", "\(cases.count { $0.verdict?.tag == "skipped" })"),
    ]
  }

  /// What made the report.
  private static func properties(of report: Report) -> XMLTree {
    let facts = [
      ("schema", "\(schema)"), ("tool", "\(report.origin.tool) \(report.origin.version)"),
      ("command", ShellLine.text(report.origin.command)), ("scenario", report.digest),
      ("seed", "\(report.record.seed)"), ("replication", "\(report.record.replication)"),
    ]
    return .element(
      "properties", [], facts.map { .element("property", [("name", $0.0), ("value", $0.1)], []) })
  }

  /// The scenario's file without folder and suffix, by which servers group results.
  private static func stem(of file: String?) -> String {
    let name = file?.split(separator: "/").last.map(String.init) ?? "scenario"
    let parts = name.split(separator: ".")
    return parts.count > 1 ? parts.dropLast().joined(separator: ".") : name
  }

  // MARK: Cases

  private struct Case {
    var name: String
    /// What is to be said of it; nil when it passed.
    var verdict: (tag: String, message: String, story: String)?

    func element(in group: String) -> XMLTree {
      let attributes = [(name: "classname", value: group), (name: "name", value: name)]
      guard let verdict else { return .element("testcase", attributes, []) }
      let story = verdict.story.isEmpty ? [] : [XMLTree.text(verdict.story)]
      let type = verdict.tag == "skipped" ? [] : [(name: "type", value: "broken")]
      let result = XMLTree.element(
        verdict.tag, [(name: "message", value: verdict.message)] + type, story)
      return .element("testcase", attributes, [result])
    }
  }

  private static func promise(_ promise: Promise, _ money: MoneyStyle) -> Case {
    guard !promise.isKept else { return Case(name: promise.text) }
    let unit = Metrics.named(promise.metric)?.unit ?? .number
    let texts = ValueText.texts(promise.value, against: promise.limit, unit, money)
    let value = promise.value == nil ? "nothing to measure" : texts.value
    return Case(
      name: promise.text,
      verdict: ("failure", "\(value), promised \(promise.comparison.rawValue) \(texts.limit)", ""))
  }

  private static func check(_ check: CheckResult) -> Case {
    let name = check.name.rawValue
    guard check.violations > 0 else {
      return check.isPromised
        ? Case(name: name) : Case(name: name, verdict: ("skipped", "not promised", ""))
    }
    guard check.brokenPromises > 0 else {
      return Case(
        name: name, verdict: ("skipped", "not promised, broken \(times(check.violations))", ""))
    }
    let story = check.first.map { first in
      ([first.sentence] + first.steps.enumerated().map { "\($0 + 1). \($1)" })
        .joined(separator: "\n")
    }
    return Case(
      name: name,
      verdict: ("failure", "broken \(times(check.violations)): \(check.promise)", story ?? ""))
  }

  private static func times(_ count: Int) -> String { count == 1 ? "once" : "\(count) times" }

  private static func errors(of record: SessionRecord) -> Case {
    let name = "noErrors"
    guard let first = record.firstError else { return Case(name: name) }
    return Case(
      name: name,
      verdict: (
        "error",
        "the sale logic threw \(times(record.thrownErrors)), first when asked to "
          + "\(first.call.rawValue) order \(first.order.rawValue)", first.text
      ))
  }

  private static func identity(_ identity: Identity, _ money: MoneyStyle) -> Case {
    guard !identity.isKept else { return Case(name: identity.metric) }
    let unit = Metrics.named(identity.metric)?.unit ?? .number
    let texts = [identity.value, identity.tolerance].map { ValueText.text($0, unit, money) }
    return Case(
      name: identity.metric,
      verdict: ("failure", "\(texts[0]), which may be \(texts[1]) at most", ""))
  }
}
