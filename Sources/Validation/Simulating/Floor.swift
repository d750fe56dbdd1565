// Where customers of a simulated station leave their traces: when each arrived, was begun with, and
// left. The mean of any function of a visit over a fixed stretch of customers, after a warm-up, has the
// steady state's expectation: no ratio of random numbers is taken.
import DiscreteEvents
import Stochastics

/// One customer's passage.
struct Visit: Sendable {
  /// In seconds.
  var arrived: Double
  /// When service began; nil if it never did.
  var began: Double?
  var left: Double

  /// Time in the queue, until service or until the customer gave up.
  var wait: Double { (began ?? left) - arrived }
  var sojourn: Double { left - arrived }
  var isLost: Bool { began == nil }
}

/// The kernel's instruments and the books of one run.
final class Floor: @unchecked Sendable {
  // Sendable: used by one executor's jobs only.

  /// Nanoseconds to a unit of model time.
  static let unit = 1e9

  let executor = VirtualExecutor()
  let draws: Draws
  /// All customers: a warm-up, those who are counted, and a few who come after, because in some
  /// stations they matter to those before them.
  let customers: Int
  private let counted: Range<Int>
  private var arrived: [Int64]
  private var began: [Int64]
  private var left: [Int64]

  /// Opens the books.
  init(_ run: Run) {
    draws = run.draws
    counted = run.counted
    customers = counted.upperBound + min(200, run.customers / 2)
    arrived = Array(repeating: -1, count: customers)
    began = arrived
    left = arrived
  }

  func arrives(_ customer: Int) { arrived[customer] = executor.now.nanoseconds }
  func begins(_ customer: Int) { began[customer] = executor.now.nanoseconds }
  func leaves(_ customer: Int) { left[customer] = executor.now.nanoseconds }

  /// A drawn length of time of a customer, in nanoseconds.
  func time(_ law: Distribution, _ purpose: UInt32, _ customer: Int, _ step: Int = 0) -> Int64 {
    let own = draws.entity(1, UInt64(customer))
    return Int64((law.value(at: own.uniform(purpose, UInt32(step))) * Floor.unit).rounded())
  }

  /// Runs to the end and tells of every counted customer; nil if one has not left.
  func visits() -> [Visit]? {
    executor.run(until: Instant(nanoseconds: .max / 2))
    executor.shutdown()
    guard left.allSatisfy({ $0 >= 0 }) else { return nil }
    return counted.map { customer in
      Visit(
        arrived: Double(arrived[customer]) / Floor.unit,
        began: began[customer] < 0 ? nil : Double(began[customer]) / Floor.unit,
        left: Double(left[customer]) / Floor.unit)
    }
  }
}

/// What a draw of a customer is for.
enum Draw {
  static let gap: UInt32 = 1
  static let service: UInt32 = 2
  static let patience: UInt32 = 3
  static let route: UInt32 = 4
  static let kind: UInt32 = 5
  static let batch: UInt32 = 6
}
