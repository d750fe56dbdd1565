// Which call of `explore` this is, in words that mean the same in another process that runs the same
// test: the test, its arguments, the place in the source, and how many calls came there before.
//
// Invariant: a child whose role is a call's name is led to that call by the arguments that go with it,
// or ends; it never explores anything else.
package import Exploration
import Foundation
import LiveCommerce
import Synchronization
package import Testing

/// A call for exploration in a running test.
package struct CallSite: Sendable {
  private static let earlier = Mutex<[String: Int]>([:])

  /// Names the call among all in the test process; the role of a child that is to come to it.
  package let role: String
  /// A name for the call's files: the test's, and what tells the call from others in the test.
  package let fileName: String
  /// The test as a filter writes it, if a test is running.
  private let test: String?

  /// The call that is being made.
  package init(_ location: SourceLocation) {
    test = Test.current.map { String(describing: $0.id) }
    let arguments = CallSite.argumentsDigest
    let place = "\(location.fileID):\(location.line):\(location.column)"
    let name = [test ?? "no test", arguments ?? "", place].joined(separator: " ")
    let before = CallSite.earlier.withLock { counts in
      counts[name, default: 0] += 1
      return counts[name, default: 1] - 1
    }
    role = "\(name) \(before)"
    fileName = CallSite.fileName(test, location, arguments, before)
  }

  /// The filter that selects the test and no other.
  package var filter: String {
    "^\(NSRegularExpression.escapedPattern(for: test ?? ""))$"
  }

  /// How to start a child that comes to this call, unless there is no way.
  package func launch() throws(WorkersUnavailable) -> WorkerLaunch {
    guard test != nil else { throw WorkersUnavailable("no test of Swift Testing is running") }
    guard !CallSite.isTraced else { throw WorkersUnavailable("a debugger is attached") }
    // The arguments of this process are not repeated: they may write reports, or filter this test.
    var arguments = ["--testing-library", "swift-testing"]
    let own = CommandLine.arguments
    if let option = own.firstIndex(of: "--test-bundle-path"), option + 1 < own.count {
      arguments += own[option...(option + 1)]
    }
    return WorkerLaunch(arguments: arguments + ["--filter", filter], role: role)
  }

  /// Tells the arguments of a parameterised test from others, alike in every process.
  private static var argumentsDigest: String? {
    guard let current = Test.Case.current, current.isParameterized else { return nil }
    // Swift Testing has no public word for them but a case's description, which also has addresses.
    let words = String(describing: current).replacing(#/\$[0-9a-f]+|0x[0-9a-f]+/#, with: "")
    return String(FNV.hash(of: words), radix: 36)
  }

  /// "Suite.test", and then the digest of its arguments and the call's number among several.
  private static func fileName(
    _ test: String?, _ location: SourceLocation, _ arguments: String?, _ before: Int
  ) -> String {
    var name = "\(location.fileName)-\(location.line)"
    if let test, let dot = test.firstIndex(of: ".") {
      // Module.Suite/test()/File.swift:1:2
      let components = test[test.index(after: dot)...].split(separator: "/").dropLast()
      name = components.joined(separator: ".").replacing(#/\(.*\)$/#, with: "")
    }
    name = String(name.map { $0.isLetter || $0.isNumber || "._".contains($0) ? $0 : "-" })
    if let arguments { name += "-\(arguments)" }
    return before == 0 ? name : "\(name)-\(before + 1)"
  }

  private static var isTraced: Bool {
    #if os(Linux)
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    return status.contains("TracerPid:") && !status.contains("TracerPid:\t0\n")
    #else
    return false
    #endif
  }
}
