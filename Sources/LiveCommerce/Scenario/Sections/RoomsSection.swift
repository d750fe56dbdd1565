// `rooms` and `hop`: many rooms side by side. A room may stand for many copies, each with goods of its
// own, so that a catalogue of a hundred thousand products is a few lines. The goods of one room are
// one stretch of all products, and those of its copies follow each other.
import Stochastics

/// Reads `rooms`.
enum RoomsSection {
  /// Reads what rooms sell, which is needed before anything else is read of them.
  static func templates(
    _ root: ObjectReader, _ products: inout [Product], _ context: ScenarioContext
  ) -> [RoomTemplate] {
    for key in ["room", "host", "rundown"] where root.has(key) {
      root.report("leave it out: each of the rooms has its own", key: key)
    }
    guard let object = root.object("rooms"),
      let entries = object.namedEntries(atMost: Limit.steps, "rooms")
    else { return [] }
    context.rooms = NameTable(entries.map(\.name))
    let shared = context.products
    let templates = entries.compactMap { entry in
      entry.value.object().map { RoomTemplate(entry.name, $0, shared, context, &products) }
    }
    check(templates, products, object)
    checkNames(templates, object)
    return templates
  }

  private static func check(
    _ templates: [RoomTemplate], _ products: [Product], _ object: ObjectReader
  ) {
    let rooms = templates.reduce(0) { $0 + $1.count }
    if rooms > Limit.rooms {
      object.report("are \(rooms) rooms in all; at most \(Limit.rooms) are allowed")
    }
    if products.count > Limit.catalogue {
      object.report(
        "sell \(products.count) products in all; at most \(Limit.catalogue) are allowed")
    }
  }

  /// Refuses a room that bears the name of a copy of another.
  private static func checkNames(_ templates: [RoomTemplate], _ object: ObjectReader) {
    for copied in templates where copied.count > 1 {
      for other in templates where copied.copy(named: other.name) != nil {
        object.report(
          "is also the name of a copy of `\(copied.name)`, of which there are \(copied.count): "
            + "call one of them otherwise", key: other.name)
      }
    }
  }

  /// Puts the rooms, the streams to the platform and the way from room to room into the scenario.
  static func place(
    _ rooms: [[Room]], _ streams: [TrafficStream], of templates: [RoomTemplate],
    in scenario: inout Scenario, _ root: ObjectReader
  ) {
    var first = 0
    scenario.roomGroups = zip(templates, rooms).map { template, copies in
      defer { first += copies.count }
      return RoomGroup(name: template.name, rooms: first..<(first + copies.count))
    }
    scenario.platform = streams
    scenario.hopping = root.optionalSection("hop", hopping)
    let count = streams.count + rooms.joined().reduce(0) { $0 + $1.traffic.count }
    guard count > Limit.streams else { return }
    root.report(
      "have \(count) streams in all; at most \(Limit.streams) are allowed: let the copies of a room "
        + "share those of the platform, `traffic` at the root", key: "rooms")
  }

  private static func hopping(_ reader: ObjectReader) -> Hopping {
    Hopping(
      share: reader.share("share"),
      after: reader.distribution(
        "after", default: .logNormal(median: 2 * Span.second, sigma: 0.5)),
      personalisation: reader.number("personalisation", default: 0, in: 0...100))
  }
}

/// A room of the file, or one that stands for many.
struct RoomTemplate {
  let name: String
  let count: Int
  private let reader: ObjectReader
  /// What its rundown may name.
  private let names: NameTable?
  /// The first product that the rundown may name.
  private let firstProduct: Int
  /// How many products each copy has of its own.
  private let ownProducts: Int

