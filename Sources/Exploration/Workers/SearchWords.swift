// What a search's parent and child say to each other, as JSON; and what a block says, as numbers,
// because there are many.
import Foundation

/// What a child is asked.
enum SearchRequest: SearchWords {
  /// Run schedule so-and-so and write down what it does.
  case record(Int)
  /// Run schedule so-and-so and tell what happens, found or not.
  case narrate(Int)
  /// Run a case.
  case replay(SaleCase)
  /// Run a case and tell all that happened.
  case tell(SaleCase)
  /// Make a case as small as it will go, and tell it.
  case settle(SaleCase)
  /// Run schedules of a storm up to the first finding of a kind, and write down each.
  case seek(Finding.Kind, Storm, preemptions: Int, atMost: Int)
  /// Run the schedules of the storm in order from one on, so many at most.
  case enumerate(from: [Enumeration.Step], atMost: Int)
}

/// What a child answers.
struct SearchReply: SearchWords {
  var found: SaleCase?
  var story: Story?
  var steps: [Story.Step] = []
  var fingerprint: UInt64 = 0
  var schedules = 0
  var fingerprints: [UInt64] = []
  /// The schedule that an enumeration has come to; nil if it has gone through all.
  var next: [Enumeration.Step]?
}

/// What a child leaves before each step of a recorded schedule.
struct SearchWill {
  /// Who is about to go on.
  var strand: String
  /// What has happened so far.
  var story: Story

  /// Reads a will; nil if none was left.
  init?(bytes: [UInt8]) {
    guard let end = bytes.firstIndex(of: 0), let story = Story(bytes: Array(bytes[(end + 1)...]))
    else { return nil }
    strand = String(decoding: bytes[..<end], as: UTF8.self)
    self.story = story
  }

  /// A will as it is left, often with the same story.
  static func bytes(strand: String, story: [UInt8]) -> [UInt8] { Array(strand.utf8) + [0] + story }
}

extension Story: SearchWords {}

/// What a block says: the fingerprints of its schedules.
struct SearchReport {
  var fingerprints: [UInt64] = []

  init() {}

  init(bytes: [UInt8]) {
    fingerprints = stride(from: 0, to: bytes.count - 7, by: 8).map { start in
      bytes[start..<start + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
  }

  var bytes: [UInt8] {
    fingerprints.flatMap { print in
      stride(from: 0, to: 64, by: 8).map { UInt8(truncatingIfNeeded: print >> $0) }
    }
  }
}

/// What goes between the processes as JSON.
protocol SearchWords: Codable {}

extension SearchWords {
  init?(bytes: [UInt8]) {
    guard let read = try? JSONDecoder().decode(Self.self, from: Data(bytes)) else { return nil }
    self = read
  }

  var bytes: [UInt8] { (try? JSONEncoder().encode(self)).map { Array($0) } ?? [] }
}
