// Adding a latency to a histogram.
import Stochastics

enum HistogramAdds {
  static let workload = Workload(
    name: "histogram", summary: "a value added to a histogram",
    run: { options in
      [
        try Measurement.figure(
          "histogram.add", operation: "value", operations: adds, repeats: options.repeats,
          limit: plainCounts, run: run)
      ]
    })

  private static let adds = 4_000_000

  /// Latencies from microseconds to seconds, a few thousand in a fixed order.
  private static let values: [Int64] = {
    let own = Draws(seed: 1).entity(1, 1)
    let law = LogNormal(median: 20e6, sigma: 1)
    return (0..<4_096).map { Int64(law.value(at: own.uniform(1, $0))) }
  }()

  private static func run() -> Outcome {
    let values = values
    var histogram = LogLinearHistogram()
    for index in 0..<adds { histogram.add(values[index & 4_095]) }
    return Outcome(
      checksum: UInt64(truncatingIfNeeded: histogram.sum) ^ UInt64(histogram.quantile(0.99) ?? 0),
      counts: ["values": histogram.count])
  }

  /// The same values, each counted in a plain array by its leading bits.
  private static var plainCounts: MachineLimit {
    MachineLimit("a count in an array, a sum", operations: adds) {
      let values = values
      var counts = [Int](repeating: 0, count: 4_096)
      var sum: Int64 = 0
      for index in 0..<adds {
        let value = values[index & 4_095]
        counts[Int(value >> 20) & 4_095] += 1
        sum &+= value
      }
      return counts.reduce(UInt64(sum)) { $0 &* 31 &+ UInt64($1) }
    }
  }
}
