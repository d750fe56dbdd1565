// The way from the root of a scenario to a value, `rundown[3].at`. Kept as a linked list and
// rendered only when a problem is reported, so that following a path costs the same however long
// the keys on it are.

/// A key path into a scenario file.
indirect enum ScenarioPath: Sendable {
  case root
  case key(ScenarioPath, String)
  case index(ScenarioPath, Int)

  /// The path with one step more.
  func appending(_ step: Step) -> ScenarioPath {
    switch step {
    case .key(let name): .key(self, name)
    case .index(let index): .index(self, index)
    }
  }

  /// One step of a path.
  enum Step: Sendable, Equatable {
    case key(String)
    case index(Int)
  }
}

extension ScenarioPath: CustomStringConvertible {
  /// `cohorts.fans.dwell`, `rundown[3].at`, `cohorts["loyal fans"].dwell`; empty for the root.
  var description: String {
    switch self {
    case .root: return ""
    case .index(let parent, let index): return "\(parent)[\(index)]"
    case .key(let parent, let name):
      let before = parent.description
      guard Self.isPlain(name) else { return "\(before)[\"\(Wording.clipped(name))\"]" }
      return before.isEmpty ? name : "\(before).\(name)"
    }
  }

  /// Whether a key can stand in a path without quotes.
  private static func isPlain(_ name: String) -> Bool {
    guard !name.isEmpty, name.utf8.count <= Wording.longestQuote else { return false }
    return name.unicodeScalars.allSatisfy {
      $0 == "_" || $0 == "$" || $0 == "-" || $0.properties.isAlphabetic || $0.isASCIIDigit
    }
  }
}
