// What storms bring out of each logic of the gallery, and how soon. Unlike a search, a census does not
// stop at what it finds: it counts what every schedule breaks.
//
// Invariant: a tally is a function of (logic, seed, schedules), so the census does not depend on who
// takes it.
import Foundation
package import LiveCommerce

/// What became of one logic under the schedules of one seed.
package struct GalleryTally: Sendable, Equatable, Codable {
  /// The sale logic.
  package var logic: String
  /// Schedules that were run.
  package var schedules = 0
  /// In which schedule each kind of finding came first, counted from 1, by the finding's words.
  package var firsts: [String: Int] = [:]
}

/// The census of the gallery as the work of several processes: an item is a logic and a seed.
package struct GalleryDuty: WorkerDuty, Codable, Equatable {
  /// Schedules for each seed.
  package var schedules: Int
  /// Seeds for each logic, from 1.
  package var seeds: Int

  /// Creates the duty.
  package init(schedules: Int, seeds: Int) {
    self.schedules = schedules
    self.seeds = seeds
  }

  /// The pieces, in the order of the registry.
  package static var pieces: [any GalleryPiece.Type] {
    SaleLogics.builtIn.compactMap { $0 as? any GalleryPiece.Type }
  }

  /// All items.
  package var items: Range<Int> { 0..<GalleryDuty.pieces.count * seeds }

  package var digest: UInt64 { UInt64(schedules) << 32 ^ UInt64(seeds) }

  package func run(_ items: Range<Int>, mark: ProgressMark) -> BlockAnswer {
    var tallies: [GalleryTally] = []
    for item in items {
      mark.begin(item)
      tallies.append(tally(of: item))
    }
    return BlockAnswer(payload: (try? JSONEncoder().encode(tallies)).map { Array($0) } ?? [])
  }

  package func attempt(_ request: [UInt8], mark: ProgressMark) -> [UInt8] { [] }

  private func tally(of item: Int) -> GalleryTally {
    let piece = GalleryDuty.pieces[item / seeds]
    var tally = GalleryTally(logic: piece.name)
    // The storms take turns, schedule by schedule.
    let explorers = GalleryStorm.all(for: piece).compactMap { storm in
      Explorer(storm.search(for: piece, seed: UInt64(item % seeds + 1)))
    }
    for number in 0..<(explorers.isEmpty ? 0 : schedules) {
      let result = explorers[number % explorers.count].run(number / explorers.count)
      for finding in result.findings where tally.firsts[finding.kind.words] == nil {
        tally.firsts[finding.kind.words] = number + 1
      }
      tally.schedules += 1
    }
    return tally
  }
}

extension Finding.Kind {
  /// The check that was broken, or what else it is.
  fileprivate var words: String {
    guard case .brokenPromise(let name) = self else { return description }
    return name
  }
}

/// Where a census found something: what a search needs to find it again.
package struct GalleryPlace: Sendable, Equatable {
  /// The seed of the search.
  package var seed: Int
  /// The storm.
  package var storm: GalleryStorm
  /// Which schedule of the storm, from 1.
  package var schedule: Int

  /// The place of turn number so-and-so, from 1: the storms of a piece take turns.
  init(_ piece: any GalleryPiece.Type, seed: Int, turn: Int) {
    let storms = GalleryStorm.all(for: piece)
    self.seed = seed
    storm = storms[(turn - 1) % storms.count]
    schedule = (turn - 1) / storms.count + 1
  }
}

/// What a census says of one logic, over all seeds.
package struct GalleryEntry: Sendable, Equatable {
  /// The sale logic.
  package var logic: String
  /// The checks that it says it breaks.
  package var declared: [SaleCheckName]
  /// The checks that its mechanism does not promise, beside those.
  package var unpromised: [SaleCheckName]
  /// What was found, with the schedule in which it came first, by seed; nil for none.
  package var firsts: [String: [Int?]]
  /// Where each was found under the lowest seed that found it.
  package var places: [String: GalleryPlace] = [:]
  /// Schedules that were run, over all seeds.
  package var schedules: Int

  /// Sums up the tallies of a piece.
  package init(_ piece: any GalleryPiece.Type, _ tallies: [GalleryTally]) {
    let own = tallies.filter { $0.logic == piece.name }
    logic = piece.name
    declared = SaleCheckName.allCases.filter(piece.breaks.contains)
    unpromised = SaleCheckName.allCases.filter {
      !piece.promises.contains($0) && !piece.breaks.contains($0)
    }
    schedules = own.reduce(0) { $0 + $1.schedules }
    firsts = [:]
    for kind in Set(own.flatMap(\.firsts.keys)) {
      let turns = own.map { $0.firsts[kind] }
      firsts[kind] = turns
      guard let place = turns.firstIndex(where: { $0 != nil }), let turn = turns[place] else {
        continue
      }
      places[kind] = GalleryPlace(piece, seed: place + 1, turn: turn)
    }
  }

  /// Whether it breaks what it says it breaks, and nothing else.
  package var isAsDeclared: Bool { undeclared.isEmpty && missing.isEmpty }

  /// What it breaks without having said so.
  package var undeclared: [String] {
    firsts.keys.sorted().filter { kind in
      !(declared + unpromised).contains { $0.rawValue == kind }
    }
  }

  /// What it says it breaks, and no schedule broke.
  package var missing: [String] {
    declared.map(\.rawValue).filter { firsts[$0] == nil }
  }

  /// Schedules until the first of some findings: the median over seeds; nil if half of them or more
  /// found none.
  package func median(of kinds: [String]) -> Int? {
    let seeds = firsts.values.first?.count ?? 0
    let first = (0..<seeds).map { seed in
      kinds.compactMap { firsts[$0]?[seed] }.min() ?? .max
    }.sorted()
    guard !first.isEmpty, first[first.count / 2] != .max else { return nil }
    return first[first.count / 2]
  }
}
