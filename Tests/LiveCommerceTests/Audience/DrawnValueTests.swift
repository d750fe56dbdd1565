// Laws read without their lists give what the distributions themselves give, bit for bit.
import Stochastics
import Testing

@testable import LiveCommerce

@Suite struct DrawnValueTests {
  private static let leaves: [Distribution] = [
    .fixed(3), .uniform(1, 4), .exponential(2), .logNormal(5, 1.2),
  ]

  private static func mixture(_ laws: [Distribution]) -> Distribution {
    let share = 1 / Double(laws.count)
    return .mixture(Mixture(laws.map { (share: share, of: $0) }))
  }

  private static func agrees(_ law: Distribution) throws -> Bool {
    let plain = PlainLaw(law)
    try #require(plain.isPlain)
    let draws = Draws(seed: 1).domain(0)
    return (UInt64(0)..<2_000).allSatisfy { number in
      let own = draws.entity(number)
      return plain.value(own, 7, 3, else: .fixed(0)) == law.value(own, 7, 3)
    }
  }

  @Test func `a plain law gives what the distribution gives`() throws {
    for law in Self.leaves { #expect(try Self.agrees(law), "\(law)") }
  }

  @Test func `so does a mixture of up to four`() throws {
    for count in 1...4 {
      #expect(try Self.agrees(Self.mixture(Array(Self.leaves.prefix(count)))), "\(count)")
      #expect(try Self.agrees(Self.mixture(Array(Self.leaves.suffix(count)))), "\(count)")
    }
    let uneven = Distribution.feed(bounce: 0.001, within: 4, median: 60, sigma: 1)
    #expect(try Self.agrees(uneven))
  }

  @Test func `what has a list of its own is read where it is`() {
    let own = Draws(seed: 1).domain(0).entity(1)
    let elsewhere = Distribution.exponential(9)
    for law in [
      Self.mixture(Self.leaves + [.fixed(1)]),
      Self.mixture([.fixed(1), Self.mixture([.fixed(2)])]),
      Distribution.weibull(Weibull(scale: 1, shape: 2)),
    ] {
      let plain = PlainLaw(law)
      #expect(!plain.isPlain)
      #expect(plain.value(own, 7, 3, else: elsewhere) == elsewhere.value(own, 7, 3))
    }
  }
}
