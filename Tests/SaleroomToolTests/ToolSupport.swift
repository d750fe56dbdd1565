// A tool whose words are kept in memory, and folders that vanish after the test.
import Foundation
import LiveCommerce
import Synchronization

@testable import SaleroomTool

/// The tool's exit status, where the testing library has one of the same name.
typealias ToolStatus = ExitStatus

/// What a command said and how it ended.
struct Outcome: Equatable {
  var status: ExitStatus
  var output: String
  var errors: String
}

enum Tool {
  /// Runs the tool on arguments.
  static func run(
    _ arguments: [String], logics: [any SaleLogic.Type] = [], showsProgress: Bool = false,
    machine: Machine = Machine(), stop: StopRequest = StopRequest(),
    program: String = SaleroomTool.name
  ) -> Outcome {
    let output = Sink()
    let errors = Sink()
    let context = ToolContext(
      logics: logics, program: program, output: { output.write($0) }, errors: { errors.write($0) },
      showsProgress: showsProgress, stop: stop, machine: machine)
    let status = SaleroomTool.run(arguments, context)
    return Outcome(status: status, output: output.text, errors: errors.text)
  }

  private final class Sink: Sendable {
    private let kept = Mutex("")
    var text: String { kept.withLock { $0 } }
    func write(_ text: String) { kept.withLock { $0 += text } }
  }
}

/// A folder of one test's own.
final class Folder {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent(
      "saleroom-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file and returns its path.
  func file(_ name: String, _ text: String) throws -> String {
    try Data(text.utf8).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
    return "\(path)/\(name)"
  }

  /// The names in a folder within, sorted; hidden ones included.
  func names(in folder: String = "") -> [String] {
    let names = try? FileManager.default.contentsOfDirectory(atPath: "\(path)/\(folder)")
    return (names ?? []).sorted()
  }

  /// Puts something where a file is prepared that is to be written, which nobody sees beforehand.
  func hinder(_ name: String, in folder: String) throws {
    let process = ProcessInfo.processInfo.processIdentifier
    try FileManager.default.createDirectory(
      atPath: "\(path)/\(folder)/.\(name).\(process)", withIntermediateDirectories: true)
  }

  func text(_ name: String) -> String? {
    FileManager.default.contents(atPath: "\(path)/\(name)").map {
      String(decoding: $0, as: UTF8.self)
    }
  }
}

enum Scenarios {
  static let small = """
    {
      saleroom: 1, title: "Small", asks: "Does it sell?", session: { length: "1m" },
      cohorts: { all: { dwell: "30s" } },
      products: { phone: { price: "¥1999", stock: 10, hold: "20s" } },
      rundown: [{ at: "10s", do: "linkUp", product: "phone" }],
      traffic: { discover: { visits: 200 } },
      expect: ["stock.oversold == 0"],
    }
    """
  static let broken = small.replacing("stock.oversold == 0", with: "stock.oversold > 0")
  static let wrong = small.replacing("stock: 10", with: "stok: 10")
}
