// How fast this machine is, by a small piece of the work that a session consists of: keyed draws and
// their logarithms. Less than two milliseconds in optimised code; the fastest of several goes counts,
// because what else runs on a machine can only make it slower.
import Stochastics

/// The speed of the machine that this process runs on.
public enum MachineSpeed {
  private static let goes = 5
  private static let steps = 20_000
  /// Nanoseconds a step on the machine of the reference.
  private static let reference = 6.3

  /// How many times longer than on the machine of the reference things take here; 1 is equal.
  public static var slowness: Double {
    var best = Double.infinity
    var sum = 0.0
    for go in 0..<goes {
      let start = ContinuousClock.now
      sum += work(go)
      let spent = start.duration(to: .now).components
      best = min(best, Double(spent.seconds) * 1e9 + Double(spent.attoseconds) / 1e9)
    }
    // The sum is used, so that the work is not left out.
    return max(0.01, sum.isFinite ? best / Double(steps) / reference : 1)
  }

  private static func work(_ go: Int) -> Double {
    let draws = Draws(seed: UInt64(go)).domain(0)
    var sum = 0.0
    for step in 0..<steps { sum += draws.entity(UInt64(step)).unitExponential(0) }
    return sum
  }
}
