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
  /// The variant asked for, by index; nil: each by its share.
  var variant: Int?
  /// How far that is from the wanted one.
  var shift = 0
  /// When those who ask hear, too late for their client, that their order exists.
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

  /// Whether nothing but the amount differs, arrivals aside.
  func isLike(_ other: OrderParcel) -> Bool {
    product == other.product && cohort == other.cohort && tries == other.tries
      && isGhost == other.isGhost && isRepeat == other.isRepeat && isCut == other.isCut
      && hears == other.hears && variant == other.variant && shift == other.shift
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

  /// Somebody asks to be let in; those who come within a sixteenth of their patience are one.
  mutating func wait(_ parcel: OrderParcel, at instant: Int64) {
    let grain = max(1, setting.patience / 16)
    var parcel = parcel
    parcel.arrived = instant / grain * grain + grain / 2
    let same = line.lastIndex { $0.isLike(parcel) && $0.arrived == parcel.arrived }
    if let same {
      line[same].amount += parcel.amount
    } else {
      line.append(parcel)
    }
  }

  /// Takes out those who have waited for as long as they will.
  mutating func loseImpatient(at instant: Int64) -> [OrderParcel] {
    let since = instant - setting.patience
    guard line.contains(where: { $0.arrived <= since }) else { return [] }
    let gone = line.filter { $0.arrived <= since }
    line.removeAll { $0.arrived <= since }
    return gone
  }

  /// Somebody has an answer.
  mutating func leave(_ amount: Double) { inside = max(0, inside - amount) }

  /// Lets people in, and turns those away who have drawn a blank.
  ///
  /// - Parameters:
  ///   - instant: Now.
  ///   - opens: When each product can be ordered.
  ///   - turns: How many people take each place while one of the forecast would.
  /// - Returns: Those who are let in, and how many are turned away.
  mutating func letIn(
    at instant: Int64, opens: [Int64], turns: Double
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
      let amount = max(0, min(rest, Double(setting.active) * turns - inside))
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
