// The test of one number that should be normal with known mean and deviation.

import Foundation

/// The z-test.
public enum NormalTest {
  /// The probability that a standard normal variate is as far from zero as `z`, on either side.
  public static func pValue(_ z: Double) -> Double {
    erfc(abs(z) / 2.0.squareRoot())
  }
}
