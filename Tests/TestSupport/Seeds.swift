// The seeds that statistical tests use: the first whole numbers, never chosen by their results.
// A test that fails under one of them is looked into, not given another seed.

import Stochastics

/// The seeds of the tests.
public enum Seeds {
  /// The numbers from one to `count`.
  public static func first(_ count: UInt64) -> [UInt64] {
    Array(1...count)
  }
}

/// The standard library's generator protocol over keyed draws, for tests that make up cases.
public struct SeededGenerator: RandomNumberGenerator {
  private let draws: EntityDraws
  private var index: UInt32 = 0

  /// Makes the generator of a seed.
  public init(seed: UInt64) {
    draws = Draws(seed: seed).entity(0x7e57, 0)
  }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    defer { index += 1 }
    return draws.bits(0, index)
  }
}
