// Which call of `explore` this is, in words that mean the same in another process that runs the same
// test: the test, its arguments, the place in the source, and how many calls came there before. Its
// files are named by the test and by which of the test's calls it is, so that lines may be moved.
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
  /// A name for the call's files: the test's, and what tells the call from others in the test and from
  /// those of a private suite of the same name elsewhere.
  package let fileName: String
  /// The test as a filter writes it, if a test is running.
  private let test: String?

  /// The call that is being made.
  package init(_ location: SourceLocation) {
    test = Test.current.map { String(describing: $0.id) }
    let arguments = CallSite.argumentsDigest
    let place = "\(location.fileID):\(location.line):\(location.column)"
    let run = [test ?? "no test \(place)", arguments ?? ""].joined(separator: " ")
    let name = [run, place].joined(separator: " at ")
    let (before, ordinal) = CallSite.earlier.withLock { counts in
      (counts.next(name), counts.next(run))
    }
    role = "\(name) \(before)"
    fileName = CallSite.fileName(test, location, arguments, ordinal)
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
    // Swift Testing has no public word for them: what is not found in the case is left to its description.
    let parts = Mirror(reflecting: current).descendant("_kind", "parameterized")
    let words = LastingWords.of(parts.map { LastingWords.arguments($0) ?? current } ?? current)
    return String(FNV.hash(of: words), radix: 36)
  }

  /// Whether other files may have a suite of the same name as the test's.
  private static var isInPrivateSuite: Bool {
    guard let current = Test.current,
      let suite = Mirror(reflecting: current).descendant("containingTypeInfo")
    else { return false }
    var words = ""
    dump(suite, to: &words)
    return words.firstMatch(of: #/- type: .*\(unknown context at /#) != nil
  }

  /// "Suite.test", and then the digest of its arguments and the call's number among several; with the
  /// file's name first where another may have the same suite.
  private static func fileName(
    _ test: String?, _ location: SourceLocation, _ arguments: String?, _ before: Int
  ) -> String {
    var name = "\(location.fileName)-\(location.line)"
    if let test, let dot = test.firstIndex(of: ".") {
      // Module.Suite/test()/File.swift:1:2
      let components = test[test.index(after: dot)...].split(separator: "/").dropLast()
      name = components.joined(separator: ".").replacing(#/\(.*\)$/#, with: "")
      if isInPrivateSuite { name = location.fileName.replacing(#/\.swift$/#, with: ".") + name }
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

extension [String: Int] {
  /// How many have come under a name before this one.
  fileprivate mutating func next(_ name: String) -> Int {
    self[name, default: 0] += 1
    return self[name, default: 1] - 1
  }
}
