// What a scenario puts in, and which of its author's comments belongs to what.
import LiveCommerce
import Testing

@Suite struct ScenarioInputsTests {
  private static let text = """
    // A question.
    //
    // Sourced: 10 units (news).
    {
      title: "A // b", // no comment in a text
      // Who comes.
      cohorts: { fan: { dwell: "3m",
        /* assumed */
        trust: 0.5 } },

      products: { phone: { stock: 10 } },
      list: [1, 2], long: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13],
    }
    """

  private static func told(_ inputs: ScenarioInputs) -> [String] {
    inputs.values.map {
      "\($0.path)=\($0.text)@\($0.line.map { "\($0)" } ?? "set") \($0.note ?? "-")"
    }
  }

  @Test func `each value has its line and the comment that belongs to it`() {
    let inputs = ScenarioInputs(Array(ScenarioInputsTests.text.utf8))
    #expect(inputs.preface == "A question.\n\nSourced: 10 units (news).")
    #expect(
      ScenarioInputsTests.told(inputs) == [
        "title=A // b@5 no comment in a text", "cohorts.fan.dwell=3m@7 Who comes.",
        "cohorts.fan.trust=0.5@9 assumed", "products.phone.stock=10@11 -", "list[0]=1@12 -",
        "list[1]=2@12 -", "long=13 values@12 -",
      ])
  }

  @Test func `a setting is told as one, without the comment of what it replaced`() {
    let inputs = ScenarioInputs(
      Array(ScenarioInputsTests.text.utf8),
      settings: [
        ScenarioSetting(path: "products.phone.stock", value: "3"),
        ScenarioSetting(path: "cohorts.fan.trust", value: "0.7"),
        ScenarioSetting(path: "orders.workers.count", value: "8"),
      ])
    let told = ScenarioInputsTests.told(inputs)
    #expect(told.contains("products.phone.stock=3@set -"))
    #expect(told.contains("cohorts.fan.trust=0.7@set -"))
    #expect(told.contains("orders.workers.count=8@set -"))
  }

  @Test(
    "no text makes it trap", arguments: ["", "{", "/*", "//", "\"", "{a:\"\\", "'\n/", "{/*\n\n"])
  func odd(_ text: String) {
    #expect(ScenarioInputs(Array(text.utf8)).values.isEmpty)
  }
}
