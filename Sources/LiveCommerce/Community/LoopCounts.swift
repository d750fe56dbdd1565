// What the audience counts of the loop note → visit → order → note, by what has brought the person: a
// note on one category, or none.
//
// Invariant: whoever comes, pays or writes is counted once, in the row of what first brought them,
// however often they come back or hop on.

/// Counts of people, payments and notes, by what has brought the person.
public struct LoopCounts: Sendable, Equatable {
  /// Persons by the category of the note that brought them; last those whom no note brought.
  public internal(set) var persons: [Int]
  /// Payments confirmed, in the same rows.
  public internal(set) var paid: [Int]
  /// Notes that buyers write, in the same rows, by category of what they have bought.
  public internal(set) var notes: [[Int]]

  init(categories: Int) {
    persons = Array(repeating: 0, count: categories + 1)
    paid = persons
    notes = Array(repeating: Array(repeating: 0, count: categories), count: categories + 1)
  }

  /// Persons whom notes brought.
  public var readers: Int { persons.dropLast().reduce(0, +) }

  mutating func merge(_ other: LoopCounts) {
    for row in persons.indices {
      persons[row] += other.persons[row]
      paid[row] += other.paid[row]
      for category in notes[row].indices { notes[row][category] += other.notes[row][category] }
    }
  }
}
