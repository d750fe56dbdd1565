// Numbers for people: three digits that mean something.
import Foundation

enum BenchNumber {
  static func short(_ value: Double) -> String {
    let magnitude = abs(value)
    let decimals = magnitude >= 100 ? 0 : magnitude >= 10 ? 1 : 2
    return String(format: "%.\(decimals)f", value)
  }

  static func range(_ spread: Spread) -> String { "\(short(spread.min))–\(short(spread.max))" }
}
