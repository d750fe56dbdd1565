// `products`: what is sold, at what price, with how much stock. Read before cohorts, because the
// first price decides the currency and, as the text has it, is the default of what a cohort finds
// fair.

/// Reads `products`.
enum ProductSection {
  /// Reads the products of the whole scenario; with rooms, which may have their own, there need be none.
  static func read(
    _ root: ObjectReader, _ context: ScenarioContext, hasRooms: Bool
  ) -> [Product] {
    guard let object = hasRooms ? root.optionalObject("products") : root.object("products"),
      let entries = object.namedEntries(atMost: Limit.products, "products")
    else {
      if hasRooms && !root.has("products") {
        context.products = NameTable()
        context.categoriesAreKnown = true
      }
      return []
    }
    context.products = NameTable(entries.map(\.name))
    context.categoriesAreKnown = true
    return read(entries, context)
  }

  /// Reads products one by one.
  static func read(
    _ entries: [ObjectReader.NamedReader], _ context: ScenarioContext
  ) -> [Product] {
    entries.compactMap { entry in
      guard let reader = entry.value.object() else {
        context.categoriesAreKnown = false
        return nil
      }
      defer { reader.finish() }
      return product(entry.name, reader, context)
    }
  }

  private static func product(
    _ name: String, _ reader: ObjectReader, _ context: ScenarioContext
  ) -> Product {
    let wanted = "an amount of money, such as \(ValueKind.money.examples)"
    let price = reader.required("price", write: wanted)
      .flatMap { context.money($0, in: 1...Limit.price) }
    if context.firstPrice == nil { context.firstPrice = price }
    return Product(
      name: name, category: category(of: reader, context), price: price ?? 1,
      variants: variants(of: reader, name),
      limit: reader.count("limit", default: 1, in: 1...1_000_000),
      hold: reader.duration("hold", default: 15 * Span.minute, in: Limit.hold),
      open: reader.optionalDuration("open", in: Span.millisecond...7 * Span.day),
      batches: reader.optionalList("batches", count: 0...1000)
        .compactMap { $0.count(in: 1...Limit.units) },
      logic: context.logic(reader.optional("logic")),
      returns: reader.optionalSection("returns", returns),
      substitute: reader.share("substitute", default: 0), pool: pool(of: reader, context),
      cost: reader.optional("cost").flatMap { context.money($0, in: 0...Limit.price) },
      salvage: reader.optional("salvage").flatMap { context.money($0, in: 0...Limit.price) } ?? 0)
  }

  /// The index of the pool that the product names.
  private static func pool(of reader: ObjectReader, _ context: ScenarioContext) -> Int {
    let domestic = context.pools.index(of: StockPool.domestic.name) ?? 0
    guard let node = reader.optional("pool"), let name = node.text(limit: Limit.nameLength) else {
      return domestic
    }
    if let index = context.pools.index(of: name) { return index }
    node.report(context.pools.refusal(of: name, noun: "pool"))
    return domestic
  }

  private static func returns(_ reader: ObjectReader) -> ProductReturns {
    ProductReturns(
      share: reader.share("share"), trust: reader.number("trust", default: 0, in: -20...20),
      after: reader.distribution("after", default: .logNormal(median: 3 * Span.day, sigma: 0.5)),
      inspection: reader.distribution("inspection", default: .always(Span.day)),
      resaleable: reader.share("resaleable", default: 1))
  }

  /// The index of the product's category; −1 if its room gives it one.
  private static func category(of reader: ObjectReader, _ context: ScenarioContext) -> Int {
    guard let node = reader.optional("category") else {
      return context.categoriesInTurn ? -1 : context.categories.add("general")
    }
    guard let name = node.text(limit: Limit.nameLength) else {
      context.categoriesAreKnown = false
      return 0
    }
    return context.categories.add(name)
  }

  // MARK: Stock

  private static func variants(of reader: ObjectReader, _ name: String) -> [Variant] {
    guard let node = reader.optional("variants") else {
      let wanted = "a whole number, such as \(ValueKind.count.examples), or variants: { … }"
      let stock = reader.required("stock", write: wanted)?.count(in: 0...Limit.units)
      return [Variant(name: name, share: 1, stock: stock ?? 0)]
    }
    if reader.has("stock") {
      reader.report("leave it out: every variant has a stock of its own", key: "stock")
    }
    guard let object = node.object() else { return [] }
    let entries = object.entries(in: 1...Limit.variants)
    guard 1...Limit.variants ~= entries.count else {
      object.report("holds \(entries.count) variants; 1 to \(Limit.variants) are allowed")
      return []
    }
    return variants(entries, object)
  }

  private static func variants(
    _ entries: [ObjectReader.NamedReader], _ object: ObjectReader
  ) -> [Variant] {
    var shares: [Double] = []
    let wanted = "the share of buyers who want it, such as \"30%\""
    let variants = entries.compactMap { entry -> Variant? in
      if entry.name.isEmpty || entry.name.utf8.count > Limit.nameLength {
        entry.reportName("a variant's name has 1 to \(Limit.nameLength) bytes")
      }
      guard let reader = entry.value.object() else { return nil }
      defer { reader.finish() }
      let stock = reader.count("stock", in: 0...Limit.units)
      guard entries.count > 1 || reader.has("share") else {
        shares.append(1)
        return Variant(name: entry.name, share: 1, stock: stock)
      }
      let share = reader.required("share", write: wanted)?.share()
      if let share { shares.append(share) }
      return Variant(name: entry.name, share: share ?? 0, stock: stock)
    }
    if shares.count == entries.count { object.reportUnlessWhole(shares) }
    return variants
  }
}
