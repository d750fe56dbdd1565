// What faults do between a client and the gateway: a gateway that is down refuses or is silent, a
// partition cuts accounts off, an answer gets lost on its way back. Payments go by the provider's own
// pages and are not touched.
import Stochastics

/// The faults of the front tier.
struct FrontFaults: Sendable {
  /// What becomes of a request that the gateway never sees.
  enum Fate: Sendable, Equatable {
    /// The client hears "no" at once.
    case refused
    /// Nobody hears anything.
    case lost
  }
  private let outages: [Fault]
  private let partition: ShareProfile
  private let lostAnswers: ShareProfile
  private let draws: DomainDraws
  private let isEmpty: Bool

  init(_ faults: [Fault], draws: Draws) {
    outages = faults.filter { $0.tier == .gateway && $0.name == .down }
    partition = ShareProfile(faults, of: .gateway, .partition)
    lostAnswers = ShareProfile(faults, of: .gateway, .lostAcknowledgements)
    self.draws = draws.domain(Purpose.gatewayDomain)
    isEmpty = outages.isEmpty && partition.isEmpty
  }

  /// What becomes of a request; nil if it gets through.
  @inline(__always)
  func fate(of request: Request, at instant: Int64) -> Fate? {
    isEmpty ? nil : drawnFate(of: request, at: instant)
  }

  @inline(never)
  private func drawnFate(of request: Request, at instant: Int64) -> Fate? {
    let cut = partition.share(at: instant)
    if cut > 0, draws.entity(request.account).uniform(Purpose.partition) < cut { return .lost }
    guard let outage = outages.first(where: { $0.lasts(at: instant) }) else { return nil }
    return outage.kind == .down(silent: true) ? .lost : .refused
  }

  /// Whether the answer to a request gets lost.
  @inline(__always)
  func losesAnswer(to request: Request, at instant: Int64) -> Bool {
    let share = lostAnswers.share(at: instant)
    guard share > 0, request.kind != .payment else { return false }
    return draws.entity(request.id.rawValue).uniform(Purpose.lostAnswer) < share
  }
}
