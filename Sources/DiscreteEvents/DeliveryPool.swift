// Tokens on their way to mailboxes. Invariant: a slot that is taken counts once among the tokens that its
// mailbox expects, which keeps the mailbox alive; a target names a slot's present token or nothing.

/// The tokens under way, in reusable slots; after the shutdown there are none.
@safe struct DeliveryPool {
  @safe private struct Slot {
    /// Kept alive by the number of its tokens: to count them costs less than to retain it for each.
    var mailbox: Unmanaged<Mailbox>?
    var token = 0
    var generation: UInt32 = 0
  }
  private var slots: [Slot] = []
  private var free: [Int32] = []

  mutating func insert(_ token: Int, for mailbox: Mailbox) -> TimerTarget {
    let slot = free.popLast() ?? appendSlot()
    mailbox.expectToken()
    unsafe slots[Int(slot)].mailbox = Unmanaged.passUnretained(mailbox)
    slots[Int(slot)].token = token
    return TimerTarget(delivery: slot, slots[Int(slot)].generation)
  }

  /// The target of a token, if it is still under way.
  func target(of token: ScheduledToken) -> TimerTarget? {
    let slot = token.word &>> 2 & 0x3FFF_FFFF
    guard token != .none, slot < slots.count else { return nil }
    let target = TimerTarget(delivery: Int32(slot), slots[slot].generation)
    return target.word == token.word && isLive(target) ? target : nil
  }

  /// Whether the token that the target names is still under way.
  func isLive(_ target: TimerTarget) -> Bool {
    let slot = Int(target.slot)
    guard slot < slots.count else { return false }
    return unsafe slots[slot].generation == target.generation && slots[slot].mailbox != nil
  }

  /// Takes a token out; whoever has what was taken is to say so to the mailbox, which lives until then.
  mutating func remove(_ target: TimerTarget) -> (mailbox: Unmanaged<Mailbox>?, token: Int) {
    let slot = Int(target.slot)
    let delivery = slots[slot]
    unsafe slots[slot].mailbox = nil
    slots[slot].generation &+= 1
    free.append(target.slot)
    return unsafe (delivery.mailbox, delivery.token)
  }

  /// Drops all tokens.
  mutating func removeAll() {
    for slot in slots { unsafe slot.mailbox?.takeUnretainedValue().endToken() }
    self = DeliveryPool()
  }

  private mutating func appendSlot() -> Int32 {
    slots.append(Slot())
    return Int32(slots.count - 1)
  }
}
