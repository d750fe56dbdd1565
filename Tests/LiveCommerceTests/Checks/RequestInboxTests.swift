// The inbox against a sorted list, over many seeds: windows of all widths, requests from now to beyond
// the last bin, many at the same instant.
import TestSupport
import Testing

@testable import LiveCommerce

@Suite struct RequestInboxTests {
  private static func request(_ arrival: Int64, _ account: UInt64, _ ordinal: UInt16) -> Request {
    Request(
      arrival: arrival, sent: 0, intention: 0, timeout: 0, downlink: 0, account: account, key: 0,
      order: .none, shownPrice: 0, sku: 0, slot: 0, ordinal: ordinal, product: 0, lane: 0, room: 0,
      stream: 0, cohort: 0, source: 0, kind: .order)
  }

  private static func agrees(seed: UInt64) -> Bool {
    var generator = SeededGenerator(seed: seed)
    var inbox = RequestInbox()
    var model: [Request] = []
    var now: Int64 = 0
    let reach = Int64(1) << Int64.random(in: 3...40, using: &generator)
    let step = Int64(1) << Int64.random(in: 3...38, using: &generator)
    for turn in 0..<40 {
      for ordinal in 0..<Int.random(in: 0...60, using: &generator) {
        let arrival = now + Int64.random(in: 0..<reach, using: &generator)
        let account = UInt64.random(in: 0..<5, using: &generator)
        let new = request(arrival, account, UInt16(turn * 100 + ordinal))
        inbox.insert(new)
        model.append(new)
      }
      model.sort { $0.precedes($1) }
      guard inbox.firstArrival == model.first?.arrival ?? .max else { return false }
      now += Int64.random(in: 1...step, using: &generator)
      inbox.open(before: now)
      let due = model.prefix { $0.arrival < now }
      for expected in due where inbox.takeFirst() != expected { return false }
      guard inbox.takeFirst() == nil else { return false }
      model.removeFirst(due.count)
    }
    return true
  }

  @Test func `requests leave in order of arrival, account and ordinal`() {
    for seed in UInt64(0)..<400 {
      #expect(RequestInboxTests.agrees(seed: seed), "seed \(seed)")
    }
  }

  @Test func `what comes after its window was opened is not lost`() {
    var inbox = RequestInbox()
    for arrival in [Int64(10), 30, 20] { inbox.insert(RequestInboxTests.request(arrival, 0, 0)) }
    inbox.open(before: 50)
    inbox.insert(RequestInboxTests.request(25, 0, 0))
    var arrivals: [Int64] = []
    while let next = inbox.takeFirst() { arrivals.append(next.arrival) }
    #expect(arrivals == [10, 20, 25, 30])
  }
}
