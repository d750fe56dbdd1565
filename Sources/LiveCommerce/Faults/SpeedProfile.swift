// The speed of a tier over time, piecewise constant: 1 as a rule, a factor of it while a fault lasts,
// 0 while the tier is down. A service of length w that begins at t is over when the speed's integral
// from t is w, so that one under way when a fault begins or ends feels it too.
//
// Servers that are shared are told their speed instead, as it changes.
//
// Invariant: pieces are in order of time, each begins where the one before ends, and the last has a
// speed above 0, so every service ends.
import DiscreteEvents

/// A tier's speed over time.
struct SpeedProfile: Sendable, Equatable {
  private struct Piece: Sendable, Equatable {
    var from: Int64
    var speed: Double
  }
  /// Empty without faults: then the speed is 1.
  private var pieces: [Piece] = []

  /// The speed of `tier` under `faults`; faults at the same time multiply.
  ///
  /// A payment provider that is down is as fast as ever, and its charges fail.
  init(_ faults: [Fault], of tier: Fault.Tier) {
    let own = faults.filter { $0.tier == tier }
    let ends = Set(own.flatMap { [$0.from, $0.until] }).sorted()
    pieces = ends.map { end in
      let speed = own.filter { $0.lasts(at: end) }.reduce(1.0) { product, fault in
        product * SpeedProfile.speed(under: fault)
      }
      return Piece(from: end, speed: speed)
    }
    if pieces.allSatisfy({ $0.speed == 1 }) { pieces = [] }
  }

  private static func speed(under fault: Fault) -> Double {
    switch fault.kind {
    case .down: fault.tier == .payment ? 1 : 0
    case .slow(let factor): 1 / factor
    case .brownout(let left): left
    default: 1
    }
  }

  /// How long a service takes that begins at `start` and would take `work` at full speed.
  @inline(__always)
  func time(for work: Int64, from start: Int64) -> Int64 {
    pieces.isEmpty ? work : slowed(work, from: start)
  }

  /// Has shared servers work at this speed from now on.
  func lead(_ servers: SharedServers, on executor: VirtualExecutor) {
    guard !pieces.isEmpty else { return }
    let pieces = pieces
    executor.spawn(name: "speed of \(servers.name)") {
      for piece in pieces {
        await executor.sleep(until: Instant(nanoseconds: piece.from))
        servers.setSpeed(piece.speed)
      }
    }
  }

  @inline(never)
  private func slowed(_ work: Int64, from start: Int64) -> Int64 {
    var next = pieces.firstIndex { $0.from > start } ?? pieces.count
    var now = start
    var left = Double(work)
    while next < pieces.count {
      let speed = next == 0 ? 1 : pieces[next - 1].speed
      let done = Double(pieces[next].from - now) * speed
      if done >= left && speed > 0 { return now - start + Int64((left / speed).rounded(.up)) }
      left -= done
      now = pieces[next].from
      next += 1
    }
    let speed = pieces[next - 1].speed
    return now - start + Int64(min(left / speed, Delay.longest).rounded(.up))
  }
}
