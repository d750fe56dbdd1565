// What the queue promises: at least once, in no order, and no word on what became of a call whose
// answer was lost.
import DiscreteEvents
import Stochastics
import TestSupport
import Testing

@testable import LiveCommerce

@Suite struct QueueTests {
  /// What consumers have handled: message and delivery.
  private final class Handled: @unchecked Sendable {
    var messages: [Message] = []
    var orders: [UInt64] { messages.map(\.order.id.rawValue) }
  }

  private func consume(_ bench: SubstrateBench) -> Handled {
    let handled = Handled()
    bench.world.queue("orders").consume { handled.messages.append($0) }
    return handled
  }

  private func send(_ bench: SubstrateBench, _ count: UInt64) -> [UInt64: Receipt] {
    let receipts = Receipts()
    bench.storm(count) { order in
      receipts.byOrder[order.id.rawValue] = await bench.world.queue("orders").send(order)
    }
    bench.run()
    return receipts.byOrder
  }

  private final class Receipts: @unchecked Sendable {
    var byOrder: [UInt64: Receipt] = [:]
  }

  @Test func `without faults every message is handled once, after its delay`() {
    let bench = SubstrateBench {
      $0.queue.call = .always(1_000_000)
      $0.queue.delay = .always(7_000_000)
      $0.queue.consumers = 1
    }
    let handled = consume(bench)
    let receipts = send(bench, 3)
    #expect(receipts.values.allSatisfy { $0 == .accepted } && receipts.count == 3)
    #expect(handled.orders == [1, 2, 3] && handled.messages.allSatisfy { $0.delivery == 1 })
    // Sent at 1 ms, due at 8 ms; then a delivery and an acknowledgement each, one message at a time.
    #expect(bench.run() == 14 && bench.world.queue("orders").count == 0)
  }

  @Test func `lost acknowledgements of consumers bring messages again, and none is missed`() {
    var repeated = 0
    for seed in Seeds.first(10) {
      let bench = SubstrateBench(seed: seed) { $0.queue.redeliver = 0.3 }
      let handled = consume(bench)
      _ = send(bench, 100)
      #expect(Set(handled.orders) == Set(1...100))
      #expect(bench.world.queue("orders").count == 0)
      for message in handled.messages {
        let earlier = handled.messages.filter {
          $0.id == message.id && $0.delivery < message.delivery
        }
        #expect(earlier.count == message.delivery - 1)
      }
      repeated += handled.messages.count - 100
    }
    // Mean 100·0.3 ÷ 0.7 = 43 a seed.
    #expect(350...510 ~= repeated)
  }

  @Test func `a lost send is never delivered, a lost answer changes nothing but the answer`() {
    for seed in Seeds.first(5) {
      let bench = SubstrateBench(seed: seed) {
        $0.queue.lose = 0.1
        $0.queue.loseAcknowledgement = 0.2
      }
      let handled = consume(bench)
      let receipts = send(bench, 300)
      let unknown = Set(receipts.filter { $0.value == .unknown }.keys)
      let missing = Set(1...300).subtracting(handled.orders)
      #expect(handled.orders.count + missing.count == 300)
      #expect(!missing.isEmpty && missing.isStrictSubset(of: unknown))
      #expect(60...110 ~= unknown.count && 15...48 ~= missing.count)
    }
  }

  @Test func `a fault that is switched on changes no draw of another`() {
    func missing(_ redeliver: Double) -> Set<UInt64> {
      let bench = SubstrateBench {
        $0.queue.lose = 0.1
        $0.queue.redeliver = redeliver
      }
      let handled = consume(bench)
      _ = send(bench, 200)
      return Set(1...200).subtracting(handled.orders)
    }
    #expect(missing(0) == missing(0.5) && !missing(0).isEmpty)
  }

  @Test func `delays that differ let the young overtake the old`() {
    let bench = SubstrateBench { $0.queue.delay = .exponential(Exponential(mean: 50e6)) }
    let handled = consume(bench)
    _ = send(bench, 50)
    #expect(handled.orders != handled.orders.sorted() && Set(handled.orders).count == 50)
  }

