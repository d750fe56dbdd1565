// Notable events as sentences. Names come from the scenario, so what a terminal would obey is spelled
// out.
import LiveCommerce
import Reporting

/// Tells the events of a session.
struct EventWords {
  let scenario: Scenario
  let rows: [String]

  init(_ scenario: Scenario, _ snapshot: SessionSnapshot) {
    self.scenario = scenario
    rows = snapshot.stock.map { Display.safe($0.name) }
  }

  /// An event in a few words, and whether it is bad news.
  func sentence(_ kind: NotableEvent.Kind) -> (text: String, style: ScreenLine.Style) {
    switch kind {
    case .step(let kind, let product):
      (step(kind, product), kind == .linkUp ? .strong : .plain)
    case .soldOut(let row): ("sold out: \(rows[row])", .notable)
    case .restocked(let row, let units):
      ("\(rows[row]): \(ValueText.count(Double(units))) more units", .plain)
    case .faultBegins(let fault):
      ("fault begins: \(fault.tier.rawValue) \(EventWords.words(of: fault.kind))", .bad)
    case .faultEnds(let fault):
      ("fault ends: \(fault.tier.rawValue) \(EventWords.words(of: fault.kind))", .good)
    case .queueFull(let tier): ("queue full: \(tier) refuses", .bad)
    case .breakerOpens: ("the circuit breaker opens", .bad)
    case .breach(let check): breach(check)
    case .change(let change):
      (
        "\(Display.safe(scenario.path(of: change.knob))) is \(change.knob.text(of: change.value))",
        .notable
      )
    }
  }

  private func breach(_ check: CheckResult) -> (text: String, style: ScreenLine.Style) {
    let what = check.brokenPromises > 0 ? "promise broken" : "broken"
    let sentence = check.first.map { ": " + Display.safe($0.sentence) } ?? ""
    return ("\(what), \(check.name.rawValue)\(sentence)", .bad)
  }

  /// "link-up: phone".
  func step(_ kind: RundownStep.Kind, _ product: Int?) -> String {
    let name = EventWords.words(of: kind)
    return product.map { "\(name): \(Display.safe(scenario.products[$0].name))" } ?? name
  }

  private static func words(of kind: RundownStep.Kind) -> String {
    switch kind {
    case .warmUp: "warm-up"
    case .linkUp: "link-up"
    default: kind.rawValue
    }
  }

  private static func words(of kind: Fault.Kind) -> String {
    switch kind {
    case .down(let silent): silent ? "down, silent" : "down"
    case .slow(let factor): "\(ValueText.count(factor)) times as slow"
    case .brownout(let left): "at \(percent(left))"
    case .partition(let share): "unreachable for \(percent(share))"
    case .coldCache(let share): "\(percent(share)) cold"
    case .lostAcknowledgements(let share): "loses \(percent(share)) of answers"
    }
  }

  private static func percent(_ share: Double) -> String { ValueText.count(share * 100) + " %" }
}
