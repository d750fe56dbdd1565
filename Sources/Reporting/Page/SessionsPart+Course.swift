// The course of sessions: the timeline that the script draws, the funnel, and who bought what.
import LiveCommerce

extension SessionsPart {
  var timeline: PageSection {
    let words = sessions.map { session in
      "\(sessions.count > 1 ? session.label + ": " : "")\(session.text("people.online.peak")) people at "
        + "most, at \(session.text("people.online.peakAt")); at most "
        + "\(session.text("orders.created.peak")) orders created, at "
        + "\(session.text("orders.created.peakAt")); \(session.text("stock.sold")) of "
        + "\(session.text("stock.stocked")) units sold."
    }
    return PageSection(
      "timeline", "The session over time",
      PageChart.place(
        "timeline", "What happened when, all on one time axis",
        alternative: words.joined(separator: " ")))
  }

  // MARK: Funnel

  /// The steps from a visit to a payment.
  private static let stages = [
    ("visits", "people.visits"), ("clicks on a product", "funnel.clicks"),
    ("intentions to order", "funnel.orders"), ("orders created", "funnel.created"),
    ("orders paid", "funnel.paid"),
  ]

  var funnel: PageSection {
    let columns =
      [PageColumn("step")]
      + sessions.flatMap { session in
        [
          PageColumn(sessions.count > 1 ? key(session) : .text("count"), isNumber: true),
          PageColumn("of the step before", isNumber: true), PageColumn("of visits", isNumber: true),
        ]
      }
    let rows = SessionsPart.stages.enumerated().map { place, stage in
      [PageCell(.text(stage.0))]
        + sessions.flatMap { session in
          let value = session.metrics[stage.1]
          let before = place > 0 ? session.metrics[SessionsPart.stages[place - 1].1] : nil
          return [
            bar(session.cell(stage.1), value, of: session.metrics["people.visits"], session.place),
            PageCell.share(value, of: before),
            PageCell.share(value, of: session.metrics["people.visits"]),
          ]
        }
    }
    return PageSection(
      "funnel", "From visit to payment",
      PageTable("The funnel, as buyers know it", columns: columns, rows: rows).markup, losses)
  }

  /// The number over a bar that is as long as its share of the whole.
  private func bar(
    _ cell: PageCell, _ value: Double?, of whole: Double?, _ place: Int
  ) -> PageCell {
    guard let value, let whole, whole > 0 else { return cell }
    let width = ValueText.decimal(min(100, max(0, value / whole * 100)), places: 2)
    var cell = cell
    cell.content =
      cell.content
      + .element("span", [("class", "bar c\(place)"), ("style", "width:\(width)%")])
    return cell
  }

  /// Why intentions came to nothing.
  private var losses: Markup {
    let names = Metrics.areas.first { $0.name == "lost" }?.metrics.map(\.name) ?? []
    let lost = names.filter { name in sessions.contains { ($0.metrics[name] ?? 0) > 0 } }
    guard !lost.isEmpty else { return .nothing }
    let rows = lost.map { name in
      [PageCell(.text(PageMeasure.definition(of: name) ?? name))] + sessions.map { $0.cell(name) }
    }
    return PageTable(
      "Intentions lost, and why", columns: heads("reason"), rows: rows, isSortable: true
    ).markup
  }

  // MARK: Groups

  var groups: PageSection? {
    let tables = [
      table(by: "source", "By source"), table(by: "cohort", "By cohort"), products, rooms,
    ].compactMap { $0 }
    return tables.isEmpty ? nil : PageSection("groups", "Who came, and who bought what", tables)
  }

  private static let counts = ["visits", "persons", "clicks", "orders", "created", "paid"]

  /// The groups of visits, put together by one of their two names.
  private func table(by member: String, _ caption: String) -> Markup? {
    var rows: [[PageCell]] = []
    for session in sessions {
      let groups = session.value["groups"]?.elements ?? []
      var names: [String] = []
      for name in groups.compactMap({ $0[member]?.string }) where !names.contains(name) {
        names.append(name)
      }
      for name in names {
        let own = groups.filter { $0[member]?.string == name }
        func sum(_ count: String) -> Double { own.reduce(0) { $0 + ($1[count]?.double ?? 0) } }
        let revenue = sum("revenue")
        rows.append(
          [PageCell(keyed(name, session))]
            + SessionsPart.counts.map { .count(sum($0)) } + [
              .share(sum("clicks"), of: sum("visits")), .share(sum("paid"), of: sum("visits")),
              PageCell(ValueText.text(revenue, .money, session.money), revenue),
            ])
      }
    }
    guard !rows.isEmpty else { return nil }
    return PageTable(
      caption,
      columns: [PageColumn(member)]
        + (SessionsPart.counts + ["clicks a visit", "paid a visit", "value paid"])
        .map { PageColumn($0, isNumber: true) },
      rows: rows, isSortable: true
    ).markup
  }