  @Test func `a slow consumer's message comes to another meanwhile`() {
    let bench = SubstrateBench {
      $0.queue.call = .always(1_000_000)
      $0.queue.delay = .always(0)
      $0.queue.redeliverAfter = 10_000_000
    }
    bench.world.queue("orders").consume { message in
      bench.tell("begins \(message.delivery)")
      await bench.executor.sleep(for: message.delivery == 1 ? 15_000_000 : 1_000_000)
      bench.tell("ends \(message.delivery)")
    }
    _ = send(bench, 1)
    #expect(bench.told == ["2 begins 1", "13 begins 2", "14 ends 2", "17 ends 1"])
    #expect(bench.world.queue("orders").count == 0)
  }

  @Test func `what cannot be handled is put aside after so many deliveries`() {
    struct Refusal: Error {}
    let bench = SubstrateBench { $0.queue.deliveries = 3 }
    let tries = Count()
    bench.world.queue("orders").consume { _ in
      tries.value += 1
      throw Refusal()
    }
    _ = send(bench, 1)
    let letters = bench.world.queue("orders").deadLetters
    #expect(tries.value == 3 && letters.map(\.delivery) == [3] && letters.map(\.order.key) == [1])
    #expect(bench.world.queue("orders").count == 0)
  }

  @Test func `a message may wait before it is delivered, as in a delay queue`() {
    let bench = SubstrateBench {
      $0.queue.call = .always(1_000_000)
      $0.queue.delay = .always(0)
    }
    bench.world.queue("later").consume { _ in bench.tell("handled") }
    bench.start(1) { order in
      _ = await bench.world.queue("later").send(order, after: .milliseconds(100))
    }
    bench.run()
    #expect(bench.told == ["102 handled"])
  }

  // MARK: In a laboratory

  @Test func `a laboratory loses sends, answers and acknowledgements as it likes`() {
    for seed in Seeds.first(10) {
      let acknowledgements = Count()
      let laboratory = ShufflingLaboratory(seed: seed) { kind, order in
        switch (kind, order.rawValue) {
        case (.send, 1): return .lost
        case (.send, 2): return .unanswered
        case (.acknowledge, 3):
          acknowledgements.value += 1
          return acknowledgements.value == 1 ? .lost : .answered
        default: return .answered
        }
      }
      let bench = SubstrateBench(laboratory: laboratory)
      let handled = consume(bench)
      let receipts = send(bench, 4)
      #expect(receipts == [1: .unknown, 2: .unknown, 3: .accepted, 4: .accepted])
      #expect(handled.orders.sorted() == [2, 3, 3, 4])
      #expect(bench.world.queue("orders").count == 0)
    }
  }

  @Test(arguments: [0, 50_000_000, 60_000_000_000])
  func `a laboratory has a message come once more, acknowledged or not`(wait: Int64) {
    for seed in Seeds.first(10) {
      let deliveries = Count()
      let laboratory = ShufflingLaboratory(seed: seed) { kind, order in
        guard kind == .deliver, order.rawValue == 2 else { return .answered }
        deliveries.value += 1
        return deliveries.value == 1 ? .again(after: wait) : .answered
      }
      let bench = SubstrateBench(laboratory: laboratory)
      let handled = consume(bench)
      _ = send(bench, 3)
      #expect(handled.orders.sorted() == [1, 2, 2, 3])
      let twice = handled.messages.filter { $0.order.id.rawValue == 2 }
      #expect(Set(twice.map(\.id)).count == 1 && twice.map(\.delivery).sorted() == [1, 2])
      #expect(bench.executor.now.nanoseconds >= wait && bench.world.queue("orders").count == 0)
    }
  }

