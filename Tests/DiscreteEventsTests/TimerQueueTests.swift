// The heap and the ring against naive models, over many seeds.

import Testing

@testable import DiscreteEvents

struct TimerQueueTests {
  /// A small generator of its own, so that a failing seed is the whole story.
  private struct Dice {
    var state: UInt64

    mutating func roll(_ sides: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(sides))
    }
  }

  @Test func `the heap leaves in the order of a sorted list, for any sequence of operations`() {
    for seed in 0..<2_000 {
      #expect(Self.heapAgrees(seed: UInt64(seed)), "seed \(seed)")
    }
  }

  @Test func `the ring is a queue, for any sequence of operations`() {
    for seed in 0..<2_000 {
      #expect(Self.ringAgrees(seed: UInt64(seed)), "seed \(seed)")
    }
  }

  private static func heapAgrees(seed: UInt64) -> Bool {
    var dice = Dice(state: seed)
    var queue = TimerQueue()
    var model: [Timer] = []
    let spread = 1 + dice.roll(50)
    for step in 1...200 {
      switch dice.roll(20) {
      case 0..<11:
        let target = TimerTarget(waiter: Int32(step), 1)
        let instant = Instant.at(Int64(dice.roll(spread)))
        queue.push(target, at: instant)
        let timer = Timer(instant: instant, sequence: queue.scheduled, target: target)
        // Behind its equals: the model never looks at the sequence number.
        model.insert(timer, at: model.firstIndex { $0.instant > instant } ?? model.endIndex)
      case 11..<19:
        let expected = model.isEmpty ? nil : model.removeFirst()
        guard queue.popFirst()?.sequence == expected?.sequence else { return false }
      default:
        let third = Int32(dice.roll(3))
        queue.sweep { $0.slot % 3 != third }
        model.removeAll { $0.target.slot % 3 == third }
      }
      guard queue.first?.sequence == model.first?.sequence else { return false }
    }
    return queue.removeAll().map(\.sequence) == model.map(\.sequence)
  }

  private static func ringAgrees(seed: UInt64) -> Bool {
    var dice = Dice(state: seed)
    var ring = Ring()
    var model: [Int] = []
    for step in 1...300 {
      switch dice.roll(10) {
      case 0..<5:
        ring.append(step)
        model.append(step)
      case 5..<9:
        let expected = model.isEmpty ? nil : model.removeFirst()
        guard ring.popFirst() == expected else { return false }
      default:
        guard ring.popLast() == model.popLast() else { return false }
      }
      guard ring.count == model.count, ring.isEmpty == model.isEmpty else { return false }
    }
    return true
  }
}
