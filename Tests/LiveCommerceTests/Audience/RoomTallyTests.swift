// Watch time of many rooms: more than any one person could live through.
import Testing

@testable import LiveCommerce

@Suite struct RoomTallyTests {
  @Test func `time watched is a sum that no number of visits overflows`() {
    var tally = RoomTally(rooms: 2)
    var other = RoomTally(rooms: 2)
    for _ in 0..<3 { tally.leave(1, after: .max) }
    other.leave(1, after: .max)
    tally.merge(other)
    #expect(tally[1].watched == 4 * Int128(Int64.max))
    #expect(tally[1].departures == 4 && tally[0].watched == 0)
  }
}
