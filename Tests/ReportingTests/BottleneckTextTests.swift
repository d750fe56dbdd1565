// The bottleneck in words: what was full is called full, however short the burst was.
import Testing

@testable import LiveCommerce
@testable import Reporting

@Suite struct BottleneckTextTests {
  private static func sentence(utilisation: Double, full: Int) -> String {
    Bottleneck(
      tier: "orders", from: 30, length: 10, utilisation: utilisation, full: full, waitShare: 1,
      next: "row", gain: 1.5, emptyPool: 0
    ).sentence
  }

  @Test func `a tier full to the end of the stretch is said to be`() {
    #expect(
      Self.sentence(utilisation: 0.96, full: 12)
        == "`orders`, 96 % busy in the 10 s from 30 s on, full for 12 s in all. Doubled, it would let "
        + "1.5 times as much through; next is the hottest stock row.")
  }

  @Test func `a burst that fills a tier for less than the stretch leaves no room`() {
    let sentence = Self.sentence(utilisation: 0.4, full: 3)
    #expect(
      sentence.hasPrefix("`orders`, full for 3 s in all; 40 % busy in the 10 s from 30 s on. Dou"))
    #expect(!sentence.contains("room for"))
  }

  @Test func `a tier that was never full has room`() {
    let sentence = Self.sentence(utilisation: 0.4, full: 0)
    #expect(
      sentence.hasPrefix("None was full for a second. The busiest was `orders`, 40 % in"))
    #expect(
      sentence.hasSuffix(
        "In them there was room for 2.5 times the load; doubled, it would have room for 3.75 times; next "
          + "is the hottest stock row."))
  }

  @Test func `where another tier is as full, doubling is said to help nothing`() {
    let sentence = Bottleneck(
      tier: "stock", from: 0, length: 10, utilisation: 1, full: 10, waitShare: 1, next: "row",
      gain: 1, emptyPool: 0
    ).sentence
    #expect(sentence.contains("Doubled, it would let no more through; next is"))
  }

  @Test func `of a row that empties the pool it is said`() {
    let sentence = Bottleneck(
      tier: "row", from: 0, length: 10, utilisation: 1, full: 10, waitShare: 1, next: "row",
      gain: 2, emptyPool: 4
    ).sentence
    #expect(
      sentence.contains(
        "full for 10 s in all. For 4 s it had every connection taken, most of them to wait for it. Split in two, it"
      )
    )
  }
}
