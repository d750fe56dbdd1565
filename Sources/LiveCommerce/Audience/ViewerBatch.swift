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
  private let chosen: UnsafeMutablePointer<Int32>
  private let stretches: UnsafeMutablePointer<WatchedStretch>
  private let keys: UnsafeMutablePointer<EntityDraws>
  private(set) var count = 0

  init() {
    unsafe records = .allocate(capacity: ViewerBatch.capacity)
    unsafe numbers = .allocate(capacity: ViewerBatch.capacity)
    unsafe chosen = .allocate(capacity: ViewerBatch.capacity)
    unsafe stretches = .allocate(capacity: ViewerBatch.capacity)
    unsafe keys = .allocate(capacity: ViewerBatch.capacity)
    unsafe numbers.initialize(repeating: 0, count: ViewerBatch.capacity)
    unsafe chosen.initialize(repeating: 0, count: ViewerBatch.capacity)
    unsafe stretches.initialize(
      repeating: WatchedStretch(
        start: 0, engageWait: 0, otherAt: 0, certainUntil: 0, isLeaving: false),
      count: ViewerBatch.capacity)
    let nobody = Draws(seed: 0).entity(0, 0)
    unsafe keys.initialize(repeating: nobody, count: ViewerBatch.capacity)
  }

  deinit {
    unsafe records.deallocate()
    unsafe numbers.deallocate()
    unsafe chosen.deallocate()
    unsafe stretches.deallocate()
    unsafe keys.deallocate()
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

  /// The word in the place of a number.
  subscript(wordOf index: Int) -> UInt64 {
    @inline(__always) get { self[numberOf: index].bitPattern }
    @inline(__always) nonmutating set { self[numberOf: index] = Double(bitPattern: newValue) }
  }

  /// What is quickly known of the viewer at a position, once it has been set.
  subscript(stretchOf index: Int) -> WatchedStretch {
    @inline(__always) get { unsafe stretches[index] }
    @inline(__always) nonmutating set { unsafe stretches[index] = newValue }
  }

  /// The draws of the viewer at a position, once they have been set.
  subscript(drawsOf index: Int) -> EntityDraws {
    @inline(__always) get { unsafe keys[index] }
    @inline(__always) nonmutating set { unsafe keys[index] = newValue }
  }

  /// Adds a record; there must be room.
  @inline(__always)
  mutating func append(_ record: ViewerRecord) {
    unsafe (records + count).initialize(to: record)
    count &+= 1
  }

  /// Adds a copy of a record, from memory to memory; there must be room.
  @inline(__always)
  mutating func append(copyOf record: UnsafePointer<ViewerRecord>) {
    unsafe (records + count).initialize(from: record, count: 1)
    count &+= 1
  }

  /// Where a record is; `index` must be below `count`.
  @inline(__always)
  func place(_ index: Int) -> UnsafePointer<ViewerRecord> { unsafe UnsafePointer(records + index) }

  /// Takes a record out; the last one moves into its place.
  @inline(__always)
  mutating func remove(_ index: Int) {
    count &-= 1
    if index != count { unsafe (records + index).update(from: records + count, count: 1) }
  }

  /// A list of positions, from the front for some, from the back for the others.
  subscript(chosen place: Int) -> Int {
    @inline(__always) get { Int(unsafe chosen[place]) }
    @inline(__always) nonmutating set { unsafe chosen[place] = Int32(truncatingIfNeeded: newValue) }
  }
}

extension AudienceRules {
  /// Performs the engagements of the first `count` chosen viewers of a batch and plans on.
  ///
  /// Each engages at `next`, and again as often as is certain and due before the tick `ahead`.
  ///
  /// - Returns: How many engagements there were.
  @inline(never)
  func engage(
    _ batch: inout ViewerBatch, chosen count: Int, _ stages: StageViews,
    _ books: inout AudienceBooks, ahead: UInt32
  ) -> Int {
    for place in 0..<count {
      let index = batch[chosen: place]
      batch[stretchOf: index] = stretch(of: batch[index], stages[batch[index].room])
      batch[drawsOf: index] = draws(of: batch[index])
    }
    var performed = 0
    var count = count
    while count > 0 {
      performed &+= count
      engageOnce(&batch, chosen: count, &books)
      count = spend(&batch, chosen: count, stages, &books, ahead: ahead)
    }
    return performed
  }

  /// Performs one engagement of each, and leaves the draw of the budget to the next beside the record.
  @inline(__always)
  private func engageOnce(
    _ batch: inout ViewerBatch, chosen count: Int, _ books: inout AudienceBooks
  ) {
    for place in 0..<count {
      let index = batch[chosen: place]
      let word = engagementWord(batch[index], batch[drawsOf: index])
      batch[wordOf: place] = word
    }
    for place in 0..<count {
      let index = batch[chosen: place]
      let word = batch[wordOf: place]
      let tick = batch[index].next
      let uniform = engage(&batch[index], at: tick, word, &books)
      batch[numberOf: place] = uniform
    }
    for place in 0..<count {
      batch[numberOf: place] = Elementary.unitExponential(batch[numberOf: place])
    }
  }

  /// Gives each the budget to the next engagement, and plans whoever is not certain to come to it.
  ///
  /// - Returns: How many are left, at the first places of the list.
  @inline(__always)
  private func spend(
    _ batch: inout ViewerBatch, chosen count: Int, _ stages: StageViews,
    _ books: inout AudienceBooks, ahead: UInt32
  ) -> Int {
    var left = 0
    for place in 0..<count {
      let index = batch[chosen: place]
      let stretch = batch[stretchOf: index]
      batch[index].engage += Float(batch[numberOf: place])
      let next = stretch.engageAt(Double(batch[index].engage))
      if next < min(stretch.certainUntil, Int64(ahead)) {
        batch[index].next = UInt32(truncatingIfNeeded: next)
        batch[chosen: left] = index
        left &+= 1
      } else {
        let stage = stages[batch[index].room]
        plan(&batch[index], stage, &books, ahead: ahead)
      }
    }
    return left
  }

  /// Lets the viewers of a batch who are chosen in some places leave for good.
  @inline(never)
  func leaveForGood(
    _ batch: inout ViewerBatch, chosen places: Range<Int>, _ books: inout AudienceBooks
  ) {
    for place in places { countLeaving(batch[batch[chosen: place]], &books) }
    for place in places {
      let index = batch[chosen: place]
      leaveForGood(&batch[index], &books)
      batch[index].state = .vacated
    }
  }

  /// Lets the newcomers of a batch, from position `first` on, enter.
  @inline(never)
  func enter(
    _ batch: inout ViewerBatch, from first: Int, _ stages: StageViews,
    _ books: inout AudienceBooks, ahead: UInt32
  ) {
    for index in first..<batch.count { showRoom(&batch[index]) }
    for index in first..<batch.count { drawBudgets(&batch[index]) }
    for index in first..<batch.count {
      let stage = stages[batch[index].room]
      begin(&batch[index], stage)
    }
    if countsRooms {
      for index in first..<batch.count {
        let room = batch[index].room
        books.tally.rooms.enter(room, isFirst: true)
      }
    }
    for index in first..<batch.count {
      let stage = stages[batch[index].room]
      admit(&batch[index], stage, &books, ahead: ahead)
    }
  }
}
