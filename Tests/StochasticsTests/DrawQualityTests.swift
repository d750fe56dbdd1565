// Quality across keys. A model seldom reads one long sequence; it reads the first draws of very
// many keys, so every part of a key is varied by itself, by large strides, and interleaved with
// the others, and each list must look random. Family-wise error 1e-3 for each test function.

import Stochastics
import TestSupport
import Testing

struct DrawQualityTests {
  struct Walk: Sendable {
    let name: String
    let word: @Sendable (_ seed: UInt64, _ step: UInt64) -> UInt64
  }

  // A draw with all six parts given.
  private static func draw(
    _ seed: UInt64, _ replication: UInt64 = 0, domain: UInt64 = 1, number: UInt64 = 1,
    purpose: UInt64 = 1, index: UInt64 = 0
  ) -> UInt64 {
    Draws(seed: seed, replication: UInt32(truncatingIfNeeded: replication))
      .entity(UInt32(truncatingIfNeeded: domain), number)
      .bits(UInt32(truncatingIfNeeded: purpose), UInt32(truncatingIfNeeded: index))
  }

  static let walks: [Walk] = [
    Walk(name: "seed") { draw($0 &+ $1) },
    Walk(name: "seed by 2^32") { draw($0 &+ $1 << 32) },
    Walk(name: "replication") { draw($0, $1) },
    Walk(name: "replication by 2^16") { draw($0, $1 << 16) },
    Walk(name: "domain") { draw($0, domain: $1) },
    Walk(name: "domain by 2^18") { draw($0, domain: $1 << 18) },
    Walk(name: "number") { draw($0, number: $1) },
    Walk(name: "number by 2^48") { draw($0, number: $1 << 48) },
    Walk(name: "purpose") { draw($0, purpose: $1) },
    Walk(name: "purpose by 2^18") { draw($0, purpose: $1 << 18) },
    Walk(name: "index") { draw($0, index: $1) },
    Walk(name: "index by 2^18") { draw($0, index: $1 << 18) },
  ]

  static let interleaved: [Walk] = [
    Walk(name: "two entities by turns") { draw($0, number: $1 & 1, index: $1 >> 1) },
    Walk(name: "two purposes of each entity") { draw($0, number: $1 >> 1, purpose: $1 & 1) },
    Walk(name: "two replications by turns") { draw($0, $1 & 1, number: $1 >> 1) },
    Walk(name: "two seeds by turns") { draw($0 &+ ($1 & 1), number: $1 >> 1) },
    Walk(name: "entities by draws") { draw($0, number: $1 >> 7, index: $1 & 127) },
    Walk(name: "draws by entities") { draw($0, number: $1 & 127, index: $1 >> 7) },
    Walk(name: "number and index together") { draw($0, number: $1, index: $1) },
    Walk(name: "number and index opposed") { draw($0, number: $1, index: Battery.size - $1) },
    Walk(name: "seed and number opposed") { draw($0 &+ $1, number: 0 &- $1) },
    Walk(name: "purpose and index opposed") { draw($0, purpose: $1, index: 0 &- $1) },
    Walk(name: "all six parts") { seed, step in
      draw(
        seed &+ (step & 3), (step >> 2) & 3, domain: (step >> 4) & 3, number: (step >> 6) & 15,
        purpose: (step >> 10) & 3, index: step >> 12)
    },
  ]

  @Test func `each part of a key by itself gives random words`() {
    let family = Seeds.first(2).flatMap { seed in
      Self.walks.flatMap { walk in
        Battery.examine("\(walk.name), seed \(seed)") { walk.word(seed, $0) }
      }
    }
    #expect(FamilyWise.rejected(family, alpha: 1e-3) == [])
  }

  @Test func `interleaved parts of a key give random words`() {
    let family = Seeds.first(2).flatMap { seed in
      Self.interleaved.flatMap { walk in
        Battery.examine("\(walk.name), seed \(seed)") { walk.word(seed, $0) }
      }
    }
    #expect(FamilyWise.rejected(family, alpha: 1e-3) == [])
  }

