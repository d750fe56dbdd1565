// `campaign` from file to exit status: what it says, what it refuses, and that it can be stopped anywhere.
import Foundation
import LiveCommerce
import Testing

@testable import SaleroomTool

@Suite("Campaigns from the command line")
struct CampaignVerbTests {
  private let folder: Folder

  init() throws { folder = try Folder() }

  private static let text = """
    {
      saleroom: 1, title: "Three evenings", asks: "?", session: { length: "1m" },
      cohorts: { all: { dwell: "30s", payment: { abandon: "0%", delay: "1s" } } },
      products: { phone: { price: "¥1999", stock: 60, hold: "20s" } },
      rundown: [{ at: "10s", do: "linkUp", product: "phone" }],
      traffic: {
        messages: { followers: "carried" }, discover: { visits: 60 },
      },
      campaign: {
        sessions: 3, every: "1h", followers: { start: 30, churn: "10%" }, stock: {},
        expect: ["campaign.visits > 10", "campaign.sold[1] >= 1 on average"],
      },
    }
    """

  private func campaign(_ text: String = text, _ words: String...) throws -> Outcome {
    Tool.run(["campaign", try folder.file("s.json5", text)] + words)
  }

  @Test func `a campaign tells its verdict, its sessions and the whole`() throws {
    let outcome = try campaign()
    #expect(outcome.status == .kept)
    #expect(outcome.errors == "")
    #expect(outcome.output.contains("VERDICT: KEPT – 2 of 2 promises kept, invariants"))
    #expect(outcome.output.contains("✓ campaign.visits > 10: "))
    #expect(outcome.output.contains("\nSessions\n"))
    #expect(outcome.output.contains("\nAll sessions together\n"))
    let lines = outcome.output.split(separator: "\n").filter { !$0.hasPrefix("campaign of ") }
    #expect(lines.allSatisfy { $0.count <= 100 })
    #expect(try campaign(Self.text.replacing("> 10", with: "< 10")).status == .broken)
  }

  @Test func `the same bytes on any number of threads`() throws {
    for format in ["text", "json", "csv"] {
      let one = try campaign(Self.text, "--threads=1", "--format=\(format)")
      #expect(try campaign(Self.text, "--threads=3", "--format=\(format)") == one)
    }
    let many = try campaign(Self.text, "--threads=1", "--replications=5")
    #expect(try campaign(Self.text, "--threads=3", "--replications=5") == many)
    #expect(many.output.contains("5 replications from 0"))
    #expect(many.output.contains("Sessions, means"))
    #expect(many.status == .undecided, "five campaigns cannot show 95 %")
  }

  @Test func `a campaign that is taken up again tells what the whole tells`() throws {
    let whole = try campaign(Self.text, "--format=json")
    let state = "\(folder.path)/state.json"
    let stop = StopRequest()
    let file = try folder.file("s.json5", Self.text)
    stop.listen()
    #expect(stop.make())
    let cut = Tool.run(["campaign", file, "--state=\(state)"], stop: stop)
    #expect(cut.status == .interrupted)
    #expect(cut.errors.contains("interrupted after 0 of 3 sessions; they are kept in"))
    let first = try campaign(Self.text, "--state=\(state)", "--format=json")
    #expect(first == whole)
    // A state of two sessions, made of the whole one, gives the third again.
    let kept = try #require(folder.text("state.json"))
    #expect(kept.contains("\"kind\" : \"campaignState\""))
    #expect(try campaign(Self.text, "--state=\(state)", "--format=json") == whole)
    #expect(folder.text("state.json") == kept)
  }

