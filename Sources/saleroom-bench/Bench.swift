// Runs a workload several times and prints the median, with the range, of what an event costs.
import Foundation
import LiveCommerce
import Stochastics

enum Bench {
  /// Runs what the command line asks for.
  static func main() {
    do {
      let options = try BenchOptions(Array(CommandLine.arguments.dropFirst()))
      let result = try measure(options)
      print(options.asJSON ? result.json : result.text)
    } catch {
      FileHandle.standardError.write(Data("\(error)\n\(BenchOptions.usage)\n".utf8))
      exit(64)
    }
  }

  private static func measure(_ options: BenchOptions) throws -> BenchResult {
    let text = options.workload.text(viewers: options.viewers)
    let scenario = try Scenario.read(Array(text.utf8), file: options.workload.rawValue)
    var session = SessionOptions()
    session.threads = options.threads
    let before = residentBytes()
    var seconds: [Double] = []
    var last: SessionRecord?
    for _ in 0..<options.repeats {
      let clock = ContinuousClock()
      let start = clock.now
      last = try Session.run(scenario, options: session)
      let duration = (clock.now - start).components
      seconds.append(Double(duration.seconds) + Double(duration.attoseconds) * 1e-18)
    }
    guard let record = last else { throw BenchOptions.Misuse(text: "nothing was run") }
    return BenchResult(
      options: options, seconds: seconds.sorted(), record: record,
      growth: peakResidentBytes() - before)
  }

  /// Resident memory now, in bytes; 0 where the system does not tell.
  private static func residentBytes() -> Int { statusBytes("VmRSS:") }
  /// Largest resident memory so far, in bytes; 0 where the system does not tell.
  private static func peakResidentBytes() -> Int { statusBytes("VmHWM:") }

  private static func statusBytes(_ key: String) -> Int {
    guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else {
      return 0
    }
    for line in status.split(separator: "\n") where line.hasPrefix(key) {
      return (Int(line.filter(\.isNumber)) ?? 0) * 1024
    }
    return 0
  }
}

/// What the command line asks for.
struct BenchOptions {
  var workload = Workload.bare
  var viewers = 1_000_000
  var threads = 1
  var repeats = 3
  var asJSON = false

  struct Misuse: Error, CustomStringConvertible {
    var text: String
    var description: String { "saleroom-bench: \(text)" }
  }

  static let usage =
    "usage: saleroom-bench \(Workload.allCases.map(\.rawValue).joined(separator: "|")) "
    + "[--viewers N] [--threads N] [--repeat N] [--format text|json]"

  init(_ arguments: [String]) throws {
    var rest = arguments[...]
    guard let name = rest.popFirst(), let workload = Workload(rawValue: name) else {
      throw Misuse(text: "the first argument names a workload")
    }
    self.workload = workload
    while let option = rest.popFirst() {
      guard let value = rest.popFirst() else { throw Misuse(text: "\(option) needs a value") }
      switch option {
      case "--viewers": viewers = try BenchOptions.count(option, value)
      case "--threads": threads = try BenchOptions.count(option, value)
      case "--repeat": repeats = try BenchOptions.count(option, value)
      case "--format" where value == "text": asJSON = false
      case "--format" where value == "json": asJSON = true
      default: throw Misuse(text: "unknown option \(option) \(value)")
      }
    }
  }

  private static func count(_ option: String, _ value: String) throws -> Int {
    guard let count = Int(value), count > 0 else {
      throw Misuse(text: "\(option) wants a number above 0, not \(value)")
    }
    return count
  }
}

/// What was measured.
struct BenchResult {
  let options: BenchOptions
  let seconds: [Double]
  let record: SessionRecord
  let growth: Int

  private var events: Int { record.audience.events.values.reduce(0, +) }
  private var visits: Int { record.audience.total.visits }
  private var orders: Int { record.audience.count(.order) }
  private var median: Double { seconds[seconds.count / 2] }
  private var peakPresent: Int {
    var present = 0
    var peak = 0
    let leaves = record.audience.leavesBySecond.counts
    for (second, enters) in record.audience.entersBySecond.counts.enumerated() {
      present += enters - (second < leaves.count ? leaves[second] : 0)
      peak = max(peak, present)
    }
    return peak
  }

  private var figures: [(String, Double)] {
    [
      ("viewers", Double(visits)),
      ("events", Double(events)),
      ("eventsPerVisit", Double(events) / Double(max(1, visits))),
      ("orders", Double(orders)),
      ("secondsMedian", median),
      ("secondsMin", seconds.first ?? 0),
      ("secondsMax", seconds.last ?? 0),
      ("nsPerEvent", median * 1e9 / Double(max(1, events))),
      ("microsecondsPerOrder", orders > 0 ? median * 1e6 / Double(orders) : 0),
      ("peakPresent", Double(peakPresent)),
      ("residentGrowthBytes", Double(growth)),
      ("bytesPerPersonPresent", Double(growth) / Double(max(1, peakPresent))),
    ]
  }

  var text: String {
    let head = "\(options.workload.rawValue), \(options.threads) thread(s), \(seconds.count) runs"
    let lines = figures.map { name, value in
      let gap = String(repeating: ".", count: max(2, 28 - name.count))
      return "  \(name) \(gap) \(BenchResult.short(value))"
    }
    return ([head] + lines).joined(separator: "\n")
  }

  var json: String {
    let fields = figures.map { "\"\($0.0)\": \($0.1)" }
    return "{\"workload\": \"\(options.workload.rawValue)\", \"threads\": \(options.threads), "
      + fields.joined(separator: ", ") + "}"
  }

  private static func short(_ value: Double) -> String {
    guard value != value.rounded() else { return "\(Int(value))" }
    let scaled = (value * 1000).rounded() / 1000
    return "\(scaled)"
  }
}
