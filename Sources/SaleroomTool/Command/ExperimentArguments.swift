// What the arguments of comparisons and sweeps have in common.
import Experiments
import LiveCommerce

extension ParsedArguments {
  private static let mostThreads = 256
  private static let mostSessions: UInt32 = 1_000_000

  /// The sessions that are run of each scenario.
  func sessionsEach() throws(ToolError) -> UInt32 {
    try integer(.sessionsEach, in: 2...ParsedArguments.mostSessions) ?? 30
  }

  /// The sessions that are wanted at the same time.
  func sessionsAtOnce(_ context: ToolContext) throws(ToolError) -> Int {
    try integer(.sessionsAtOnce, in: 1...ParsedArguments.mostThreads)
      ?? min(context.threads, ParsedArguments.mostThreads)
  }

  /// The measures that were asked for, each once; nil if none was.
  func measures(among list: MeasureList) throws(ToolError) -> [String]? {
    guard has(.measure) else { return nil }
    var names: [String] = []
    for name in values(.measure) where !names.contains(name) {
      guard list.index(named: name) != nil else {
        let hint = Spelling.nearest(name, among: list.all.map(\.name))
        throw .usage(
          "there is no measure `\(name)`"
            + (hint.map { "; did you mean \($0)?" } ?? "; see `\(SaleroomTool.name) metrics`"))
      }
      names.append(name)
    }
    return names
  }

  /// The value of an option as a share, "2%" or "0.02"; nil when it was not given.
  func share(_ option: ToolOption) throws(ToolError) -> Double? {
    guard let written = values(option).first else { return nil }
    let isPercent = written.hasSuffix("%")
    guard let number = Double(isPercent ? String(written.dropLast()) : written),
      (0...(isPercent ? 100 : 1)).contains(number)
    else {
      throw .usage("option --\(option.name) is a share such as 2% or 0.02, not `\(written)`")
    }
    return isPercent ? number / 100 : number
  }

  /// The options among these that were given, as words that can be typed again.
  func again(_ options: [ToolOption]) -> [String] {
    options.flatMap { option in
      values(option).map { option.value == nil ? "--\(option.name)" : "--\(option.name)=\($0)" }
    }
  }
}

extension ExitStatus {
  /// What a judgement is for the command.
  init(_ judgement: Judgement) {
    switch judgement {
    case .kept: self = .kept
    case .broken: self = .broken
    case .undecided: self = .undecided
    }
  }
}
