// Notes and their exposures: what a note is given over its life, what a budget leaves of it, and the
// books of who came, bought and wrote.
import Stochastics
import Testing
import TestSupport

@testable import LiveCommerce

@Suite struct NotesTests {
  /// A desk that has no rooms to speak of.
  private static func desk(
    _ community: Community, categories: Int = 1
  ) -> NotesDesk {
    NotesDesk(
      community,
      of: Plain.scenario(length: second, traffic: []) {
        $0.categories = (0..<categories).map { "niche\($0)" }
        let product = $0.products[0]
        $0.products = (0..<categories).map { index in
          var copy = product
          copy.category = index
          return copy
        }
      })
  }

  @Test func `a note is given all its exposures, wherever epochs fall`() {
    for stretches in [[100.0], [0.1, 0.7, 3, 96.2], Array(repeating: 0.25, count: 400)] {
      var desk = Self.desk(LoopScenario.community(visitsPerNote: 3))
      desk.post([Note(room: 0, category: 0)])
      for seconds in stretches { _ = desk.giveOut(for: Int64(seconds * 1e9)) }
      // Of a life of two seconds, e⁻⁵⁰ is left.
      #expect(abs(desk.exposures[0] - 300) < 1e-9, "\(stretches.count)")
      #expect(desk.visitsPerNote == 3)
    }
  }

  @Test func `older notes have less left, and what is left is told as the next session finds it`() {
    let old = NotesBefore(category: 0, count: 10, age: 2 * second)
    var desk = Self.desk(LoopScenario.community(visitsPerNote: 3, before: [old]))
    _ = desk.giveOut(for: 2 * second)
    desk.post([Note(room: 0, category: 0)])
    #expect(desk.left.count == 1)
    let left = 10 * Elementary.exp(-2) + 1
    #expect(abs((desk.left.first?.count ?? 0) - left) < 1e-12)
    // Nothing is lost on the way.
    var next = Self.desk(LoopScenario.community(visitsPerNote: 3, before: desk.left))
    _ = next.giveOut(for: 200 * second)
    #expect(abs(next.exposures[0] - 300 * left) < 1e-6)
  }

  /// A platform's day: a thousand million exposures, a hundred thousand goods in 200 niches of which
  /// few are written about much (Zipf, 1.2), 17.8974 million people a month.
  @Test func `a budget that binds is given out to the last exposure`() {
    let before = (0..<200).map {
      NotesBefore(category: $0, count: 1e6 * Elementary.exp(-1.2 * Elementary.log(Double($0 + 1))))
    }
    let community = LoopScenario.community(
      visitsPerNote: 10, life: 86_400, before: before, budget: 1e9)
    var desk = Self.desk(community, categories: 200)
    for _ in 0..<1_000 { _ = desk.giveOut(for: 86_400 * second / 1_000) }
    let total = desk.exposures.reduce(0, +)
    #expect(abs(total / 1e9 - 1) < 1e-9)
    #expect(desk.asked > total)
    #expect((total / 100_000).rounded() == 10_000)
    #expect((total / 17_897_400).rounded() == 56)
    let perGood = desk.exposures.map { $0 / 500 }.sorted()
    #expect(perGood[100] < 10_000 / 4)
    // A budget that does not bind gives what is asked for.
    var wide = community
    wide.budget = 1e15
    var desk2 = Self.desk(wide, categories: 200)
    _ = desk2.giveOut(for: 86_400 * second)
    #expect(abs(desk2.exposures.reduce(0, +) - desk2.asked) < 1e-3)
    #expect(desk2.asked > 2e9)
  }

  /// Ten notes of 300 exposures and two seconds of life ask for 3000 · e^(−t ÷ 2) ÷ 2 a second: with 150 a
  /// second to give the budget binds for 2 · ln 10 s, and 300 are left after that.
  @Test func `what notes are owed keeps within the budget`() {
    let before = [NotesBefore(category: 0, count: 10)]
    for (perSecond, owed) in [
      (150.0, 300 * (1 + 2.302_585_092_994_046)), (1_500, 3_000), (1e9, 3_000),
    ] {
      let community = LoopScenario.community(
        visitsPerNote: 3, before: before, budget: perSecond * 86_400)
      let desk = Self.desk(community)
      #expect(abs(desk.exposuresOwed / owed - 1) < 1e-9, "\(perSecond)")
      // What a desk gives out in ever so short stretches until nothing is left.
      var given = desk
      for _ in 0..<10_000 { _ = given.giveOut(for: second / 100) }
      #expect(abs(given.exposures[0] / owed - 1) < 1e-4, "\(perSecond)")
    }
    let free = Self.desk(LoopScenario.community(visitsPerNote: 3, before: before))
    #expect(free.exposuresOwed == 3_000)
  }

