// What a child process of an exploration was started for, in words that it finds in its environment:
// all that it needs to do the same duty as its parent, and no file read again.
//
// Invariant: parent and child make the same duty of the same words; the digest says so.
import Exploration
import Foundation
import LiveCommerce

/// The role of a child.
enum ExplorationRole: Codable, Equatable {
  case search(SearchTerms)
  case gallery(GalleryDuty)

  /// As a word in the environment.
  var words: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }

  /// Does what this process was started for; returns if it was started as no child.
  static func serveIfChild(_ logics: [any SaleLogic.Type]) {
    guard let words = Worker.role else { return }
    switch try? JSONDecoder().decode(ExplorationRole.self, from: Data(words.utf8)) {
    case .gallery(let duty): Worker.serve(duty)
    case .search(let terms):
      guard let logic = logics.first(where: { $0.name == terms.logic }) else { break }
      Worker.serve(SearchDuty(terms.search(of: logic)))
    case nil: break
    }
    exit(ExitStatus.ownFault.rawValue)
  }
}

/// A search in words.
struct SearchTerms: Codable, Equatable {
  var logic: String
  var storm: Storm
  var promises: [String]
  var faults: [String]
  var strategy = Strategy.mixed
  var preemptions = 2
  var seed: UInt64 = 1

  /// The search upon a logic, which is held to what it promises, and to `others`.
  init(_ logic: any SaleLogic.Type, _ storm: Storm, alsoTo others: Set<SaleCheckName> = []) {
    self.logic = logic.name
    self.storm = storm
    let promised = logic.promises.union(others)
    promises = SaleCheckName.allCases.filter(promised.contains).map(\.rawValue)
    faults = SaleFault.allCases.filter(logic.withstands.contains).map(\.rawValue)
  }

  /// The search upon the logic that they name.
  func search(of type: any SaleLogic.Type) -> Search {
    Search(
      logic, storm: storm, promises: Set(promises.compactMap(SaleCheckName.init)),
      faults: Set(faults.compactMap(SaleFault.init)), strategy: strategy,
      preemptions: preemptions, seed: seed
    ) { type.init(world: $0) }
  }
}
