// The waiting room as a fluid: amounts of people who wait to order, and places that are free. Who is
// next does not matter to means, but for a lottery, which sends the others away.
import Stochastics

/// Who waits to be let in, and how many are inside.
struct EntryForecast {
  private let setting: OrderPath.WaitingRoom
  private var line: [OrderParcel] = []
  /// Products for which lots have been drawn.
  private var drawn: Set<Int> = []
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
      line[same].add(parcel)
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
  ///   - perPlace: How many people take each place while one of the forecast would.
  /// - Returns: Those who are let in, and how many are turned away.
  mutating func letIn(
    at instant: Int64, opens: [Int64], perPlace: Double
  ) -> (admitted: [OrderParcel], turnedAway: Double) {
    var result = (admitted: [OrderParcel](), turnedAway: 0.0)
    if setting.policy == .lottery { result.turnedAway = draw(at: instant, opens) }
    var waiting: [OrderParcel] = []
    for parcel in line {
      guard isDrawn(parcel.product, instant, opens) else {
        waiting.append(parcel)
        continue
      }
      let amount = max(0, min(parcel.amount, Double(setting.active) * perPlace - inside))
      inside += amount
      if amount > 0 { result.admitted.append(parcel.with(amount)) }
      if parcel.amount - amount > 1e-9 { waiting.append(parcel.with(parcel.amount - amount)) }
    }
    line = waiting
    return result
  }

  /// Draws lots among those who have been gathered for each product; whoever comes later gets none.
  ///
  /// - Returns: How many are turned away.
  private mutating func draw(at instant: Int64, _ opens: [Int64]) -> Double {
    var away = 0.0
    for product in Set(line.map(\.product)) where isDrawn(product, instant, opens) {
      let entrants = line.indices.filter { line[$0].product == product && !line[$0].hasWon }
      let all = entrants.reduce(0) { $0 + line[$1].amount }
      let isFirst = drawn.insert(product).inserted
      let share = isFirst && all > 0 ? min(1, Double(setting.winners) / all) : 0
      for index in entrants {
        away += line[index].amount * (1 - share)
        line[index].amount *= share
        line[index].hasWon = true
      }
    }
    line.removeAll { $0.amount <= 0 }
    return away
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
