// The notes of a session and what is made of them: at each epoch the notes posted since the last one
// join, and exposures are given out until the next one.
//
// Invariant: a note that nothing is kept from is shown `exposures` times on average in its whole life,
// exactly, wherever epochs fall: of what is left of it, the share 1 − exp(−Δ ÷ life) goes in a stretch
// of length Δ. With a budget all are kept from the same share, and what a note is not given is lost.
import Stochastics

/// Notes by category and room, and the exposures that they were given.
public struct NotesDesk: Sendable, Equatable {
  private let community: Community
  private let roomCount: Int
  /// What is left of the notes, in new notes, by category, then room.
  private var fresh: [Double]
  /// Categories of which notes were posted since their rooms were last asked for.
  private var changed: Set<Int>
  /// Notes that have been posted in the session, by category.
  public private(set) var posted: [Int]
  /// Exposures that notes asked for, all categories together.
  public private(set) var asked = 0.0
  /// Exposures given, by category.
  public private(set) var exposures: [Double]

  init(_ community: Community, of scenario: Scenario) {
    self.community = community
    roomCount = scenario.rooms.count
    let categories = scenario.categories.count
    fresh = Array(repeating: 0, count: categories * roomCount)
    posted = Array(repeating: 0, count: categories)
    exposures = Array(repeating: 0, count: categories)
    changed = Set(community.before.map(\.category))
    for notes in community.before { lay(notes, scenario) }
  }

  private mutating func lay(_ notes: NotesBefore, _ scenario: Scenario) {
    let left = notes.count * Elementary.exp(-Double(notes.age) / Double(community.life))
    if let room = notes.room { return fresh[notes.category * roomCount + room] += left }
    let sellers = scenario.rooms.indices.filter { room in
      scenario.rooms[room].goods(in: scenario)
        .contains { scenario.products[$0].category == notes.category }
    }
    let weight = sellers.reduce(0) { $0 + scenario.rooms[$1].weight }
    for room in sellers {
      let share = weight > 0 ? scenario.rooms[room].weight / weight : 1 / Double(sellers.count)
      fresh[notes.category * roomCount + room] += left * share
    }
  }

  private func places(of category: Int) -> Range<Int> {
    category * roomCount..<(category + 1) * roomCount
  }

  /// What is left of the notes on a category, in new notes.
  private func fresh(of category: Int) -> Double { fresh[places(of: category)].reduce(0, +) }

  /// Adds new notes; the order does not matter.
  mutating func post(_ notes: [Note]) {
    for note in notes {
      let category = Int(note.category)
      fresh[category * roomCount + Int(note.room)] += 1
      posted[category] += 1
      changed.insert(category)
    }
  }

  /// The categories whose notes lead to other rooms than when last asked, in order, and how much to
  /// each room.
  mutating func takeChanges() -> [(category: Int, rooms: [Double])] {
    defer { changed = [] }
    return changed.sorted().map { ($0, Array(fresh[places(of: $0)])) }
  }

  /// Gives out the exposures of a stretch of so many nanoseconds; returns those of each category.
  mutating func giveOut(for span: Int64) -> [Double] {
    let left = Elementary.exp(-Double(span) / Double(community.life))
    var given = exposures.indices.map { community.exposures * fresh(of: $0) * (1 - left) }
    let wanted = given.reduce(0, +)
    let most = community.budget.map { $0 * Double(span) / Double(Span.day) } ?? .infinity
    if wanted > most { for index in given.indices { given[index] *= most / wanted } }
    asked += wanted
    for index in given.indices { exposures[index] += given[index] }
    for place in fresh.indices { fresh[place] *= left }
    return given
  }

  // MARK: At the end

  /// What is left of the notes when the session ends, as a next session would find them; a note that is
  /// still to be posted counts as new.
  public var left: [NotesBefore] {
    fresh.indices.filter { fresh[$0] > 0 }.map {
      NotesBefore(category: $0 / roomCount, count: fresh[$0], room: $0 % roomCount)
    }
  }

  /// Exposures that what is left of the notes will still be given, if no note is added.
  ///
  /// They ask for A exposures in all, (A ÷ life) · e^(−t ÷ life) in a unit of time, and are given b of them at
  /// most. Where A > b · life the budget binds up to t* = life · ln(A ÷ (b · life)), when they ask for b; after
  /// that b · life are left to ask for: together b · (t* + life).
  public var exposuresOwed: Double {
    let asked = community.exposures * fresh.reduce(0, +)
    guard let budget = community.budget else { return asked }
    let most = budget * Double(community.life) / Double(Span.day)
    return asked <= most || most <= 0
      ? min(asked, most) : most * (1 + Elementary.log(asked / most))
  }

  /// Visits that a note brings in its whole life, at the share of its exposures that notes were given.
  public var visitsPerNote: Double {
    let given = exposures.reduce(0, +)
    return community.visitsPerNote * (asked > 0 ? given / asked : 1)
  }
}
