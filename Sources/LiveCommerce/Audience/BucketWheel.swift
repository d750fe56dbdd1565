// Where the records of a lane wait: a hierarchical timing wheel of unsorted buckets (G. Varghese and
// T. Lauck, "Hashed and hierarchical timing wheels", 1987). A level has 64 slots; a slot is as long as
// the whole level below. So few slots are open at a time that their ends stay in the cache, and a
// record is copied once a level on its way down, always in streams, never in a heap. A slot that lies
// whole in a window is read as it is.
//
// Invariant: bucket b of a record is next >> shift. It is kept at the highest level where the digits (to
// base 64) of b and of the cursor differ, in the slot of that digit; at level 0 if none differs. Slots
// before the cursor's digit are empty, and above level 0 the cursor's own is empty too.

/// A wheel of viewer records.
@safe struct BucketWheel: ~Copyable {
  private static let digitBits: Int64 = 6
  private static let digits: Int64 = 1 << digitBits
  /// As many as ticks of 32 bits can fill.
  private static let mostLevels = 6
  private static let slotCount = mostLevels * Int(digits)

  /// log₂ of the width of a bucket, in ticks.
  private let shift: Int64
  /// The bucket at which everything earlier has been taken.
  private var cursor: Int64 = 0
  /// Whether the bucket at the cursor has just been taken out.
  private var isBetweenBuckets = false
  private var pool = ChunkPool()
  private let levels: Int64
  /// Slots, level by level: an array would be asked at every write whether it is shared, and in place they
  /// would be copied with whatever reads the wheel.
  private let slots: UnsafeMutablePointer<Chain>
  /// Which slots of each level are in use.
  private var inUse = [6 of UInt64](repeating: 0)
  /// Records in the wheel.
  private(set) var count = 0
  /// Records that are in no slot.
  private var aside = Chain()

  /// Creates an empty wheel with buckets of 2^shift ticks.
  init(shift: Int64) {
    self.shift = shift
    levels = (32 - shift + BucketWheel.digitBits - 1) / BucketWheel.digitBits
    unsafe slots = .allocate(capacity: BucketWheel.slotCount)
    unsafe slots.initialize(repeating: Chain(), count: BucketWheel.slotCount)
  }

  deinit { unsafe slots.deallocate() }

  /// Most bytes that records have occupied, counted in whole chunks.
  var peakBytes: Int { pool.bytes }

  // MARK: Putting in

  /// Puts a record into the bucket of its `next`, which must not lie before the cursor.
  mutating func insert(_ record: ViewerRecord) {
    unsafe withUnsafePointer(to: record) { place in unsafe insert(copyOf: place) }
  }

  /// Puts a copy of a record into the bucket of its `next`, which must not lie before the cursor.
  @inline(__always)
  mutating func insert(copyOf record: UnsafePointer<ViewerRecord>) {
    count &+= 1
    unsafe place(record)
  }

  @inline(__always)
  private mutating func place(_ record: UnsafePointer<ViewerRecord>) {
    let bucket = unsafe max(Int64(record.pointee.next) &>> shift, cursor)
    let level = BucketWheel.highestDigit(bucket ^ cursor)
    let slot = BucketWheel.digit(bucket, level)
    inUse[Int(level)] |= 1 &<< UInt64(slot)
    // A pointer of its own: an element of `slots` would hold the whole wheel while the pool changes.
    let chain = unsafe slots + BucketWheel.place(level, slot)
    unsafe pool.append(record, to: &chain.pointee)
  }

  /// The place of the highest digit that is not 0; 0 if all are.
  @inline(__always)
  private static func highestDigit(_ number: Int64) -> Int64 {
    Int64(63 - (number | 1).leadingZeroBitCount) / digitBits
  }

  @inline(__always)
  private static func digit(_ bucket: Int64, _ level: Int64) -> Int64 {
    bucket &>> (level &* digitBits) & (digits - 1)
  }

  /// Where a slot is in the list of all.
  @inline(__always)
  private static func place(_ level: Int64, _ slot: Int64) -> Int {
    Int(level &<< digitBits | slot)
  }

  // MARK: Setting aside

  /// Records set aside; they do not count as in the wheel.
  var countAside: Int { Int(aside.count) }

  /// Keeps a copy of a record out of the slots, in chunks that others have left.
  mutating func setAside(copyOf record: UnsafePointer<ViewerRecord>) {
    unsafe pool.append(record, to: &aside)
  }

