// Which points a sweep visits: every combination of the inputs' values, each input alone while the
// others stay at their base, or the rows of a table. The first point is the base.
public import LiveCommerce

/// A combination of values.
public struct SweepPoint: Sendable, Equatable {
  /// Its number in the design, from 1.
  public let number: Int
  /// One value an input, in their order; nil to leave the scenario as it is.
  public let values: [String?]
}

/// The points of a sweep.
public struct SweepDesign: Sendable, Equatable {
  /// The most points of a sweep.
  public static let mostPoints = 10_000
  /// The paths that are set.
  public let inputs: [String]
  /// The points, the base first.
  public let points: [SweepPoint]

  private init(_ inputs: [String], _ rows: [[String?]]) throws(SweepProblem) {
    for (index, path) in inputs.enumerated() where inputs[..<index].contains(path) {
      throw SweepProblem("`\(path)` is varied twice")
    }
    self.inputs = inputs
    points = rows.enumerated().map { SweepPoint(number: $0 + 1, values: $1) }
  }

  /// Every combination; the last input changes fastest.
  ///
  /// - Parameter inputs: The inputs, one or more.
  /// - Throws: `SweepProblem` for too many points, or an input given twice.
  public init(grid inputs: [SweepInput]) throws(SweepProblem) {
    var rows: [[String?]] = [[]]
    for input in inputs {
      guard rows.count * input.values.count <= SweepDesign.mostPoints else {
        throw SweepProblem(
          "the grid has more than \(SweepDesign.mostPoints) points; --one-at-a-time varies each "
            + "input alone")
      }
      rows = rows.flatMap { row in input.values.map { row + [$0] } }
    }
    try self.init(inputs.map(\.path), rows)
  }

  /// The base, then each input alone with the others at their base.
  ///
  /// - Parameter inputs: The inputs, one or more.
  /// - Throws: `SweepProblem` for an input given twice.
  public init(oneAtATime inputs: [SweepInput]) throws(SweepProblem) {
    let base: [String?] = inputs.map { $0.values.first }
    let rows = inputs.indices.flatMap { index in
      inputs[index].values.dropFirst().map { value in
        var row = base
        row[index] = value
        return row
      }
    }
    try self.init(inputs.map(\.path), [base] + rows)
  }

  /// The rows of a CSV text whose first line names the paths; an empty field leaves the scenario as
  /// it is.
  ///
  /// - Parameter text: The text (RFC 4180).
  /// - Throws: `SweepProblem`, with the line.
  public init(table text: String) throws(SweepProblem) {
    let lines = try CSVText.rows(of: text)
    guard let header = lines.first?.fields, lines.count > 1 else {
      throw SweepProblem("a table of points has a line of paths and at least one line of values")
    }
    guard !header.contains("") else {
      throw SweepProblem("line 1: column \((header.firstIndex(of: "") ?? 0) + 1) has no path")
    }
    guard lines.count - 1 <= SweepDesign.mostPoints else {
      throw SweepProblem("\(lines.count - 1) points; \(SweepDesign.mostPoints) at most")
    }
    var rows: [[String?]] = []
    for line in lines.dropFirst() {
      guard line.fields.count == header.count else {
        throw SweepProblem(
          "line \(line.number): \(line.fields.count) values for \(header.count) paths")
      }
      rows.append(line.fields.map { $0.isEmpty ? nil : $0 })
    }
    for (index, row) in rows.enumerated() {
      guard let first = rows[..<index].firstIndex(of: row) else { continue }
      throw SweepProblem(
        "line \(lines[index + 1].number): the same point as line \(lines[first + 1].number)")
    }
    try self.init(header, rows)
  }

  /// What a point sets.
  public func settings(of point: SweepPoint) -> [ScenarioSetting] {
    zip(inputs, point.values).compactMap { path, value in
      value.map { ScenarioSetting(path: path, value: $0) }
    }
  }

  /// The points that differ from the base in one input at most, the base among them.
  func slice(of input: Int) -> [SweepPoint] {
    guard let base = points.first else { return [] }
    return points.filter { point in
      point.values.indices.allSatisfy { $0 == input || point.values[$0] == base.values[$0] }
    }
  }
}
