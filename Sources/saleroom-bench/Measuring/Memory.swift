// Resident memory, where the system tells it (Linux).
import Foundation

enum Memory {
  /// By how many bytes the resident memory grew to its peak while `body` ran; nil if not known.
  ///
  /// What an earlier workload has freed and the allocator has kept is used again and not seen, so
  /// only the first workload of a call tells all that it needs.
  static func growth(_ body: () throws -> Void) rethrows -> Int? {
    forgetPeak()
    let before = statusBytes("VmRSS:")
    try body()
    guard let before, let peak = statusBytes("VmHWM:") else { return nil }
    return max(0, peak - before)
  }

  /// Lets the system's record of the peak begin anew.
  private static func forgetPeak() {
    guard let file = FileHandle(forWritingAtPath: "/proc/self/clear_refs") else { return }
    try? file.write(contentsOf: Data("5".utf8))
    try? file.close()
  }

  private static func statusBytes(_ key: String) -> Int? {
    guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else {
      return nil
    }
    let line = status.split(separator: "\n").first { $0.hasPrefix(key) }
    return line.flatMap { Int($0.filter(\.isNumber)) }.map { $0 * 1024 }
  }
}
