// One of many by weight, at the same cost however many there are: the alias method (A. J. Walker,
// "An efficient method for generating discrete random variables with general distributions", ACM
// TOMS 3, 1977, with the tables filled as M. D. Vose does, IEEE TSE 17, 1991).
//
// Invariant: the first part of a column belongs to its own number, the rest to one other, and the
// parts of a number over all columns add up to its share.

/// A choice among the numbers 0..<n in proportion to given weights.
///
/// To make one takes time and memory in proportion to n; a choice takes one uniform number and looks
/// at one column. The share of a number is right to about 10⁻¹⁶ · n of the whole.
public struct WeightedChoice: Sendable, Equatable {
  private struct Column: Sendable, Equatable {
    /// The part of the column that is its own.
    var own: Double
    /// To whom the rest belongs.
    var other: Int32
  }

  private var columns: [Column]

  /// Makes a choice from weights.
  ///
  /// - Parameter weights: at least one, none negative or infinite; if all are 0, all are alike.
  public init(_ weights: [Double]) {
    precondition(!weights.isEmpty, "a choice of nothing")
    precondition(weights.allSatisfy { $0 >= 0 && $0 < .infinity }, "a weight is a finite share")
    let total = weights.reduce(0, +)
    let count = Double(weights.count)
    var rest = weights.map { total > 0 ? $0 / total * count : 1 }
    columns = weights.indices.map { Column(own: 1, other: Int32($0)) }
    var poor = weights.indices.filter { rest[$0] < 1 }
    var rich = weights.indices.filter { rest[$0] >= 1 }
    while let small = poor.popLast() {
      // Rounding may leave a poor one without a rich one; it then keeps its column.
      guard let large = rich.last else { break }
      columns[small] = Column(own: rest[small], other: Int32(large))
      rest[large] -= 1 - rest[small]
      guard rest[large] < 1 else { continue }
      rich.removeLast()
      poor.append(large)
    }
  }

  /// How many there are to choose from.
  public var count: Int { columns.count }

  /// The number that a uniform draw from (0, 1) stands for.
  @inline(__always)
  public func choose(at uniform: Double) -> Int {
    let place = uniform * Double(columns.count)
    let column = min(columns.count - 1, Int(place))
    return place - Double(column) < columns[column].own ? column : Int(columns[column].other)
  }

  /// The share of a number, from the table.
  public func share(of number: Int) -> Double {
    let parts = columns.enumerated().reduce(0.0) { sum, column in
      sum + (column.offset == number ? column.element.own : 0)
        + (Int(column.element.other) == number ? 1 - column.element.own : 0)
    }
    return parts / Double(columns.count)
  }
}
