// Requests as a fluid: an amount of them that are alike, on their way, in line or about to ask again.
//
// Invariant: parcels that are alike may be made one without changing what becomes of them, but for when
// their people hear late of their orders, which is then the mean.

/// An amount of requests that are alike.
struct OrderParcel {
  /// Less than this is nothing.
  static let negligible = 1e-4

  var product: Int
  var cohort: Int
  var tries: Int
  var amount: Double
  var arrived: Int64 = 0
  /// Until when its clients wait, seen from the gateway.
  var expires = Int64.max
  /// Whether nobody waits for the answer any more.
  var isGhost = false
  /// Whether an earlier request for the same order is served first.
  var isRepeat = false
  /// Whether a partition has cut off those who ask.
  var isCut = false
  /// The variant asked for, by index; nil: each by its share.
  var variant: Int?
  /// Which variant is asked for: so many after the one wanted.
  var shift = 0
  /// Whether those who wait to be let in have won in the lottery.
  var hasWon = false
  /// When those who ask hear, too late for their client, what has become of their order.
  var hears = Int64.max

  /// The same with another amount.
  func with(_ amount: Double) -> OrderParcel {
    var copy = self
    copy.amount = amount
    return copy
  }

  /// How much of it asks for a variant that is wanted by a share of all.
  func amount(of variant: Int, wantedBy share: Double) -> Double {
    guard let own = self.variant else { return amount * share }
    return own == variant ? amount : 0
  }

  /// Takes in a parcel that is like this one; its people hear at the mean of when both do.
  mutating func add(_ other: OrderParcel) {
    if hears < .max, other.hears < .max {
      hears += Int64(Double(other.hears - hears) * other.amount / (amount + other.amount))
    }
    amount += other.amount
  }

  /// Whether nothing but the amount differs, arrivals and the instant of hearing aside.
  func isLike(_ other: OrderParcel) -> Bool {
    product == other.product && cohort == other.cohort && tries == other.tries
      && isGhost == other.isGhost && isRepeat == other.isRepeat && isCut == other.isCut
      && hasWon == other.hasWon
      && (hears == .max) == (other.hears == .max) && variant == other.variant
      && shift == other.shift
  }
}

extension [OrderParcel] {
  /// The same with those made one that are alike.
  var merged: [OrderParcel] {
    guard count > 1 else { return self }
    var merged: [OrderParcel] = []
    for parcel in self {
      if let same = merged.firstIndex(where: { $0.isLike(parcel) }) {
        merged[same].add(parcel)
      } else {
        merged.append(parcel)
      }
    }
    return merged
  }
}