  @Test func `the state of another campaign is refused and left alone`() throws {
    let state = "\(folder.path)/state.json"
    _ = try campaign(Self.text, "--state=\(state)")
    let kept = folder.text("state.json")
    let other = try campaign(
      Self.text.replacing("visits: 60", with: "visits: 61"), "--state=\(state)")
    #expect(other.status == .badScenario)
    #expect(other.errors.contains("is the state of another campaign: its scenario or settings is "))
    let seeded = try campaign(Self.text, "--state=\(state)", "--seed=9")
    #expect(seeded.errors.contains("its seed is 1, not 9; name another file, or remove it"))
    #expect(folder.text("state.json") == kept)
    let broken = try folder.file("broken.json", "{}")
    #expect(
      try campaign(Self.text, "--state=\(broken)").errors
        .contains("is not the state of a campaign"))
    let tampered = (kept ?? "").replacing("\"sold\" : ", with: "\"sold\" : 1")
    let path = try folder.file("tampered.json", tampered)
    #expect(try campaign(Self.text, "--state=\(path)").errors.contains("has been changed by hand"))
    // Nor does a number that no sum can hold stop the tool.
    for name in ["newFollowers", "lostBuyers", "sold", "gross"] {
      let huge = (kept ?? "").replacing(
        try Regex("\"\(name)\" : -?[0-9]+"), with: "\"\(name)\" : \(Int64.max)")
      #expect(huge != kept)
      let path = try folder.file("huge.json", huge)
      let outcome = try campaign(Self.text, "--state=\(path)")
      #expect(outcome.errors.contains("has been changed by hand"), "\(name): \(outcome.errors)")
    }
  }

  @Test func `a state that cannot be kept is refused at once if that can be known`() throws {
    let place = "\(folder.path)/none"
    _ = try folder.file("none", "")
    let outcome = try campaign(Self.text, "--state=\(place)/state.json")
    let refusal = "saleroom: \(place): \(place) is not a folder that can be written to\n"
    #expect(outcome == Outcome(status: .inputOutput, output: "", errors: refusal))
  }

  @Test func `a campaign that cannot be kept is told all the same`() throws {
    let whole = try campaign()
    // A name so long that the file is not even begun.
    let name = String(repeating: "x", count: 250)
    let outcome = try campaign(Self.text, "--state=\(folder.path)/\(name)")
    #expect(outcome.status == .inputOutput)
    #expect(outcome.output == whole.output)
    #expect(outcome.errors.contains("\(name) could not be written: File name too long"))
    // What is in the way of the first session is not in the way of the others.
    try folder.hinder("state.json", in: ".")
    #expect(try campaign(Self.text, "--state=\(folder.path)/state.json") == whole)
    #expect(folder.names().contains("state.json"))
  }

  @Test func `a session that has grown beyond memory is not begun`() throws {
    let growing = Self.text.replacing(
      "stock: {},",
      with: "stock: {}, changes: [{ session: 3, set: { 'traffic.discover.visits': 4000000000 } }],")
    let file = try folder.file("s.json5", growing)
    var machine = Machine()
    machine.availableMemory = 4e9
    let state = "\(folder.path)/state.json"
    for (words, end) in [
      (["--state=\(state)"], "it was not run"), (["--replications=3"], "nothing is concluded"),
    ] {
      let outcome = Tool.run(["campaign", file, "--threads=1"] + words, machine: machine)
      #expect(outcome.status == .tooLarge)
      #expect(outcome.output == "")
      #expect(outcome.errors.hasPrefix("saleroom: \(file), session 3: needs about "))
      #expect(outcome.errors.hasSuffix("visits would fit (traffic.*.visits); \(end)\n"))
    }
    // What was run before is kept.
    let text = try #require(folder.text("state.json"))
    #expect(text.contains("\"done\" : 2"))
  }

  @Test func `what makes no sense is refused`() throws {
    let alone = try campaign(Scenarios.small)
    #expect(alone.status == .badScenario)
    #expect(alone.errors.contains("has no `campaign`; a single session is run by `saleroom run`"))
    let both = try campaign(Self.text, "--replications=3", "--state=x")
    #expect(both.status == .usage)
    #expect(try campaign(Self.text, "--format=html").errors.contains("unknown format `html`"))
  }

  @Test func `run takes the first session of it`() throws {
    let outcome = Tool.run(["run", try folder.file("s.json5", Self.text), "--format=csv"])
    #expect(outcome.status == .kept)
  }
}