  /// Reads the goods, which are added to all products.
  init(
    _ name: String, _ reader: ObjectReader, _ shared: NameTable?, _ context: ScenarioContext,
    _ products: inout [Product]
  ) {
    self.name = name
    self.reader = reader
    count = reader.count("count", default: 1, in: 1...Limit.copies)
    let categories = RoomTemplate.categories(reader, context)
    guard reader.has("products") else {
      if !categories.isEmpty {
        reader.report("are those of products that each copy has of its own", key: "categories")
      }
      names = shared
      firstProduct = 0
      ownProducts = 0
      return
    }
    firstProduct = products.count
    guard !RoomTemplate.isOutlined("products", reader) else {
      names = shared
      ownProducts = 0
      return
    }
    let entries = reader.optionalObject("products")?
      .namedEntries(atMost: Limit.products, "products")
    names = entries.map { NameTable($0.map(\.name)) }
    context.categoriesInTurn = !categories.isEmpty
    let own = ProductSection.read(entries ?? [], context)
    context.categoriesInTurn = false
    ownProducts = own.count
    // Too many are told of by their sum, and need not be made for it.
    let copies = own.count * count > Limit.catalogue ? 1 : count
    for copy in 0..<copies {
      for product in own {
        let product = copied(product, copy, categories)
        _ = context.products?.add(product.name)
        products.append(product)
      }
    }
    if copies < count {
      let most = Limit.catalogue
      reader.report("sells \(own.count * count) products in all; at most \(most) are allowed")
    }
  }

  /// Whether it is only to be told that a part is as it is at the root.
  private static func isOutlined(_ key: String, _ reader: ObjectReader) -> Bool {
    guard reader.log.outline != nil else { return false }
    // Of the parts only the plan is needed.
    let node = key == "rundown" ? reader.required(key, write: "") : reader.optional(key)
    _ = node?.isOutlined(as: .root(key))
    return true
  }

  /// The categories that copies have in turn.
  private static func categories(
    _ reader: ObjectReader, _ context: ScenarioContext
  ) -> [Int] {
    reader.optionalList("categories", count: 1...Limit.categories).compactMap { node in
      guard let name = node.text(limit: Limit.nameLength) else {
        context.categoriesAreKnown = false
        return nil
      }
      return context.categories.add(name)
    }
  }

  private func copied(_ own: Product, _ copy: Int, _ categories: [Int]) -> Product {
    var product = own
    product.name = "\(roomName(copy))/\(own.name)"
    product.isCopy = count > 1
    if own.category < 0 { product.category = categories[copy % categories.count] }
    return product
  }

  /// Which copy bears a name; nil if none does.
  func copy(named name: String) -> Int? {
    guard count > 1, name.hasPrefix(self.name + "-"),
      let number = Int(name.dropFirst(self.name.count + 1)), 1...count ~= number,
      roomName(number - 1) == name
    else { return nil }
    return number - 1
  }

  private func roomName(_ copy: Int) -> String { count > 1 ? "\(name)-\(copy + 1)" : name }

  /// Reads the rest, once it is known who comes.
  func rooms(_ context: ScenarioContext) -> [Room] {
    defer { reader.finish() }
    let weight = reader.number("weight", default: 1, in: 0...1e9)
    let zipf = reader.number("zipf", default: 0, in: 0...10)
    let spread = reader.duration("spread", default: 0, in: 0...Span.day)
    guard !["host", "rundown", "traffic"].allSatisfy({ RoomTemplate.isOutlined($0, reader) })
    else { return [] }
    let host = HostSection.read(reader)
    let rundown = RundownSection.read(reader, context, products: names)
    let traffic = reader.optionalSection("traffic") { TrafficSection.read($0, context) } ?? []
    checkSpread(spread, rundown, context)
    return (0..<count).map { copy in
      let shift = Int64(Double(spread) * Double(copy) / Double(count))
      return Room(
        name: roomName(copy), weight: weight * Elementary.exp(-zipf * log(copy + 1)),
        host: host,
        rundown: rundown.map { step in
          var step = step
          step.at += shift
          step.product = step.product.map { $0 + firstProduct + ownProducts * copy }
          return step
        },
        traffic: traffic.map { stream in
          var stream = stream
          stream.shape = stream.shape.later(by: shift)
          return stream
        }, begins: shift)
    }
  }

  private func log(_ number: Int) -> Double { Elementary.log(Double(number)) }

  /// Refuses copies that would begin too late to come to their end.
  private func checkSpread(_ spread: Int64, _ rundown: [RundownStep], _ context: ScenarioContext) {
    guard let length = context.length, let last = rundown.map(\.at).max(),
      spread > length - last, spread > 0
    else { return }
    let most = Quantity.describe(duration: max(0, length - last))
    reader.report("leaves no time for the last step; at most \(most) does", key: "spread")
  }
}
