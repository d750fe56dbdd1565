// The children of a test process: what they report, what they die of, and that what is found does
// not depend on how many they are.
import Exploration
import SaleTesting
import Testing

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

@Suite struct WorkerTests {
  static let crews = [1, 2, 4]

  @Test(arguments: crews) func everyItemIsDoneOnceAndInOrder(children: Int) async {
    let result = await work(Deeds(), over: 3..<200, WorkPlan(children: children))
    let sums = stride(from: 3, to: 200, by: 10).map { (lower: Int) in
      (lower..<min(lower + 10, 200)).reduce(0, +)
    }
    #expect(result == WorkResult(ending: .success(.completed), sums: sums))
  }

  @Test(arguments: crews) func theLowestFindingWinsAndAllBelowItIsDone(children: Int) async {
    let duty = Deeds(deeds: [300: .find, 155: .find, 157: .trap, 160: .trap, 400: .exit])
    let result = await work(duty, over: 0..<500, WorkPlan(children: children))
    var sums = (0..<15).map { 10 * (10 * $0) + 45 }
    sums.append((150...155).reduce(0, +))
    #expect(result == WorkResult(ending: .success(.found(155)), sums: sums))
  }

  @Test(arguments: crews) func aTrapIsAFindingToo(children: Int) async throws {
    let duty = Deeds(deeds: [123: .trap, 290: .find])
    let result = try #require(await work(duty, over: 0..<500, WorkPlan(children: children)))
    let (item, death, alone) = try #require(result.death)
    #expect(item == 123)
    #expect(alone)
    #expect(result.sums.count == 12)
    #expect(death.sentence.hasPrefix("the code trapped: "))
    #expect(death.sentence.hasSuffix("Fatal error: no such unit"))
  }

  @Test func aTrapOnAnotherThreadIsTheItems() async throws {
    let duty = Deeds(deeds: [31: .trapElsewhere])
    let result = try #require(await work(duty, over: 0..<100))
    let (item, death, _) = try #require(result.death)
    #expect(item == 31)
    #expect(death.sentence.contains("on another thread"))
  }

  @Test func codeThatEndsTheProcessIsAFinding() async throws {
    let result = try #require(await work(Deeds(deeds: [57: .exit]), over: 0..<100))
    let (item, death, _) = try #require(result.death)
    #expect(item == 57)
    #expect(death.cause == .exited(3))
  }

  @Test func codeThatHangsIsAFinding() async throws {
    let duty = Deeds(deeds: [57: .hang])
    let plan = WorkPlan(patience: .seconds(2))
    let result = try #require(await work(duty, over: 0..<100, plan))
    let (item, death, alone) = try #require(result.death)
    #expect(item == 57)
    #expect(death.cause == .hung)
    #expect(alone)
  }

  @Test func aChildThatHangsOnlyOnceIsNoFinding() async {
    let plan = WorkPlan(children: 1, patience: .seconds(2))
    let result = await work(Deeds(deeds: [57: .hangOnce]), over: 0..<100, plan)
    let sums = (0..<10).map { 10 * (10 * $0) + 45 }
    #expect(result == WorkResult(ending: .success(.completed), sums: sums))
  }

  @Test func whatAChildWritesToStderrIsReadAndForgotten() async {
    let duty = Deeds(deeds: [12: .floodErrors, 13: .speak, 55: .floodErrors])
    let result = await work(duty, over: 0..<100)
    #expect(result?.ending == .success(.completed))
  }

  @Test func codeThatFloodsTheAnswersIsAFinding() async throws {
    let result = try #require(await work(Deeds(deeds: [12: .floodAnswers]), over: 0..<100))
    let (item, death, _) = try #require(result.death)
    #expect(item == 12)
    #expect(death.cause == .garbled)
  }

  @Test(arguments: crews) func aProcessIsUsedForOneShiftOnly(children: Int) async throws {
    // Item 55 minds item 15, which is done in the same process only if that lives for six blocks.
    let duty = Deeds(deeds: [55: .trapAfter(15)])
    let apart = await work(
      duty, over: 0..<100, WorkPlan(children: children, blocksPerChild: 3))
    #expect(apart?.ending == .success(.completed))
    let together = await work(
      duty, over: 0..<100, WorkPlan(children: children, blocksPerChild: 6))
    guard let together else { return }
    let (item, death, alone) = try #require(together.death)
    #expect(item == 55)
    #expect(!alone)
    #expect(death.sentence.contains("the past"))
  }

  @Test func aRunIsStopped() async throws {
    let result = try #require(
      await work(Deeds(), over: 0..<100_000_000, while: { done in done < 200 }))
    #expect(result.ending == .success(.stopped))
    #expect(result.sums.count >= 20)
  }

  @Test func attemptsShareAChildUntilItDiesAndLeavesItsWill() async throws {
    let outcomes = await withWorkforce(Deeds()) { force in
      ["a", "b", "trap", "c", "d"].map { (word: String) in
        (try? force.attempt(Array(word.utf8), alone: word == "d"))?.bytes
      }
    }
    guard let outcomes else { return }
    let will = Array("trap".utf8)
    let expected: [[UInt8]?] = [[97, 1], [98, 2], will, [99, 1], [100, 1]]
    #expect(outcomes == expected)
  }

  @Test func thisProcessDoesTheSame() async {
    let duty = Deeds(deeds: [155: .find])
    let apart = await work(duty, over: 0..<500)
    let here = await work(duty, over: 0..<500, WorkPlan(isolation: .none))
    guard let apart, let here else { return }
    #expect(apart == here)
  }

  @Test func aChildThatComesToOtherWorkIsNotUsed() async {
    let duty = Deeds(digest: Worker.role == nil ? 1 : 2)
    let result = await work(duty, over: 0..<10)
    #expect(
      result?.ending
        == .failure(WorkersUnavailable("a child process came to other work than this one")))
  }

  @Test func aChildThatDoesNotComeToItsWorkIsNotUsed() async {
    guard Worker.role == nil else { return }
    let result = await work(Deeds(), over: 0..<10)
    guard case .failure(let error) = result?.ending else {
      Issue.record("\(String(describing: result))")
      return
    }
    #expect(error.description.hasPrefix("a child process did not come to its work"))
  }

  @Test(arguments: [Set((0..<20).map { "argument \($0)" })])
  func `arguments without an order lead a child to the same call`(words: Set<String>) async {
    let result = await work(Deeds(), over: 0..<words.count)
    #expect(result?.ending == .success(.completed))
  }

  @Test func aProgramThatIsNotThereIsNotStarted() {
    var launch = WorkerLaunch(arguments: [], role: "")
    launch.program = "/nowhere"
    let pool = WorkerPool(launch, digest: 0)
    #expect(throws: WorkersUnavailable.self) {
      try pool.run(0..<10, keepGoing: { _ in true }, deliver: { _ in })
    }
  }
}

extension WorkResult {
  /// The item that the process died of, how, and whether it also does when alone.
  var death: (item: Int, WorkerDeath, alone: Bool)? {
    guard case .success(.died(let item, let death, let alone)) = ending else { return nil }
    return (item, death, alone)
  }
}

extension AttemptEnding {
  /// The answer, or the will.
  fileprivate var bytes: [UInt8] {
    switch self {
    case .answered(let bytes): bytes
    case .died(let death): death.will
    }
  }
}
