// Memory for the buckets of a wheel: chunks of 64 records, linked into chains, kept in blocks that
// never move. A bucket thus costs at most one chunk more than its records, and freed chunks serve
// any bucket.
//
// This is one of the three places with unsafe memory (the others are the executor and the tables of
// a stage): chunks live in
// blocks of our own so that growth never copies the records of millions of people.

/// A chain of chunks; all but the first are full.
struct Chain: Sendable {
  static let none = Int32(-1)
  /// The chunk that is being filled.
  var head = Chain.none
  /// Records in the chain.
  var count: Int32 = 0

  /// Records in the first chunk.
  @inline(__always)
  var countInHead: Int {
    guard count > 0 else { return 0 }
    return (Int(count) - 1) % ChunkPool.recordsPerChunk + 1
  }
}

/// How far a chain has been read.
struct ChainReader: Sendable {
  var chunk: Int32
  var index = 0
  var count: Int

  init(_ chain: Chain) {
    chunk = chain.head
    count = chain.countInHead
  }
}

/// Chunks of viewer records.
@safe struct ChunkPool: ~Copyable {
  static let recordsPerChunk = 64
  private static let chunksPerBlock = 64

  private var blocks: [UnsafeMutablePointer<ViewerRecord>] = unsafe []
  private var links: [Int32] = []
  private var firstFree = Chain.none

  init() {}

  deinit {
    unsafe blocks.forEach { unsafe $0.deallocate() }
  }

  /// Bytes allocated for records.
  var bytes: Int {
    links.count * ChunkPool.recordsPerChunk * MemoryLayout<ViewerRecord>.stride
  }

  /// Appends a copy of a record to a chain.
  ///
  /// From memory to memory: a record that passes through registers is taken apart into its fields,
  /// and the copy then waits for each of them.
  @inline(__always)
  mutating func append(_ record: UnsafePointer<ViewerRecord>, to chain: inout Chain) {
    let place = Int(chain.count) % ChunkPool.recordsPerChunk
    if place == 0 {
      let chunk = allocate()
      links[Int(chunk)] = chain.head
      chain.head = chunk
    }
    unsafe address(chain.head).advanced(by: place).initialize(from: record, count: 1)
    chain.count += 1
  }

  /// Where the record at `index` of a chunk is; `index` must be below the chunk's count.
  @inline(__always)
  func record(_ chunk: Int32, _ index: Int) -> UnsafePointer<ViewerRecord> {
    unsafe UnsafePointer(address(chunk) + index)
  }

  /// Calls `body` with every record of a chain, where it lies.
  mutating func update(_ chain: Chain, _ body: (inout ViewerRecord) -> Void) {
    var chunk = chain.head
    var left = chain.countInHead
    while chunk != Chain.none {
      for index in 0..<left { unsafe body(&address(chunk)[index]) }
      chunk = links[Int(chunk)]
      left = ChunkPool.recordsPerChunk
    }
  }

  /// The chunk after this one in its chain.
  func next(_ chunk: Int32) -> Int32 { links[Int(chunk)] }

  /// Gives a chunk back.
  mutating func free(_ chunk: Int32) {
    links[Int(chunk)] = firstFree
    firstFree = chunk
  }

  @inline(__always)
  private func address(_ chunk: Int32) -> UnsafeMutablePointer<ViewerRecord> {
    let index = Int(chunk)
    return unsafe blocks[index / ChunkPool.chunksPerBlock].advanced(
      by: index % ChunkPool.chunksPerBlock * ChunkPool.recordsPerChunk)
  }

  private mutating func allocate() -> Int32 {
    if firstFree == Chain.none { grow() }
    let chunk = firstFree
    firstFree = links[Int(chunk)]
    return chunk
  }

  private mutating func grow() {
    let capacity = ChunkPool.chunksPerBlock * ChunkPool.recordsPerChunk
    unsafe blocks.append(UnsafeMutablePointer<ViewerRecord>.allocate(capacity: capacity))
    let first = Int32(links.count)
    for chunk in first..<first + Int32(ChunkPool.chunksPerBlock) {
      links.append(chunk + 1)
    }
    links[links.count - 1] = firstFree
    firstFree = first
  }
}
