// `pools`: where stock lies. Read before products, which name one; the domestic pool is always there,
// first unless the scenario lists it elsewhere.

/// Reads `pools`.
enum PoolSection {
  static func read(_ root: ObjectReader, _ context: ScenarioContext) -> [StockPool] {
    var pools = given(root)
    if !pools.contains(where: { $0.name == StockPool.domestic.name }) {
      pools.insert(.domestic, at: 0)
    }
    context.pools = NameTable(pools.map(\.name))
    return pools
  }

  private static func given(_ root: ObjectReader) -> [StockPool] {
    let pools = root.optionalObject("pools")
    guard let entries = pools?.namedEntries(atMost: Limit.stockPools, "pools") else { return [] }
    return entries.compactMap { entry in
      guard let reader = entry.value.object() else { return nil }
      defer { reader.finish() }
      return StockPool(
        name: entry.name, lead: reader.duration("lead", default: 0, in: 0...Span.year),
        returnOdds: reader.number("returnOdds", default: 1, in: 0...1000),
        returnDelay: reader.duration("returnDelay", default: 0, in: 0...Span.year),
        resaleable: reader.share("resaleable", default: 1))
    }
  }
}
