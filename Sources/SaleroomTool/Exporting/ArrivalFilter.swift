// Which of the simulated arrivals are exported. A smaller crowd is a sample of the accounts, each with
// all that it sends: thinned at random, a burst keeps its shape, and retries keep their first attempt.
import LiveCommerce
import Stochastics

/// Chooses arrivals.
struct ArrivalFilter {
  /// Key domain of the sample; no simulated entity has draws there.
  private static let domain: UInt32 = 1 << 20

  let kinds: Set<Arrival.Kind>
  let from: Int64
  let to: Int64?
  /// The share of accounts.
  let scale: Double
  /// The attempts of an intention that are of interest.
  let attempts: Int
  /// The most arrivals.
  let limit: Int
  private let draws: DomainDraws
  /// Arrivals chosen so far.
  private(set) var chosen = 0
  /// Arrivals that would have been chosen but for the limit.
  private(set) var leftOut = 0

  init(_ arguments: ParsedArguments, seed: UInt64, replication: UInt32) throws(ToolError) {
    kinds = try ArrivalFilter.kinds(arguments)
    from = try arguments.duration(.from) ?? 0
    to = try arguments.duration(.to)
    if let to, to <= from {
      throw .usage("option --to is an instant after --from: the window is empty")
    }
    scale = try arguments.number(.scale, in: 0.000001...1) ?? 1
    attempts = try arguments.integer(.attempts, in: 1...Int(UInt16.max)) ?? .max
    limit = try arguments.integer(.limit, in: 1...Int.max) ?? .max
    draws = Draws(seed: seed, replication: replication).domain(ArrivalFilter.domain)
  }

  private static func kinds(_ arguments: ParsedArguments) throws(ToolError) -> Set<Arrival.Kind> {
    guard let written = arguments.values(.kinds).first else { return [.order] }
    var kinds: Set<Arrival.Kind> = []
    for word in written.split(separator: ",") {
      guard let kind = Arrival.Kind(rawValue: String(word)) else {
        let known = Arrival.Kind.allCases.map(\.rawValue)
        let hint =
          Spelling.nearest(String(word), among: known).map { "; did you mean \($0)?" } ?? ""
        throw .usage("unknown kind `\(word)` (known: \(known.joined(separator: ", ")))\(hint)")
      }
      kinds.insert(kind)
    }
    guard !kinds.isEmpty else { throw .usage("--kinds names no kind") }
    return kinds
  }

  /// Whether an arrival is exported; asked once of each, in order.
  mutating func takes(_ arrival: Arrival) -> Bool {
    guard arrival.instant >= from, arrival.instant < to ?? .max,
      arrival.request?.attempt ?? 1 <= attempts,
      scale == 1 || draws.entity(arrival.account).chance(scale, 0)
    else { return false }
    guard chosen < limit else {
      leftOut += 1
      return false
    }
    chosen += 1
    return true
  }
}

extension ParsedArguments {
  /// The value of an option as a duration in nanoseconds, not negative; nil when it was not given.
  func duration(_ option: ToolOption) throws(ToolError) -> Int64? {
    guard let written = values(option).first else { return nil }
    do {
      let duration = try Quantity.duration(written)
      if duration >= 0 { return duration }
    } catch {}
    throw .usage("option --\(option.name) is a duration such as 90s or 1m30s, not `\(written)`")
  }
}
