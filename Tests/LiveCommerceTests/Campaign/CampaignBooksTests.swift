// The books of a campaign close, and do not when anything is taken away, added or counted twice.
import Testing

@testable import LiveCommerce

@Suite("Books of campaigns")
struct CampaignBooksTests {
  struct Fault: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var names: String
    var plant: @Sendable (inout [CampaignSession], inout CampaignState) -> Void
  }

  static let faults: [Fault] = [
    Fault(testDescription: "a follower lost", names: "followers") { $1.followers[0] -= 1 },
    Fault(testDescription: "a follow counted twice", names: "followers") { lines, _ in
      lines[1].newFollowers += 1
    },
    Fault(testDescription: "a churn not told", names: "followers") { lines, _ in
      lines[2].lostFollowers -= 1
    },
    Fault(testDescription: "a buyer too many", names: "buyers") { $1.buyers[1] += 1 },
    Fault(testDescription: "a buyer not counted", names: "buyers") { lines, _ in
      lines[0].newBuyers -= 1
    },
    Fault(testDescription: "a unit lost from a shelf", names: "units") {
      $1.shelves[0].onHand -= 1
    },
    Fault(testDescription: "a unit twice under way", names: "units") {
      $1.shelves[1].send(1, \.returning, times: 2)
    },
    Fault(testDescription: "a sale not told", names: "units") { lines, _ in lines[3].sold -= 1 },
    Fault(testDescription: "a unit restocked twice", names: "units") { lines, state in
      state.shelves[0].onHand += 1
      lines[0].restocked += 0
    },
    Fault(testDescription: "an order for nothing", names: "units") { lines, _ in
      lines[1].ordered += 5
    },
  ]

  @Test func `honest books close after every session`() throws {
    let scenario = try CampaignText.scenario()
    let record = try CampaignText.run(scenario)
    #expect(CampaignBooks.problem(of: record.sessions, record.state, scenario) == nil)
  }

  @Test(arguments: faults)
  func `a planted fault is told`(_ fault: Fault) throws {
    let scenario = try CampaignText.scenario()
    let record = try CampaignText.run(scenario)
    var (lines, state) = (record.sessions, record.state)
    fault.plant(&lines, &state)
    let problem = try #require(CampaignBooks.problem(of: lines, state, scenario))
    #expect(problem.contains(fault.names), "\(problem)")
  }

  @Test func `a state that was changed by hand is not sound`() throws {
    let scenario = try CampaignText.scenario()
    let record = try CampaignText.run(scenario)
    #expect(record.isSound(for: scenario))
    let longer = try CampaignText.scenario(("sessions: 4", "sessions: 3"))
    #expect(!record.isSound(for: longer))
  }
}
