// What the sections of a scenario need to know of each other: names, categories, the currency and
// the length of the session. A part that could not be read is nil, and whoever would check against
// it stays silent: its problem is told already.

/// What has been read so far.
final class ScenarioContext {
  let log: ProblemLog
  /// The names of all sale logics; nil to accept any.
  let knownLogics: [String]?
  /// The currency of the first price.
  var currency: String?
  /// The price of the first product.
  var firstPrice: Int64?
  /// The same in the text as its author wrote it, before settings and changes are laid over it; nil if
  /// nothing is, or if it has no such price.
  var writtenPrice: Money?
  var products: NameTable?
  var cohorts: NameTable?
  var rooms: NameTable?
  /// The pools of stock.
  var pools = NameTable([StockPool.domestic.name])
  /// The names of the streams read so far.
  var streams = NameTable()
  /// Whether anything is asked or said of single streams.
  var tellsOfStreams = false
  /// The categories of the products read so far.
  var categories = NameTable()
  /// Whether every product has said its category.
  var categoriesAreKnown = false
  /// Whether products that say no category have one given to them, in turn, by their room.
  var categoriesInTurn = false
  /// What may be promised.
  let metrics: [Metric]
  /// The length of the session, in nanoseconds.
  var length: Int64?
  /// The sessions of the campaign that is read, by number.
  var sessions: NameTable?
  /// The campaign, if there is one.
  var campaign: Campaign?
  /// What is otherwise from some session of it on.
  var campaignChanges: [SessionChange] = []
  /// Whether a later session is read; what is odd about the text has been told by then.
  var isLaterSession = false

  init(log: ProblemLog, knownLogics: [String]? = nil, metrics: [Metric] = Metrics.all) {
    self.log = log
    self.knownLogics = knownLogics
    self.metrics = metrics
  }

  /// The length of the session, or the longest there may be.
  var horizon: Int64 { length ?? Span.day }

  /// Money in the currency of the scenario, which the first price decides.
  func money(_ node: NodeReader, in range: ClosedRange<Int64>) -> Int64? {
    guard let money = node.money(in: range) else { return nil }
    guard let currency else {
      currency = money.currency
      return money.minorUnits
    }
    guard money.currency == currency else {
      node.report("is in \(money.currency); the first product is priced in \(currency)")
      return nil
    }
    return money.minorUnits
  }

  /// What people find fair of whom nothing is said: a fact about them, which no setting of a price moves.
  var usualTolerance: Int64 {
    if let writtenPrice, writtenPrice.currency == currency { return writtenPrice.minorUnits }
    return firstPrice ?? 1
  }

  /// The names that a metric may be asked for; nil if they could not be read.
  func names(of subject: MetricSubject) -> NameTable? {
    switch subject {
    case .product: products
    case .room: rooms
    case .stream: streams
    case .session: sessions
    }
  }

  /// The name of a sale logic.
  func logic(_ node: NodeReader?) -> String? {
    guard let node else { return nil }
    guard let knownLogics else { return node.text(limit: Limit.nameLength) }
    return node.choice(of: knownLogics)
  }
}
