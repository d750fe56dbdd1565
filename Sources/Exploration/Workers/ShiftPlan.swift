// Which block is whose turn, and what is known of those that are done: a value without processes.
//
// Invariant: `finding` is the lowest known; blocks below it are still given out, blocks above it no
// longer; blocks leave in order.

/// Blocks of consecutive items, in shifts of consecutive blocks.
struct ShiftPlan {
  /// The blocks that one child does, from the first on.
  struct Shift: Equatable {
    var blocks: Range<Int>
    /// Whether a child has hung in it before.
    var isSecondTry = false
  }
  /// The end of the search, as far as is known.
  struct Finding: Equatable {
    var block: Int
    var item: Int
    /// nil if the block's answer tells it.
    var death: WorkerDeath?
  }

  private let items: Range<Int>
  private let blockSize: Int
  private let perShift: Int
  private let blockCount: Int

  private var given = 0
  private var again: [Shift] = []
  private var waiting: [Int: BlockAnswer] = [:]
  private var delivered = 0
  private(set) var itemsDone = 0
  private(set) var finding: Finding?

  init(_ items: Range<Int>, blockSize: Int, perShift: Int) {
    self.items = items
    self.blockSize = blockSize
    self.perShift = perShift
    blockCount = (items.count + blockSize - 1) / blockSize
  }

  /// Whether a child has hung in a shift that has not been done once more yet.
  var owesSecondTry: Bool { again.contains { $0.isSecondTry && isWanted($0.blocks.lowerBound) } }

  /// Whether every block has been delivered.
  var isComplete: Bool { delivered == blockCount }

  /// The items of a block.
  func items(of block: Int) -> Range<Int> {
    let lower = items.lowerBound + block * blockSize
    return lower..<min(lower + blockSize, items.upperBound)
  }

  /// Whether a block can still change what is found.
  func isWanted(_ block: Int) -> Bool { finding.map { block < $0.block } ?? true }

  /// The next shift to be done, if there is any worth doing; of second tries only, if there is no time for
  /// anything else.
  mutating func nextShift(ofSecondTries: Bool = false) -> Shift? {
    guard !ofSecondTries || owesSecondTry else { return nil }
    if let shift = again.popLast() {
      let isTaken = isWanted(shift.blocks.lowerBound) && (!ofSecondTries || shift.isSecondTry)
      return isTaken ? shift : nextShift(ofSecondTries: ofSecondTries)
    }
    guard given < blockCount, isWanted(given) else { return nil }
    let shift = Shift(blocks: given..<min(given + perShift, blockCount))
    given = shift.blocks.upperBound
    return shift
  }

  /// A shift in which a child hung is done once more, as far as it came: the machine may have been
  /// too busy to go on.
  mutating func retry(_ shift: Shift, to block: Int) {
    again.append(Shift(blocks: shift.blocks.lowerBound..<block + 1, isSecondTry: true))
    let rest = block + 1..<shift.blocks.upperBound
    if !rest.isEmpty { again.insert(Shift(blocks: rest), at: 0) }
  }

  /// A block has been answered.
  mutating func answered(_ block: Int, _ answer: BlockAnswer) {
    guard block >= delivered, waiting[block] == nil else { return }
    waiting[block] = answer
    let all = items(of: block)
    itemsDone += answer.finding.map { $0 - all.lowerBound + 1 } ?? all.count
    if let item = answer.finding { note(Finding(block: block, item: item)) }
  }

  /// A child has died in a block, at this item as far as is known.
  mutating func died(_ block: Int, at item: Int, _ death: WorkerDeath) {
    let all = items(of: block)
    let item = min(max(item, all.lowerBound), all.upperBound - 1)
    note(Finding(block: block, item: item, death: death))
  }

  private mutating func note(_ found: Finding) {
    if isWanted(found.block) { finding = found }
  }

  /// Hands over the answers whose turn it is: those without a gap before them, or all in order.
  mutating func deliver(withGaps: Bool = false, _ receive: (BlockAnswer) -> Void) {
    let last = finding?.block ?? blockCount
    while delivered <= last, delivered < blockCount {
      if let answer = waiting.removeValue(forKey: delivered) {
        receive(answer)
      } else if !withGaps {
        return
      }
      delivered += 1
    }
  }
}
