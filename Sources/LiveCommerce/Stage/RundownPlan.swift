// From the rundown to the stage: each step becomes an entry, a link-up that closes by itself gets
// an entry that says so, and the room closes at the end of the session.

enum RundownPlan {
  /// The entries of a room as planned; entry 0 is on air before anybody comes.
  static func entries(of room: Room, in scenario: Scenario) -> [StageEntry] {
    var entries = [
      StageEntry(
        published: -1, kind: .warmUp, step: -1, product: -1, isOrderable: false, opens: 0)
    ]
    for (index, step) in room.rundown.enumerated() where step.kind != .restock {
      entries.append(entry(step, index: index))
      if step.kind == .linkUp, let end = closing(of: step, in: scenario, room: room, after: index) {
        entries.append(
          StageEntry(
            published: end, kind: .talk, step: index, product: step.product ?? -1,
            isOrderable: false, opens: 0, endsOffer: true))
      }
    }
    if entries.last?.kind != .close {
      entries.append(
        StageEntry(
          published: scenario.length, kind: .close, step: room.rundown.count, product: -1,
          isOrderable: false, opens: 0))
    }
    entries.announceOpenings()
    // From a reveal on, the host is the one who has shown it.
    if let reveal = entries.firstIndex(where: { $0.kind == .reveal }) {
      for index in reveal..<entries.count { entries[index].isRevealed = true }
    }
    return entries
  }

  private static func entry(_ step: RundownStep, index: Int) -> StageEntry {
    StageEntry(
      published: step.at, kind: step.kind, step: index, product: step.product ?? -1,
      isOrderable: step.kind == .linkUp, opens: 0)
  }

  /// When a link-up closes by itself before the next step begins, if it does.
  private static func closing(
    of step: RundownStep, in scenario: Scenario, room: Room, after index: Int
  ) -> Int64? {
    guard let product = step.product, let open = scenario.products[product].open else { return nil }
    let end = step.at + open
    let next = room.rundown.dropFirst(index + 1).first { $0.kind != .restock }?.at
    guard end < next ?? scenario.length else { return nil }
    return end
  }
}
