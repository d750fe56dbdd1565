// A first-in-first-out queue of words in a growing ring. It holds the executor's ready jobs and
// the tokens of a mailbox. Invariant: the capacity is zero or a power of two, and the elements
// are the `count` slots from `head` on, wrapping around.

/// A growing ring of words.
package struct Ring: Sendable {
  private var slots: [Int] = []
  private var head = 0
  package private(set) var count = 0

  package init() {}

  var isEmpty: Bool { count == 0 }

  package mutating func append(_ word: Int) {
    if count == slots.count { grow() }
    slots[(head &+ count) & (slots.count &- 1)] = word
    count &+= 1
  }

  package mutating func popFirst() -> Int? {
    guard count > 0 else { return nil }
    let word = slots[head]
    head = (head &+ 1) & (slots.count &- 1)
    count &-= 1
    return word
  }

  package mutating func popLast() -> Int? {
    guard count > 0 else { return nil }
    count &-= 1
    return slots[(head &+ count) & (slots.count &- 1)]
  }

  private mutating func grow() {
    var larger = [Int](repeating: 0, count: max(16, slots.count * 2))
    for index in 0..<count { larger[index] = slots[(head + index) & (slots.count - 1)] }
    slots = larger
    head = 0
  }
}
