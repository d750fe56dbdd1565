// What an export can be written as, and the list of it: one file each. A new format is a new file and
// a line here; options, help and messages follow.
import LiveCommerce

/// A way to write arrivals.
protocol LoadFormat: Sendable {
  /// The name by which it is asked for.
  static var name: String { get }
  /// What it is for, in a few words.
  static var summary: String { get }

  /// Why these terms make nothing that anybody would read; nil if they do.
  static func refusal(of terms: LoadTerms) -> String?

  /// Prepares to write.
  init(_ terms: LoadTerms)

  /// What stands before the first arrival.
  mutating func begin() -> String
  /// The next piece of what stands before an arrival, or before the end; nil if nothing more does.
  mutating func piece(before arrival: Arrival?) -> String?
  /// The next arrival, which is not earlier than the last.
  mutating func text(of arrival: Arrival) -> String
  /// What stands after the last arrival.
  mutating func end() -> String
  /// What whoever fires it should know: how, and what of the burst is lost.
  func advice() -> String?
}

extension LoadFormat {
  static func refusal(of terms: LoadTerms) -> String? { nil }
  mutating func piece(before arrival: Arrival?) -> String? { nil }
}

/// All ways to write arrivals.
enum LoadFormats {
  /// Every format; the first one is the one to use when none is asked for.
  static let all: [any LoadFormat.Type] = [
    ArrivalTable.self, RateTable.self, WrkScript.self, VegetaTargets.self,
  ]

  /// The format that was asked for, or the first one.
  static func chosen(_ arguments: ParsedArguments) throws(ToolError) -> any LoadFormat.Type {
    guard let name = arguments.values(.loadFormat).first else { return all[0] }
    if let format = all.first(where: { $0.name == name }) { return format }
    throw Formats.unknown(name, all.map { $0.name })
  }
}

/// What a format must know beside the arrivals.
struct LoadTerms {
  let scenario: Scenario
  let request: RequestTemplate
  /// The first instant of interest, in nanoseconds; a generator begins with it.
  let from: Int64
  /// The first instant of no interest any more, in nanoseconds; nil for the end of the session.
  let to: Int64?
  /// The width of a step of rates, in nanoseconds.
  let step: Int64
  /// Lines that say what made it.
  let origin: [String]

  /// The name of an arrival's product; nothing where there is none.
  func product(of arrival: Arrival) -> String {
    arrival.request.map { scenario.products[$0.product].name } ?? ""
  }

  /// The name of an arrival's variant; nothing where its product has only one.
  func variant(of arrival: Arrival) -> String {
    guard let request = arrival.request, let variant = request.variant else { return "" }
    let variants = scenario.products[request.product].variants
    return variants.count > 1 ? variants[variant].name : ""
  }

  /// What a placeholder stands for.
  func value(_ placeholder: Placeholder, of arrival: Arrival) -> String {
    switch placeholder {
    case .at: LoadTerms.seconds(arrival.instant)
    case .kind: arrival.kind.rawValue
    case .account: String(arrival.account)
    case .product: product(of: arrival)
    case .variant: variant(of: arrival)
    case .attempt: arrival.request.map { String($0.attempt) } ?? ""
    case .key: arrival.request.map { String($0.key) } ?? ""
    case .request: arrival.request.map { String($0.id) } ?? ""
    case .price: arrival.request.map { String($0.price) } ?? ""
    }
  }

  func path(of arrival: Arrival) -> String {
    request.path.text { Escaping.percent(value($0, of: arrival)) }
  }

  func header(_ template: Template, of arrival: Arrival) -> String {
    template.text { Escaping.percent(value($0, of: arrival)) }
  }

  func body(of arrival: Arrival) -> String? {
    request.body?.text { Escaping.json(value($0, of: arrival)) }
  }

  /// Nanoseconds as seconds, to the last digit: "12.000000345".
  static func seconds(_ nanoseconds: Int64) -> String {
    let (whole, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
    let digits = String(rest)
    return "\(whole)." + String(repeating: "0", count: 9 - digits.count) + digits
  }
}