  @Test func `visits owed at the close are those of the budget`() throws {
    var scenario = LoopScenario.single(gain: 1, base: 0, seconds: 1, noteShare: 0) {
      $0.community = LoopScenario.community(
        visitsPerNote: 3, before: [NotesBefore(category: 0, count: 1_000)])
    }
    let free = try Observed(scenario, seed: 1, keepsLog: false)
    let left = 3_000 * Elementary.exp(-0.5)
    #expect(abs(try #require(free.metric("loop.owed")) / left - 1) < 1e-9)
    scenario.community?.budget = 5_000 * 86_400
    let capped = try Observed(scenario, seed: 1, keepsLog: false)
    // 100 exposures a visit: 50 visits a second, so 100 in a life.
    let owed = 100 * (1 + Elementary.log(left / 100))
    #expect(abs(try #require(capped.metric("loop.owed")) / owed - 1) < 1e-9)
  }

  /// Notes there at the start bring a burst that dies down: over 4 sessions a Poisson number in each of
  /// 12 stretches, of mean m · n · e^(−t ÷ life) (1 − e^(−Δ ÷ life)), and in all m · n · (1 − e^(−T ÷ life)).
  @Test func `notes bring a burst that dies down with their life`() throws {
    let life = 20.0
    let scenario = LoopScenario.single(gain: 1, base: 0, seconds: 60, noteShare: 0) {
      $0.rooms[0].rundown = []
      $0.community = LoopScenario.community(
        visitsPerNote: 5, life: life, before: [NotesBefore(category: 0, count: 600)])
    }
    var counts = [Int](repeating: 0, count: 12)
    for seed in Seeds.first(4) {
      let record = try Observed(scenario, seed: seed, keepsLog: false).record
      for (at, count) in record.audience.entersBySecond.counts.prefix(60).enumerated() {
        counts[at / 5] += count
      }
    }
    func means(life: Double) -> [Double] {
      (0..<12).map { cell in
        let start = Elementary.exp(-Double(5 * cell) / life)
        let end = Elementary.exp(-Double(5 * cell + 5) / life)
        return 4 * 600 * 5 * (start - end)
      }
    }
    let truth = Oracle.poisson("burst", counts, means: means(life: life))
    #expect(FamilyWise.rejected(truth, alpha: Oracle.alpha) == [], "\(counts)")
    let planted = Oracle.poisson("longer", counts, means: means(life: 1.1 * life))
    #expect(!FamilyWise.rejected(planted, alpha: Oracle.alpha).isEmpty)
  }

  @Test func `readers go to the room where the thing was bought`() throws {
    let scenario = LoopScenario.single(gain: 0.9, base: 0, seconds: 100) {
      $0.rooms.append($0.rooms[0])
      $0.rooms.append($0.rooms[0])
      $0.community?.before = [NotesBefore(category: 0, count: 100, room: 1)]
    }
    let rooms = try Observed(scenario, seed: 1, keepsLog: false).record.audience.rooms
    #expect(rooms[0].funnel.persons == 0 && rooms[2].funnel.persons == 0)
    #expect(rooms[1].funnel.persons > 100)
  }

  @Test(arguments: 1...30)
  func `who came, bought and wrote is counted once`(seed: Int) throws {
    var swarm = ScenarioSwarm(seed: UInt64(seed))
    let scenario = swarm.scenario()
    let record = try Observed(scenario, seed: UInt64(seed), keepsLog: false).record
    guard let loop = record.audience.loop, let notes = record.notes else {
      #expect(scenario.community == nil)
      return
    }
    #expect(loop.persons.reduce(0, +) == record.audience.total.persons)
    #expect(loop.paid.reduce(0, +) == record.audience.total.paid)
    for category in scenario.categories.indices {
      #expect(notes.posted[category] == loop.notes.reduce(0) { $0 + $1[category] })
    }
  }
}
