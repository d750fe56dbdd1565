// What the next sessions will ask for, told from what the last ones did. Sessions are taken to be alike
// but for a known growth, and their demand to be Poisson with a rate that nobody knows: with the prior
// of Jeffreys the rate is gamma, and demand to come is negative binomial (A. Gelman et al., "Bayesian
// Data Analysis", 3rd ed., 2013, §2.6). So a forecast from little evidence is wider than Poisson.

import Stochastics

/// The law of the demand that is to come.
public struct DemandForecast: Sendable, Equatable {
  /// The shape of the gamma law of the rate: what was asked for, plus ½.
  public let shape: Double
  /// How many times the demand seen is looked ahead: growth times sessions ahead over sessions seen.
  public let scale: Double

  /// Creates the forecast.
  ///
  /// - Parameters:
  ///   - seen: What was asked for, in units; negative counts as nothing.
  ///   - sessions: In how many sessions it was seen, at least 1.
  ///   - ahead: For how many sessions it is asked, each `growth` times as large.
  ///   - growth: How many times as many will ask; 1 for a session like the last.
  public init(seen: Double, sessions: Int = 1, ahead: Int = 1, growth: Double = 1) {
    shape = max(0, seen) + 0.5
    scale = max(1e-9, growth * Double(max(1, ahead)) / Double(max(1, sessions)))
  }

  /// The mean.
  public var mean: Double { shape * scale }
  /// The variance: above the mean, for the rate itself is uncertain.
  public var variance: Double { shape * scale * (1 + scale) }

  /// The probability that at most so many units are asked for.
  public func cumulative(_ units: Int) -> Double {
    guard units >= 0 else { return 0 }
    return IncompleteBeta.regularized(1 / (1 + scale), shape, Double(units) + 1)
  }

  /// The fewest units that suffice with a probability of at least `level`, from (0, 1).
  ///
  /// - Complexity: O(log units) evaluations of the incomplete beta function.
  public func quantile(_ level: Double) -> Int {
    guard level > 0 else { return 0 }
    var high = 1
    while high < Limit.units, cumulative(high) < level { high *= 2 }
    var low = -1
    high = min(high, Limit.units)
    while low + 1 < high {
      let middle = (low + high) / 2
      if cumulative(middle) >= level { high = middle } else { low = middle }
    }
    return high
  }
}

/// The newsvendor's rule: how much of the demand to serve.
///
/// K. J. Arrow, T. Harris, J. Marschak, "Optimal Inventory Policy", Econometrica 19 (1951) 250.
public enum Newsvendor {
  /// The share of outcomes in which stock should suffice: what a unit missed costs over that and what a
  /// unit left over costs, (price − cost) ÷ (price − salvage).
  ///
  /// - Parameters:
  ///   - price: What a buyer pays.
  ///   - cost: What a unit costs to buy in.
  ///   - salvage: What one left over is still worth.
  /// - Returns: A share from 0 to 0.999; 0 where nothing is earned by selling.
  public static func level(price: Double, cost: Double, salvage: Double) -> Double {
    guard price > cost else { return 0 }
    guard cost > salvage else { return 0.999 }
    return min(0.999, (price - cost) / (price - salvage))
  }
}
