// Places in the waiting room: each ends when its time is over, whatever else happens meanwhile.
import Stochastics
import Testing

@testable import LiveCommerce

@Suite struct WaitingRoomTests {
  /// Ten people are let in for the first product by the draw at 7 s, for half a second, and their orders need a
  /// second to arrive; at 8 s, before anything else happens, ten others are drawn for the second product.
  static var scenario: Scenario {
    let cohort = Plain.cohort {
      $0.dwell = .fixed(100)
      $0.network = Delay(floor: second, rest: .fixed(0))
    }
    let early = Plain.stream(10, .steady(from: second, to: 4 * second))
    let late = Plain.stream(
      10, .steady(from: 5 * second + second / 4, to: 5 * second + second / 2), source: .mall)
    return Plain.scenario(length: 60 * second, traffic: [early, late], cohorts: [cohort]) {
      $0.decision.atLinkUp = 1
      $0.decision.order = 1
      $0.products.append($0.products[0])
      $0.products[1].name = "another"
      $0.rooms[0].rundown = [
        Plain.linkUp(at: 5 * second),
        RundownStep(kind: .linkUp, at: 6 * second, product: 1, units: 0),
      ]
      $0.orders.gateway.waitingRoom = OrderPath.WaitingRoom(
        active: 1_000, policy: .lottery, gather: 2 * second, winners: 1_000, session: second / 2,
        patience: 20 * second)
    }
  }

  @Test(arguments: 1...5)
  func `a place that nobody needs ends in its time, and not when somebody notices`(
    seed: UInt64
  ) throws {
    var options = SessionOptions()
    options.seed = seed
    let record = try Session.run(Self.scenario, options: options)
    let room = try #require(record.tiers.first { $0.name == "room" })
    #expect(room.served > 10)
    #expect(room.busy.integral(until: 60 * second) == Int128(room.served) * Int128(second / 2))
  }

  @Test func `whoever asks for something else is in its draw, and in no other`() {
    func request(_ account: UInt64, _ product: UInt32) -> Request {
      var request = Storm.request(at: 0, account: account)
      request.product = product
      return request
    }
    let setting = OrderPath.WaitingRoom(
      active: 100, policy: .lottery, gather: second, winners: 10, session: second, patience: second)
    var line = WaitingLine(setting, products: 3, draws: Draws(seed: 1))
    for account in UInt64(1)...20 {
      let isFirst = line.wait(request(account, 0), at: 0)
      #expect(isFirst == (account == 1))
    }
    // Eight go on to the second product; one of them comes back.
    for account in UInt64(1)...8 {
      let old = line.withdraw(for: request(account, 1))
      #expect(old?.account == account && old?.product == 0)
      _ = line.wait(request(account, 1), at: 5)
      let isHeard = line.withdraw(for: request(account, 1)) == nil
      let waits = line.isWaiting(request(account, 1))
      #expect(isHeard && waits)
    }
    #expect(line.withdraw(for: request(8, 0)) != nil)
    _ = line.wait(request(8, 0), at: 6)

    let lost = line.draw(0)
    #expect(lost.count == 3 && lost.allSatisfy { $0.product == 0 })
    var drawn: [Request] = []
    while let next = line.takeNext() { drawn.append(next.request) }
    #expect(Set((drawn + lost).map(\.account)) == Set(8...20))
    #expect(line.draw(1).isEmpty)
    drawn = []
    while let next = line.takeNext() { drawn.append(next.request) }
    #expect(Set(drawn.map(\.account)) == Set(1...7) && drawn.allSatisfy { $0.product == 1 })
    // Nobody is left, and what was given back can be given out again.
    #expect(!line.isFull && line.draw(2).isEmpty)
  }

  @Test func `a place in line is nobody's who has been drawn for something else`() {
    let setting = OrderPath.WaitingRoom(
      active: 1, policy: .lottery, gather: second, winners: 10, session: second, patience: second)
    var line = WaitingLine(setting, products: 2, draws: Draws(seed: 1))
    for account in UInt64(1)...3 { _ = line.wait(Storm.request(at: 0, account: account), at: 0) }
    #expect(line.draw(0).isEmpty)
    var other = Storm.request(at: 9, account: 2)
    other.product = 1
    #expect(line.withdraw(for: other) != nil)
    _ = line.wait(other, at: 9)
    var taken: [UInt64] = []
    while let next = line.takeNext() { taken.append(next.request.account) }
    #expect(Set(taken) == [1, 3])
  }
}
