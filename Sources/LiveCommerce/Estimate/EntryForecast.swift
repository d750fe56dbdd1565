// The waiting room as a fluid: amounts of people who wait to order, and places that are free. Who is
// next does not matter to means, but for a lottery, which sends the others away.
import Stochastics

/// An amount of requests that are alike.
struct OrderParcel {
  var product: Int
  var cohort: Int
  var tries: Int
  var amount: Double
  var arrived: Int64 = 0
  /// Whether nobody waits for the answer any more.
  var isGhost = false
  /// Whether an earlier request for the same order is served first.
  var isRepeat = false
  /// Whether a partition has cut off those who ask.
  var isCut = false

  /// The same with another amount.
  func with(_ amount: Double) -> OrderParcel {
    var copy = self
    copy.amount = amount
    return copy
  }

  /// Whether nothing but the amount differs, arrivals aside.
  func isLike(_ other: OrderParcel) -> Bool {
    product == other.product && cohort == other.cohort && tries == other.tries
      && isGhost == other.isGhost && isRepeat == other.isRepeat && isCut == other.isCut
  }
}

/// Who waits to be let in, and how many are inside.
struct EntryForecast {
  private let setting: OrderPath.WaitingRoom
  private var line: [OrderParcel] = []
  private var winnersLeft: [Int: Double] = [:]
  private(set) var inside = 0.0

  init?(_ setting: OrderPath.WaitingRoom?) {
    guard let setting else { return nil }
    self.setting = setting
  }

  var isEmpty: Bool { line.isEmpty }

  /// Somebody asks to be let in.
  mutating func wait(_ parcel: OrderParcel) {
    if let same = line.firstIndex(where: { $0.isLike(parcel) }) {
      line[same].amount += parcel.amount
    } else {
      line.append(parcel)
    }
  }

  /// Somebody has an answer.
  mutating func leave(_ amount: Double) { inside = max(0, inside - amount) }

  /// Lets people in, and turns those away who have drawn a blank.
  ///
  /// - Parameters:
  ///   - instant: Now.
  ///   - opens: When each product can be ordered.
  /// - Returns: Those who are let in, and how many are turned away.
  mutating func letIn(
    at instant: Int64, opens: [Int64]
  ) -> (admitted: [OrderParcel], turnedAway: Double) {
    var result = (admitted: [OrderParcel](), turnedAway: 0.0)
    var waiting: [OrderParcel] = []
    for parcel in line {
      guard isDrawn(parcel.product, instant, opens) else {
        waiting.append(parcel)
        continue
      }
      var rest = parcel.amount
      if setting.policy == .lottery {
        let left = winnersLeft[parcel.product] ?? Double(setting.winners)
        let winning = min(rest, left)
        winnersLeft[parcel.product] = left - winning
        result.turnedAway += rest - winning
        rest = winning
      }
      let amount = max(0, min(rest, Double(setting.active) - inside))
      inside += amount
      if amount > 0 { result.admitted.append(parcel.with(amount)) }
      if setting.policy == .lottery { winnersLeft[parcel.product, default: 0] += rest - amount }
      if rest - amount > 1e-9 { waiting.append(parcel.with(rest - amount)) }
    }
    line = waiting
    return result
  }

  /// Whether people are let in one after the other, the lot having been drawn if there is one.
  private func isDrawn(_ product: Int, _ instant: Int64, _ opens: [Int64]) -> Bool {
    switch setting.policy {
    case .fifo, .random: true
    case .shuffleAtStart, .lottery:
      opens[product] < .max && instant >= opens[product] + setting.gather
    }
  }
}
