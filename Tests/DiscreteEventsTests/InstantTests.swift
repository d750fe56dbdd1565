// Instants: arithmetic that stops at the ends, and how they are written.

import DiscreteEvents
import Testing

struct InstantTests {
  @Test func `an instant is written as hours, minutes, seconds and nanoseconds`() {
    let cases: [(Int64, String)] = [
      (0, "00:00:00.000000000"),
      (303_251_000_000, "00:05:03.251000000"),
      (-1, "-00:00:00.000000001"),
      (360_000_000_000_000, "100:00:00.000000000"),
      (.max, "2562047:47:16.854775807"),
    ]
    for (nanoseconds, text) in cases { #expect(Instant.at(nanoseconds).description == text) }
  }

  @Test func `arithmetic stops at the ends instead of wrapping`() {
    let cases: [(Int64, Int64, Int64)] = [
      (1, 2, 3), (.max, 1, .max), (.min, -1, .min), (.max, .min, -1), (5, -7, -2),
    ]
    for (start, delta, end) in cases {
      #expect(Instant.at(start).advanced(byNanoseconds: delta) == .at(end))
    }
    #expect(Instant.at(.max).nanoseconds(since: .at(-1)) == .max)
    #expect(Instant.at(.min).nanoseconds(since: .at(1)) == .min)
    #expect(Instant.at(7).nanoseconds(since: .at(10)) == -3)
  }

  @Test func `durations convert exactly, or to the ends`() {
    #expect(Instant.zero.advanced(by: .milliseconds(3)) == .at(3_000_000))
    #expect(Instant.zero.advanced(by: .seconds(Int64.max)) == .distantFuture)
    #expect(Instant.zero.advanced(by: .seconds(Int64.min)) == .at(.min))
    #expect(Instant.at(9_223_372_036_000_000_000).advanced(by: .seconds(1)) == .distantFuture)
    let span = Duration.nanoseconds(Int64.max) - .nanoseconds(Int64.min)
    #expect(Instant.at(.min).duration(to: .distantFuture) == span)
    #expect(Instant.at(1) < .at(2))
  }
}
