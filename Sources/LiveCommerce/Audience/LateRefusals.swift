// Refusals that come when the client has stopped waiting. Whoever still asks hears of one and asks no more;
// whoever has given up without an answer learns what has become of it, and counts as refused then.
//
// Invariant: an intention that ended undecided is given back once, with the refusal of it that was given
// first, whichever of the two is told first.

/// Late refusals of one lane, and who waits for one without knowing.
struct LateRefusals: Sendable {
  /// What somebody asks for: one variant, by one click.
  struct Wish: Hashable, Sendable {
    private let bits: UInt64

    /// An account has forty bits, a shift is −1, 0 or 1.
    init(account: UInt64, click: UInt16, shift: Int8) {
      bits = UInt64(bitPattern: Int64(shift + 1)) << 56 | account << 16 | UInt64(click)
    }
  }

  /// A refusal for good, and when it is heard, in nanoseconds.
  struct Refusal: Sendable, Equatable {
    let outcome: Outcome
    let heard: Int64
  }

  /// An intention that ended undecided: when it began, in nanoseconds, and of which product.
  struct Untold: Sendable, Equatable {
    let intention: Int64
    let product: UInt32
  }

  /// The refusal given first and the one heard first.
  private var refusals: [Wish: (given: Refusal, heard: Refusal)] = [:]
  private var untold: [Wish: Untold] = [:]

  /// The refusal of a wish heard first, if that was by `instant`.
  func known(to wish: Wish, by instant: Int64) -> Refusal? {
    guard let refusal = refusals[wish]?.heard, refusal.heard <= instant else { return nil }
    return refusal
  }

  /// Keeps a refusal, unless whom it is for has given up: then that intention is returned.
  mutating func hear(_ refusal: Refusal, of wish: Wish) -> Untold? {
    if let ended = untold.removeValue(forKey: wish) { return ended }
    let earlier = refusals[wish]
    let isFirst = refusal.heard < earlier?.heard.heard ?? .max
    refusals[wish] = (earlier?.given ?? refusal, isFirst ? refusal : earlier?.heard ?? refusal)
    return nil
  }

  /// Notes that an intention has ended undecided, unless a refusal of it is on its way: that is returned.
  mutating func giveUp(_ intention: Untold, _ wish: Wish) -> Refusal? {
    if let refusal = refusals.removeValue(forKey: wish) { return refusal.given }
    untold[wish] = intention
    return nil
  }
}
