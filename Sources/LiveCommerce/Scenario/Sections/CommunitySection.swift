// `community`: notes, who reads them and whom they bring.
import Stochastics

/// Reads `community`.
enum CommunitySection {
  /// Reads it, once rooms, streams and ranker are known.
  static func read(
    _ root: ObjectReader, _ scenario: Scenario, _ context: ScenarioContext
  ) -> Community? {
    guard let community = root.optionalSection("community", { community($0, context) }) else {
      return nil
    }
    check(community, scenario, root)
    // With a step missing, what is sold cannot be told.
    if context.log.errorCount == 0 { checkSellers(community, scenario, root) }
    return community
  }

  private static func community(
    _ reader: ObjectReader, _ context: ScenarioContext
  ) -> Community {
    Community(
      after: reader.distribution(
        "after", default: .logNormal(median: Span.hour, sigma: 1)),
      exposures: reader.number("exposures", in: 0...1e9),
      life: reader.duration("life", default: Span.day, in: Span.second...Span.year),
      budget: reader.optionalCount("budget", in: 0...1_000_000_000_000_000).map { Double($0) },
      read: reader.share("read"), visit: reader.share("visit"),
      like: reader.share("like", default: 0), collect: reader.share("collect", default: 0),
      follow: reader.share("follow", default: 0),
      cohortShares: TrafficSection.cohortShares(reader, context),
      personalisation: reader.number("personalisation", default: 0, in: 0...100),
      modules: modules(reader), before: before(reader, context))
  }

  /// The modules by which readers come; all of them by discovery if it does not say.
  private static func modules(_ reader: ObjectReader) -> [Community.Module] {
    let all = [Community.Module(source: .discover, share: 1)]
    guard let through = reader.optionalObject("through") else { return all }
    let modules = [TrafficSource.messages, .follow, .discover, .mall]
      .map { Community.Module(source: $0, share: through.share($0.rawValue, default: 0)) }
    through.reportUnlessWhole(modules.map(\.share))
    through.finish()
    return modules.filter { $0.share > 0 }
  }

  private static func before(
    _ reader: ObjectReader, _ context: ScenarioContext
  ) -> [NotesBefore] {
    reader.optionalList("before", count: 0...Limit.notesBefore).compactMap { item in
      item.object().map { notes($0, context) }
    }
  }

  private static func notes(_ reader: ObjectReader, _ context: ScenarioContext) -> NotesBefore {
    defer { reader.finish() }
    return NotesBefore(
      category: category(reader, context) ?? 0,
      count: Double(reader.count("count", in: 0...1_000_000_000)),
      age: reader.duration("age", default: 0, in: 0...10 * Span.year))
  }

  /// What the notes are about; need not be said where there is only one category.
  private static func category(_ reader: ObjectReader, _ context: ScenarioContext) -> Int? {
    let names = context.categories.names
    guard let node = reader.optional("category") else {
      if context.categoriesAreKnown, names.count > 1 {
        _ = reader.required("category", write: "one of \(Wording.listed(names))")
      }
      return nil
    }
    guard let name = node.text(limit: Limit.nameLength) else { return nil }
    let category = context.categories.index(of: name)
    if category == nil, context.categoriesAreKnown {
      node.report(context.categories.refusal(of: name, noun: "category"))
    }
    return category
  }

  /// Refuses notes that lead nowhere.
  private static func checkSellers(
    _ community: Community, _ scenario: Scenario, _ root: ObjectReader
  ) {
    let sold = Set(
      scenario.rooms.flatMap { $0.goods(in: scenario) }.map { scenario.products[$0].category })
    guard let orphan = community.before.first(where: { !sold.contains($0.category) }) else {
      return
    }
    let names = scenario.categories.indices.filter(sold.contains).map { scenario.categories[$0] }
    root.report(
      "has notes in `before` on \"\(scenario.categories[orphan.category])\", of which no room sells "
        + "anything; there is something of \(Wording.listed(names))", key: "community")
  }

  // MARK: Bounds

  private static func check(_ community: Community, _ scenario: Scenario, _ root: ObjectReader) {
    let own = scenario.rooms.reduce(scenario.platform.count) { $0 + $1.traffic.count }
    let others = own + (scenario.ranker == nil ? 0 : 1)
    let streams = others + scenario.categories.count * community.modules.count
    if streams > Limit.streams {
      root.report(
        "its readers come in one stream for each category and module, which makes \(streams) streams "
          + "with the \(others) others; at most \(Limit.streams) are allowed: merge categories or "
          + "modules",
        key: "community")
    }
    let cells = scenario.categories.count * scenario.rooms.count
    if cells > Limit.noteCells {
      root.report(
        "notes are kept by category and room, \(cells) in all; at most \(Limit.noteCells) are "
          + "allowed: merge categories",
        key: "community")
    }
  }
}
