// The lessons: their headers say what they have to say, the commands in them make sense, and where a
// closed form speaks of what is claimed, it says the same. That the claims hold, with the knob as shipped
// and turned, is for the gate to run.
import Foundation
import Stochastics
import Testing
import Validation

@testable import LiveCommerce

/// A lesson's file: its header and its scenario, as shipped and with the knob turned.
struct Lesson {
  let file: String
  let text: String

  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../scenarios/lessons").standardizedFileURL

  static func all() throws -> [Lesson] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().map { file in
      let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
      return Lesson(file: file, text: text)
    }
  }

  static func numbered(_ number: String) throws -> Lesson {
    try #require(try all().first { $0.file.hasPrefix(number) })
  }

  /// The first words of the header's paragraphs.
  var labels: [String] {
    text.split(separator: "\n").filter { $0.hasPrefix("// ") && !$0.hasPrefix("//  ") }
      .compactMap { $0.dropFirst(3).split(separator: " ").first.map { String($0) } }
      .filter {
        ["Lesson", "Question.", "Predict.", "Run.", "Turn.", "Then.", "See."].contains($0)
      }
  }

  /// What follows a label on its line.
  func line(_ label: String) throws -> String {
    let start = "// \(label). "
    let line = try #require(text.split(separator: "\n").first { $0.hasPrefix(start) }, "\(label)")
    return String(line.dropFirst(start.count))
  }

  /// The settings of a command, which stand between single quotes where a shell needs them.
  func settings(_ command: String) throws -> [ScenarioSetting] {
    let words = command.split(separator: "'", omittingEmptySubsequences: false).enumerated()
      .flatMap { $0.offset % 2 == 1 ? [$0.element] : $0.element.split(separator: " ") }
    try #require(words.starts(with: ["saleroom", "run", "scenarios/lessons/\(file)"]))
    let rest = words.dropFirst(3)
    return try stride(from: rest.startIndex, to: rest.endIndex, by: 2).map { index in
      try #require(rest[index] == "--set")
      let parts = rest[index + 1].split(separator: "=", maxSplits: 1)
      return ScenarioSetting(path: String(parts[0]), value: String(parts[1]))
    }
  }

  func shipped() throws -> Scenario { try Scenario.read(Array(text.utf8), file: file) }

  /// The scenario with the knob turned, and what is claimed then.
  func turned() throws -> Scenario {
    let claims = try line("Then").split(separator: ";").map { "\"\($0)\"" }.joined(separator: ",")
    let then = ScenarioSetting(path: "expect", value: "[\(claims)]")
    return try Scenario.read(
      Array(text.utf8), file: file, settings: try settings(try line("Turn")) + [then])
  }
}

