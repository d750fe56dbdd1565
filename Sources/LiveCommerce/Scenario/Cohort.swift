// A cohort is a kind of person: what they like, how long they stay, how far away they are, how
// their client behaves and how they pay. Everything personal is drawn from a cohort's
// distributions under the person's own key.
public import Stochastics

/// A kind of person (a persona).
public struct Cohort: Sendable, Equatable {
  /// The name used in the scenario and in reports.
  public var name: String
  /// Interest in each category, 0…1, by category index.
  public var interests: [Double]
  /// Standard deviation of the personal deviation from the cohort's match.
  public var taste: Double
  /// The price at which half of the willing would still buy, in minor units.
  public var priceTolerance: Int64
  /// Standard deviation of the logarithm of the personal price tolerance.
  public var toleranceSpread: Double
  /// The patience a viewer brings, in nanoseconds.
  public var dwell: Distribution
  /// From the host's mouth to the viewer's ear.
  public var streamDelay: Delay
  /// One crossing of the network, for requests, answers and cards.
  public var network: Delay
  /// From hearing a link-up to the tap, in nanoseconds.
  public var reaction: Distribution
  /// From a click on a product to the order, in nanoseconds.
  public var consideration: Distribution
  /// Share of people who tap before an announced opening.
  public var earlyShare: Double
  /// How long before the announced opening they tap, in nanoseconds.
  public var earlyLead: Distribution
  /// What the client does while it waits for an answer.
  public var client: Client
  /// Share of created orders that are never paid.
  public var abandonment: Double
  /// From the answer to the payment, in nanoseconds.
  public var payDelay: Distribution
  /// Share of people who come back after leaving, per visit, of match ½ and trust ½.
  public var returnShare: Double
  /// From leaving to coming back, in nanoseconds.
  public var returnAfter: Distribution
  /// Whether these are programs that order by themselves, each visit with an account of its own.
  public var isAutomated = false
  /// Factor on the odds that what such a person has bought is sent back.
  public var returnOdds = 1.0
  /// Weight of the match with the room in the log-odds of coming back.
  public var returnMatch = 0.0
  /// Weight of trust in the host in the log-odds of coming back.
  public var returnTrust = 0.0
  /// Share of paid orders about which such a person posts a note.
  public var noteShare = 0.0
}

/// How a client behaves while its order is unanswered.
public struct Client: Sendable, Equatable {
  /// How long it waits for an answer, in nanoseconds.
  public var timeout: Int64
  /// How many times it asks again.
  public var retries: Int
  /// Wait before the first retry, in nanoseconds.
  public var backoff: Int64
  /// Factor by which the wait grows from one retry to the next.
  public var backoffFactor: Double
  /// Share of each wait that is drawn at random, 0…1.
  public var jitter: Double
  /// Share of orders that are tapped twice.
  public var doubleClick: Double
  /// The longest wait before a retry, in nanoseconds.
  public var longestBackoff = Int64.max
  /// Whether each wait is drawn between the first one and three times the one before; then neither
  /// factor nor jitter counts.
  public var isDecorrelated = false
  /// Retries for each order that the client may make on average, beside `retries`; nil: any number.
  public var retryBudget: Double?
  /// After how long without an answer a copy of the request is sent, in nanoseconds; nil: never.
  public var hedge: Int64?
  /// Whether a buyer hears of an order, or that there is none, by an answer that came when the client had
  /// stopped waiting.
  public var hearsLate = true
}
