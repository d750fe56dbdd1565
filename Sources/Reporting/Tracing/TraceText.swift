// A trace for people: each story under its heading, a line a sentence with the time of the session, and
// where the time of an order went.
import LiveCommerce

/// A trace as text.
struct TraceText {
  private let report: TraceReport
  private let names: TraceNames

  init(_ report: TraceReport) {
    self.report = report
    names = TraceNames(report.result.record)
  }

  var text: String {
    let record = report.result.record
    var lines = [
      "\(Display.safe(record.scenario.title)) – seed \(record.seed)"
        + (record.replication > 0 ? ", replication \(record.replication)" : "")
    ]
    if report.result.stories.isEmpty { lines += ["", report.nothing] }
    for story in report.result.stories { lines += [""] + paragraphs(story) }
    if let note = report.droppedNote { lines += ["", note] }
    return lines.joined(separator: "\n") + "\n"
  }

  private func paragraphs(_ story: TraceStory) -> [String] {
    var lines = Display.wrapped(heading(story.head), to: TextFormat.width) + [""]
    var teller = TraceTeller(names)
    let isShared = story.head.isShared
    for fact in story.facts {
      guard let sentence = teller.sentence(fact) else { continue }
      let isOwn = fact.event.isOfAudience && !isShared
      let subject = isOwn ? "" : "\(teller.subject(fact)) – "
      lines += self.lines(fact.instant, subject + sentence)
    }
    if story.facts.isEmpty { lines.append("nothing happened") }
    return lines + stretches(story)
  }

  private func lines(_ instant: Int64, _ sentence: String) -> [String] {
    let time = TraceFact.clock(instant)
    let wrapped = Display.wrapped(sentence, to: TextFormat.width - time.count - 2)
    return wrapped.enumerated().map { index, line in
      (index == 0 ? time : String(repeating: " ", count: time.count)) + "  " + line
    }
  }

  // MARK: Headings

  private func heading(_ head: TraceStory.Head) -> String {
    switch head {
    case .viewer(let account): return "viewer \(account)"
    case .order(let name, let intention):
      let slowest = report.result.subject == .slowest ? ": the slowest of all created" : ""
      let order = name.map { "order \($0)" } ?? "an order"
      return "\(order) of viewer \(intention >> 16)\(slowest)"
    case .loss(let reason, let count, let intention):
      let lost = "\(ValueText.count(Double(count))) lost, as the viewer \(reason.words)"
      return "\(lost); typical in time: viewer \(intention >> 16)"
    case .unit(let row, let number): return unit(row, number)
    case .span(let span):
      return "from \(TraceFact.clock(span.lowerBound)) to \(TraceFact.clock(span.upperBound))"
    case .oversold(let orders, _):
      let check = report.result.record.checks.first { $0.name == .noOversell }
      let all = orders.map { "order \($0)" }.joined(separator: " and ")
      return "\(Display.safe(check?.first?.sentence ?? "")); the steps of \(all)"
    }
  }

  private func unit(_ row: Int, _ number: Int) -> String {
    let account = report.result.record.stock[row].account
    let lack = number > account.stocked ? ": it does not exist" : ""
    return "unit \(number) of \(names.row(row)), of \(account.stocked) in stock\(lack)"
  }

  // MARK: Where the time went

  private func stretches(_ story: TraceStory) -> [String] {
    let all = story.stretches.reduce(0) { $0 + $1.length }
    guard all > 0 else { return [] }
    var sums: [(words: String, length: Int64)] = []
    for stretch in story.stretches {
      let words = stretch.kind.words
      if let index = sums.firstIndex(where: { $0.words == words }) {
        sums[index].length += stretch.length
      } else {
        sums.append((words, stretch.length))
      }
    }
    let rows = sums.map { words, length in
      [
        "  " + words, TraceWords.time(length),
        ValueText.significant(Double(length) / Double(all) * 100) + " %",
      ]
    }
    let table = TextTable(header: ["where its \(TraceWords.time(all)) went", "", ""], rows: rows)
    return [""] + table.lines
  }
}

extension TraceStory.Head {
  /// Whether several viewers take part, so that each sentence says who it is.
  var isShared: Bool {
    switch self {
    case .span, .unit, .oversold: true
    default: false
    }
  }
}
