// What is to happen in each step of a forecast that is still to come. Steps are taken in order, each once,
// so what is due lies in an array by step: a forecast asks a hundred thousand times what is due now.
//
// Invariant: `count` is how many entries have been put in and not been taken; `entries` begins with the
// step `base`, before which nothing is put in any more.

/// Entries by the step in which they are due.
struct StepAgenda<Entry> {
  private let steps: Int64
  private var entries: [[Entry]] = []
  private var base: Int64 = 0
  private var count = 0

  /// Creates an agenda of so many steps; what is due after the last of them is never taken.
  init(steps: Int64) { self.steps = steps }

  /// Whether everything has been taken that was ever put in.
  var isEmpty: Bool { count == 0 }

  /// Changes what is due in a step that has not been taken, to which entries may be added.
  mutating func change(_ step: Int64, _ body: (inout [Entry]) -> Void) {
    guard step < steps else {
      count += 1
      return
    }
    let index = Int(step - base)
    if index >= entries.count {
      entries.append(contentsOf: repeatElement([], count: index + 1 - entries.count))
    }
    let before = entries[index].count
    body(&entries[index])
    count += entries[index].count - before
  }

  /// Adds an entry to a step.
  mutating func add(_ entry: Entry, to step: Int64) { change(step) { $0.append(entry) } }

  /// Takes what is due in a step; those before it must have been taken.
  mutating func take(_ step: Int64) -> [Entry] {
    let index = Int(step - base)
    guard index < entries.count else { return [] }
    var due: [Entry] = []
    swap(&due, &entries[index])
    count -= due.count
    if index > 1024 && index * 2 > entries.count {
      entries.removeFirst(index)
      base = step
    }
    return due
  }
}

extension StepAgenda where Entry == Double {
  /// Adds to the amount that is due in a step.
  mutating func add(amount: Double, to step: Int64) {
    change(step) { $0.isEmpty ? $0.append(amount) : ($0[0] += amount) }
  }

  /// Takes the amount that is due in a step.
  mutating func takeAmount(_ step: Int64) -> Double { take(step).first ?? 0 }
}
