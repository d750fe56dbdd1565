// `client`: how long a client waits for an answer, and how often and when it asks again.
import Stochastics

/// Reads `client`.
enum ClientSection {
  static func read(_ reader: ObjectReader) -> Client {
    let jitter = jitter(reader)
    let client = Client(
      timeout: reader.duration(
        "timeout", default: 3 * Span.second, in: 100 * Span.millisecond...10 * Span.minute),
      retries: reader.count("retries", default: 2, in: Limit.retries),
      backoff: reader.duration(
        "backoff", default: 500 * Span.millisecond, in: 0...10 * Span.minute),
      backoffFactor: reader.number("factor", default: 2, in: 1...10),
      jitter: jitter ?? 1, doubleClick: reader.share("doubleClick", default: 0),
      longestBackoff: reader.optionalDuration("cap", in: 0...Span.hour) ?? .max,
      isDecorrelated: jitter == nil,
      retryBudget: reader.optional("retryBudget")?.number(in: Limit.retryBudget),
      hedge: reader.optionalDuration("hedge", in: Span.millisecond...10 * Span.minute),
      hearsLate: reader.bool("hearsLate", default: true))
    if let hedge = client.hedge, hedge >= client.timeout {
      let timeout = Quantity.describe(duration: client.timeout)
      reader.report("must be shorter than the timeout, \(timeout)", key: "hedge")
    }
    return client
  }

  /// The part of each wait that is random: a share or its name; nil for waits that are decorrelated.
  private static func jitter(_ reader: ObjectReader) -> Double? {
    guard let node = reader.optional("jitter") else { return 0.5 }
    guard node.isWord else { return node.share() ?? 0.5 }
    switch node.choice(of: ["full", "equal", "decorrelated"]) {
    case "full": return 1
    case "decorrelated": return nil
    default: return 0.5
    }
  }
}