  /// A name, after the session's colour where there are several.
  private func keyed(_ name: String, _ session: SessionOnPage) -> Markup {
    let colour =
      sessions.count > 1
      ? Markup.element(
        "span", [("class", "key c\(session.place)")],
        [.text("■ \(session.label.prefix(1)) ")]) : .nothing
    return colour + .name(name)
  }

  private var products: Markup? {
    let metrics = [
      ("in stock", "stock.stocked"), ("sold", "stock.sold"), ("oversold", "stock.oversold"),
      ("left over", "stock.leftover"), ("refused", "stock.refused"),
      ("sold through", "stock.sellThrough"), ("sold out after", "stock.soldOutAfter"),
      ("sold a second", "stock.sellRate"),
    ]
    let rows = sessions.flatMap { session in
      session.products.map { product in
        [PageCell(keyed(product, session))] + metrics.map { session.cell("\($0.1)[\(product)]") }
      }
    }
    guard !rows.isEmpty else { return nil }
    return PageTable(
      "By product",
      columns: [PageColumn("product")] + metrics.map { PageColumn($0.0, isNumber: true) },
      rows: rows, isSortable: true
    ).markup
  }

  /// What the host of each room did, what came of visits to it, and what was ordered meanwhile.
  private var rooms: Markup? {
    let metrics = [
      ("visits", "room.visits"), ("orders", "room.orders"), ("paid", "room.paid"),
      ("value paid", "room.gmv"),
    ]
    let tallies = sessions.map { RoomTally.all(of: $0.value) }
    // A single room has no numbers of its own.
    let isCounted = zip(sessions, tallies).contains { session, rooms in
      rooms.contains { session.metrics["room.visits[\($0.name)]"] != nil }
    }
    let own = isCounted ? metrics : []
    let rows = zip(sessions, tallies).flatMap { session, rooms in
      rooms.map { room in
        [
          PageCell(keyed(room.name, session)), PageCell.count(room.steps), .count(room.linkUps),
          PageCell(ValueText.duration(room.seconds), room.seconds),
        ] + own.map { session.cell("\($0.1)[\(room.name)]") } + [PageCell.count(room.created)]
      }
    }
    guard !rows.isEmpty else { return nil }
    return PageTable(
      "By room, each with its host",
      columns: [PageColumn("room")]
        + (["steps", "link-ups", "time on air"] + own.map(\.0)
        + ["orders created anywhere meanwhile"]).map { PageColumn($0, isNumber: true) },
      rows: rows, isSortable: true
    ).markup
  }
}

/// What the host of a room did in a session.
private struct RoomTally {
  var name: String
  var steps = 0.0
  var linkUps = 0.0
  var seconds = 0.0
  /// Orders created in the seconds in which one of its steps began or went on, each second once
  /// however many steps share it.
  var created = 0.0
  private var counted: Set<Int> = []

  /// Every room of a session, in the order in which they were on air.
  static func all(of session: JSONValue) -> [RoomTally] {
    var rooms: [RoomTally] = []
    let created = session["series"]?["orders.created"]?["values"]?.elements ?? []
    for step in session["timeline"]?.elements ?? [] {
      let name = step["room"]?.string ?? ""
      let place = rooms.firstIndex { $0.name == name } ?? rooms.count
      if place == rooms.count { rooms.append(RoomTally(name: name)) }
      guard let from = step["from"]?.double, let until = step["until"]?.double, until >= from,
        from >= 0, until < 1e9
      else { continue }
      rooms[place].steps += 1
      rooms[place].linkUps += step["do"]?.string == "linkUp" ? 1 : 0
      rooms[place].seconds += until - from
      let seconds = min(Int(from), created.count)..<min(Int(until.rounded(.up)), created.count)
      for second in seconds where rooms[place].counted.insert(second).inserted {
        rooms[place].created += created[second].double ?? 0
      }
    }
    return rooms
  }
}
