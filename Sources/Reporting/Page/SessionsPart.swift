// What a page says of sessions: of one, or of several in columns side by side. The verdict comes first.
import LiveCommerce

/// The part of a page that is about single sessions.
struct SessionsPart: PagePart {
  let sessions: [SessionOnPage]

  init(_ results: [PageResult]) {
    sessions = results.enumerated().map { place, result in
      SessionOnPage(result, place: place, isAlone: results.count == 1)
    }
  }

  var sections: [PageSection] {
    [verdict, timeline, funnel] + [groups].compactMap { $0 } + [latency, tiers]
      + [faults, changes].compactMap { $0 } + [numbers] + [inputs].compactMap { $0 }
  }

  /// Sessions have data of their own.
  var charts: [JSONValue.Member] { [] }

  /// A head for each session, in its colour.
  func heads(_ first: String...) -> [PageColumn] {
    first.map { PageColumn($0) } + sessions.map { PageColumn(key($0), isNumber: true) }
  }

  /// The session's name beside its colour.
  func key(_ session: SessionOnPage) -> Markup {
    guard sessions.count > 1 else { return .text("value") }
    return .element("span", [("class", "key c\(session.place)")], [.text("■ ")])
      + .name(session.label)
  }

  // MARK: Verdict

  private var verdict: PageSection {
    PageSection(
      "verdict", "Verdict",
      [.element("div", [("class", "cards")], sessions.map(card)), promises, invariants])
  }

  private func card(_ session: SessionOnPage) -> Markup {
    let value = session.value
    let seed = value["seed"]?.dense ?? ValueText.nothing
    let replication = value["replication"]?.dense ?? "0"
    return .element(
      "article", [("class", "card")],
      [
        .element(
          "h3", [],
          [
            PageVerdict.badge(value["verdict"]?.string ?? "?"), .text(" "),
            sessions.count > 1 ? key(session) : .name(session.label),
          ]),
        .element("p", [], [.text(counts(value))]), steered(value),
        .element(
          "p", [("class", "faint")],
          [
            .name(value["scenario"]?["title"]?.string ?? ""),
            .text(
              ", \(ValueText.duration(session.length)), seed \(seed), replication \(replication)"),
          ]),
        .element("dl", [("class", "figures")], SessionsPart.figures.map { figure(session, $0) }),
      ])
  }

  /// That the session was steered, where it was.
  private func steered(_ value: JSONValue) -> Markup {
    let count = value["changes"]?.elements.count ?? 0
    guard count > 0 else { return .nothing }
    return .element("p", [], [.text(SteeredText.sentence(count))])
  }

  /// "3 of 3 promises kept, …".
  private func counts(_ value: JSONValue) -> String {
    let promises = (value["promises"]?.elements ?? []).map { $0["kept"]?.isTrue ?? false }
    let checks = (value["checks"]?.elements ?? []).filter { $0["promised"]?.isTrue ?? false }
      .map { $0["brokenPromises"]?.double == 0 }
    let identities = (value["identities"]?.elements ?? []).map { $0["kept"]?.isTrue ?? false }
    return [("promises", promises), ("invariants", checks), ("identities", identities)].map {
      "\($1.count { $0 }) of \($1.count) \($0)"
    }.joined(separator: ", ") + " kept"
  }

  private static let figures = [
    ("people came", "people.unique"), ("most at once", "people.online.peak"),
    ("units sold", "stock.sold"), ("oversold", "stock.oversold"), ("left over", "stock.leftover"),
    ("paid", "gmv.paid"), ("latency, p99", "latency.order.p99"),
  ]

  private func figure(_ session: SessionOnPage, _ figure: (title: String, metric: String)) -> Markup
  {
    .element(
      "div", [],
      [
        .element("dt", [], [.text(figure.title)]),
        .element(
          "dd",
          [
            ("data-m", figure.metric), ("data-r", "\(session.place)"),
            ("data-v", session.metrics[figure.metric].map { JSONValue.digits($0) }),
          ], [.text(session.text(figure.metric))]),
      ])
  }

  private var promises: Markup {
    var texts: [String] = []
    for promise in sessions.flatMap({ $0.value["promises"]?.elements ?? [] }) {
      if let text = promise["text"]?.string, !texts.contains(text) { texts.append(text) }
    }
    guard !texts.isEmpty else {
      return .element("p", [], [.text("The scenario promises nothing (`expect` is empty).")])
    }
    let rows = texts.map { text in
      [PageCell(.element("code", [], [.text(text)]))] + sessions.map { promise(text, $0) }
    }
    return PageTable("Promises, and what was measured", columns: heads("promise"), rows: rows)
      .markup
  }

