// Viewers who are worked on together. What one viewer does is a chain of draws and logarithms that a
// processor cannot shorten; but it can work on many chains at once, so each step of the chain is a
// loop over a batch.
//
// Invariant: which viewers share a batch never matters, because viewers do not meet.
import Stochastics

/// Up to 64 records, three kilobytes: they stay in the first-level cache.
@safe struct ViewerBatch: ~Copyable {
  static let capacity = 64
  private let records: UnsafeMutablePointer<ViewerRecord>
  private let numbers: UnsafeMutablePointer<Double>
  private(set) var count = 0

  init() {
    unsafe records = .allocate(capacity: ViewerBatch.capacity)
    unsafe numbers = .allocate(capacity: ViewerBatch.capacity)
    unsafe numbers.initialize(repeating: 0, count: ViewerBatch.capacity)
  }

  deinit {
    unsafe records.deallocate()
    unsafe numbers.deallocate()
  }

  var isFull: Bool { count == ViewerBatch.capacity }
  /// Whether too few places are left for a batch of arrivals to be worth it.
  var isNearlyFull: Bool { count > ViewerBatch.capacity / 2 }

  /// A record; `index` must be below `count`.
  subscript(index: Int) -> ViewerRecord {
    @inline(__always) unsafeAddress { unsafe UnsafePointer(records + index) }
    @inline(__always) unsafeMutableAddress { unsafe records + index }
  }

  /// The number beside a record, for results between two steps.
  subscript(numberOf index: Int) -> Double {
    @inline(__always) get { unsafe numbers[index] }
    @inline(__always) nonmutating set { unsafe numbers[index] = newValue }
  }

  /// Adds a record; there must be room.
  @inline(__always)
  mutating func append(_ record: borrowing ViewerRecord) {
    unsafe (records + count).initialize(to: copy record)
    count &+= 1
  }

  /// Forgets the records from `count` on.
  mutating func truncate(to count: Int) { self.count = count }

  /// Brings the records that satisfy a condition to the front; returns how many they are.
  @inline(__always)
  mutating func moveToFront(_ isWanted: (ViewerRecord) -> Bool) -> Int {
    var front = 0
    for index in 0..<count where isWanted(self[index]) {
      if index != front { swap(index, front) }
      front &+= 1
    }
    return front
  }

  @inline(__always)
  private mutating func swap(_ first: Int, _ second: Int) {
    let record = self[first]
    self[first] = self[second]
    self[second] = record
  }
}

extension AudienceRules {
  /// Performs the engagements of the first `count` viewers of a batch.
  func engage(
    _ batch: inout ViewerBatch, count: Int, _ stages: [StageView], _ books: inout AudienceBooks
  ) {
    for index in 0..<count {
      let stage = stages[room(of: batch[index])]
      spendUntilNext(&batch[index], stage, &books)
    }
    for index in 0..<count {
      let uniform = engage(&batch[index], &books)
      batch[numberOf: index] = uniform
    }
    for index in 0..<count {
      batch[numberOf: index] = Elementary.unitExponential(batch[numberOf: index])
    }
    for index in 0..<count {
      let budget = batch[numberOf: index]
      let stage = stages[room(of: batch[index])]
      goOnWatching(&batch[index], budget, stage)
    }
  }

  /// Lets the newcomers of a batch, from position `first` on, enter.
  func enter(
    _ batch: inout ViewerBatch, from first: Int, _ stage: StageView, _ books: inout AudienceBooks
  ) {
    for index in first..<batch.count { drawBudgets(&batch[index]) }
    for index in first..<batch.count { enter(&batch[index], stage, &books) }
  }
}
