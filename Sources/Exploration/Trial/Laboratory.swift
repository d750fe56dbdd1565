// The place where a storm meets a sale logic: every call upon the substrate comes here for its turn,
// and here it is delayed, its answer lost, or its node crashed.
//
// Invariant: confined to the thread that runs the trial. A strand of a crashed node, and every strand
// once the trial is over, is dead: its calls have no effect and are seen by nobody.
import DiscreteEvents
import LiveCommerce

/// Decides what befalls the calls of a trial.
protocol Misfortune: AnyObject {
  /// What befalls a call of a strand; nil for nothing. The laboratory knows the name of the place.
  func strikes(
    _ strand: Int32, _ call: Statement.Kind, _ laboratory: Laboratory
  ) -> Disturbance.Kind?
}

/// Something that happened in a trial, in order.
enum TraceEntry: Sendable, Equatable {
  /// A call took effect.
  case call(strand: Int32, Statement)
  /// The ledger saw something.
  case fact(strand: Int32, LedgerEvent)
  /// A call upon a row met with a misfortune.
  case disturbance(strand: Int32, at: Instant, Disturbance.Kind, Row)
}

/// The laboratory of one trial after the other.
final class Laboratory: SaleLaboratory, @unchecked Sendable {
  // Sendable: confined to the thread that runs the trial.

  /// What each strand is doing.
  struct Progress {
    var kind = Statement.Kind.read
    var row = Row.stock(-1)
    var hasCalled = false
    /// How often each call has been made, when points are to be named.
    var counts: [(kind: Statement.Kind, row: Row, count: Int)] = []
  }

  let interleaver: Interleaver
  @safe @exclusivity(unchecked) private(set) var executor: VirtualExecutor
  @safe @exclusivity(unchecked) private var progress: [Progress] = []
  @safe @exclusivity(unchecked) private var deadGroups: [Bool] = []
  @safe @exclusivity(unchecked) private var isOver = false
  /// Whether points can be asked for, which costs a little with every call.
  @safe @exclusivity(unchecked) var namesPoints = false
  /// Whether everything that happens is kept.
  @safe @exclusivity(unchecked) var isRecording = false
  @safe @exclusivity(unchecked) var misfortune: (any Misfortune)?
  /// What happened, if it is kept.
  @safe @exclusivity(unchecked) private(set) var trace: [TraceEntry] = []
  /// How much has happened of what is kept.
  var happened: Int { trace.count + disturbances.count }
  /// What befell calls, in order, with the places if they can be named.
  @safe @exclusivity(unchecked) private(set) var disturbances: [Disturbance] = []
  /// A hash of the calls and facts so far: two trials with the same have done the same.
  @safe @exclusivity(unchecked) private(set) var fingerprint: UInt64 = 0
  /// Calls so far.
  @safe @exclusivity(unchecked) private(set) var calls = 0
  /// Whether the sale logic has looked at what the world has in stock.
  @safe @exclusivity(unchecked) private(set) var hasSeenStock = false
  /// Called when a node crashes, after its strands are dead.
  @safe @exclusivity(unchecked) var onCrash: (Int32) -> Void = { _ in }
  /// Called with the strand that is about to go on: after a choice, a call and a fact.
  @safe @exclusivity(unchecked) var onStep: ((Int32) -> Void)?

  init(_ interleaver: Interleaver) {
    self.interleaver = interleaver
    executor = VirtualExecutor(exploring: interleaver)
  }

  deinit { executor.disband() }

  /// Makes everything new, for the next trial.
  func begin() {
    interleaver.reset()
    executor = VirtualExecutor(exploring: interleaver)
    progress.removeAll(keepingCapacity: true)
    deadGroups.removeAll(keepingCapacity: true)
    trace.removeAll(keepingCapacity: true)
    disturbances.removeAll(keepingCapacity: true)
    fingerprint = 0
    calls = 0
    hasSeenStock = false
    isOver = false
  }

  /// Ends the trial: everybody is dead, and what waits is let go so that its tasks unwind.
  func end() {
    isOver = true
    executor.shutdown()
  }

  // MARK: Groups

  /// A new group, such as one incarnation of a node.
  func newGroup() -> Int32 {
    deadGroups.append(false)
    return Int32(deadGroups.count - 1)
  }

  /// Whether what a strand does no longer counts.
  func isDead(_ strand: Int32) -> Bool {
    guard !isOver, strand >= 0 else { return true }
    let group = interleaver.group(of: strand)
    return group >= 0 && deadGroups[Int(group)]
  }

  var isDeadHere: Bool { isDead(interleaver.strandOfTask()) }

  private func crash(_ strand: Int32) {
    let group = interleaver.group(of: strand)
    guard group >= 0 else { return }
    deadGroups[Int(group)] = true
    executor.cancel(group: group)
    onCrash(group)
  }

