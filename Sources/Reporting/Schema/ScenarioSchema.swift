// The outline of scenarios as a JSON Schema, draft 2020-12, for editors and validators. It refuses no
// scenario that the reader accepts (but for a minus before nothing, "-0s"), and less than the reader
// does: what one value says about another is left to `saleroom validate`, and so are bounds of
// quantities that are written in quotes, but for their sign.
package import LiveCommerce

/// The schema of scenario files.
package struct ScenarioSchema {
  private let outline: ScenarioOutline

  /// The schema of an outline.
  package init(_ outline: ScenarioOutline) { self.outline = outline }

  /// The schema as JSON.
  package var json: JSONValue {
    var members = [
      JSONValue.Member("$schema", .string("https://json-schema.org/draft/2020-12/schema")),
      .init("title", .string("A scenario of Saleroom")),
    ]
    if case .object(let root) = schema(of: outline.root) { members += root }
    members.append(
      .init("$defs", .object([.init(outline.law.path, schema(of: outline.law, named: true))])))
    return .object(members)
  }

  // MARK: Places

  /// The schema of what may stand at a place.
  private func schema(of place: OutlinePlace, named isDefinition: Bool = false) -> JSONValue {
    let alternatives = place.forms.flatMap { form in
      forms(form, place).map { JSONValue.object($0) }
    }
    var members: [JSONValue.Member] = []
    if let text = SchemaWords.description(of: place) {
      members.append(.init("description", .string(text)))
    }
    if let fallback = place.fallback { members.append(.init("default", json(of: fallback))) }
    if alternatives.count == 1, case .object(let only) = alternatives[0] {
      members += only
    } else {
      members.append(.init(isDefinition ? "oneOf" : "anyOf", .array(alternatives)))
    }
    return .object(members)
  }

  /// The ways in which a form may be written.
  private func forms(_ form: ValueForm, _ place: OutlinePlace) -> [[JSONValue.Member]] {
    switch form {
    case .object where place.named != nil: []
    case .object: [object(place)]
    case .members(let range, let areNames): [members(place, range, areNames)]
    case .variant(let keys):
      [[.init("oneOf", .array(keys.map { variant($0, of: place) }))]]
    case .list(let range): [list(place, range)]
    case .law: [[.init("$ref", .string("#/$defs/\(outline.law.path)"))]]
    case .root(let key): [[.init("$ref", .string("#/properties/\(key)"))]]
    default: PlainForms.schemas(of: form)
    }
  }

  // MARK: Structure

  private func object(_ place: OutlinePlace) -> [JSONValue.Member] {
    let properties = place.keys.compactMap { key in
      place[key].map { JSONValue.Member(key, schema(of: $0)) }
    }
    var members: [JSONValue.Member] = [
      .init("type", .string("object")), .init("properties", .object(properties)),
    ]
    if !place.required.isEmpty { members.append(.init("required", .strings(place.required))) }
    members.append(.init("additionalProperties", .bool(false)))
    let conditions = place.conditions.map { condition($0) }
    if !conditions.isEmpty { members.append(.init("allOf", .array(conditions))) }
    return members
  }

  private func condition(_ condition: OutlineCondition) -> JSONValue {
    let isThere = JSONValue.Member("required", .strings([condition.key]))
    let when: [JSONValue.Member] =
      if condition.words.isEmpty {
        [.init("not", .object([isThere]))]
      } else {
        [
          .init(
            "properties",
            .object([.init(condition.key, .object([.init("enum", .strings(condition.words))]))])),
          isThere,
        ]
      }
    var then: [JSONValue.Member] = []
    if !condition.required.isEmpty {
      then.append(.init("required", .strings(condition.required)))
    }
    if !condition.refused.isEmpty {
      let refused = condition.refused.map { JSONValue.Member($0, .bool(false)) }
      then.append(.init("properties", .object(refused)))
    }
    return .object([.init("if", .object(when)), .init("then", .object(then))])
  }

  private func members(
    _ place: OutlinePlace, _ range: ClosedRange<Int>, _ areNames: Bool
  ) -> [JSONValue.Member] {
    var members: [JSONValue.Member] = [.init("type", .string("object"))]
    if areNames {
      members.append(.init("propertyNames", .object([.init("pattern", .string(Self.name))])))
    }
    if let named = place.named {
      members.append(.init("additionalProperties", schema(of: named)))
    }
    return members + PlainForms.bounds(range, "minProperties", "maxProperties")
  }

  /// What may stand as a name in paths and promises.
  private static let name = "^[A-Za-z][A-Za-z0-9_-]{0,63}$"

  private func variant(_ key: String, of place: OutlinePlace) -> JSONValue {
    let value = place[key].map { schema(of: $0) } ?? .bool(true)
    return .object([
      .init("type", .string("object")), .init("properties", .object([.init(key, value)])),
      .init("required", .strings([key])), .init("additionalProperties", .bool(false)),
    ])
  }

  private func list(_ place: OutlinePlace, _ range: ClosedRange<Int>) -> [JSONValue.Member] {
    var members: [JSONValue.Member] = [.init("type", .string("array"))]
    if let item = place.item { members.append(.init("items", schema(of: item))) }
    return members + PlainForms.bounds(range, "minItems", "maxItems")
  }

  // MARK: Defaults

  private func json(of value: WrittenValue) -> JSONValue {
    switch value {
    case .number(let number): .number(number)
    case .text(let text): .string(text)
    case .bool(let flag): .bool(flag)
    case .list(let items): .array(items.map { json(of: $0) })
    case .object(let members):
      .object(members.map { .init($0.key, json(of: $0.value)) })
    }
  }
}

extension JSONValue {
  /// An array of texts.
  static func strings(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }
}
