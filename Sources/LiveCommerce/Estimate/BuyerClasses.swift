// The people of a cohort differ in what they are inclined to, and those who are inclined most order
// first and are done. So a forecast keeps a few classes of them instead of their mean.
import Stochastics

/// The classes of one cohort by personal inclination, for the product on air.
struct BuyerClasses {
  private static let points = 8

  private struct Class {
    var share: Double
    var inclination: Double
    /// Share of its people present who have not tried the product on air.
    var untried = 1.0
  }
  private var classes: [Class]

  /// The classes of `cohort`, of whom `knowledge` have read a note.
  init(_ cohort: Cohort, _ decision: Decision, knowledge: Double) {
    let taste = decision.match * cohort.taste
    let tolerance = decision.price * cohort.toleranceSpread
    let spread = (taste * taste + tolerance * tolerance).squareRoot()
    let points = spread > 0 ? BuyerClasses.points : 1
    let readers = [(0.0, 1 - knowledge), (decision.knowledge, knowledge)].filter { $0.1 > 0 }
    classes = readers.flatMap { note, share in
      (0..<points).map { index in
        let normal = Elementary.normalQuantile((Double(index) + 0.5) / Double(points))
        return Class(
          share: share / Double(points), inclination: max(-6, min(6, note + spread * normal)))
      }
    }
  }

  /// Clicks of all who may click, per click of a person without personal deviation.
  var clickFactor: Double {
    classes.reduce(0) { $0 + $1.share * $1.untried * Elementary.exp($1.inclination) }
  }

  /// Everybody may try the product that comes on air now.
  mutating func begin() {
    for index in classes.indices { classes[index].untried = 1 }
  }

  /// Mixes people who have just come, and have tried nothing, with those who were there.
  mutating func mix(newcomers: Double, present: Double) {
    guard newcomers > 0 && present > 0 else { return }
    let old = max(0, 1 - newcomers / present)
    for index in classes.indices {
      classes[index].untried = classes[index].untried * old + (1 - old)
    }
  }

  /// Those who tap, of the people present, when each does with the probability that
  /// `base` is for the reference viewer; returns the taps and the orders among them.
  mutating func tap(
    _ base: Double, order: Double, inclination: Double, among share: Double
  ) -> (taps: Double, orders: Double) {
    var result = (taps: 0.0, orders: 0.0)
    for index in classes.indices {
      let moved = classes[index].inclination + inclination
      let taps = share * classes[index].untried * BuyerClasses.chance(base, moved)
      result.taps += classes[index].share * taps
      let ordered = taps * BuyerClasses.chance(order, moved)
      result.orders += classes[index].share * ordered
      classes[index].untried = max(0, classes[index].untried - ordered)
    }
    return result
  }

  /// Clicks and the orders decided on in a step, per person present, when a person without personal
  /// deviation clicks `clicks` times in it.
  mutating func click(
    _ clicks: Double, order: Double, inclination: Double
  ) -> (clicks: Double, orders: Double) {
    var result = (clicks: 0.0, orders: 0.0)
    for index in classes.indices {
      let mean = clicks * Elementary.exp(classes[index].inclination)
      let chance = BuyerClasses.chance(order, classes[index].inclination + inclination)
      // Whoever orders has tried: of those untried, exp(−mean · chance) are left.
      let ordered = classes[index].untried * (1 - Elementary.exp(-mean * chance))
      let all = chance * mean > 1e-9 ? ordered / chance : classes[index].untried * mean
      result.clicks += classes[index].share * all
      result.orders += classes[index].share * ordered
      classes[index].untried -= ordered
    }
    return result
  }

  /// A reference viewer's share, moved in log-odds.
  private static func chance(_ share: Double, _ moved: Double) -> Double {
    guard share > 0 && share < 1 else { return share }
    return Elementary.logistic(Elementary.log(share / (1 - share)) + moved)
  }
}
