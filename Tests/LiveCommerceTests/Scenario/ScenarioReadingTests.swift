import Testing

@testable import LiveCommerce

@Suite("Reading scenarios")
struct ScenarioReadingTests {
  @Test func smoke() throws {
    let a = try Scenario.read(Array(ScenarioText.minimal.utf8), file: "f")
    print("MIN \(a)")
    let b = try Scenario.read(Array(ScenarioText.full.utf8), file: "f")
    print("FULL \(b)")
  }
}
