// The command line: workloads by name, options as `--name value` or `--name=value`; or the word
// `validation` alone.

/// What the command line asks for.
enum BenchCommand {
  case help
  case validation
  case run(BenchOptions)

  init(_ arguments: [String]) throws(Misuse) {
    guard !arguments.contains("--help"), !arguments.contains("-h") else {
      self = .help
      return
    }
    guard arguments.first != "validation" else {
      guard arguments.count == 1 else { throw Misuse(text: "validation takes no arguments") }
      self = .validation
      return
    }
    self = .run(try BenchOptions(arguments))
  }
}

/// A command line that makes no sense.
struct Misuse: Error {
  var text: String
}

/// The workloads to run, and how.
struct BenchOptions {
  private(set) var workloads: [Workload] = []
  private var givenViewers: Int?
  private(set) var threads = 1
  private(set) var repeats = 5
  private(set) var asJSON = false
  /// The file of an earlier run to compare with.
  private(set) var baseline: String?

  /// Viewers of a session: a million, but fewer among many other workloads.
  var viewers: Int { givenViewers ?? (workloads.count > 3 ? 100_000 : 1_000_000) }

  init(_ arguments: [String]) throws(Misuse) {
    var rest = arguments[...]
    var given: Set<String> = []
    while let argument = rest.popFirst() {
      guard argument.hasPrefix("-") else {
        try addWorkload(argument)
        continue
      }
      let parts = argument.split(separator: "=", maxSplits: 1).map { String($0) }
      guard let value = parts.count == 2 ? parts[1] : rest.popFirst() else {
        throw Misuse(text: "\(argument) needs a value")
      }
      guard given.insert(parts[0]).inserted else {
        throw Misuse(text: "\(parts[0]) is given twice")
      }
      try set(parts[0], value)
    }
    guard !workloads.isEmpty else { throw Misuse(text: "no workload is named") }
  }

  private mutating func addWorkload(_ name: String) throws(Misuse) {
    if name == "all" {
      workloads = Workload.all
    } else if let workload = Workload.all.first(where: { $0.name == name }) {
      workloads.append(workload)
    } else {
      let known = Workload.all.map(\.name).joined(separator: ", ")
      throw Misuse(text: "there is no workload \(name); there are: all, \(known)")
    }
  }

  private mutating func set(_ option: String, _ value: String) throws(Misuse) {
    switch option {
    case "--viewers": givenViewers = try BenchOptions.count(option, value)
    case "--threads": threads = try BenchOptions.count(option, value)
    case "--repeat": repeats = try BenchOptions.count(option, value)
    case "--compare": baseline = value
    case "--format" where value == "text": asJSON = false
    case "--format" where value == "json": asJSON = true
    case "--format": throw Misuse(text: "--format is text or json, not \(value)")
    default: throw Misuse(text: "there is no option \(option)")
    }
  }

  private static func count(_ option: String, _ value: String) throws(Misuse) -> Int {
    guard let count = Int(value), count > 0 else {
      throw Misuse(text: "\(option) wants a whole number above 0, not \(value)")
    }
    return count
  }
}
