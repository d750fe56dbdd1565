// Makes up values for the statistics tests: log-uniform over the whole range, with ties, zeros
// and the borders of powers of two well represented.

import Stochastics
import TestSupport

extension SeededGenerator {
  /// A non-negative integer of a random number of bits.
  mutating func value() -> Int64 {
    let bits = Int.random(in: 0...62, using: &self)
    let border = Int64(1) << Int64(bits)
    switch Int.random(in: 0..<8, using: &self) {
    case 0: return border
    case 1: return border - 1
    case 2: return Int64.random(in: 0..<4, using: &self)
    default: return Int64.random(in: 0..<border, using: &self)
    }
  }

  /// A list of such values.
  mutating func values(upTo count: Int) -> [Int64] {
    (0..<Int.random(in: 0...count, using: &self)).map { _ in value() }
  }
}
