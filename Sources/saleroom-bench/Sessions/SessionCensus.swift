// What happened in a session, in numbers that do not depend on the machine.
import LiveCommerce
import Stochastics

struct SessionCensus {
  private(set) var visits = 0
  private(set) var events = 0
  private(set) var orders = 0
  private(set) var paid = 0
  private(set) var requests = 0
  /// People present at the fullest second.
  private(set) var peakPresent = 0
  private(set) var fingerprint: UInt64 = 0

  init() {}

  init(_ record: SessionRecord) {
    let audience = record.audience
    visits = audience.total.visits
    events = audience.events.values.reduce(0, +)
    orders = audience.count(.order)
    paid = audience.total.paid
    requests = audience.requestsBySecond.counts.reduce(0, +)
    fingerprint = audience.fingerprint
    var present = 0
    let leaves = audience.leavesBySecond.counts
    for (second, enters) in audience.entersBySecond.counts.enumerated() {
      present += enters - (second < leaves.count ? leaves[second] : 0)
      peakPresent = max(peakPresent, present)
    }
  }

  /// The counts as the outcome of a run.
  var outcome: Outcome {
    Outcome(
      checksum: fingerprint,
      counts: [
        "visits": visits, "events": events, "orders": orders, "paid": paid,
        "requests": requests, "peakPresent": peakPresent,
      ])
  }
}
