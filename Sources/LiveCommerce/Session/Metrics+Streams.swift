// Metrics of single streams, by the stream that first brought a person; of all streams together where
// none is named. A scenario that says nothing of single streams has none of them.
import Stochastics

extension Metrics {
  static let streams: [Metric] = [
    Metric(
      per: .stream, "stream.impressions", .count, better: .more,
      "Visits, and exposures from which nobody was to come in."
    ) { $0.impressions(of: $1) },
    Metric(
      per: .stream, "stream.impressionShare", .share, "Impressions over those of all streams."
    ) { record, stream in
      guard let own = record.impressions(of: stream), let all = record.impressions(of: nil), all > 0
      else { return nil }
      return own / all
    },
    Metric(
      per: .stream, "stream.enterRate", .share, better: .more, "First visits over impressions."
    ) { record, stream in
      guard let shown = record.impressions(of: stream), shown > 0 else { return nil }
      return record.exposedPersons(of: stream) / shown
    },
    count("stream.visits", "Visits of persons whom the stream first brought.", \.visits),
    count("stream.persons", "Persons whom the stream brought.", \.persons),
    Metric(per: .stream, "stream.share", .share, "Visits over those of all streams.") {
      ratio($0.counts(of: $1)?.visits, $0.audience.total.visits)
    },
    count("stream.clicks", "Clicks on products.", \.clicks),
    count("stream.orders", "Intentions to order that were sent.", \.orders),
    count("stream.paid", "Payments confirmed to their buyers.", \.paid),
    Metric(
      per: .stream, "stream.conversion", .share, better: .more, "Payments confirmed over visits."
    ) { ratio($0.counts(of: $1)?.paid, $0.counts(of: $1)?.visits) },
    Metric(
      per: .stream, "stream.lift", .number, better: .more,
      "Conversion of the stream over that of everybody."
    ) { record, stream in
      let all = record.audience.total
      guard let own = ratio(record.counts(of: stream)?.paid, record.counts(of: stream)?.visits),
        let usual = ratio(all.paid, all.visits), usual > 0
      else { return nil }
      return own / usual
    },
    Metric(
      per: .stream, "stream.reachToOrder", .share, better: .more,
      "Intentions to order over impressions."
    ) { record, stream in
      guard let shown = record.impressions(of: stream), shown > 0 else { return nil }
      return record.counts(of: stream).map { Double($0.orders) / shown }
    },
    Metric(per: .stream, "stream.gmv", .money, better: .more, "Value of payments confirmed.") {
      $0.counts(of: $1).map { Double($0.revenue) }
    },
    Metric(
      per: .stream, "stream.timeToOrder", .seconds, better: .less,
      "Mean time from entering to ordering, over orders."
    ) { record, stream in
      guard let counts = record.counts(of: stream), counts.orders > 0 else { return nil }
      return Double(counts.timeToOrder) / Double(counts.orders) / 1e9
    },
  ]

  private static func count(
    _ name: String, _ definition: String, _ part: @escaping @Sendable (FunnelCounts) -> Int
  ) -> Metric {
    Metric(per: .stream, name, .count, better: .more, definition) { record, stream in
      record.counts(of: stream).map { Double(part($0)) }
    }
  }

  private static func ratio(_ part: Int?, _ whole: Int?) -> Double? {
    guard let part, let whole, whole > 0 else { return nil }
    return Double(part) / Double(whole)
  }
}

extension SessionRecord {
  /// The streams that are called by a name, by index of the name; all for nil, and none where a
  /// scenario says nothing of single streams.
  private func streams(of name: Int?) -> [(stream: TrafficStream, counts: FunnelCounts)] {
    let all = zip(scenario.streams, audience.streams).map { (stream: $0, counts: $1) }
    guard let name else { return scenario.streamNames.isEmpty ? [] : all }
    return all.filter { $0.stream.name == scenario.streamNames[name] }
  }

  /// The funnel of a stream.
  fileprivate func counts(of name: Int?) -> FunnelCounts? {
    let streams = streams(of: name)
    guard !streams.isEmpty else { return nil }
    return streams.reduce(into: FunnelCounts()) { $0.merge($1.counts) }
  }

  /// How often the room was shown; nil for streams that do not say.
  ///
  /// Of those who did not come in the mean is counted, for nobody draws them.
  func impressions(of name: Int?) -> Double? {
    let exposed = streams(of: name).compactMap { stream, counts in
      stream.exposures.map { Double(counts.persons) + max(0, $0 - stream.visits) }
    }
    return exposed.isEmpty ? nil : exposed.reduce(0, +)
  }

  /// Persons who came by streams that say how often the room was shown.
  func exposedPersons(of name: Int?) -> Double {
    streams(of: name).reduce(0) { sum, entry in
      sum + (entry.stream.exposures == nil ? 0 : Double(entry.counts.persons))
    }
  }
}