  /// Puts what another wheel has set aside into the buckets of this one.
  mutating func takeAside(of other: inout BucketWheel) {
    var reader = ChainReader(other.aside)
    other.aside = Chain()
    while let record = unsafe other.read(&reader) { unsafe insert(copyOf: record) }
  }

  // MARK: Taking out

  /// A lower bound of the earliest `next` in the wheel, in ticks: the start of the first slot in use.
  func earliest() -> Int64? {
    if let slot = firstSlot(level: 0, from: BucketWheel.digit(cursor, 0)) {
      return start(level: 0, slot) &<< shift
    }
    return firstSlotAbove().map { start(level: $0.level, $0.slot) &<< shift }
  }

  /// Takes out the next bucket, or slot of buckets, that begins before `end`, to be read with `read`
  /// until its end; nil when there is none left.
  ///
  /// What is put back meanwhile must not be due before `end`; it waits for the next `end`.
  mutating func takeBucket(before end: Int64) -> Chain? {
    let last = (end - 1) &>> shift
    var digit = BucketWheel.digit(cursor, 0)
    if isBetweenBuckets {
      isBetweenBuckets = false
      // Only the last bucket can hold what is due at `end` or later; it stays where it is.
      guard cursor < last else { return nil }
      digit += 1
    }
    while count > 0 {
      if let slot = firstSlot(level: 0, from: digit) {
        let bucket = start(level: 0, slot)
        guard bucket <= last else { return nil }
        cursor = bucket
        isBetweenBuckets = true
        return take(level: 0, slot)
      }
      guard let (level, slot) = firstSlotAbove() else { return nil }
      let bucket = start(level: level, slot)
      guard bucket <= last else { return nil }
      cursor = bucket
      digit = 0
      let chain = take(level: level, slot)
      if bucket + 1 &<< (level &* BucketWheel.digitBits) <= last + 1 { return chain }
      spread(chain)
    }
    return nil
  }

  private func firstSlot(level: Int64, from digit: Int64) -> Int64? {
    guard digit < BucketWheel.digits else { return nil }
    let later = inUse[Int(level)] &>> UInt64(digit)
    return later == 0 ? nil : digit + Int64(later.trailingZeroBitCount)
  }

  /// The first slot in use above level 0.
  private func firstSlotAbove() -> (level: Int64, slot: Int64)? {
    for level in 1..<levels {
      let digit = BucketWheel.digit(cursor, level)
      if let slot = firstSlot(level: level, from: digit + 1) { return (level, slot) }
    }
    return nil
  }

  /// The first bucket of a slot.
  private func start(level: Int64, _ slot: Int64) -> Int64 {
    let above = cursor &>> ((level &+ 1) &* BucketWheel.digitBits)
    return (above &<< BucketWheel.digitBits | slot) &<< (level &* BucketWheel.digitBits)
  }

  private mutating func take(level: Int64, _ slot: Int64) -> Chain {
    let index = BucketWheel.place(level, slot)
    let chain = unsafe slots[index]
    unsafe slots[index] = Chain()
    inUse[Int(level)] &= ~(1 &<< UInt64(slot))
    count -= Int(chain.count)
    return chain
  }

  /// Puts the records of the slot at the cursor into the levels below.
  private mutating func spread(_ chain: Chain) {
    count += Int(chain.count)
    var reader = ChainReader(chain)
    while let record = unsafe read(&reader) { unsafe place(record) }
  }

  // MARK: Reading

  /// Where the next record of a chain is that was taken out; nil at its end.
  ///
  /// Chunks are freed as they are read: a place is valid until the next call.
  @inline(__always)
  mutating func read(_ reader: inout ChainReader) -> UnsafePointer<ViewerRecord>? {
    if reader.index == reader.count && !advance(&reader) { return nil }
    defer { reader.index &+= 1 }
    return unsafe pool.record(reader.chunk, reader.index)
  }

  private mutating func advance(_ reader: inout ChainReader) -> Bool {
    guard reader.chunk != Chain.none else { return false }
    let next = pool.next(reader.chunk)
    pool.free(reader.chunk)
    reader.chunk = next
    reader.index = 0
    reader.count = next == Chain.none ? 0 : ChunkPool.recordsPerChunk
    return next != Chain.none
  }

  /// Calls `body` with every record where it lies; `body` must not change `next`.
  mutating func updateAll(_ body: (inout ViewerRecord) -> Void) {
    for slot in 0..<BucketWheel.slotCount where unsafe slots[slot].count > 0 {
      unsafe pool.update(slots[slot], body)
    }
  }
}
