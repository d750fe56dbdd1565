// One input of a sweep: a path in the scenario and the values that it takes there, as they would stand
// after `--set PATH=`. The first value is the base, from which the tornado table looks.
import Foundation
import Stochastics

/// What is wrong with the description of a sweep.
public struct SweepProblem: Error, Equatable {
  /// What is wrong, and what would be right.
  public let message: String

  init(_ message: String) { self.message = message }
}

/// A path and its values.
public struct SweepInput: Sendable, Equatable {
  /// The most values that an input takes.
  public static let mostValues = 1000
  /// Where the values go.
  public let path: String
  /// The values, as they are written, no two the same.
  public let values: [String]

  /// Reads `PATH=VALUE,VALUE…` or `PATH=LOW..HIGH:COUNT`, the latter with `:log` for equal ratios.
  ///
  /// - Parameter text: The input as written.
  /// - Throws: `SweepProblem`, if it is neither.
  public init(_ text: String) throws(SweepProblem) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
      throw SweepProblem(
        "an input is PATH=VALUE,VALUE… or PATH=LOW..HIGH:COUNT, not `\(text)`")
    }
    path = String(parts[0])
    let written = String(parts[1])
    values =
      if let range = SweepRange.bounds(of: written) {
        try SweepRange(range).values
      } else { SweepInput.listed(written) }
    guard !values.contains("") else {
      throw SweepProblem("`\(text)` has an empty value between its commas")
    }
    guard values.count <= SweepInput.mostValues else {
      throw SweepProblem("`\(path)` takes \(values.count) values; \(SweepInput.mostValues) at most")
    }
    var seen: Set<String> = []
    for value in values where !seen.insert(value).inserted {
      throw SweepProblem("`\(path)` takes the value `\(value)` twice")
    }
  }

  /// The parts between commas that are in no bracket and no quotes.
  private static func listed(_ text: String) -> [String] {
    var values = [""]
    var depth = 0
    var quote: Character?
    for character in text {
      switch character {
      case _ where quote != nil: if character == quote { quote = nil }
      case "\"", "'": quote = character
      case "[", "{": depth += 1
      case "]", "}": depth -= 1
      case "," where depth == 0:
        values.append("")
        continue
      default: break
      }
      values[values.count - 1].append(character)
    }
    return values
  }
}

/// A quantity as written: what stands before its number, the number, its unit.
struct WrittenQuantity: Equatable {
  let prefix: String
  let number: Double
  let unit: String

  /// Reads "250ms", "¥99", "10k", "-0.5"; nil if there is no number in it.
  init?(_ text: String) {
    let pattern = /([^0-9.+\-\[{"']*)([+\-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+\-]?[0-9]+)?)(.*)/
    guard let match = text.wholeMatch(of: pattern), let number = Double(match.2),
      // A unit may be one that counts, such as 万.
      !match.3.contains(where: { $0.isASCII && $0.isNumber })
    else { return nil }
    self.number = number
    prefix = String(match.1)
    unit = String(match.3)
  }

  /// Whether both are counted in the same.
  func isLike(_ other: WrittenQuantity) -> Bool { prefix == other.prefix && unit == other.unit }
}

/// Values at equal distances, or at equal ratios.
struct SweepRange {
  private let low: WrittenQuantity
  private let high: WrittenQuantity
  private let count: Int
  private let isLogarithmic: Bool
  private let ends: (low: String, high: String)

  /// The two sides of `..`; nil when the text is not a range.
  static func bounds(of text: String) -> (String, String)? {
    guard let match = text.wholeMatch(of: /([^"'\[{]*?)\.\.(.*)/) else { return nil }
    return (String(match.1), String(match.2))
  }

  /// Reads LOW and HIGH:COUNT or HIGH:COUNT:log.
  init(_ bounds: (String, String)) throws(SweepProblem) {
    let written = "\(bounds.0)..\(bounds.1)"
    let form = "a range is LOW..HIGH:COUNT or LOW..HIGH:COUNT:log"
    let parts = bounds.1.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2 || (parts.count == 3 && parts[2] == "log"),
      let low = WrittenQuantity(bounds.0), let high = WrittenQuantity(parts[0]),
      let count = Int(parts[1])
    else { throw SweepProblem("\(form), not `\(written)`") }
    guard low.isLike(high) else {
      throw SweepProblem("`\(written)`: both ends of a range are written in the same unit")
    }
    guard (2...SweepInput.mostValues).contains(count) else {
      throw SweepProblem("`\(written)`: a range has from 2 to \(SweepInput.mostValues) values")
    }
    guard low.number < high.number else {
      throw SweepProblem("`\(written)`: a range goes from the lower end to the higher one")
    }
    isLogarithmic = parts.count == 3
    guard !isLogarithmic || low.number > 0 else {
      throw SweepProblem("`\(written)`: equal ratios need a lower end above 0")
    }
    (self.low, self.high, self.count) = (low, high, count)
    ends = (bounds.0, parts[0])
  }

  /// The values from LOW to HIGH; each once, where rounding makes neighbours equal.
  var values: [String] {
    var values: [String] = []
    for step in 0..<count {
      let value =
        switch step {
        case 0: ends.low
        case count - 1: ends.high
        default: low.prefix + text(at: Double(step) / Double(count - 1)) + low.unit
        }
      if values.last != value { values.append(value) }
    }
    return values
  }

  private func text(at share: Double) -> String {
    let value =
      isLogarithmic
      ? low.number
        * Elementary.exp(share * (Elementary.log(high.number) - Elementary.log(low.number)))
      : low.number + share * (high.number - low.number)
    guard let whole else { return SweepRange.text(SweepRange.rounded(value)) }
    return SweepRange.text((value * whole).rounded() / whole)
  }

  /// What makes the numbers whole, if whole ones are meant: both ends are, bare or in thousands, and there
  /// are enough of them between.
  private var whole: Double? {
    let (factor, rest) = SizeRange.factor(of: low.unit[...])
    let ends = [low.number, high.number].map { $0 * Double(factor) }
    guard rest.isEmpty, ends.allSatisfy({ $0 == $0.rounded() }),
      ends[1] - ends[0] >= Double(count - 1)
    else { return nil }
    return Double(factor)
  }

  /// Six significant digits.
  private static func rounded(_ value: Double) -> Double {
    guard value != 0 else { return 0 }
    var scale = 1.0
    while abs(value) * scale < 99_999.5, scale < 1e12 { scale *= 10 }
    return (value * scale).rounded() / scale
  }

  private static func text(_ value: Double) -> String {
    let text = value.description
    // An exponent is no way to write a quantity.
    if text.contains("e"), let decimal = Decimal(string: text) { return decimal.description }
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
