// How a storm stands in a case file: only what is not as usual is written, so that a small case is a
// small file. Invariant: what is left out reads as the value that the initialisers give.

extension StormProduct {
  private enum CodingKeys: CodingKey { case stock, price, limit, hold, opens, closes }

  /// Reads a product; what is left out is as usual.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(stock: try values.decode(Int.self, forKey: .stock))
    price = try values.decodeIfPresent(Int64.self, forKey: .price) ?? price
    limit = try values.decodeIfPresent(Int.self, forKey: .limit) ?? limit
    hold = try values.decodeIfPresent(Int64.self, forKey: .hold) ?? hold
    opens = try values.decodeIfPresent(Int64.self, forKey: .opens) ?? opens
    closes = try values.decodeIfPresent(Int64.self, forKey: .closes) ?? closes
  }

  /// Writes what is not as usual.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    let usual = StormProduct(stock: stock)
    try values.encode(stock, forKey: .stock)
    if price != usual.price { try values.encode(price, forKey: .price) }
    if limit != usual.limit { try values.encode(limit, forKey: .limit) }
    if hold != usual.hold { try values.encode(hold, forKey: .hold) }
    if opens != usual.opens { try values.encode(opens, forKey: .opens) }
    if closes != usual.closes { try values.encode(closes, forKey: .closes) }
  }
}

extension StormOrder {
  private enum CodingKeys: CodingKey {
    case number, account, product, quantity, also, at, repeats, paysAfter, repeatedNotices
    case endsTwice
  }

  /// Reads an order; what is left out is as usual, and without `paysAfter` it is never paid.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      try values.decode(Int.self, forKey: .number),
      account: try values.decode(UInt64.self, forKey: .account))
    product = try values.decodeIfPresent(Int.self, forKey: .product) ?? product
    quantity = try values.decodeIfPresent(Int.self, forKey: .quantity) ?? quantity
    also = try values.decodeIfPresent(Int.self, forKey: .also)
    at = try values.decodeIfPresent(Int64.self, forKey: .at) ?? at
    repeats = try values.decodeIfPresent([Int64].self, forKey: .repeats) ?? repeats
    paysAfter = try values.decodeIfPresent(Int64.self, forKey: .paysAfter)
    repeatedNotices =
      try values.decodeIfPresent([Int64].self, forKey: .repeatedNotices) ?? repeatedNotices
    endsTwice = try values.decodeIfPresent(Bool.self, forKey: .endsTwice) ?? endsTwice
  }

  /// Writes what is not as usual.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(number, forKey: .number)
    try values.encode(account, forKey: .account)
    if product != 0 { try values.encode(product, forKey: .product) }
    if quantity != 1 { try values.encode(quantity, forKey: .quantity) }
    try values.encodeIfPresent(also, forKey: .also)
    if at != 0 { try values.encode(at, forKey: .at) }
    if !repeats.isEmpty { try values.encode(repeats, forKey: .repeats) }
    try values.encodeIfPresent(paysAfter, forKey: .paysAfter)
    if !repeatedNotices.isEmpty { try values.encode(repeatedNotices, forKey: .repeatedNotices) }
    if endsTwice { try values.encode(endsTwice, forKey: .endsTwice) }
  }
}

extension Disturbance.Kind {
  /// Reads `crash`, `unanswered`, `lost`, `reordering`, `leaseLapse`, or `delay` or `redelivery` and its
  /// nanoseconds.
  public init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    let text = try value.decode(String.self)
    switch text {
    case "crash": self = .crash
    case "unanswered": self = .unanswered
    case "lost": self = .lost
    case "reordering": self = .reordering
    case "leaseLapse": self = .leaseLapse
    default:
      guard let long = Disturbance.Kind(long: text) else {
        throw DecodingError.dataCorruptedError(
          in: value,
          debugDescription: "\"\(text)\" is not crash, unanswered, lost, reordering, leaseLapse, "
            + "delay NANOSECONDS or redelivery NANOSECONDS, of a year at most")
      }
      self = long
    }
  }

  /// What has a length: its name, and its nanoseconds.
  private init?(long text: String) {
    let words = text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
    guard words.count == 2, let length = Int64(words[1]), Storm.isWait(length) else { return nil }
    switch words[0] {
    case "delay": self = .delay(length)
    case "redelivery": self = .redelivery(length)
    default: return nil
    }
  }

  /// Writes the kind as one text.
  public func encode(to encoder: any Encoder) throws {
    var value = encoder.singleValueContainer()
    switch self {
    case .crash: try value.encode("crash")
    case .unanswered: try value.encode("unanswered")
    case .lost: try value.encode("lost")
    case .delay(let length): try value.encode("delay \(length)")
    case .redelivery(let wait): try value.encode("redelivery \(wait)")
    case .reordering: try value.encode("reordering")
    case .leaseLapse: try value.encode("leaseLapse")
    }
  }
}

extension Finding.Kind {
  private static let named: [Finding.Kind] = [
    .deadlock, .livelock, .outsideWait, .realSleep, .mainActor, .foreignThread, .error, .taskLeft,
    .trap, .nondeterminism, .sharedState,
  ]

  /// Reads the kind from its words.
  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    self =
      Finding.Kind.named.first { $0.description == text }
      ?? .brokenPromise(String(text.trimmingPrefix("broken promise: ")))
  }

  /// Writes the kind in words.
  public func encode(to encoder: any Encoder) throws {
    var value = encoder.singleValueContainer()
    try value.encode(description)
  }
}
