// Student's t and the incomplete beta function against closed forms and printed tables.
import Stochastics
import Testing

@Suite struct InferenceTests {
  /// Abramowitz and Stegun 1964, table 26.10: two-sided 95 % points, given to three decimals.
  @Test(arguments: [(1.0, 12.706), (2, 4.303), (5, 2.571), (10, 2.228), (30, 2.042), (120, 1.980)])
  func studentsPercentagePoints(_ degrees: Double, _ point: Double) {
    #expect(abs(StudentT.quantile(0.975, degreesOfFreedom: degrees) - point) < 5.1e-4)
  }

  /// With one degree of freedom it is Cauchy's law: F(1) = 3/4.
  @Test func oneDegreeOfFreedomIsCauchy() {
    #expect(abs(StudentT.cumulative(1, degreesOfFreedom: 1) - 0.75) < 1e-13)
    #expect(abs(StudentT.quantile(0.75, degreesOfFreedom: 1) - 1) < 1e-12)
    #expect(StudentT.quantile(0.5, degreesOfFreedom: 7) == 0)
  }

  /// Sums of binomial probabilities: P(X ≥ k) = I(p; k, n − k + 1).
  @Test(arguments: [0.01, 0.3, 0.5, 0.97])
  func incompleteBetaIsTheBinomialTail(_ p: Double) {
    let n = 20
    var term = 1.0
    for _ in 0..<n { term *= 1 - p }
    var below = 0.0
    for k in 0..<n {
      below += term
      term *= Double(n - k) / Double(k + 1) * p / (1 - p)
      let tail = IncompleteBeta.regularized(p, Double(k + 1), Double(n - k))
      #expect(abs(tail - (1 - below)) < 1e-12, "\(k)")
    }
  }

  @Test func factorials() {
    var factorial = 1.0
    for n in 1...20 {
      #expect(abs(Elementary.logGamma(Double(n)) - Elementary.log(factorial)) < 1e-13 * Double(n))
      factorial *= Double(n)
    }
    #expect(abs(Elementary.logGamma(0.5) - 0.572_364_942_924_700_1) < 1e-14)
  }
}
