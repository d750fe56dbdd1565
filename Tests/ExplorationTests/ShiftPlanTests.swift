// The plan of shifts without processes: what is given out, what counts, and what is delivered when.
import Testing

@testable import Exploration

@Suite struct ShiftPlanTests {
  private func answer(_ number: Int, finding: Int? = nil) -> BlockAnswer {
    BlockAnswer(finding: finding, payload: [UInt8(number)])
  }

  @Test func answersLeaveInOrder() {
    var plan = ShiftPlan(0..<25, blockSize: 10, perShift: 2)
    var delivered: [UInt8] = []
    #expect(plan.nextShift() == ShiftPlan.Shift(blocks: 0..<2))
    #expect(plan.nextShift() == ShiftPlan.Shift(blocks: 2..<3))
    #expect(plan.nextShift() == nil)
    for block in [2, 0, 1] {
      plan.answered(block, answer(block))
      plan.deliver { delivered += $0.payload }
    }
    #expect(delivered == [0, 1, 2])
    #expect(plan.isComplete)
    #expect(plan.itemsDone == 25)
  }

  @Test func theLowestFindingStaysWhateverComesAfterIt() {
    var plan = ShiftPlan(0..<100, blockSize: 10, perShift: 1)
    var delivered: [UInt8] = []
    for _ in 0..<6 { _ = plan.nextShift() }
    plan.died(3, at: 37, WorkerDeath(cause: .hung))
    plan.answered(5, answer(5, finding: 52))
    plan.died(4, at: 40, WorkerDeath(cause: .hung))
    #expect(plan.finding?.item == 37)
    #expect(plan.nextShift() == nil)
    plan.answered(1, answer(1, finding: 15))
    #expect(plan.finding?.item == 15)
    #expect(plan.isWanted(0) && !plan.isWanted(1))
    plan.deliver { delivered += $0.payload }
    #expect(delivered.isEmpty)
    plan.answered(0, answer(0))
    plan.deliver { delivered += $0.payload }
    #expect(delivered == [0, 1])
  }

  @Test func aDeathIsOfAnItemOfItsBlock() {
    var plan = ShiftPlan(5..<100, blockSize: 10, perShift: 1)
    plan.died(2, at: -1, WorkerDeath(cause: .exited(0)))
    #expect(plan.finding?.item == 25)
    plan.died(1, at: 90, WorkerDeath(cause: .exited(0)))
    #expect(plan.finding?.item == 24)
  }

  @Test func aShiftIsDoneAgainAsFarAsItCameAndThenGoesOn() {
    var plan = ShiftPlan(0..<100, blockSize: 10, perShift: 5)
    _ = plan.nextShift()
    plan.retry(ShiftPlan.Shift(blocks: 0..<5), to: 2)
    #expect(plan.nextShift() == ShiftPlan.Shift(blocks: 0..<3, isSecondTry: true))
    #expect(plan.nextShift() == ShiftPlan.Shift(blocks: 3..<5))
    #expect(plan.nextShift() == ShiftPlan.Shift(blocks: 5..<10))
  }

  @Test func afterAStopWhatThereIsIsDelivered() {
    var plan = ShiftPlan(0..<50, blockSize: 10, perShift: 1)
    var delivered: [UInt8] = []
    for block in [0, 3, 4] { plan.answered(block, answer(block)) }
    plan.deliver(withGaps: true) { delivered += $0.payload }
    #expect(delivered == [0, 3, 4])
  }
}
