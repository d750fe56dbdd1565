// Where the records of a lane wait: a two-level wheel of unsorted buckets. The fine ring holds the
// near future in buckets of a few milliseconds, the coarse ring the next hour in buckets as long as
// the whole fine ring, and a list what lies beyond. A coarse bucket is read as it is where a window
// covers it, and otherwise spread over the fine ring when its time comes, so a record is copied at
// most twice between two of its actions, always in streams, never in a heap.
//
// Invariant: a record in fine bucket b has next >> shift == b for exactly one b in
// [cursor, cursor + fineCount), records before the cursor do not exist.

/// A two-level wheel of viewer records.
struct BucketWheel: ~Copyable {
  private static let fineBits: Int64 = 11
  private static let coarseBits: Int64 = 11
  private static let fineCount: Int64 = 1 << fineBits
  private static let coarseCount: Int64 = 1 << coarseBits

  /// log₂ of the width of a fine bucket, in ticks.
  private let shift: Int64
  /// The fine bucket at which everything earlier has been taken.
  private var cursor: Int64 = 0
  private var pool = ChunkPool()
  private var fine: [Chain]
  private var coarse: [Chain]
  private var fineInUse = Bitmap(bits: Int(fineCount))
  private var coarseInUse = Bitmap(bits: Int(coarseCount))
  private var beyond: [ViewerRecord] = []
  /// Whether the bucket at the cursor has just been taken out.
  private var isBetweenBuckets = false
  /// Whether the cursor stands at a bucket that is to be taken out.
  private var isAtBucket = false

  /// Creates an empty wheel with fine buckets of 2^shift ticks.
  init(shift: Int64) {
    self.shift = shift
    fine = Array(repeating: Chain(), count: Int(BucketWheel.fineCount))
    coarse = Array(repeating: Chain(), count: Int(BucketWheel.coarseCount))
  }

  /// Records in the wheel.
  private(set) var count = 0
  /// Most bytes that records have occupied, counted in whole chunks.
  var peakBytes: Int { pool.bytes + beyond.capacity * MemoryLayout<ViewerRecord>.stride }

  /// Puts a record into the bucket of its `next`, which must not lie before the cursor.
  mutating func insert(_ record: ViewerRecord) {
    unsafe withUnsafePointer(to: record) { place in unsafe insert(copyOf: place) }
  }

  /// Puts a copy of a record into the bucket of its `next`, which must not lie before the cursor.
  @inline(__always)
  mutating func insert(copyOf record: UnsafePointer<ViewerRecord>) {
    count += 1
    unsafe place(record)
  }

  @inline(__always)
  private mutating func place(_ record: UnsafePointer<ViewerRecord>) {
    let bucket = unsafe max(Int64(record.pointee.next) >> shift, cursor)
    if bucket < cursor + BucketWheel.fineCount {
      let slot = Int(bucket & (BucketWheel.fineCount - 1))
      unsafe pool.append(record, to: &fine[slot])
      fineInUse.insert(slot)
    } else {
      unsafe placeAfar(record, bucket)
    }
  }

  @inline(__always)
  private mutating func placeAfar(_ record: UnsafePointer<ViewerRecord>, _ bucket: Int64) {
    let far = bucket >> BucketWheel.fineBits
    guard far < (cursor >> BucketWheel.fineBits) + BucketWheel.coarseCount else {
      unsafe beyond.append(record.pointee)
      return
    }
    let slot = Int(far & (BucketWheel.coarseCount - 1))
    unsafe pool.append(record, to: &coarse[slot])
    coarseInUse.insert(slot)
  }

  /// A lower bound of the earliest `next` in the wheel, in ticks: the start of the first bucket in
  /// use.
  func earliest() -> Int64? {
    guard count > 0 else { return nil }
    let start = Int(cursor & (BucketWheel.fineCount - 1))
    var earliest = Int64.max
    if let step = fineInUse.distance(from: start) { earliest = (cursor + Int64(step)) << shift }
    let far = cursor >> BucketWheel.fineBits
    let farStart = Int(far & (BucketWheel.coarseCount - 1))
    if let step = coarseInUse.distance(from: farStart) {
      earliest = min(earliest, (far + Int64(step)) << (shift + BucketWheel.fineBits))
    }
    if earliest == .max { earliest = beyond.reduce(Int64.max) { min($0, Int64($1.next)) } }
    return earliest
  }

