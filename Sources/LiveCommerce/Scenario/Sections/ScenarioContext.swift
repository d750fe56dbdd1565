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
  var products: NameTable?
  var cohorts: NameTable?
  var categories = NameTable()
  /// The length of the session, in nanoseconds.
  var length: Int64?

  init(log: ProblemLog, knownLogics: [String]?) {
    self.log = log
    self.knownLogics = knownLogics
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
      node.report("is in \(money.currency); the first price of this scenario is in \(currency)")
      return nil
    }
    return money.minorUnits
  }

  /// The name of a sale logic.
  func logic(_ node: NodeReader?) -> String? {
    guard let node else { return nil }
    guard let knownLogics else { return node.text(limit: Limit.nameLength) }
    return node.choice(of: knownLogics)
  }
}

/// Names in order, each with its index.
struct NameTable {
  private(set) var names: [String] = []
  private var indices: [String: Int] = [:]

  /// The index of a name, if it is there.
  func index(of name: String) -> Int? { indices[name] }

  /// The index of a name, which is added if it is not there.
  mutating func add(_ name: String) -> Int {
    if let index = indices[name] { return index }
    indices[name] = names.count
    names.append(name)
    return names.count - 1
  }

  /// What to say of a name that is not there.
  func refusal(of name: String, noun: String) -> String {
    let start = "there is no \(noun) \(Wording.quoted(name)); "
    if let nearest = Spelling.nearest(name, among: names) {
      return start + "did you mean \(Wording.quoted(nearest))?"
    }
    guard !names.isEmpty else { return start + "there is none at all" }
    return start + "write one of \(Wording.listed(names))"
  }
}

/// Lengths of time in nanoseconds.
enum Span {
  static let millisecond: Int64 = 1_000_000
  static let second: Int64 = 1_000_000_000
  static let minute = 60 * second
  static let hour = 60 * minute
  static let day = 24 * hour
  static let year = 365 * day
}

/// How much of everything a scenario may hold.
enum Limit {
  static let cohorts = 200
  static let products = 2000
  static let variants = 200
  static let steps = 1000
  static let streams = 255
  static let pieces = 100_000
  static let expectations = 1000
  /// The longest name, in bytes.
  static let nameLength = 64
  /// Visits of one stream; persons are numbered in 32 bits, and a draw may exceed its mean.
  static let visits = 4_000_000_000
  /// Units of one stock, and in one batch or restock.
  static let units = 1_000_000_000
  /// The largest price, in minor units.
  static let price: Int64 = 1_000_000_000_000
  /// What all stock together may be worth in minor units, so that sums of money never overflow.
  static let worth: Int64 = 100_000_000_000_000_000
}

extension ObjectReader {
  /// Reads the object under a key; its defaults if the key is not there.
  func section<Value>(_ key: String, _ read: (ObjectReader) -> Value) -> Value {
    let reader =
      optionalObject(key)
      ?? ObjectReader(members: [], position: position, path: .key(path, key), log: log)
    defer { reader.finish() }
    return read(reader)
  }

  /// Reads the object under a key, if the key is there.
  func optionalSection<Value>(_ key: String, _ read: (ObjectReader) -> Value) -> Value? {
    guard let reader = optionalObject(key) else { return nil }
    defer { reader.finish() }
    return read(reader)
  }

  /// Reports shares that do not sum to one.
  func reportUnlessWhole(_ shares: [Double], key: String? = nil) {
    let sum = shares.reduce(0, +)
    guard (sum - 1).magnitude > 1e-9 else { return }
    let shown = Quantity.describe(share: (sum * 1e9).rounded() / 1e9)
    report("the shares sum to \(shown), not to 100%", key: key)
  }
}

extension ObjectReader.NamedReader {
  /// Reports a name that could not stand in a path or a promise.
  func checkName() {
    guard name.utf8.count <= Limit.nameLength else {
      reportName("the name is too long: \(Limit.nameLength) bytes are allowed")
      return
    }
    let scalars = name.unicodeScalars
    let isSound = scalars.allSatisfy {
      $0.isASCIIDigit || "a"..."z" ~= $0 || "A"..."Z" ~= $0 || $0 == "_" || $0 == "-"
    }
    guard isSound, let first = scalars.first, first.properties.isAlphabetic else {
      reportName("a name is written with the letters a to z, digits, - and _, a letter first")
      return
    }
  }
}