  private func promise(_ text: String, _ session: SessionOnPage) -> PageCell {
    let found = (session.value["promises"]?.elements ?? []).first { $0["text"]?.string == text }
    guard let found, let metric = found["metric"]?.string else { return PageCell(.text("–")) }
    let value = found["value"]?.double
    let name = found["product"]?.string.map { "\(metric)[\($0)]" } ?? metric
    let unit = PageMeasure.unit(of: metric)
    let shown = ValueText.texts(
      value, against: found["limit"]?.double ?? .nan, unit, session.money
    ).value
    var cell = PageCell(PageVerdict.mark(found["kept"]?.isTrue ?? false) + .text(shown))
    cell.number = value
    cell.source = (name, session.place)
    return cell
  }

  /// Invariants and identities; what was broken comes first and is told whole.
  private var invariants: Markup {
    var breaches: [Markup] = []
    for session in sessions {
      for check in session.value["checks"]?.elements ?? []
      where (check["brokenPromises"]?.double ?? 0) > 0 {
        breaches.append(breach(check, session))
      }
      if let error = session.value["errors"] { breaches.append(thrown(error, session)) }
    }
    let table = PageTable(
      "Invariants of the ledger and identities of our own books", columns: heads("name", "meaning"),
      rows: checkRows + identityRows)
    let summary = Markup.element("summary", [], [.text("Invariants and identities")])
    return breaches.reduce(.nothing, +) + .element("details", [], [summary, table.markup])
  }

  private var checkRows: [[PageCell]] {
    (sessions.first?.value["checks"]?.elements ?? []).map { check in
      let name = check["name"]?.string ?? ""
      return [
        PageCell(.element("code", [], [.text(name)])),
        PageCell(.text(check["promise"]?.string ?? "")),
      ]
        + sessions.map { session in
          let own = (session.value["checks"]?.elements ?? []).first { $0["name"] == check["name"] }
          return outcome(own)
        }
    }
  }

  private func outcome(_ check: JSONValue?) -> PageCell {
    guard let check, let violations = check["violations"]?.double else {
      return PageCell(.text("–"))
    }
    let isPromised = check["promised"]?.isTrue ?? false
    let times = ValueText.count(violations)
    guard isPromised else { return PageCell("not promised, \(times) times", violations) }
    guard violations > 0 else { return PageCell(PageVerdict.mark(true) + .text("kept")) }
    return PageCell(PageVerdict.mark(false) + .text("broken \(times) times"))
  }

  private var identityRows: [[PageCell]] {
    (sessions.first?.value["identities"]?.elements ?? []).map { identity in
      let name = identity["metric"]?.string ?? ""
      return [
        PageCell(.element("code", [], [.text(name)])),
        PageCell(.text(PageMeasure.definition(of: name) ?? "")),
      ]
        + sessions.map { session in
          let own = (session.value["identities"]?.elements ?? []).first {
            $0["metric"] == identity["metric"]
          }
          var cell = PageCell(
            PageVerdict.mark(own?["kept"]?.isTrue ?? false) + .text(session.text(name)))
          cell.number = own?["value"]?.double
          cell.source = (name, session.place)
          return cell
        }
    }
  }

  private func breach(_ check: JSONValue, _ session: SessionOnPage) -> Markup {
    let first = check["first"]
    let steps = (first?["steps"]?.elements ?? []).compactMap(\.string)
    return note(
      "\(check["name"]?.string ?? "") broken "
        + "\(ValueText.count(check["brokenPromises"]?.double ?? 0)) times", session,
      first?["sentence"]?.string ?? "", steps)
  }

  private func thrown(_ error: JSONValue, _ session: SessionOnPage) -> Markup {
    note(
      "The sale logic threw \(ValueText.count(error["count"]?.double ?? 0)) errors", session,
      error["first"]?["text"]?.string ?? "", [])
  }

  private func note(
    _ title: String, _ session: SessionOnPage, _ sentence: String, _ steps: [String]
  ) -> Markup {
    let where_ = sessions.count > 1 ? key(session) + .text(" ") : .nothing
    let list =
      steps.isEmpty
      ? Markup.nothing
      : .element(
        "details", [],
        [
          .element("summary", [], [.text("The steps that led to it")]),
          .element("ol", [], steps.map { .element("li", [], [.text($0)]) }),
        ])
    return .element(
      "div", [("class", "breach")],
      [
        .element("h3", [], [where_, .text("✗ \(title)")]), .element("p", [], [.text(sentence)]),
        list,
      ])
  }
}
