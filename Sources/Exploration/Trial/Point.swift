// Where in a schedule something happens, named by its cause: whose call it was, upon what, and which
// of its kind. So a name means the same after unrelated code has changed, and in every build.

/// A place in a schedule.
public struct Point: Sendable, Hashable, Codable {
  /// The strand, such as `order 3` or `task 1 of order 3`.
  public var strand: String
  /// The call that it has come to, such as `update stock row 0`; empty before its first.
  public var call: String
  /// Which of its calls of that name, from 1; 0 before the first.
  public var nth: Int
  /// The pieces of the strand that have run since that call was made.
  ///
  /// 0 is before the call has its turn. It takes part in a name only for what lies between two
  /// calls, because how many pieces there are may differ from build to build.
  public var hops: Int
}

/// What a schedule does otherwise than letting each strand run until it waits: it goes on elsewhere.
public struct Switch: Sendable, Hashable, Codable {
  /// Where.
  public var at: Point
  /// The strand that goes on.
  public var to: String
}

/// What befalls a call, beside its turn.
public struct Disturbance: Sendable, Hashable, Codable {
  /// What may befall a call.
  public enum Kind: Sendable, Hashable, Codable {
    /// It takes so many nanoseconds.
    case delay(Int64)
    /// The node crashes before it takes effect.
    case crash
    /// Its answer is lost.
    case unanswered
    /// It is lost on its way.
    case lost
    /// The message that it delivers is delivered once more, so many nanoseconds later or when somebody
    /// has time for it, although it is acknowledged.
    case redelivery(Int64)
    /// The message that it would deliver is kept back until a younger one has been delivered, or the
    /// time to redelivery is up.
    case reordering
    /// The lease that it is given runs out at once: others may have it, and its holder is not told.
    case leaseLapse
  }
  /// The call.
  public var at: Point
  /// What befalls it.
  public var kind: Kind
}
