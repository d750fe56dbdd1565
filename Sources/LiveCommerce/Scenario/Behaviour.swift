// How people decide, engage and lose patience: the coefficients of the model, one struct a rule.

/// How match, trust, knowledge and price become clicks and orders, in log-odds.
///
/// The shares hold for the reference viewer: match 0.5, trust 0.5, no note read, and a price equal
/// to the personal tolerance. Each coefficient moves the log-odds from there.
public struct Decision: Sendable, Equatable {
  /// Share of reference viewers who tap at a link-up.
  public var atLinkUp: Double
  /// Clicks per second of a reference viewer while the product on air is orderable.
  public var perSecond: Double
  /// Share of a reference viewer's clicks that become orders.
  public var order: Double
  /// Weight of match, per unit of match.
  public var match: Double
  /// Weight of trust, per unit of trust.
  public var trust: Double
  /// Weight of having read a note.
  public var knowledge: Double
  /// Weight of the logarithm of price over tolerance; positive numbers make dear things sell less.
  public var price: Double
  /// What makes the time from a click to the order shorter.
  public var haste = Haste()
}

/// How much sooner those decide who trust the host or have read a note.
public struct Haste: Sendable, Equatable {
  /// Weight of trust, per unit of trust, against the logarithm of the time to decide.
  public var trust = 0.0
  /// Weight of having read a note, against the same.
  public var knowledge = 0.0
}

/// How often a viewer who is present engages, per second.
public struct Engagement: Sendable, Equatable {
  /// The kinds of engagement, in the order of `perSecond`.
  public enum Kind: Int, Sendable, CaseIterable {
    /// A line in the chat.
    case comment
    /// A like.
    case like
    /// A follow; a person follows once, later impulses count as likes.
    case follow
    /// A gift.
    case gift
    /// A share.
    case share

    /// The kind at a place of the list; the last one beyond it.
    @inline(__always)
    init(place: Int) {
      switch place {
      case 0: self = .comment
      case 1: self = .like
      case 2: self = .follow
      case 3: self = .gift
      default: self = .share
      }
    }
  }
  /// Rate of each kind, per present viewer and second.
  public var perSecond: [Double]
  /// Weight of match in the logarithm of the rate.
  public var match: Double

  /// The sum of all rates, per present viewer and second.
  public var total: Double { perSecond.reduce(0, +) }
}

/// How fast patience is spent, as a factor of real time, by what is on air.
public struct PatienceRates: Sendable, Equatable {
  /// While an announced or pitched product is not yet orderable.
  public var awaiting: Double
  /// While the host talks or warms up.
  public var talking: Double
  /// While a product is orderable.
  public var selling: Double
  /// After the viewer has seen the product on air sold out.
  public var soldOut: Double
  /// During a giveaway or a reveal.
  public var special: Double
  /// Weight of match in the logarithm of the factor: a good match stays longer.
  public var match: Double
  /// Weight of trust in the logarithm of the factor.
  public var trust: Double
}

/// What a promise says of many sessions.
///
/// Of one session a promise is a fact, and this says nothing.
public enum Quantifier: Sendable, Equatable {
  /// At least this share of all sessions keeps the promise; above 0 and below 1.
  case share(Double)
  /// The mean over all sessions keeps it.
  case onAverage

  /// What a promise means that does not say.
  public static let usual = Quantifier.share(0.95)
}

/// A promise of the scenario: a metric, a comparison and a limit, and of how many sessions it is to
/// hold.
public struct Expectation: Sendable, Equatable {
  /// How a value is compared with its limit.
  public enum Comparison: String, Sendable, CaseIterable {
    /// Strictly less.
    case less = "<"
    /// At most.
    case atMost = "<="
    /// Equal.
    case equal = "=="
    /// Not equal.
    case unequal = "!="
    /// At least.
    case atLeast = ">="
    /// Strictly more.
    case more = ">"

    /// Whether the comparison holds.
    public func holds(_ value: Double, _ limit: Double) -> Bool {
      switch self {
      case .less: value < limit
      case .atMost: value <= limit
      case .equal: value == limit
      case .unequal: value != limit
      case .atLeast: value >= limit
      case .more: value > limit
      }
    }
  }
  /// The text as written.
  public var text: String
  /// Name of the metric.
  public var metric: String
  /// The product, room and so on that it is asked for, by index; nil for the session as a whole.
  public var subject: Int?
  /// How value and limit are compared.
  public var comparison: Comparison
  /// The limit, in the metric's base unit.
  public var limit: Double
  /// Over which sessions it is held when several are run; nil when the scenario does not say.
  public var quantifier: Quantifier?
}
