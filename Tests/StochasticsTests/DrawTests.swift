// What a draw promises apart from being random: that it depends on its key and nothing else,
// stays in its range, and is the same in every version and on every machine.

import Stochastics
import TestSupport
import Testing

struct DrawTests {
  @Test func `a draw depends on its key alone`() {
    let draws = Draws(seed: 9, replication: 3)
    let first = draws.entity(1, 42).bits(7, 2)
    _ = draws.entity(2, 42).uniform(7)
    _ = draws.entity(1, 42).bits(8, 2)
    #expect(Draws(seed: 9, replication: 3).entity(1, 42).bits(7, 2) == first)
    #expect(Draws(seed: 9) == Draws(seed: 9, replication: 0))
    #expect(draws.entity(1, 42) == draws.domain(1).entity(42))
  }

  // A change of these words changes the result of every scenario ever published with a seed.
  @Test func `published words stay as they are`() {
    let words = [
      Draws(seed: 0).entity(0, 0).bits(0), Draws(seed: 1).entity(0, 0).bits(0),
      Draws(seed: 0, replication: 1).entity(0, 0).bits(0), Draws(seed: 0).entity(1, 0).bits(0),
      Draws(seed: 0).entity(0, 1).bits(0), Draws(seed: 0).entity(0, 0).bits(1),
      Draws(seed: 0).entity(0, 0).bits(0, 1),
      Draws(seed: .max, replication: .max).entity(.max, .max).bits(.max, .max),
    ]
    #expect(
      words == [
        0xaba4_15f4_a563_008d, 0x0237_112c_0171_41f0, 0xd386_6632_84ad_512c, 0xadfc_7f62_b7ea_9203,
        0xa2f1_e999_97d2_d27c, 0xcbf6_2cb6_2aa4_59f3, 0x9ea4_4624_d4c2_f669, 0x7d04_fd85_75c8_5bd5,
      ])
  }

  @Test func `uniforms stay inside the open interval and exponentials above zero`() {
    for entity in 0..<UInt64(200) {
      let draws = Draws(seed: 1).entity(1, entity)
      for index in 0..<UInt32(100) {
        let u = draws.uniform(1, index)
        #expect(u > 0 && u < 1)
        #expect(u == (Double(draws.bits(1, index) >> 12) + 0.5) / 0x1p52)
        #expect(1 - (1 - u) == u, "1 - u is not exact")
        #expect(draws.unitExponential(1, index) == Elementary.unitExponential(u))
        #expect(draws.standardNormal(1, index) == Elementary.normalQuantile(u))
      }
    }
  }

  // The ends of the lattice, which no affordable number of draws would reach. With 53 bits in
  // place of 52 the upper one would be 1, and its exponential 0.
  @Test func `the ends of the lattice are inside the interval`() {
    let ends = [UInt64.min, .max].map { (Double($0 >> 12) + 0.5) * 0x1p-52 }
    #expect(ends == [0x1p-53, 1 - 0x1p-53])
    let withOneBitMore = (Double(UInt64.max >> 11) + 0.5) * 0x1p-53
    #expect(withOneBitMore == 1)
  }

  @Test func `exponentials and normals have their distributions`() {
    let family = Seeds.first(3).flatMap { seed in
      let entities = (0..<UInt64(20_000)).map { Draws(seed: seed).entity(1, $0) }
      let exponentials = entities.map { $0.unitExponential(1) }
      let normals = entities.map { $0.standardNormal(2) }
      let distances = [
        KolmogorovSmirnov.statistic(exponentials, Exponential(mean: 1).cumulative),
        KolmogorovSmirnov.statistic(normals, Elementary.normalCDF),
      ]
      return distances.enumerated().map { place, distance in
        TestedHypothesis(
          "\(["exponential", "normal"][place]), seed \(seed)",
          pValue: KolmogorovSmirnov.pValue(distance, count: entities.count))
      }
    }
    #expect(FamilyWise.rejected(family, alpha: 1e-3) == [])
  }

  @Test func `chances come true as often as they say`() {
    let n = 20_000
    let family = [0.001, 0.05, 0.5, 0.93].flatMap { p in
      Seeds.first(3).map { seed in
        let draws = Draws(seed: seed).entity(1, 1)
        let hits = (0..<UInt32(n)).count { draws.chance(p, 4, $0) }
        // Rare events are Poisson, the others normal enough.
        let z = (Double(hits) - Double(n) * p) / (Double(n) * p * (1 - p)).squareRoot()
        let rare = ChiSquare.poissonPValue(hits, mean: Double(n) * p)
        return TestedHypothesis("\(p), \(seed)", pValue: p < 0.01 ? rare : NormalTest.pValue(z))
      }
    }
    #expect(FamilyWise.rejected(family, alpha: 1e-3) == [])
  }

  @Test func `a greater chance keeps every yes, and the certain is certain`() {
    let draws = Draws(seed: 1).entity(1, 1)
    for index in 0..<UInt32(1_000) {
      #expect(!draws.chance(0.3, 4, index) || draws.chance(0.4, 4, index))
      #expect(draws.chance(1, 4, index))
      #expect(!draws.chance(0, 4, index))
      #expect(!draws.chance(.nan, 4, index))
    }
  }
}
