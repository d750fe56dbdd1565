// The community: what people write about what they have bought, who reads it, and by which modules
// of the app readers come. A note brings a known mean number of visits over its life; how many notes
// there are is what the session makes of it.
public import Stochastics

/// Notes, what becomes of them, and whom they bring.
public struct Community: Sendable, Equatable {
  /// From hearing that a payment is through to posting the note, in nanoseconds.
  public var after: Distribution
  /// Mean number of times that a note is shown to somebody in its whole life.
  public var exposures: Double
  /// Mean age at which a note is shown, in nanoseconds; exposures become fewer exponentially.
  public var life: Int64
  /// Exposures that the platform has for all notes, in a day; nil: as many as notes ask for.
  public var budget: Double?
  /// Share of exposures at which the note is read.
  public var read: Double
  /// Share of reads that become a visit.
  public var visit: Double
  /// Share of reads at which the note is liked.
  public var like: Double
  /// Share of reads at which the note is collected.
  public var collect: Double
  /// Share of reads at which its author is followed.
  public var follow: Double
  /// Share of each cohort among those whom notes are shown to, by index.
  public var cohortShares: [Double]
  /// How strongly notes are shown to cohorts that like their category; 0 is the same page for all.
  public var personalisation: Double
  /// The ways by which readers come in; their shares sum to 1.
  public var modules: [Module]
  /// Notes that are there when the session begins.
  public var before: [NotesBefore]

  /// A module of the app that shows notes.
  public struct Module: Sendable, Equatable {
    /// The source that its readers are counted under.
    public var source: TrafficSource
    /// Its share of the readers.
    public var share: Double

    /// Creates a module.
    public init(source: TrafficSource, share: Double) {
      self.source = source
      self.share = share
    }
  }

  /// Mean number of visits that a note brings in its whole life, where no budget binds.
  public var visitsPerNote: Double { exposures * read * visit }

  /// The streams of readers: of each category in turn, one for each module.
  func streams(of scenario: Scenario) -> [TrafficStream] {
    scenario.categories.indices.flatMap { category in
      let weights = zip(cohortShares, scenario.cohorts).map { share, cohort in
        share * Elementary.exp(personalisation * cohort.interests[category])
      }
      let total = weights.reduce(0, +)
      let shares = weights.map { $0 / total }
      return modules.map { module in
        // Who has come by a note has read one.
        TrafficStream(
          source: module.source, visits: 0, shape: .steady(from: 0, to: scenario.length),
          cohortShares: shares, personalisation: 0, knowledge: 1, name: "notes")
      }
    }
  }
}

/// Notes on one category that have been posted before the session.
public struct NotesBefore: Sendable, Equatable {
  /// What they are about, by index.
  public var category: Int
  /// How many they are; a part of one for what is left of a note.
  public var count: Double
  /// How old they are at the start, in nanoseconds.
  public var age: Int64
  /// The room that they lead to, by index; nil: those that sell the category, by weight.
  public var room: Int?

  /// Creates notes.
  public init(category: Int, count: Double, age: Int64 = 0, room: Int? = nil) {
    self.category = category
    self.count = count
    self.age = age
    self.room = room
  }
}
