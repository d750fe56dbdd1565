// Pages: text of a scenario stays text wherever it stands, what is no result is refused with advice, and
// whatever a result lacks leaves a gap and not a trap. How a page looks and behaves is seen in a browser
// (Tests/Peers/page.py).
import LiveCommerce
import Testing

@testable import Reporting

@Suite struct PageTests {
  private static let hostile = "<script>bad()</script>\"'&--><!--</title>\u{2028}\u{202E}x" + joined
  /// Markup that marks join to what stands beside it, so that no character of it is a `<`.
  private static let joined = "\u{600}<script>bad()\u{600}</script>\u{301}\u{600}</title>"

  private static func result(_ name: String = "small.json") throws -> PageResult {
    let value = JSONFormat.value(of: SmallSession.report(try GoldenTests.record()))
    return try PageResult(value, name: name)
  }

  /// A result in which every text is another one.
  private static func result(saying text: String) throws -> PageResult {
    func changed(_ value: JSONValue) -> JSONValue {
      switch value {
      case .string: .string(text)
      case .array(let elements): .array(elements.map(changed))
      case .object(let members): .object(members.map { .init($0.name, changed($0.value)) })
      default: value
      }
    }
    var members = JSONFormat.value(of: SmallSession.report(try GoldenTests.record())).members
    for place in members.indices { members[place].value = changed(members[place].value) }
    members = members.map { $0.name != "metrics" ? $0 : .init("metrics", products(text, $0.value)) }
    return try PageResult(.object(members), name: text)
  }

  private static func products(_ name: String, _ metrics: JSONValue) -> JSONValue {
    .object(
      metrics.members.map {
        .init($0.name.replacing("[phone]", with: "[\(name)]"), $0.value)
      })
  }

  /// Whether something of the hostile text is more than text; looked for as a browser does, byte by
  /// byte.
  private static func leaks(_ page: String) -> Bool {
    count("<script>bad", in: page) > 0 || count("--><!--", in: page) > 0
      || count("</title>\u{2028}", in: page) > 0
  }

  private static func count(_ mark: String, in page: String) -> Int {
    page.utf8.ranges(of: mark.utf8).count
  }

  @Test func `text of a result is text, wherever it stands`() throws {
    let page = ResultPage.render([try PageTests.result(saying: PageTests.hostile)])
    #expect(!PageTests.leaks(page))
    let isShown = page.contains("&lt;script&gt;bad()&lt;/script&gt;")
    #expect(isShown)
    // The style, the data and the script are all there is of their kind.
    #expect(PageTests.count("<script", in: page) == 2)
    #expect(PageTests.count("</script", in: page) == 2)
    #expect(PageTests.count("</title", in: page) == 1)
  }

  @Test("text that is not escaped is noticed", arguments: ["&lt;", "\\u003c"])
  func leak(_ escape: String) throws {
    let page = ResultPage.render([try PageTests.result(saying: PageTests.hostile)])
    let isEscaped = page.contains(escape)
    #expect(isEscaped)
    #expect(
      PageTests.leaks(
        page.replacing(escape, with: "<").replacing("&gt;", with: ">")
          .replacing("\\u003e", with: ">")))
  }

  @Test(
    "characters that HTML cannot hold are spelled out",
    arguments: [
      ("a\u{0}b", "a\\u{0}b"), ("\u{85}", "\\u{85}"), ("\u{FFFF}", "\\u{FFFF}"),
      ("一\t\n", "一\t\n"), ("<&>\"'", "&lt;&amp;&gt;&quot;'"),
    ])
  func character(_ text: String, _ html: String) {
    #expect(Markup.text(text).html == html)
  }

  @Test func `a name cannot change the direction of what stands beside it`() {
    #expect(Markup.name("\u{202E}x").html == "<bdi>\u{202E}x</bdi>")
  }

  @Test func `numbers stand on the page as they stand in the result`() throws {
    let result = try PageTests.result()
    let page = ResultPage.render([result])
    for metric in result.value["metrics"]?.members ?? [] {
      guard let number = metric.value.double else { continue }
      let name = metric.name.replacing("&", with: "&amp;")
      let cell = "data-v=\"\(JSONValue.digits(number))\" data-m=\"\(name)\" data-r=\"0\""
      let isThere = page.contains(cell)
      #expect(isThere, "\(metric.name)")
    }
  }

  @Test func `a page needs nothing but itself`() throws {
    let page = ResultPage.render([try PageTests.result()])
    let isClosed = page.contains("default-src 'none'")
    #expect(isClosed)
    for word in ["src=", "url(http", "@import", "<link", "fetch(", "XMLHttpRequest", "import("] {
      let isThere = page.contains(word)
      #expect(!isThere, "\(word)")
    }
  }

  @Test func `several sessions stand side by side in the order given`() throws {
    let page = ResultPage.render([try PageTests.result("one"), try PageTests.result("two")])
    for word in ["A: one", "B: two", "data-m=\"stock.sold\" data-r=\"1\""] {
      let isThere = page.contains(word)
      #expect(isThere, "\(word)")
    }
  }

  @Test(
    "what is no result is refused",
    arguments: [
      ("[]", "x: is no result but another value; "), ("{\"a\":1}", "x: is no result of any kind"),
      ("{\"kind\":\"dream\"}", "x: is no result of any kind"), ("{", "x:1:2: a name in double"),
      ("{\"schema\":2,\"metrics\":{}}", "x: has schema 2, and this version reads schema 1; "),
      ("{\"schema\":\"1\",\"metrics\":{}}", "x: has schema \"1\", and this version reads"),
      ("{\"metrics\":{}}", "x: has no `schema`, and this version reads schema 1; "),
      (
        "{\"schema\":1,\"kind\":\"plan\",\"knobs\":[]}",
        "x: has no `curve`, as what `saleroom plan --format json` writes has; "
      ),
    ])
  func refusal(_ text: String, _ message: String) {
    let refusal = #expect(throws: PageRefusal.self) {
      try PageResult(reading: Array(text.utf8), name: "x")
    }
    #expect(refusal?.message.hasPrefix(message) ?? false, "\(refusal?.message ?? "")")
    #expect(
      refusal?.message.hasSuffix(
        "run, compare, sweep, plan, campaign and explore") ?? false)
  }

  @Test("whatever else is missing or odd leaves a gap", arguments: PageResult.Kind.allCases)
  func gaps(_ kind: PageResult.Kind) throws {
    let odd: [JSONValue] = [
      .null, .array([]), .object([]), .string("x"), .number(-1e300), .array([.null]),
      .array([.object([]), .object([.init("values", .array([.number(1e300)]))])]),
      .object([.init("a", .object([.init("step", .int(0)), .init("values", .array([.null]))]))]),
    ]
    for value in odd {
      let members =
        [JSONValue.Member("schema", .int(1)), .init("kind", .string(kind.rawValue))]
        + kind.needed.map { JSONValue.Member($0, value) }
      let page = ResultPage.render([try PageResult(.object(members), name: "x")])
      let isWhole = page.hasSuffix("</html>\n")
      #expect(isWhole)
    }
  }
}