@Suite("Lessons")
struct LessonTests {
  @Test func `every lesson asks, has its reader predict, and says what to run, to turn and to see`()
    throws
  {
    let lessons = try Lesson.all()
    #expect(lessons.count == 10)
    for (index, lesson) in lessons.enumerated() {
      #expect(lesson.file.hasPrefix(index < 9 ? "0\(index + 1)-" : "\(index + 1)-"))
      #expect(lesson.text.hasPrefix("// Lesson \(index + 1). "), "\(lesson.file)")
      #expect(
        lesson.labels == ["Lesson", "Question.", "Predict.", "Run.", "Turn.", "Then.", "See."],
        "\(lesson.file)")
      #expect(try lesson.settings(try lesson.line("Run")).isEmpty)
      #expect(try lesson.settings(try lesson.line("Turn")).count == 1, "one knob: \(lesson.file)")
      let (shipped, turned) = (try lesson.shipped(), try lesson.turned())
      #expect(!shipped.expectations.isEmpty && !turned.expectations.isEmpty)
      #expect(shipped.title.hasPrefix("Lesson \(index + 1): "))
    }
  }

  /// What is claimed, in words, and the number that theory computes from the inputs of the file.
  struct Claim: CustomTestStringConvertible {
    let lesson: String
    let words: String
    let metric: String
    let theory: @Sendable (Scenario) -> Double
    /// Whether the knob changes the number.
    var turns = true
    var testDescription: String { "\(lesson): \(words)" }
  }

  static let claims = [
    Claim(
      lesson: "02", words: "people present are the rate times the mean stay, once the room is full",
      metric: "people.online.mean", theory: meanPresent, turns: false),
    Claim(
      lesson: "03", words: "99 % are answered within ln 100 ÷ (μ − λ), and 5 ms each way",
      metric: "latency.order.p99", theory: tail),
    Claim(
      lesson: "04", words: "oversold are as many as come while one is written down",
      metric: "stock.oversold", theory: oversold),
    Claim(
      lesson: "05", words: "left over is the share whose hold lapses, to the power of the turns",
      metric: "stock.leftover", theory: leftOver),
    Claim(
      lesson: "07", words: "programs get all they can buy, and by lot their share of the entrants",
      metric: "programs.createdShare", theory: programs),
    Claim(
      lesson: "08", words: "a row sells as fast as it is updated, ten sell as fast as people tap",
      metric: "stock.sellRate", theory: sellRate),
  ]

  @Test(arguments: claims)
  func `what a lesson claims is what theory says`(_ claim: Claim) throws {
    let lesson = try Lesson.numbered(claim.lesson)
    let (shipped, turned) = (try lesson.shipped(), try lesson.turned())
    let (before, after) = (claim.theory(shipped), claim.theory(turned))
    #expect(allowed(claim.metric, shipped).contains(before), "\(before)")
    #expect(allowed(claim.metric, turned).contains(after), "\(after)")
    guard claim.turns else { return }
    #expect(!allowed(claim.metric, shipped).contains(after), "\(after)")
    #expect(!allowed(claim.metric, turned).contains(before), "\(before)")
  }

  @Test func `twenty in the building wait for twenty services at most, whoever waits outside`()
    throws
  {
    let turned = try Lesson.numbered("01").turned()
    let active = try #require(turned.orders.gateway.waitingRoom?.active)
    let service = turned.orders.workers.service.mean / 1e9
    let tail = IncompleteGamma.quantile(0.99, Double(active)) * service
    #expect(allowed("tier.orders.latency.p99", turned).contains(tail), "\(tail)")
  }

  @Test func `a ranker with β sends runners by exp(β · match)`() throws {
    let turned = try Lesson.numbered("09").turned()
    let stream = turned.rooms[0].traffic[0]
    let weights = zip(stream.cohortShares, turned.cohorts).map { share, cohort in
      share * Elementary.exp(stream.personalisation * cohort.interests[0])
    }
    // "Half of the visits are runners now, not all."
    #expect(0.5...0.6 ~= weights[0] / (weights[0] + weights[1]))
  }

  @Test func `a gain is what a visit buys, times what a buyer writes, times what a note brings`()
    throws
  {
    let lesson = try Lesson.numbered("10")
    // One visitor in nine buys.
    func gain(_ scenario: Scenario) throws -> Double {
      let brings = try #require(scenario.community).visitsPerNote
      #expect(brings == 100, "a hundred people for each note")
      return 0.11 * scenario.cohorts[0].noteShare * brings
    }
    let (shipped, turned) = (try lesson.shipped(), try lesson.turned())
    let sum = shipped.rooms[0].traffic[0].visits / (1 - (try gain(shipped)))
    #expect(8_500...9_500 ~= sum, "nine thousand in the end")
    #expect(try gain(turned) > 1.3)
    #expect(allowed("people.unique", shipped).contains(sum))
  }

  /// The values of a metric that the promises of a scenario allow.
  private func allowed(_ metric: String, _ scenario: Scenario) -> ClosedRange<Double> {
    var (low, high) = (-Double.infinity, Double.infinity)
    for promise in scenario.expectations where promise.metric == metric {
      switch promise.comparison {
      case .less, .atMost: high = min(high, promise.limit)
      case .more, .atLeast: low = max(low, promise.limit)
      case .equal: (low, high) = (promise.limit, promise.limit)
      case .unequal: break
      }
    }
    return low...high
  }

  // MARK: Theory

  private static func seconds(_ nanoseconds: Int64) -> Double { Double(nanoseconds) / 1e9 }

  @Sendable private static func meanPresent(_ scenario: Scenario) -> Double {
    let (stream, length) = (scenario.rooms[0].traffic[0], Double(scenario.length))
    let instants = 40
    let present = (0..<instants).map { index in
      Counting.present(
        at: (Double(index) + 0.5) * length / Double(instants), rate: stream.visits / length,
        dwell: scenario.cohorts[0].dwell)
    }
    return present.reduce(0, +) / Double(instants)
  }

  @Sendable private static func tail(_ scenario: Scenario) -> Double {
    let stream = scenario.rooms[0].traffic[0]
    guard case .steady(let from, let to) = stream.shape else { return .nan }
    let spare = 1e9 / scenario.orders.workers.service.mean - stream.visits / seconds(to - from)
    return Elementary.log(100) / spare + 2 * seconds(scenario.cohorts[0].network.floor)
  }

  @Sendable private static func oversold(_ scenario: Scenario) -> Double {
    guard scenario.orders.logic == CheckThenAct.name else { return 0 }
    return tapRate(scenario) * scenario.orders.database.write.mean / 1e9
  }

  /// Taps a second at the link-up, whose width is that of the reactions.
  private static func tapRate(_ scenario: Scenario) -> Double {
    guard case .uniform(let reaction) = scenario.cohorts[0].reaction else { return .nan }
    return scenario.rooms[0].traffic[0].visits / ((reaction.to - reaction.from) / 1e9)
  }

  @Sendable private static func leftOver(_ scenario: Scenario) -> Double {
    let (product, cohort) = (scenario.products[0], scenario.cohorts[0])
    let late = Elementary.exp(-Double(product.hold) / cohort.payDelay.mean)
    return Double(product.variants[0].stock)
      * Counting.leftByHolds(
        slot: seconds(product.open ?? 0), hold: seconds(product.hold),
        abandons: cohort.abandonment, paysLate: late)
  }

  @Sendable private static func programs(_ scenario: Scenario) -> Double {
    let visits = scenario.rooms[0].traffic.map { stream in
      stream.visits
        * zip(stream.cohortShares, scenario.cohorts)
        .reduce(0) { $0 + ($1.1.isAutomated ? $1.0 : 0) }
    }
    let programs = visits.reduce(0, +)
    guard scenario.orders.gateway.waitingRoom?.policy == .shuffleAtStart else {
      return min(1, programs / Double(scenario.products[0].variants[0].stock))
    }
    return programs / scenario.rooms[0].traffic.reduce(0) { $0 + $1.visits }
  }

  @Sendable private static func sellRate(_ scenario: Scenario) -> Double {
    let rows = scenario.orders.logic == PreHold.name ? 1.0 : 10
    return min(tapRate(scenario), rows * 1e9 / scenario.orders.database.update.mean)
  }
}
