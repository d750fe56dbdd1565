// The report for people who look before they read: the page that `saleroom report` makes of the same
// result, so there is one way from a result to a page.

/// A report as a page.
struct HTMLFormat: ReportFormat {
  static let name = "html"
  static let summary = "one page with charts, to be opened from disk"
  static let fileName = "result.html"

  static func render(_ report: Report, _ palette: Palette) -> String {
    page(JSONFormat.value(of: report), report.origin)
  }

  /// The page of one result that was just made.
  static func page(_ value: JSONValue, _ origin: ReportOrigin) -> String {
    let name = origin.file ?? JSONFormat.fileName
    guard let result = try? PageResult(value, name: name) else {
      preconditionFailure("what was just written is a result")
    }
    return ResultPage.render([result])
  }
}

/// Sessions and what follows from them as a page.
struct ReplicationsHTML: ReplicationsFormat {
  static let name = HTMLFormat.name
  static let fileName = HTMLFormat.fileName

  static func render(_ report: ReplicationsReport, _ palette: Palette) -> String {
    HTMLFormat.page(ReplicationsJSON.value(of: report), report.origin)
  }
}
