// Stock as a fluid: what is free of each variant, what comes back and when, and the flag that says "sold out".
//
// Invariant: no amount below 0.

/// The units of all products.
struct StockForecast {
  private let products: [Product]
  private let notice: Int64?
  private var free: [[Double]]
  private var flagAt: [[Int64]]
  private var returns: StepAgenda<(product: Int, variant: Int, units: Double)>

  /// What a scenario begins with; what comes back in so many steps is looked at.
  init(_ scenario: Scenario, steps: Int64) {
    products = scenario.products
    notice = scenario.orders.gateway.soldOutNotice
    free = products.map { $0.variants.map { Double($0.stock) } }
    flagAt = products.map { Array(repeating: .max, count: $0.variants.count) }
    returns = StepAgenda(steps: steps)
  }

  /// Whether nothing will come back.
  var isSettled: Bool { returns.isEmpty }

  func isSoldOut(_ product: Int) -> Bool { free[product].allSatisfy { $0 < 1 } }

  /// Whether the gateway knows that a variant is sold out.
  func isFlagged(_ product: Int, variant: Int, at instant: Int64) -> Bool {
    flagAt[product][variant] <= instant && free[product][variant] < 1
  }

  /// Whether the gateway knows of some variant that it is sold out.
  func hasFlags(_ product: Int, at instant: Int64) -> Bool {
    flagAt[product].indices.contains { isFlagged(product, variant: $0, at: instant) }
  }

  /// Adds units, in proportion to what the variants are asked for.
  mutating func restock(_ product: Int, units: Double) {
    for (index, variant) in products[product].variants.enumerated() {
      free[product][index] += units * variant.share
    }
  }

  /// Takes as many units as there are of those that are asked for.
  mutating func take(_ asking: Double, of product: Int, variant: Int) -> Double {
    let units = min(asking, max(0, free[product][variant]))
    free[product][variant] -= units
    return units
  }

  /// Has the flags rise of variants that are sold out for the first time.
  mutating func look(at product: Int, _ instant: Int64) {
    guard let notice else { return }
    for variant in flagAt[product].indices
    where free[product][variant] < 1 && flagAt[product][variant] == .max {
      flagAt[product][variant] = instant + notice
    }
  }

  /// Units that are free again in a step, added to those of the same row.
  mutating func comeBack(_ units: Double, of product: Int, _ variant: Int, in step: Int64) {
    returns.change(step) { due in
      let same = due.lastIndex { $0.product == product && $0.variant == variant }
      if let same {
        due[same].units += units
      } else {
        due.append((product, variant, units))
      }
    }
  }

  /// Puts back what is free again in a step; returns how much that is.
  mutating func takeBack(in step: Int64) -> Double {
    returns.take(step).reduce(0) { sum, back in
      free[back.product][back.variant] += back.units
      return sum + back.units
    }
  }
}
