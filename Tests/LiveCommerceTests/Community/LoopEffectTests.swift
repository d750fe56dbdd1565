// What the loop does and what is lost without it: growth up to a ceiling, sharing off, the stages in
// which a community was built, and what readers do better.
import Stochastics
import Testing
import TestSupport

@testable import LiveCommerce

@Suite struct LoopEffectTests {
  // MARK: From gain 1 on

  /// With gain 1.5 visits grow until exposures run out.
  ///
  /// Then they come at a steady rate, that of the exposures times the click rate: a Poisson number
  /// (two-sided error 1e-3). Until then the budget changes nothing.
  @Test func `a loop that grows is stopped by the budget of exposures, and not before`() throws {
    let free = LoopScenario.single(gain: 1.5, base: 40, seconds: 40)
    var capped = free
    let perSecond = 50.0
    capped.community?.budget = perSecond / 0.01 * 86_400
    let grown = try Observed(free, seed: 1, keepsLog: false).record.audience.entersBySecond.counts
    let session = try Observed(capped, seed: 1, keepsLog: false)
    let held = session.record.audience.entersBySecond.counts
    let end = try #require(zip(grown, held).enumerated().first { $1.0 != $1.1 }?.offset)
    #expect(end > 12, "parted after \(end) s")
    #expect(grown[..<end].reduce(0, +) > 50)
    let late = held[25..<40].reduce(0, +)
    let mean = perSecond * 15
    #expect(ChiSquare.poissonPValue(late, mean: mean) > Oracle.alpha, "\(late)")
    #expect(Double(grown[25..<40].reduce(0, +)) > 2 * mean)
    let given = try #require(session.record.notes)
    #expect(given.exposures[0] < given.asked)
    #expect(given.exposures[0] <= perSecond / 0.01 * 40 * 1.000001)
  }

  @Test func `a loop that grows is stopped by the stock, and one that does not leaves some`() throws
  {
    let stock = 300
    let sold = try [1.5, 0.5].map { gain in
      var scenario = LoopScenario.single(gain: gain, base: 60, seconds: 200)
      scenario.products[0].variants[0].stock = stock
      let session = try Observed(scenario, seed: 1, keepsLog: false)
      #expect(session.loop.notes.joined().reduce(0, +) == session.record.audience.total.paid)
      // Nobody is brought any more long after the last note.
      #expect(session.record.audience.entersBySecond.counts.dropFirst(150).reduce(0, +) == 0)
      return session.record.audience.total.paid
    }
    #expect(sold[0] == stock)
    #expect(sold[1] < stock / 2)
  }

  // MARK: One thing less

  @Test func `without sharing exactly the visits of notes are lost`() throws {
    let on = LoopScenario.single(gain: 0.8, base: 300, seconds: 150)
    var off = on
    off.cohorts[0].noteShare = 0
    let loop = try Observed(on, seed: 1)
    let alone = try Observed(off, seed: 1)
    #expect(alone.loop.readers == 0 && loop.loop.readers > 300)
    #expect(loop.funnel(.follow) == alone.funnel(.follow))
    let people = [loop, alone].map(\.record.audience.total.persons)
    #expect(people[0] - people[1] == loop.loop.readers)
    func entries(_ session: Observed) -> [LoggedEvent] {
      session.log.filter { $0.event == .enter && $0.account >> 32 == 0 }
    }
    #expect(entries(loop) == entries(alone))
    // Without anybody to read, all is as with nobody who writes.
    var unread = on
    unread.community = nil
    #expect(try Observed(unread, seed: 1).log == alone.log)
  }

  /// The community was built in stages: content, then a mall, then a loop.
  @Test func `content alone sells nothing, a mall sells, the loop brings more`() throws {
    var content = LoopScenario.single(gain: 0.8, base: 100, seconds: 100) {
      $0.community?.before = [NotesBefore(category: 0, count: 100)]
      $0.rooms[0].rundown = [RundownStep(kind: .talk, at: 0, product: nil, units: 0)]
    }
    let first = try Observed(content, seed: 1, keepsLog: false)
    #expect(first.record.audience.total.orders == 0 && first.loop.readers > 50)
    content.rooms[0].rundown = [Plain.linkUp(at: 0)]
    var mall = content
    mall.cohorts[0].noteShare = 0
    let second = try Observed(mall, seed: 1, keepsLog: false)
    #expect(second.record.audience.total.paid > 50)
    #expect(second.loop.persons == first.loop.persons)
    #expect(second.record.notes?.posted == [0])
    let third = try Observed(content, seed: 1, keepsLog: false)
    #expect(third.loop.readers > 2 * second.loop.readers)
  }

  @Test func `without matching conversion falls, and exposures stay`() throws {
    let matched = LoopScenario.single(gain: 0.8, base: 10, seconds: 60) {
      $0.cohorts = [1.0, 0].map { interest in
        var cohort = LoopScenario.buyer(noteShare: 0)
        cohort.interests = [interest]
        return cohort
      }
      $0.rooms[0].traffic[0].cohortShares = [0.5, 0.5]
      $0.decision.match = 2
      $0.community = LoopScenario.community(
        visitsPerNote: 2, cohorts: [0.5, 0.5], personalisation: 3,
        before: [NotesBefore(category: 0, count: 300)])
    }
    var same = matched
    same.community?.personalisation = 0
    let with = try Observed(matched, seed: 1, keepsLog: false)
    let without = try Observed(same, seed: 1, keepsLog: false)
    #expect(with.metric("loop.exposures") == without.metric("loop.exposures"))
    #expect(with.loop.persons == without.loop.persons)
    let shares = try [with, without].map { try #require($0.metric("loop.ordersPerVisit")) }
    #expect(shares[0] > 1.2 * shares[1], "\(shares)")
  }

  // MARK: What readers know

  /// Payments per person of readers over those of others, and how much sooner readers click, by
  /// session.
  private func advantages(knowledge: Double) throws -> (lift: [Double], sooner: [Double]) {
    let scenario = LoopScenario.single(gain: 0.6, base: 120, seconds: 40) {
      $0.decision.knowledge = knowledge
    }
    var lifts: [Double] = []
    var sooner: [Double] = []
    for seed in Seeds.first(8) {
      let session = try Observed(scenario, seed: seed)
      lifts.append(try #require(session.metric("loop.lift")) - 1)
      var readers = Tally()
      var others = Tally()
      for (account, time) in session.stretch(from: .enter, to: [.click]) {
        if account >> 32 > 0 { readers.add(Double(time)) } else { others.add(Double(time)) }
      }
      sooner.append((others.mean ?? 0) - (readers.mean ?? 0))
    }
    return (lifts, sooner)
  }

  /// Ordinal, over sessions: Student's t on either side at 1e-3 each; without knowledge neither shows.
  @Test func `readers buy more often and decide sooner, by what they know and nothing else`() throws
  {
    let knowing = try advantages(knowledge: 1)
    let blind = try advantages(knowledge: 0)
    for (found, none) in [(knowing.lift, blind.lift), (knowing.sooner, blind.sooner)] {
      let mean = found.reduce(0, +) / Double(found.count)
      #expect(mean > 0)
      #expect(Oracle.mean("with", found, is: 0).pValue < 1e-3)
      #expect(Oracle.mean("without", none, is: 0).pValue > 1e-3)
    }
  }
}
