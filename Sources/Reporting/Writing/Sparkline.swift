// A series as one line of blocks. Each column stands for an equal stretch of time and shows the mean
// (or the largest value) of it, scaled to the largest column.

package enum Sparkline {
  /// How many values become one.
  package enum Summary { case mean, largest }

  private static let blocks = Array("▁▂▃▄▅▆▇█")

  /// The series in at most `width` columns; empty when there is nothing to show.
  package static func text(_ values: [Int], width: Int, by summary: Summary) -> String {
    let columns = resampled(values, to: width, by: summary)
    guard let top = columns.max(), top > 0 else { return "" }
    return String(
      columns.map { value in
        guard value > 0 else { return " " }
        let step = Int((value / top * Double(blocks.count)).rounded(.up)) - 1
        return blocks[max(0, min(blocks.count - 1, step))]
      })
  }

  static func resampled(_ values: [Int], to width: Int, by summary: Summary) -> [Double] {
    guard values.count > width else { return values.map(Double.init) }
    return (0..<width).map { column in
      let part = values[(column * values.count / width)..<((column + 1) * values.count / width)]
      switch summary {
      case .mean: return Double(part.reduce(0, +)) / Double(part.count)
      case .largest: return Double(part.max() ?? 0)
      }
    }
  }
}
