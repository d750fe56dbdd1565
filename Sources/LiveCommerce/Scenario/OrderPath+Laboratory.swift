// The order back end of a laboratory: calls take turns instead of time, so only lives, delays and
// numbers count.
import Stochastics

extension OrderPath {
  /// The back end of a laboratory whose nodes' clocks are so far ahead of true time, in nanoseconds.
  package static func laboratory(clockSkews: [Int64]) -> OrderPath {
    let nothing = Distribution.always(0)
    return OrderPath(
      gateway: Gateway(rate: nil, burst: 1, soldOutNotice: nil, soldOutRecheck: 1_000_000_000),
      workers: Workers(
        count: 1, queue: 1, deadline: nil, clockSkews: clockSkews, releasers: 1),
      database: Database(connections: 1, read: nothing, write: nothing, update: nothing),
      payment: Payment(capacity: 1, latency: nothing, decline: 0), logic: "",
      releaseLag: nothing, undersellWithin: 0)
  }
}
