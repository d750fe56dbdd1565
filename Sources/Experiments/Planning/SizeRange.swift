// The sizes that a knob can take: from, to and step as they were written, `4`, `250ms`, `100/s`. Exact
// in decimal, so a size is written as a person would write it and read as any other setting.
//
// Invariant: every size is `from` plus a whole number of steps, none above `to`.

/// Sizes at equal steps, in one unit.
public struct SizeRange: Sendable, Equatable {
  /// The most sizes of a knob.
  static let most: Int64 = 1_000_000
  private static let mostDigits = 15

  /// The least size, in units of the last decimal place.
  let from: Int64
  /// The step, in the same units.
  let step: Int64
  /// How many sizes there are.
  public let count: Int
  /// Decimal places of all of them.
  private let places: Int
  /// What follows the number: `ms`, `/s`, or nothing.
  public let unit: String

  /// Reads a range.
  ///
  /// - Parameters:
  ///   - from: The least size, a number and perhaps a unit.
  ///   - to: The largest size, in the same unit.
  ///   - step: What lies between two sizes, above 0, in the same unit.
  /// - Throws: `PlanProblem`, if these are not numbers in one unit, or make no range.
  public init(from: String, to: String, step: String) throws(PlanProblem) {
    let parts = try [from, to, step].map { text throws(PlanProblem) in try Written(text) }
    guard Set(parts.map(\.unit)).count == 1 else {
      throw PlanProblem("from \(from) to \(to) by \(step): write all three in the same unit")
    }
    let places = parts.map(\.places).max() ?? 0
    let numbers = parts.compactMap { $0.scaled(to: places) }
    guard numbers.count == 3 else {
      throw PlanProblem("from \(from) to \(to) by \(step): too many digits")
    }
    guard numbers[2] > 0 else { throw PlanProblem("the step \(step) is not above 0") }
    guard numbers[0] <= numbers[1] else { throw PlanProblem("from \(from) is above to \(to)") }
    let (distance, isTooFar) = numbers[1].subtractingReportingOverflow(numbers[0])
    let count = distance / numbers[2] + 1
    guard !isTooFar, count <= SizeRange.most else {
      throw PlanProblem("from \(from) to \(to) by \(step): more than \(SizeRange.most) sizes")
    }
    (self.from, self.step, self.places) = (numbers[0], numbers[2], places)
    self.count = Int(count)
    unit = parts[0].unit
  }

  /// Reads a range of which parts may be left out: from 1 to 1024, in steps of 1, in the unit of what
  /// is given.
  ///
  /// - Parameter written: The parts, each a number and perhaps a unit.
  /// - Throws: `PlanProblem`, if they are not numbers in one unit, or make no range.
  public init(_ written: (from: String?, to: String?, step: String?)) throws(PlanProblem) {
    let given = [written.from, written.to, written.step].compactMap(\.self).first
    let unit = try given.map { text throws(PlanProblem) in try Written(text).unit } ?? ""
    try self.init(
      from: written.from ?? "1\(unit)", to: written.to ?? "1024\(unit)",
      step: written.step ?? "1\(unit)")
  }

  /// The number of a size, without its unit.
  public func number(_ index: Int) -> Double {
    var scale = 1.0
    for _ in 0..<places { scale *= 10 }
    return Double(from + Int64(index) * step) / scale
  }

  /// A size as a setting is written.
  public func text(_ index: Int) -> String {
    let value = from + Int64(index) * step
    var digits = String(value.magnitude)
    digits = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
    let whole = (value < 0 ? "-" : "") + digits.dropLast(places)
    return (places > 0 ? "\(whole).\(digits.suffix(places))" : whole) + unit
  }

  /// What a number is multiplied by, and the unit behind that.
  static func factor(of written: Substring) -> (Int64, Substring) {
    let factors: [(Character, Int64)] = [
      ("k", 1_000), ("K", 1_000), ("万", 10_000), ("M", 1_000_000), ("亿", 100_000_000),
    ]
    let rest = written.dropFirst()
    guard rest.isEmpty || rest.first == "/",
      let (_, factor) = factors.first(where: { $0.0 == written.first })
    else { return (1, written) }
    return (factor, rest)
  }

  /// A number as written, with what follows it.
  private struct Written {
    var digits: Int64
    var places: Int
    var unit: String

    init(_ text: String) throws(PlanProblem) {
      let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == "." || $0 == "-") }
      let parts = number.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
      let fraction = parts.count > 1 ? parts[1] : ""
      let bare = number.filter { $0 != "-" && $0 != "." }
      guard let whole = parts.first, !bare.isEmpty, bare.count <= SizeRange.mostDigits,
        let digits = Int64(String(whole) + fraction), parts.count == 1 || !fraction.isEmpty
      else {
        throw PlanProblem(
          "`\(text)` is not a size: write a number of at most \(SizeRange.mostDigits) digits, and "
            + "its unit if it has one, such as 8, 250ms or 100/s")
      }
      let written = text.dropFirst(number.count)
      // "1k" is a thousand, so that a range to it may begin at 1.
      let (factor, rest) = SizeRange.factor(of: written)
      let (product, isTooLarge) = digits.multipliedReportingOverflow(by: factor)
      guard !isTooLarge else { throw PlanProblem("`\(text)` is too large for a size") }
      (self.digits, places) = (product, fraction.count)
      unit = String(rest)
    }

    /// The digits with so many decimal places; nil if they are too many.
    func scaled(to places: Int) -> Int64? {
      var value = digits
      for _ in self.places..<places {
        guard abs(value) < Int64.max / 40 else { return nil }
        value *= 10
      }
      return value
    }
  }
}

/// Why a plan cannot be made as it was asked for.
public struct PlanProblem: Error, Equatable, CustomStringConvertible {
  /// What is wrong, and what to do.
  public let description: String

  /// Describes a problem.
  public init(_ description: String) { self.description = description }
}