  @Test func `a laboratory keeps a message back until a younger one has been delivered`() {
    for seed in Seeds.first(10) {
      let isKept = Count()
      let laboratory = ShufflingLaboratory(seed: seed) { kind, order in
        guard kind == .deliver, order.rawValue == 1 else { return .answered }
        isKept.value += 1
        return isKept.value == 1 ? .overtaken : .answered
      }
      let bench = SubstrateBench(laboratory: laboratory) { $0.queue.consumers = 1 }
      let handled = consume(bench)
      for number in 1...3 as ClosedRange<UInt64> {
        bench.start(number, after: Int64(number) * 7_000_000_000) { order in
          _ = await bench.world.queue("orders").send(order)
        }
      }
      bench.run()
      #expect(handled.orders == [2, 1, 3] && handled.messages.allSatisfy { $0.delivery == 1 })
      #expect(bench.world.queue("orders").count == 0)
    }
  }

  @Test func `what nothing overtakes comes when it would have come again`() {
    let tries = Count()
    let laboratory = ShufflingLaboratory(seed: 1) { kind, _ in
      guard kind == .deliver else { return .answered }
      tries.value += 1
      return tries.value < 3 ? .overtaken : .answered
    }
    let bench = SubstrateBench(laboratory: laboratory)
    let handled = consume(bench)
    _ = send(bench, 1)
    #expect(handled.orders == [1] && tries.value == 3)
    #expect((60..<61).contains(bench.executor.now.nanoseconds / 1_000_000_000))
    #expect(bench.world.queue("orders").count == 0)
  }

  @Test func `what is kept back or comes once more outlives a crash`() {
    for seed in Seeds.first(20) {
      let crashes = Count()
      let laboratory = ShufflingLaboratory(seed: seed) { kind, order in
        guard kind == .deliver, crashes.value == 0 else { return .answered }
        return order.rawValue % 2 == 0 ? .overtaken : .again(after: 3_000_000)
      }
      let bench = SubstrateBench(laboratory: laboratory)
      let old = consume(bench)
      bench.storm(6) { _ = await bench.world.queue("orders").send($0) }
      bench.executor.run(until: Instant(nanoseconds: 3_500_000))
      bench.world.crash()
      crashes.value = 1
      let rest = bench.world.queue("orders").count
      let new = consume(bench)
      bench.run()
      #expect(Set(old.orders).union(new.orders) == Set(1...6))
      #expect(new.messages.count >= rest && rest > 0)
      #expect(bench.world.queue("orders").count == 0)
    }
  }

  @Test func `after a crash every message comes to the new consumers, and none to the old`() {
    for seed in Seeds.first(30) {
      let bench = SubstrateBench(laboratory: ShufflingLaboratory(seed: seed)) {
        $0.queue.delay = .uniform(Uniform(from: 0, to: 4e6))
        $0.queue.consumers = 2
      }
      let (old, new) = (Handled(), Handled())
      let begun = Count()
      bench.world.queue("orders").consume { message in
        begun.value += 1
        await bench.executor.sleep(for: 2_000_000)
        await bench.database.add(.own(1), 1, for: message.order)
        if !Task.isCancelled { old.messages.append(message) }
      }
      bench.storm(10) { _ = await bench.world.queue("orders").send($0) }
      bench.executor.run(until: Instant(nanoseconds: 4_000_000))
      let before = bench.database.value(.own(1))
      let acknowledged = 10 - bench.world.queue("orders").count
      bench.world.crash()
      bench.world.queue("orders").consume { new.messages.append($0) }
      bench.run()
      #expect(bench.database.value(.own(1)) == before)
      #expect(
        new.messages.count == 10 - acknowledged && Set(new.orders).count == new.messages.count)
      #expect(Set(new.orders).union(old.orders) == Set(1...10) && begun.value >= 2)
    }
  }

  @Test func `nothing is left of a world whose executor was shut down`() {
    weak var world: SaleWorld?
    do {
      let bench = SubstrateBench(laboratory: ShufflingLaboratory(seed: 1))
      world = bench.world
      _ = consume(bench)
      bench.world.run("sweeper") { [world = bench.world] in
        while await world.pause(for: .seconds(1)) {}
      }
      bench.executor.run(until: Instant(nanoseconds: 1_000_000))
      bench.executor.shutdown()
    }
    #expect(world == nil)
  }
}