  // What the battery must catch: ways of keying a draw that look reasonable and are not.
  static let weak: [Walk] = [
    Walk(name: "a sum") { $0 &+ $1 &* 0x9e37_79b9_7f4a_7c15 },
    Walk(name: "a folded product") { seed, step in
      let product = (seed &+ step) &* 0x9e37_79b9_7f4a_7c15
      return product ^ (product >> 32)
    },
    Walk(name: "a mixed key plus a multiple") { draw($0) &+ $1 &* 0xd134_2543_de82_ef95 },
    Walk(name: "a multiple of the square") { $0 &+ ($1 &* $1) &* 0x5851_f42d_4c95_7f2d },
    Walk(name: "good words, one bit stuck") { draw($0, index: $1) | 1 << 17 },
    Walk(name: "good words, each twice") { draw($0, index: $1 >> 1) },
    Walk(name: "each draw shared with a neighbour") { draw($0, index: ($1 >> 1) + ($1 & 1)) },
    Walk(name: "xorshift without a multiplication") { seed, step in
      var x = seed &+ step &+ 1
      x ^= x << 13
      x ^= x >> 7
      return x ^ x << 17
    },
  ]

  @Test(arguments: weak.indices)
  func `a weak key is rejected by the same battery`(place: Int) {
    let walk = Self.weak[place]
    for seed in Seeds.first(2) {
      let family = Battery.examine(walk.name) { walk.word(seed, $0) }
      // The level that the same list would meet among the hundreds of tests above.
      let rejected = FamilyWise.rejected(family, alpha: 1e-3 / Double(2 * Self.walks.count))
      #expect(!rejected.isEmpty, "\(walk.name)")
    }
  }

  // The correlation of two entities' draws at the same index, which no single list shows.
  @Test func `draws of neighbouring keys are uncorrelated`() {
    let pairs: [(name: String, left: (UInt64) -> UInt64, right: (UInt64) -> UInt64)] = [
      ("seeds", { Self.draw(1, index: $0) }, { Self.draw(2, index: $0) }),
      ("replications", { Self.draw(1, 0, index: $0) }, { Self.draw(1, 1, index: $0) }),
      ("domains", { Self.draw(1, domain: 1, index: $0) }, { Self.draw(1, domain: 2, index: $0) }),
      ("numbers", { Self.draw(1, number: 8, index: $0) }, { Self.draw(1, number: 9, index: $0) }),
      (
        "purposes", { Self.draw(1, purpose: 1, index: $0) },
        { Self.draw(1, purpose: 2, index: $0) }
      ),
      (
        "parts swapped", { Self.draw(1, number: $0, index: 3) },
        { Self.draw(1, number: 3, index: $0) }
      ),
    ]
    let family = pairs.flatMap { pair in
      Battery.examine(pair.name) { pair.left($0) ^ pair.right($0) }
        + Battery.examine("\(pair.name), difference") { pair.left($0) &- pair.right($0) }
    }
    #expect(FamilyWise.rejected(family, alpha: 1e-3) == [])
  }

  // The bits of a key: seed 64, replication 32, domain 32, number 64, purpose 32, index 32.
  private static func draw(flipping bit: Int?, sample: UInt64) -> UInt64 {
    var generator = SeededGenerator(seed: sample)
    var parts = (0..<6).map { _ in generator.next() }
    if let bit {
      let widths = [64, 32, 32, 64, 32, 32]
      var (part, place) = (0, bit)
      while place >= widths[part] { (part, place) = (part + 1, place - widths[part]) }
      parts[part] ^= 1 << UInt64(place)
    }
    return draw(
      parts[0], parts[1], domain: parts[2], number: parts[3], purpose: parts[4], index: parts[5])
  }

  @Test func `flipping any bit of a key flips each bit of the draw half of the time`() {
    let samples = Seeds.first(256)
    let originals = samples.map { Self.draw(flipping: nil, sample: $0) }
    let family = (0..<256).map { bit in
      let flips = zip(samples, originals).map { Self.draw(flipping: bit, sample: $0) ^ $1 }
      let statistic = (0..<64).reduce(0.0) { sum, output in
        let flipped = flips.count { $0 >> UInt64(output) & 1 == 1 }
        let z = (2 * Double(flipped) - 256) / 16
        return sum + z * z
      }
      let pValue = ChiSquare.twoSidedPValue(statistic, degreesOfFreedom: 64)
      return TestedHypothesis("bit \(bit) of the key", pValue: pValue)
    }
    #expect(FamilyWise.rejected(family, alpha: 1e-3) == [])
  }
}
