// Student's t and the incomplete beta function against closed forms and printed tables.
import Stochastics
import Testing

@Suite struct InferenceTests {
  /// Abramowitz and Stegun 1964, table 26.10: two-sided 95 % points, given to three decimals.
  @Test(arguments: [(1.0, 12.706), (2, 4.303), (5, 2.571), (10, 2.228), (30, 2.042), (120, 1.980)])
  func studentsPercentagePoints(_ degrees: Double, _ point: Double) {
    #expect(abs(StudentT.quantile(0.975, degreesOfFreedom: degrees) - point) < 5.1e-4)
  }

  /// Two-sided points with 40 degrees of freedom (Student 1925), as the test of a mean sees them.
  @Test(arguments: [(2.0211, 0.05), (2.7045, 0.01), (3.5510, 0.001)])
  func aMeanIsTestedByStudentsTail(_ t: Double, _ tail: Double) {
    var tally = Tally()
    // 41 values of mean 0 and variance 1: twenty of each sign, and a zero.
    let distance = (40.0 / 40).squareRoot()
    for index in 0..<41 {
      tally.add(index == 40 ? 0 : index.isMultiple(of: 2) ? distance : -distance)
    }
    let expected = t / 41.0.squareRoot()
    #expect(abs(tally.pValue(ofMean: expected) / tail - 1) < 1e-3)
    #expect(abs(tally.pValue(ofMean: -expected) / tail - 1) < 1e-3)
    #expect(tally.pValue(ofMean: 0) == 1)
    #expect(Tally().pValue(ofMean: 0).isNaN)
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

  /// Sums of Poisson probabilities: P(N ≤ k) = Q(k + 1, mean).
  @Test(arguments: [0.01, 0.7, 5, 40, 700])
  func incompleteGammaIsThePoissonSum(_ mean: Double) {
    var below = 0.0
    for k in 0..<Int(2 * mean + 20) {
      let n = Double(k)
      below += Elementary.exp(n * Elementary.log(mean) - mean - Elementary.logGamma(n + 1))
      #expect(abs(IncompleteGamma.upper(mean, n + 1) - below) < 2e-12, "\(k)")
      #expect(abs(IncompleteGamma.lower(mean, n + 1) - (1 - below)) < 2e-12, "\(k)")
    }
  }

  /// P(½, x²/2) is the normal law between −x and x, and P(1, x) the exponential.
  @Test(arguments: [1e-9, 1e-3, 0.3, 1, 2.5, 6, 20])
  func incompleteGammaAtHalfAndOne(_ x: Double) {
    let tail = 2 * Elementary.normalCDF(-x)
    #expect(abs(IncompleteGamma.upper(x * x / 2, 0.5) - tail) < 1e-13 * tail)
    let survival = Elementary.exp(-x)
    #expect(abs(IncompleteGamma.upper(x, 1) - survival) < 1e-13 * survival)
  }

  /// Abramowitz and Stegun 1964, table 26.8: upper percentage points of chi-square.
  @Test(arguments: [(1.0, 0.05, 3.84146), (10, 0.95, 3.94030), (30, 0.01, 50.8922)])
  func chiSquarePercentagePoints(_ degrees: Double, _ tail: Double, _ point: Double) {
    let found = 2 * IncompleteGamma.quantile(1 - tail, degrees / 2)
    #expect(abs(found / point - 1) < 2e-6)
  }

  @Test(arguments: [0.02, 0.1, 0.5, 1, 1.7, 11.9, 12.1, 100, 5_000, 100_000])
  func incompleteGammaIsInverted(_ shape: Double) {
    for p in [1e-12, 1e-5, 0.01, 0.3, 0.5, 0.6, 0.99, 1 - 0x1p-30, 1 - 0x1p-53] {
      let x = IncompleteGamma.quantile(p, shape)
      #expect(x.isFinite && x >= 0)
      guard x > 0x1p-1000 else { continue }
      let error =
        p < 0.5
        ? IncompleteGamma.lower(x, shape) / p - 1 : IncompleteGamma.upper(x, shape) / (1 - p) - 1
      #expect(abs(error) < 1e-11, "\(p)")
    }
    #expect(IncompleteGamma.quantile(0, shape) == 0)
    #expect(IncompleteGamma.quantile(1, shape) == .infinity)
  }
}
