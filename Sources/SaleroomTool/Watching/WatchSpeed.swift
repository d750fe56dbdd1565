// How fast a session is shown: so many of its seconds in each second, or as many as can be simulated.

/// The speed of a watched session.
struct WatchSpeed: Equatable {
  /// Seconds of the session in a second; nil for as many as can be simulated.
  private(set) var factor: Double?

  static let usual = WatchSpeed(factor: 60)
  static let fastest = WatchSpeed(factor: nil)
  private static let ladder: [Double] = [1, 2, 5, 10, 20, 60, 100, 200, 500, 1000]
  private static let range = 0.1...100_000.0

  private init(factor: Double?) { self.factor = factor }

  /// The speed of `--speed`.
  static func asked(_ arguments: ParsedArguments, usual: WatchSpeed) throws(ToolError) -> WatchSpeed
  {
    guard let written = arguments.values(.speed).first else { return usual }
    if written == "max" { return .fastest }
    guard let factor = Double(written), range.contains(factor) else {
      throw .usage("option --speed is a number from 0.1 to 100000, or max, not `\(written)`")
    }
    return WatchSpeed(factor: factor)
  }

  /// The next speed of the ladder; beyond its end lies the fastest.
  var faster: WatchSpeed {
    guard let factor else { return self }
    return WatchSpeed(factor: WatchSpeed.ladder.first { $0 > factor })
  }

  /// The speed of the ladder before this one.
  var slower: WatchSpeed {
    guard let factor else { return WatchSpeed(factor: WatchSpeed.ladder.last) }
    return WatchSpeed(factor: WatchSpeed.ladder.last { $0 < factor } ?? factor)
  }

  /// "×60".
  var text: String {
    guard let factor else { return "as fast as it goes" }
    return "×" + (factor == factor.rounded() ? "\(Int(factor))" : "\(factor)")
  }
}