  // MARK: Calls

  func turn(_ kind: Statement.Kind, _ row: Row, for order: OrderID) async -> Turn {
    let strand = interleaver.strandOfTask()
    guard !isDead(strand) else {
      if strand >= 0 { note(strand, kind, row) }
      // It gives way every time, so that a loop that does not see its end can be given up.
      await executor.takeTurn(of: strand)
      return .dead
    }
    note(strand, kind, row)
    calls += 1
    await executor.takeTurn(of: strand)
    guard !isDead(strand) else { return .dead }
    guard let kind = misfortune?.strikes(strand, kind, self) else { return .answered }
    return await suffer(kind, strand, row)
  }

  private func suffer(_ kind: Disturbance.Kind, _ strand: Int32, _ row: Row) async -> Turn {
    if isRecording { trace.append(.disturbance(strand: strand, at: executor.now, kind, row)) }
    if namesPoints {
      var place = point(of: strand)
      place.hops = 0
      disturbances.append(Disturbance(at: place, kind: kind))
    }
    switch kind {
    case .delay(let nanoseconds):
      await executor.sleep(for: nanoseconds)
      return isDead(strand) ? .dead : .answered
    case .crash:
      crash(strand)
      return .dead
    case .unanswered: return .unanswered
    case .lost: return .lost
    case .redelivery(let wait): return .again(after: wait)
    case .reordering: return .overtaken
    case .leaseLapse: return .lapsing
    }
  }

  private func note(_ strand: Int32, _ kind: Statement.Kind, _ row: Row) {
    while progress.count <= strand { progress.append(Progress()) }
    progress[Int(strand)].kind = kind
    progress[Int(strand)].row = row
    progress[Int(strand)].hasCalled = true
    guard namesPoints else { return }
    let counts = progress[Int(strand)].counts
    if let place = counts.firstIndex(where: { $0.kind == kind && $0.row == row }) {
      progress[Int(strand)].counts[place].count += 1
    } else {
      progress[Int(strand)].counts.append((kind, row, 1))
    }
  }

  func look(at row: Row) {
    switch row {
    case .stock, .bucket: hasSeenStock = true
    case .soldOutFlag, .purchases, .order, .key, .own: break
    }
  }

  func note(_ statement: Statement) {
    look(at: statement.row)
    mix(UInt64(statement.kind.rawValue), statement.order.rawValue)
    mix(UInt64(truncatingIfNeeded: statement.value), 1)
    let row = statement.row.numbers
    mix(row.kind, row.number)
    if isRecording { trace.append(.call(strand: interleaver.strandOfTask(), statement)) }
    onStep?(interleaver.strandOfTask())
  }

  /// Sees a fact that the ledger has booked.
  func note(_ event: LedgerEvent) {
    mix(event.kind.number, event.order.id.rawValue)
    if isRecording { trace.append(.fact(strand: interleaver.current, event)) }
    onStep?(interleaver.current)
  }

  private func mix(_ first: UInt64, _ second: UInt64) {
    let word = fingerprint ^ first &* 0x9E37_79B9_7F4A_7C15 ^ second &* 0xC2B2_AE3D_27D4_EB4F
    fingerprint = (word ^ word &>> 29) &* 0x1656_67B1_9E37_79F9
  }

  // MARK: Points

  /// The place that a strand has come to.
  func point(of strand: Int32) -> Point {
    guard strand >= 0 else { return Point(strand: "", call: "", nth: 0, hops: 0) }
    let hops = Int(interleaver.strands[Int(strand)].hops)
    let words = interleaver.words(strand)
    guard strand < progress.count, progress[Int(strand)].hasCalled else {
      return Point(strand: words, call: "", nth: 0, hops: hops)
    }
    let own = progress[Int(strand)]
    let count = own.counts.first { $0.kind == own.kind && $0.row == own.row }?.count ?? 0
    return Point(strand: words, call: "\(own.kind) \(own.row.words)", nth: count, hops: hops)
  }
}

extension Row {
  /// What tells it from others, the same in every process.
  fileprivate var numbers: (kind: UInt64, number: UInt64) {
    func number(_ number: Int) -> UInt64 { UInt64(truncatingIfNeeded: number) }
    return switch self {
    case .stock(let sku): (0, number(sku))
    case .bucket(let sku, let index): (8 &+ number(index), number(sku))
    case .soldOutFlag(let sku): (1, number(sku))
    case .purchases(let account, let product): (2 ^ number(product) << 32, account)
    case .order(let id): (3, id.rawValue)
    case .key(let key): (4, key)
    case .own(let own): (5, number(own))
    }
  }
}
