// Finding what was meant. A name is near another when few slips of the finger lie between them:
// a letter too many, too few, wrong, or swapped with its neighbour. Case, `_` and `-` do not count.

/// Nearest spellings.
package enum Spelling {
  /// Longer names are not compared: nobody mistypes those, and the work is quadratic.
  private static let longest = 64

  /// The nearest of `candidates`, if one is near enough to be worth proposing; the first of equals.
  package static func nearest(_ name: String, among candidates: some Sequence<String>) -> String? {
    guard name.utf8.count <= longest else { return nil }
    let wanted = folded(name)
    let limit = max(1, wanted.count / 3)
    var best: (distance: Int, name: String)?
    for candidate in candidates where candidate.utf8.count <= longest {
      let other = folded(candidate)
      guard abs(other.count - wanted.count) <= limit else { continue }
      let distance = distance(wanted, other)
      // A name of one letter is near every other; only its own other case counts.
      guard distance <= limit, distance < max(wanted.count, other.count) || distance == 0 else {
        continue
      }
      if distance < best?.distance ?? .max { best = (distance, candidate) }
    }
    return best?.name
  }

  private static func folded(_ name: String) -> [Unicode.Scalar] {
    name.lowercased().unicodeScalars.filter { $0 != "_" && $0 != "-" }
  }

  /// The Damerau–Levenshtein distance in which no part is edited twice.
  static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
    guard !left.isEmpty, !right.isEmpty else { return max(left.count, right.count) }
    var beforeLast = [Int](repeating: 0, count: right.count + 1)
    var last = Array(0...right.count)
    for row in 1...left.count {
      var current = [row]
      current.reserveCapacity(right.count + 1)
      for column in 1...right.count {
        let same = left[row - 1] == right[column - 1]
        var cost = min(last[column] + 1, current[column - 1] + 1, last[column - 1] + (same ? 0 : 1))
        if row > 1, column > 1, left[row - 1] == right[column - 2],
          left[row - 2] == right[column - 1]
        {
          cost = min(cost, beforeLast[column - 2] + 1)
        }
        current.append(cost)
      }
      (beforeLast, last) = (last, current)
    }
    return last[right.count]
  }
}
