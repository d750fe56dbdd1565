// What was on air when, as it came to be: the rundown with what hosts made of it.
//
// Invariant: the periods of a room follow each other without gaps, from the first instant to its close.

/// A stretch of time in which one thing was on air in a room.
public struct StagePeriod: Sendable, Equatable {
  /// The room, by index.
  public let room: Int
  /// What the host did.
  public let kind: RundownStep.Kind
  /// The product on air, by index.
  public let product: Int?
  /// When it began, in nanoseconds.
  public let from: Int64
  /// When the next one began, in nanoseconds.
  public let until: Int64
  /// When it was to begin by the rundown, in nanoseconds.
  public let planned: Int64

  /// The periods of a room; `planned` are its entries before anybody had reacted to anything.
  static func all(of entries: [StageEntry], planned: [StageEntry], room: Int) -> [StagePeriod] {
    zip(entries.indices, entries.indices.dropFirst()).compactMap { index, next in
      let from = max(0, entries[index].published)
      guard from < entries[next].published else { return nil }
      return StagePeriod(
        room: room, kind: entries[index].kind,
        product: entries[index].product < 0 ? nil : entries[index].product, from: from,
        until: entries[next].published, planned: max(0, planned[index].published))
    }
  }
}
