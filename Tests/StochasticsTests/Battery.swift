// Tests of randomness for any list of 64-bit words, whatever part of a key was varied to get it.
// Two-sided throughout: words that are spread too evenly are as wrong as clustered ones.

import Stochastics
import TestSupport

/// Tests that a list of words should pass if they are independent and uniform.
enum Battery {
  /// How many words each list has.
  static let size: UInt64 = 1 << 14

  /// The p-value of every test on one list.
  static func examine(_ name: String, _ word: (UInt64) -> UInt64) -> [TestedHypothesis] {
    let words = (0..<size).map(word)
    let tests: [(String, Double)] = [
      ("high byte", evenness(words.map { Int($0 >> 56) }, cells: 256)),
      ("low byte", evenness(words.map { Int($0 & 255) }, cells: 256)),
      ("high pairs", evenness(pairs(words.map { $0 >> 60 }), cells: 256)),
      ("low pairs", evenness(pairs(words.map { $0 & 15 }), cells: 256)),
      ("every bit", balance(words)),
      ("every bit's runs", balance(zip(words, words.dropFirst()).map { $0 ^ $1 })),
      ("correlation", correlation(words.map { Double($0 >> 12) * 0x1p-52 - 0.5 }, lag: 1)),
      ("correlation at lag 2", correlation(words.map { Double($0 >> 12) * 0x1p-52 - 0.5 }, lag: 2)),
      ("high collisions", collisions(words.map { $0 >> 42 }, bits: 22)),
      ("low collisions", collisions(words.map { $0 & 0x3f_ffff }, bits: 22)),
    ]
    return tests.map { TestedHypothesis("\(name): \($0.0)", pValue: $0.1) }
  }

  private static func evenness(_ cellOf: [Int], cells: Int) -> Double {
    var counts = Array(repeating: 0, count: cells)
    for cell in cellOf { counts[cell] += 1 }
    let statistic = ChiSquare.statistic(evenly: counts)
    return ChiSquare.twoSidedPValue(statistic, degreesOfFreedom: cells - 1)
  }

  // Pairs that do not overlap, so that the cells are independent.
  private static func pairs(_ digits: [UInt64]) -> [Int] {
    stride(from: 0, to: digits.count - 1, by: 2).map { Int(digits[$0] * 16 + digits[$0 + 1]) }
  }

  // Each of the 64 bits is set in half of the words.
  private static func balance(_ words: [UInt64]) -> Double {
    let n = Double(words.count)
    let statistic = setBits(words).reduce(0.0) { sum, count in
      let z = (2 * Double(count) - n) / n.squareRoot()
      return sum + z * z
    }
    return ChiSquare.twoSidedPValue(statistic, degreesOfFreedom: 64)
  }

  // How often each bit is set. All 64 counters advance at once: plane k holds their digit k.
  private static func setBits(_ words: [UInt64]) -> [Int] {
    var planes = Array(repeating: UInt64(0), count: 16)
    for word in words {
      var carry = word
      var digit = 0
      while carry != 0 {
        (planes[digit], carry) = (planes[digit] ^ carry, planes[digit] & carry)
        digit += 1
      }
    }
    return (0..<64).map { bit in
      planes.indices.reduce(0) { $0 + Int((planes[$1] >> UInt64(bit)) & 1) << $1 }
    }
  }

  private static func correlation(_ values: [Double], lag: Int) -> Double {
    let products = zip(values, values.dropFirst(lag)).reduce(0) { $0 + $1.0 * $1.1 }
    return NormalTest.pValue(12 * products / Double(values.count - lag).squareRoot())
  }

  // Birthdays: how many words fall on a place that is taken. Nearly Poisson while few do.
  private static func collisions(_ places: [UInt64], bits: Int) -> Double {
    let days = Double(1 << bits)
    let n = Double(places.count)
    // n(n-1)/2 pairs, less those that a third word would have counted twice.
    let expected = n * (n - 1) / (2 * days) * (1 - (n - 2) / (3 * days))
    return ChiSquare.poissonPValue(places.count - Set(places).count, mean: expected)
  }
}