  /// Takes out the next bucket that begins before `end`, to be read with `read` until its end; nil
  /// when there is none left.
  ///
  /// What is put back meanwhile must not be due before `end`; it waits for the next `end`.
  mutating func takeBucket(before end: Int64) -> Chain? {
    let last = (end - 1) >> shift
    if isBetweenBuckets {
      isBetweenBuckets = false
      // Only the last bucket can hold what is due at `end` or later; it stays where it is.
      guard cursor < last else { return nil }
      cursor += 1
    }
    if let chain = moveCursor(upTo: last) { return chain }
    guard isAtBucket else { return nil }
    isAtBucket = false
    isBetweenBuckets = true
    let slot = Int(cursor & (BucketWheel.fineCount - 1))
    let chain = fine[slot]
    fine[slot] = Chain()
    fineInUse.remove(slot)
    count -= Int(chain.count)
    return chain
  }

  /// Where the next record of a chain is that was taken out; nil at its end.
  ///
  /// Chunks are freed as they are read: a place is valid until the next call.
  @inline(__always)
  mutating func read(_ reader: inout ChainReader) -> UnsafePointer<ViewerRecord>? {
    if reader.index == reader.count && !advance(&reader) { return nil }
    defer { reader.index += 1 }
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

  /// Moves the cursor to the first bucket in use, `last` at the latest; returns a whole coarse bucket
  /// if one that ends by then comes first.
  private mutating func moveCursor(upTo last: Int64) -> Chain? {
    if count == 0 { cursor = max(cursor, last) }
    while cursor <= last && count > 0 {
      if let chain = openCoarseBucketAtCursor(last) { return chain }
      let start = Int(cursor & (BucketWheel.fineCount - 1))
      let toBoundary = BucketWheel.fineCount - Int64(start)
      let step = fineInUse.distance(from: start).map { Int64($0) } ?? toBoundary
      if step < toBoundary && cursor + step <= last {
        cursor += step
        isAtBucket = true
        return nil
      }
      guard cursor + min(step, toBoundary) <= last else {
        cursor = max(cursor, last)
        return nil
      }
      cursor += toBoundary
    }
    return nil
  }

  /// Calls `body` with every record where it lies; `body` must not change `next`.
  mutating func updateAll(_ body: (inout ViewerRecord) -> Void) {
    for slot in fineInUse.members { pool.update(fine[slot], body) }
    for slot in coarseInUse.members { pool.update(coarse[slot], body) }
    for index in beyond.indices { body(&beyond[index]) }
  }

  /// At the first fine bucket of a coarse one, takes out the coarse one if it ends by `last`, and
  /// otherwise spreads it over the fine ring.
  private mutating func openCoarseBucketAtCursor(_ last: Int64) -> Chain? {
    guard cursor & (BucketWheel.fineCount - 1) == 0 else { return nil }
    let far = cursor >> BucketWheel.fineBits
    let slot = Int(far & (BucketWheel.coarseCount - 1))
    spreadBeyond(slot)
    guard coarseInUse.contains(slot) else { return nil }
    let chain = coarse[slot]
    coarse[slot] = Chain()
    coarseInUse.remove(slot)
    if cursor + BucketWheel.fineCount - 1 <= last {
      count -= Int(chain.count)
      return chain
    }
    var reader = ChainReader(chain)
    while let record = unsafe read(&reader) { unsafe place(record) }
    return nil
  }

  /// Once a turn of the coarse ring, sorts in what lay beyond it.
  private mutating func spreadBeyond(_ slot: Int) {
    guard !beyond.isEmpty, slot == 0 else { return }
    let waiting = beyond
    beyond = []
    for record in waiting {
      unsafe withUnsafePointer(to: record) { place in unsafe self.place(place) }
    }
  }
}
