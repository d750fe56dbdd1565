// Places in the waiting room: each ends when its time is over, whatever else happens meanwhile.
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
}
