// How the cases of stations are written: a claim and the function of a visit whose mean it speaks of.
import Stochastics

/// A claim about the mean of a function of a visit.
struct VisitClaim: Sendable {
  var claim: Claim
  var value: @Sendable (Visit) -> Double

  static func mean(
    _ quantity: String, _ theory: Double, wrong: Double,
    of value: @escaping @Sendable (Visit) -> Double
  ) -> VisitClaim {
    VisitClaim(claim: Claim(quantity, theory, wrong: wrong), value: value)
  }

  static func wait(_ theory: Double, wrong: Double) -> VisitClaim {
    .mean("mean wait", theory, wrong: wrong) { $0.wait }
  }
  static func delayed(_ theory: Double, wrong: Double) -> VisitClaim {
    .mean("share that waits", theory, wrong: wrong) { $0.wait > 0 ? 1 : 0 }
  }
  static func lost(_ quantity: String, _ theory: Double, wrong: Double) -> VisitClaim {
    .mean(quantity, theory, wrong: wrong) { $0.isLost ? 1 : 0 }
  }
  static func sojourn(_ theory: Double, wrong: Double) -> VisitClaim {
    .mean("mean time in the system", theory, wrong: wrong) { $0.sojourn }
  }
}

extension ValidationCase {
  /// A case whose replications are visits.
  init(
    _ chapter: String, _ model: String, source: String, _ claims: [VisitClaim],
    visits: @escaping @Sendable (Run) -> [Visit]?
  ) {
    self.init(chapter, model, source: source, claims: claims.map(\.claim)) { run in
      guard let visits = visits(run) else { return claims.map { _ in .nan } }
      return claims.map { item in
        visits.reduce(0) { $0 + item.value($1) } / Double(visits.count)
      }
    }
  }
}

/// An exponential law in seconds.
func exponential(_ mean: Double) -> Distribution { Exponential(mean: mean).distribution }
